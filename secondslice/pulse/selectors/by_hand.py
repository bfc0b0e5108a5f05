"""Who of a project's people may be asked now, and who when and why not now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from secondslice.accounts.models import Membership
from secondslice.accounts.selectors import lead_of
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.budget import Decision, Why, decide
from secondslice.pulse.models import Ask
from secondslice.pulse.modes import Mode
from secondslice.pulse.plan_models import MODES, PlannedAsk, Touch
from secondslice.pulse.selectors.heard import LOOK_BACK
from secondslice.pulse.selectors.overview import people_of_project
from secondslice.pulse.selectors.people import (
    Holds,
    Standing,
    left_out,
    rules_of,
    standings,
)
from secondslice.pulse.selectors.waiting import Wait, on_the_hour, waits_about

AT_THE_END = (Project.Phase.CLOSING, Project.Phase.OPERATION)


@dataclass(frozen=True, slots=True)
class Hand:
    """What the budget must know of a project that somebody asks about by hand."""

    at_close: bool
    full_until: date | None

    def first_day(self, standing: Standing) -> Decision:
        """Return whether the person may be asked on the first day on which mail can leave, or when."""
        return decide(
            standing.today,
            standing.person,
            standing.limits,
            at_close=self.at_close,
            full_until=self.full_until,
        )


def hand_for(project: Project, *, holds: Holds) -> Hand:
    """Return what the budget must know of this project."""
    owner = project.manager_id or (lead_of(project.workspace).pk if holds.owners else 0)
    return Hand(project.phase in AT_THE_END, holds.owners.get(owner))


@dataclass(frozen=True, slots=True)
class Askable:
    """One of a project's people, and what the budget says of asking now."""

    part: Stakeholder
    on: date | None
    """The first day on which a mail may leave; None: on no day."""
    why: str
    """What moves it there, or why there is none: budget.Why."""
    leaves_at: datetime | None
    """None: at once, or not at all."""
    is_waiting: bool
    """Whether the last question about this project still waits for an answer."""
    is_left_out: bool
    delivery_error: str
    mode: str = Mode.NAMED
    """How this person is asked, unless whoever asks chooses otherwise."""
    is_kept: bool = False
    """Whether this member may not ask: the day and the reason would tell of answers given in confidence."""
    wait: Wait | None = None
    """What somebody has wanted to ask by hand about this project, and waits."""
    again_at: datetime | None = None
    """When a question put again leaves that waits for its hour."""

    @property
    def is_now(self) -> bool:
        """Tell whether this person may be asked on the first day on which mail can leave, as far as may be told."""
        return self.on is not None and not self.why and self.is_free

    @property
    def is_free(self) -> bool:
        """Tell whether this person may be asked about this project at all, now or later."""
        return self.on is not None and not (self.is_asked or self.is_left_out or self.is_kept)

    @property
    def is_asked(self) -> bool:
        """Tell whether a question about this project is with the person, or waits for its hour."""
        return self.is_waiting or self.wait is not None

    @property
    def may_be_forced(self) -> bool:
        """Tell whether who runs the PMO may ask in spite of it."""
        kept = {Why.STOPPED, Why.PAUSED, Why.ONLY_AT_CLOSE, Why.UNREACHABLE}
        return not (self.is_asked or self.is_left_out or self.is_kept) and self.why not in kept

    @property
    def mode_words(self) -> str:
        """Return how this person is asked, in words."""
        return str(dict(MODES).get(self.mode, ""))

    @property
    def is_unwanted(self) -> bool:
        """Tell whether it is a wish of the person that stands in the way."""
        return self.why in {Why.STOPPED, Why.PAUSED, Why.ONLY_AT_CLOSE}

    @property
    def why_words(self) -> str:
        """Return the reason in words."""
        return str(dict(PlannedAsk.Reason.choices).get(self.why, ""))


def askable(
    project: Project, *, at: datetime, holds: Holds, by: Membership | None = None
) -> list[Askable]:
    """Return the people of a project, the sponsors first, with what the budget says of each.

    `by`: the member who looks at it; None: the product itself.
    """
    parts = list(people_of_project(project.pk, at=at))
    people = [one.contact for one in parts]
    found = standings(project.workspace, people, at=at, holds=holds)
    hand = hand_for(project, holds=holds)
    out = {contact for _project, contact in left_out([project.pk])}
    may_know = by is None or by.keeps_confidences
    kept = set() if may_know else would_tell((one.contact_id for one in parts), at=at)
    usual = rules_of(project.workspace)
    waits = waits_about(by, project, at=at) if by else {}
    return [
        _row(
            part,
            found[part.contact_id],
            hand,
            wait=None if part.contact_id in kept else waits.get(part.contact_id),
            mode=usual.mode_of(part.role),
            is_left_out=part.contact_id in out,
            is_kept=part.contact_id in kept,
        )
        for part in parts
    ]


def confided(contacts: Iterable[int]) -> set[int]:
    """Return who of these people was ever asked in confidence: when they are asked next depends on what they said."""
    asks = Ask.objects.filter(contact__in=list(contacts)).exclude(mode=Ask.Mode.NAMED)
    return set(asks.values_list("contact", flat=True))


def would_tell(contacts: Iterable[int], *, at: datetime) -> set[int]:
    """Return of whom the budget's word on a question by hand could tell whether they answered in confidence.

    It could as long as it looks back at the question, for only who is silent gets a reminder, which counts in the year;
    and after that until somebody talks to the person, for three silences hold back all questions, however old.
    """
    talked = Touch.objects.filter(
        kind=Touch.Kind.TALK, contact=OuterRef("contact"), on__gt=OuterRef("sent_on")
    )
    asks = Ask.objects.filter(
        Q(sent_at__gt=at - LOOK_BACK) | ~Exists(talked),
        contact__in=list(contacts),
        kind=Ask.Kind.FIRST,  # a second one tells of a No itself
    )
    return set(asks.exclude(mode=Ask.Mode.NAMED).values_list("contact", flat=True))


def _row(
    part: Stakeholder,
    standing: Standing,
    hand: Hand,
    *,
    wait: Wait | None,
    mode: str,
    is_left_out: bool,
    is_kept: bool,
) -> Askable:
    # Of whom was asked in confidence nothing is told that the budget makes of the answer.
    decision = Decision(standing.today) if is_kept else hand.first_day(standing)
    is_now = decision.on == standing.today and standing.is_hour
    return Askable(
        part=part,
        on=decision.on,
        why=decision.why.value,
        leaves_at=None
        if is_now or is_kept or not decision.on
        else on_the_hour(standing.opens_on(decision.on)),
        is_waiting=getattr(part, "is_waiting", False),
        is_left_out=is_left_out,
        mode=mode,
        is_kept=is_kept,
        wait=wait,
        again_at=getattr(part, "again_at", None),
        delivery_error=getattr(part, "delivery_error", "") or "",
    )
