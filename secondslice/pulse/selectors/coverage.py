"""Who has been heard: every sponsor of every running project, and what became of the question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Membership
from secondslice.core.keyset import Slice, slice_of
from secondslice.messaging.models import Suppression
from secondslice.projects.access import visible_stakeholders
from secondslice.projects.models import Stakeholder
from secondslice.pulse.access import may_be_read_by, visible_asks
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import LeftOut, PlannedAsk
from secondslice.pulse.selectors.asks import NOT_DELIVERED
from secondslice.pulse.selectors.for_dashboard import ACTIVE
from secondslice.pulse.selectors.narrowing import NOBODY, Narrow

ROWS_ON_A_PAGE = 50
STATES: dict[str, Promise] = {
    "answered": _("Answered"),
    "waiting": _("Still open"),
    "silent": _("Silent"),
    "unreachable": _("Not reached"),
    "confided": _("Asked in confidence"),
    "planned": _("Planned"),
    "deferred": _("Put off"),
    "left_out": _("Left out"),
    "never": _("Never asked"),
}
"""In the order of the page. `confided`: asked in a way that this reader may not follow, answered or not."""
ASKED = ("answered", "waiting", "silent", "unreachable")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many sponsors are in which state; one person counts for each project."""

    counts: dict[str, int]

    @property
    def whole(self) -> int:
        """Return how many there are."""
        return sum(self.counts.values())

    @property
    def asked(self) -> int:
        """Return how many were asked."""
        return sum(self.counts.get(state, 0) for state in ASKED)

    @property
    def answered(self) -> int:
        """Return how many answered."""
        return self.counts.get("answered", 0)


@dataclass(frozen=True, slots=True)
class Sponsor:
    """A sponsor of a project, with what became of the question and what explains it."""

    part: Stakeholder
    state: str
    ask: Ask | None = None
    planned: PlannedAsk | None = None
    left_out: LeftOut | None = None


def coverage(membership: Membership, narrow: Narrow, *, at: datetime) -> Coverage:
    """Return how many sponsors were heard since `narrow.since`: one query."""
    found = sponsors(membership, narrow, at=at).order_by().values_list("heard")
    counts = dict(found.annotate(n=Count("pk")))
    return Coverage({state: counts[state] for state in STATES if counts.get(state)})


def sponsors(
    membership: Membership, narrow: Narrow, *, at: datetime, state: str = ""
) -> QuerySet[Any]:
    """Return the sponsors of running projects, or of those in the phase asked for; `heard` is the state of each.

    They come with what a row shows, and a `sort_key`: the name of the project.
    """
    phases = [narrow.phase] if narrow.phase else list(ACTIVE)
    found: QuerySet[Any] = (
        visible_stakeholders(membership)
        .filter(_place(narrow), role=Stakeholder.Role.SPONSOR, project__phase__in=phases)
        .annotate(heard=_heard(membership, narrow, at=at), sort_key=Lower("project__name"))
    )
    if state in STATES:
        found = found.filter(heard=state)
    return found.select_related("contact", "project__customer", "project__manager")


def sponsor_slice(
    membership: Membership, narrow: Narrow, *, state: str, after: str, at: datetime
) -> Slice[Any]:
    """Return one page of the sponsors in a state, or of all, in the order of their projects' names."""
    found = sponsors(membership, narrow, at=at, state=state)
    return slice_of(found, by="sort_key", after=after, size=ROWS_ON_A_PAGE, read=str)


def explained(
    membership: Membership, narrow: Narrow, parts: Iterable[Stakeholder]
) -> list[Sponsor]:
    """Return these sponsors with the last question, the plan, and who left them out: three queries."""
    rows = list(parts)
    pairs = {(part.project_id, part.contact_id) for part in rows}
    places = {"project__in": [one for one, _ in pairs], "contact__in": [one for _, one in pairs]}
    answered_last = Case(When(~Q(taste=""), then=Value(1)), default=Value(0))
    asks = _asks(membership, narrow).filter(**places).order_by(answered_last, "sent_at", "pk")
    last = {(ask.project_id, ask.contact_id): ask for ask in asks}
    plans = PlannedAsk.objects.filter(**places).exclude(state=PlannedAsk.State.SENT)
    planned = {(one.project_id, one.contact_id): one for one in plans.order_by(*_LATER_FIRST)}
    outs = LeftOut.objects.filter(ended_at=None, **places).select_related("by")
    out = {(one.project_id, one.contact_id): one for one in outs}
    return [_sponsor(part, last, planned, out) for part in rows]


_LATER_FIRST = (F("state").asc(), F("wanted_on").desc(), "-pk")  # given up stands before planned
Pair = tuple[int, int]


def _sponsor(
    part: Stakeholder,
    asks: dict[Pair, Ask],
    planned: dict[Pair, PlannedAsk],
    out: dict[Pair, LeftOut],
) -> Sponsor:
    pair, state = (part.project_id, part.contact_id), str(getattr(part, "heard", ""))
    return Sponsor(
        part,
        state,
        ask=asks.get(pair) if state in ASKED else None,
        planned=planned.get(pair) if state in {"planned", "deferred"} else None,
        left_out=out.get(pair) if state == "left_out" else None,
    )


def _place(narrow: Narrow) -> Q:
    meant = Q()
    if narrow.customer:
        meant &= Q(project__customer=narrow.customer)
    if narrow.service:
        meant &= Q(project__service="" if narrow.service == NOBODY else narrow.service)
    if narrow.manager or narrow.nobody:
        meant &= Q(project__manager=narrow.manager)
    return meant


def _asks(membership: Membership, narrow: Narrow) -> QuerySet[Ask]:
    found = visible_asks(membership)
    return found.filter(sent_on__gte=narrow.since) if narrow.since else found


def _heard(membership: Membership, narrow: Narrow, *, at: datetime) -> Coalesce:
    """Return the expression for a state: of an answer, else of the last question, else of why there was none."""
    mine = Q(project=OuterRef("project"), contact=OuterRef("contact"))
    word = CharField()
    of_ask = Case(
        When(NOT_DELIVERED, then=Value("unreachable")),
        When(state=Ask.State.SENT, expires_at__gt=at, then=Value("waiting")),
        default=Value("silent"),
        output_field=word,
    )
    asks = _asks(membership, narrow).filter(mine)
    # Most sponsors have answered: whoever has needs no look at the mails of all questions.
    has_answered = Exists(asks.exclude(taste=""))
    said = (
        asks.filter(taste="").annotate(word=of_ask).order_by("-sent_at", "-pk").values("word")[:1]
    )
    # When somebody is asked next may depend on what was confided, so it is told to nobody else.
    hidden = Ask.objects.filter(
        workspace=membership.workspace_id, contact=OuterRef("contact")
    ).exclude(may_be_read_by(membership))
    return Coalesce(
        Case(When(has_answered, then=Value("answered")), output_field=word),
        Subquery(said, output_field=word),
        Case(
            When(Exists(hidden), then=Value("confided")),
            When(Exists(LeftOut.objects.filter(mine, ended_at=None)), then=Value("left_out")),
            When(_is_unreachable(), then=Value("unreachable")),
            output_field=word,
        ),
        Subquery(_planned(mine, word), output_field=word),
        Value("never"),
        output_field=word,
    )


def _is_unreachable() -> Exists:
    return Exists(
        Suppression.objects.filter(
            workspace=OuterRef("workspace"),
            address=Lower(OuterRef("contact__email")),
            lifted_at=None,
        )
    )


def _planned(mine: Q, word: CharField[str, str]) -> QuerySet[Any, Any]:
    is_planned = Q(state=PlannedAsk.State.PLANNED)
    of_plan = Case(
        When(why=PlannedAsk.Reason.UNREACHABLE, then=Value("unreachable")),
        When(is_planned & Q(why=""), then=Value("planned")),
        default=Value("deferred"),
        output_field=word,
    )
    found = PlannedAsk.objects.filter(mine).exclude(state=PlannedAsk.State.SENT)
    planned_first = Case(When(is_planned, then=Value(0)), default=Value(1))
    return (
        found.annotate(word=of_plan).order_by(planned_first, "wanted_on", "pk").values("word")[:1]
    )
