"""The sentences of a page for an executive, each with the rows it is made of."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.accounts.models import Membership
from secondslice.analytics.proportions import proportion
from secondslice.projects.models import Milestone, Project
from secondslice.pulse.models import Ask, Taste
from secondslice.recovery.models import Case
from secondslice.value.ledger.models import Benefit
from secondslice.value.ledger.selectors.lines import NOTHING, lines
from secondslice.value.outlook.models import Alarm

LEAST = 5
"""Under so many people no share is told: it would tell who said what."""
NAMED_FEW = 3
"""So many projects are named in a sentence."""
A_YEAR = timedelta(days=365)


class Part(StrEnum):
    """What a fact is about."""

    DELIVERED = "delivered"
    RUNS = "runs"
    TASTE = "taste"
    RECOVERED = "recovered"
    MONEY = "money"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Row:
    """A row behind a fact. `what`: project, ask, case, benefit or milestone; `project`: where it is looked at."""

    what: str
    ref: uuid.UUID
    name: str = ""
    project: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence, and the rows it is made of."""

    part: Part
    words: str
    rows: Sequence[Row] = ()


def delivered(projects: Sequence[Project]) -> Fact | None:
    """Tell what was delivered; nothing where nothing was."""
    if not projects:
        return None
    told = {"count": len(projects), "names": _names(projects)}
    words = ngettext(
        "Within the last two years we delivered %(count)s project for you: %(names)s.",
        "Within the last two years we delivered %(count)s projects for you: %(names)s.",
        len(projects),
    )
    return Fact(Part.DELIVERED, words % told, _rows_of(projects))


def running(projects: Sequence[Project]) -> Fact | None:
    """Tell what runs now; nothing where nothing does."""
    if not projects:
        return None
    told = {"count": len(projects), "names": _names(projects)}
    words = ngettext(
        "%(count)s project runs now: %(names)s.",
        "%(count)s projects run now: %(names)s.",
        len(projects),
    )
    return Fact(Part.RUNS, words % told, _rows_of(projects))


def tastes(alarm: Alarm, keys: Sequence[int], *, at: datetime) -> list[Fact | None]:
    """Return the share of Yes within a year and what was mended: told from five answers on."""
    asks = list(
        Ask.objects.filter(
            workspace=alarm.workspace_id,
            project__in=keys,
            mode=Ask.Mode.NAMED,
            kind=Ask.Kind.FIRST,
            state=Ask.State.ANSWERED,
            answered_at__gt=at - A_YEAR,
        )
        .select_related("project")
        .order_by("-answered_at", "-pk")
    )
    people = len({one.contact_id for one in asks})
    if people < LEAST:
        return []
    found = proportion(yes=sum(one.taste == Taste.YES for one in asks), n=len(asks))
    told = {
        "yes": found.yes,
        "count": found.n,
        "low": _percent(found.low),
        "high": _percent(found.high),
    }
    words = _(
        "We asked whether the project tastes good: %(yes)s of %(count)s answers within twelve months were Yes"
        " (between %(low)s and %(high)s %% of all, allowing for chance)."
    )
    taste = Fact(
        Part.TASTE,
        words % told,
        [Row("ask", one.ref, project=one.project.ref) for one in asks],
    )
    cases = list(
        Case.objects.filter(
            workspace=alarm.workspace_id,
            project__in=keys,
            ask__mode=Ask.Mode.NAMED,
            state=Case.State.RECOVERED,
            closed_at__gt=at - A_YEAR,
        ).order_by("-closed_at", "-pk")
    )
    if not cases:
        return [taste]
    mended = ngettext(
        "%(count)s time somebody was not content: we changed something, and the same person said Yes afterwards.",
        "%(count)s times somebody was not content: we changed something, and the same person said Yes afterwards.",
        len(cases),
    ) % {"count": len(cases)}
    return [taste, Fact(Part.RECOVERED, mended, [Row("case", one.ref) for one in cases])]


def money(membership: Membership, keys: Sequence[int], *, today: date) -> Fact | None:
    """Return the money that the customers of these projects have confirmed, and nothing else."""
    wanted = set(keys)
    benefits = Benefit.objects.filter(
        workspace=membership.workspace_id, shares__project__in=wanted
    ).distinct()
    confirmed, rows = NOTHING, []
    for line in lines(membership, today=today, only=benefits):
        mine = sum((part.confirmed for part in line.parts if part.project.pk in wanted), NOTHING)
        if line.is_money and mine:
            confirmed += mine
            rows.append(Row("benefit", line.benefit.ref, line.benefit.title))
    if not confirmed:
        return None
    told = {"amount": _amount(confirmed), "currency": membership.workspace.currency}
    words = _(
        "Your own people have confirmed that %(amount)s %(currency)s arrived because of these projects."
    )
    return Fact(Part.MONEY, words % told, rows)


def what_is_next(projects: Sequence[Project], *, today: date) -> Fact | None:
    """Return the next milestone or end of the projects that run."""
    runs = {one.pk: one for one in projects if one.phase != Project.Phase.OPERATION}
    soonest = (
        Milestone.objects.filter(project__in=list(runs), due_on__gte=today)
        .order_by("due_on", "pk")
        .first()
    )
    ends = [one for one in runs.values() if one.ends_on and one.ends_on >= today]
    last = min(ends, key=lambda one: (one.ends_on or today, one.pk), default=None)
    if soonest is not None and (last is None or soonest.due_on <= (last.ends_on or today)):
        told = {
            "project": runs[soonest.project_id].name,
            "what": soonest.name,
            "day": formats.date_format(soonest.due_on, "DATE_FORMAT"),
        }
        words = _("Next: %(what)s of %(project)s, on %(day)s.") % told
        return Fact(
            Part.NEXT,
            words,
            [Row("milestone", soonest.ref, soonest.name, runs[soonest.project_id].ref)],
        )
    if last is not None and last.ends_on is not None:
        told = {"project": last.name, "day": formats.date_format(last.ends_on, "DATE_FORMAT")}
        words = _("Next: %(project)s is to be in your hands on %(day)s.") % told
        return Fact(Part.NEXT, words, _rows_of([last]))
    return Fact(Part.NEXT, _("Next: half an hour with you about what your area needs from us."))


def _rows_of(projects: Sequence[Project]) -> list[Row]:
    return [Row("project", one.ref, one.name, one.ref) for one in projects]


def _names(projects: Sequence[Project]) -> str:
    first = [one.name for one in projects[:NAMED_FEW]]
    rest = len(projects) - len(first)
    if rest:
        first.append(ngettext("%(count)s more", "%(count)s more", rest) % {"count": rest})
    return in_a_row(first)


def in_a_row(words: Sequence[str]) -> str:
    """Return some words as one list in a sentence."""
    if len(words) < 2:  # noqa: PLR2004
        return "".join(words)
    return _("%(some)s and %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}


def _percent(share: float) -> str:
    return str(formats.number_format(round(100 * share), 0))


def _amount(amount: Decimal) -> str:
    return str(formats.number_format(amount, 0, use_l10n=True, force_grouping=True))
