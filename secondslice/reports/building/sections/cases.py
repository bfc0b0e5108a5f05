"""What became of the No: opened, mended, late, and how long it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.analytics.proportions import proportion
from secondslice.analytics.survival import FEWEST, Span, kaplan_meier, took, waits
from secondslice.recovery.rules import State
from secondslice.reports.building import words
from secondslice.reports.building.scope import Scope
from secondslice.reports.document import Block, Chart, Figure, Lack, Section, Series, Source
from secondslice.reports.rules import LEAST
from secondslice.reports.selectors.rows import CaseRow

YEAR, DAY = timedelta(days=365), timedelta(days=1)
ENDED = (State.RECOVERED, State.NOT_RECOVERED, State.NO_ANSWER)


def section(scope: Scope) -> Section:
    """Return the cases that were not opened in confidence."""
    opened = [one for one in scope.cases if scope.is_in(one.opened_at)]
    recovered = recovered_in(scope)
    still = [one for one in scope.cases if one.is_open]
    late = [one for one in still if one.due_at < scope.dawn]
    blocks: list[Block] = [
        count(scope, "opened", _("No said in this time"), opened, _("Cases opened in the time of the report")),
        count(scope, "recovered", _("Mended in this time"), recovered,
              _("Cases closed by the same person's Yes in the time of the report"),
              note=_("Only the same person's later Yes counts.")),
        count(scope, "open", _("Open today"), still, _("Cases that are open on the day of the report")),
        count(scope, "late", _("Of them overdue"), late, _("Open cases whose next step is late")),
        *_share(scope), *_median(scope),
    ]  # fmt: skip
    if scope.customer is None:
        blocks += _flow(scope)
    return Section("cases", _title(opened, recovered), tuple(blocks), tuple(_weak(scope, late)))


def recovered_in(scope: Scope) -> list[CaseRow]:
    """Return the cases that were mended in the days of the report, the newest first."""
    found = [one for one in scope.cases if one.is_recovered and scope.is_in(one.closed_at)]
    return sorted(found, key=lambda one: (one.closed_at or one.opened_at, one.ref), reverse=True)


def lately(scope: Scope) -> list[CaseRow]:
    """Return the cases whose No came within the year that ends with the report."""
    since = scope.ends_on - YEAR
    return [one for one in scope.cases if since < scope.day(one.opened_at) <= scope.ends_on]


def of_cases(scope: Scope, cases: Iterable[CaseRow], what: str) -> Source:
    """Return the source of a number that is made of these cases."""
    query = {} if scope.customer is None else {"customer": str(scope.customer.ref)}
    return Source(what, scope.path("recovery:list", **query), tuple(one.ref for one in cases))


def count(
    scope: Scope, key: str, label: str, cases: Sequence[CaseRow], what: str, *, note: str = ""
) -> Figure:
    """Return how many cases there are of a kind."""
    number = len(cases)
    source = of_cases(scope, cases, what)
    return Figure(f"cases.{key}", label, words.number(number), str(number), note, source)


def _title(opened: Sequence[CaseRow], recovered: Sequence[CaseRow]) -> str:
    if not opened and not recovered:
        return _("Nobody said No, and nothing was left to be mended")
    said = ngettext("%(count)s No", "%(count)s times No", len(opened)) % {"count": len(opened)}
    mended = ngettext("%(count)s mended", "%(count)s mended", len(recovered))
    return f"{said}, {mended % {'count': len(recovered)}}"


def _share(scope: Scope) -> list[Block]:
    ended = [one for one in lately(scope) if one.state in ENDED]
    found = proportion(yes=sum(one.is_recovered for one in ended), n=len(ended))
    if found.n < LEAST:
        text = ngettext(
            "%(count)s case of the last year has ended: too few for a share.",
            "%(count)s cases of the last year have ended: too few for a share.",
            found.n,
        )
        return [Lack(text % {"count": found.n})]
    share = found.yes / found.n
    note = _("%(yes)s of %(n)s that ended, of the No of the last year; with 95 %% confidence %(interval)s.") % {
        "yes": words.number(found.yes), "n": words.number(found.n), "interval": words.between(found),
    }  # fmt: skip
    source = of_cases(scope, ended, _("Cases of the last year that have ended"))
    label = _("Recovered customers")
    return [Figure("cases.share", label, words.share(share), f"{share:.6f}", note, source)]


def _median(scope: Scope) -> list[Block]:
    mine = lately(scope)
    curve = kaplan_meier([_span(scope, one) for one in mine])
    if curve.events < FEWEST or curve.median is None:
        return [
            Lack(_("Fewer than half, or too few, are recovered to say how long that takes."))
        ] if mine else []  # fmt: skip
    days = round(curve.median)
    text = ngettext("%(count)s day", "%(count)s days", days) % {"count": words.number(days)}
    low, high = curve.median_interval
    ends = [_("open") if one is None else words.number(round(one)) for one in (low, high)]
    note = _("From the No to the Yes; the open cases count for as long as they have waited (%(low)s to %(high)s).") % {
        "low": ends[0], "high": ends[1],
    }  # fmt: skip
    source = of_cases(scope, mine, _("Cases of the last year"))
    label = _("Half are recovered after")
    return [Figure("cases.median", label, text, f"{curve.median:g}", note, source)]


def _span(scope: Scope, case: CaseRow) -> Span:
    """Return how long a case took; what ended otherwise will never be recovered, so it waits on."""
    is_over = case.is_recovered and case.closed_at is not None
    end = case.closed_at if is_over and case.closed_at else scope.evening
    days = round(max(end - case.opened_at, timedelta()) / DAY, 1)
    return took(days) if is_over else waits(days)


def _flow(scope: Scope) -> list[Block]:
    counted: dict[str, CaseRow] = {}
    opened, mended = [], []
    for quarter in scope.quarters:
        first, last = quarter.begins_on, min(quarter.ends_on, scope.ends_on)
        came = [one for one in scope.cases if first <= scope.day(one.opened_at) <= last]
        ended = [
            one
            for one in scope.cases
            if one.is_recovered and one.closed_at and first <= scope.day(one.closed_at) <= last
        ]
        opened.append(float(len(came)))
        mended.append(float(len(ended)))
        counted |= {one.ref: one for one in (*came, *ended)}
    if not counted:
        return []
    return [
        Chart(
            "cases.flow",
            _("How many said No, and how many were mended, quarter by quarter"),
            "bars",
            tuple(words.quarter(one) for one in scope.quarters),
            (Series(_("No"), tuple(opened), tone="no"), Series(_("Mended"), tuple(mended), tone="yes")),
            "count",
            of_cases(scope, counted.values(), _("Cases opened or mended in these quarters")),
        )
    ]  # fmt: skip


def _weak(scope: Scope, late: Sequence[CaseRow]) -> list[str]:
    found = []
    if late:
        text = ngettext("%(count)s case is overdue.", "%(count)s cases are overdue.", len(late))
        found.append(text % {"count": len(late)})
    lost = [one for one in lately(scope) if one.state in ENDED[1:]]
    if lost:
        text = ngettext(
            "%(count)s case of the last year ended without a Yes.",
            "%(count)s cases of the last year ended without a Yes.",
            len(lost),
        )
        found.append(text % {"count": len(lost)})
    return found
