"""The figures of the value page: what is confirmed, what is not, for whom, and what it cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.analytics.finance import realisation
from secondslice.value.ledger import rules
from secondslice.value.ledger.models import Benefit, PmoCost, Signature
from secondslice.value.ledger.selectors.asking import Asking, askings
from secondslice.value.ledger.selectors.lines import NOTHING, Line, Part, lines
from secondslice.value.ledger.terms import terms_of

LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Totals:
    """Money at each stage. `confirmed` is the headline; Nothing else is added to it."""

    promised: Decimal = NOTHING
    claimed: Decimal = NOTHING
    confirmed: Decimal = NOTHING
    verified: Decimal = NOTHING
    unconfirmed: Decimal = NOTHING
    """What is claimed beyond what is confirmed."""


@dataclass(frozen=True, slots=True)
class Row:
    """The money of one customer, service or category."""

    name: str
    count: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class Doubt:
    """A benefit that is not in the headline, and why."""

    line: Line
    why: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything on the value page."""

    currency: str
    lines: Sequence[Line]
    totals: Totals
    lately: Decimal
    """Of the headline: what was signed within the last 90 days."""
    before: Decimal
    """And within the 90 days before that."""
    by_customer: Sequence[Row]
    by_service: Sequence[Row]
    by_outcome: Sequence[Row]
    due: Sequence[Line]
    doubts: Sequence[Doubt]
    realised: Decimal | None
    returned: rules.Return | None
    yearly_rate: Decimal
    costs: Decimal


def figures(membership: Membership, *, today: date) -> Figures:
    """Return the figures as this member may see them. What the PMO costs is set against the whole only."""
    found = lines(membership, today=today)
    money = [one for one in found if one.is_money]
    sees_all = membership.role != Membership.Role.MANAGER
    costs = costs_of(membership) if sees_all else []
    terms, stands = terms_of(membership.workspace), askings(membership, found)
    return Figures(
        currency=membership.workspace.currency,
        lines=found,
        totals=_totals((one, part) for one in money for part in one.parts),
        lately=_signed_within(money, today - LATELY, today),
        before=_signed_within(money, today - 2 * LATELY, today - LATELY),
        by_customer=_rows(money, lambda _line, part: part.project.customer.name),
        by_service=_rows(money, lambda _line, part: part.project.service or _("No service named")),
        by_outcome=_rows(money, lambda line, _part: line.benefit.outcome.name),
        due=sorted((one for one in found if one.due_since), key=lambda one: one.due_since or today),
        doubts=[
            Doubt(one, why)
            for one in found
            if (why := why_unconfirmed(one, stands[one.benefit.pk], today=today))
        ],
        realised=_realised(money),
        returned=rules.returned(
            [
                (one.signature.request.until, one.confirmed)
                for one in money
                if one.is_confirmed and one.signature is not None
            ],
            [(one.month, one.amount) for one in costs],
            yearly=terms.yearly_rate / rules.HUNDRED,
        ),
        yearly_rate=terms.yearly_rate,
        costs=sum((one.amount for one in costs), NOTHING),
    )


def costs_of(membership: Membership) -> list[PmoCost]:
    """Return what the PMO cost, month by month, the latest first."""
    return list(PmoCost.objects.filter(workspace=membership.workspace_id).order_by("-month"))


def why_unconfirmed(line: Line, asking: Asking, *, today: date) -> str:
    """Return in words why a benefit is not confirmed; nothing when it is, or when its time has not come."""
    signature = line.signature
    if line.lacks_rate:
        told = {"currency": line.benefit.currency}
        return _("There is no rate for %(currency)s on its day.") % told
    if line.is_confirmed:
        if signature is None or signature.verdict != Signature.Verdict.PARTLY:
            return ""
        told = {"percent": f"{signature.percent.normalize():f}"}
        said = _("The customer says that %(percent)s %% of it has arrived.") % told
        return f"{said} {asking.words}".rstrip()
    if signature is not None and signature.verdict == Signature.Verdict.NOT:
        said = _("The customer says that it has not arrived.")
        return f"{said} {asking.words}".rstrip()
    return _why_unsigned(line, asking, today=today)


def _why_unsigned(line: Line, asking: Asking, *, today: date) -> str:
    if line.benefit.stage == Benefit.Stage.CLAIMED:
        return asking.words
    if line.start is None:
        return _("Its milestone or the end of its project has no date.")
    return _("Nothing was measured since it began.") if line.start <= today else ""


def _totals(parts: Iterable[tuple[Line, Part]]) -> Totals:
    rows = list(parts)
    return Totals(
        promised=sum((part.promised for _line, part in rows), NOTHING),
        claimed=sum((part.claimed for _line, part in rows), NOTHING),
        confirmed=sum((part.confirmed for _line, part in rows), NOTHING),
        verified=sum((part.verified for _line, part in rows), NOTHING),
        unconfirmed=sum((part.unconfirmed for _line, part in rows), NOTHING),
    )


def _rows(money: Sequence[Line], name: Callable[[Line, Part], str]) -> list[Row]:
    grouped: dict[str, list[tuple[Line, Part]]] = {}
    for line in money:
        for part in line.parts:
            grouped.setdefault(name(line, part), []).append((line, part))
    rows = [
        Row(key, len({line.benefit.pk for line, _part in parts}), _totals(parts))
        for key, parts in grouped.items()
    ]
    return sorted(rows, key=lambda one: (-one.totals.confirmed, -one.totals.claimed, one.name))


def _signed_within(money: Sequence[Line], after: date, until: date) -> Decimal:
    return sum(
        (
            one.confirmed
            for one in money
            if one.signature is not None and after < one.signature.on <= until
        ),
        NOTHING,
    )


def _realised(money: Sequence[Line]) -> Decimal | None:
    """Return arrived over planned to date, of the benefits that had something planned, each in its own currency.

    Each benefit is weighed by its money in the workspace's currency.
    """
    planned = arrived = NOTHING
    for one in money:
        if one.planned_so_far and one.planned:
            share = one.planned_so_far / one.planned
            planned += one.promised_money * share
            arrived += one.confirmed
    return realisation(planned, arrived)
