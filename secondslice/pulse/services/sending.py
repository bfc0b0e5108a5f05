"""Send what the plan says is due: one mail for each person, however many projects it asks about.

The days are dealt once more while the people are held (services/turns.py), and what is due then is written as mail in
the same transaction: a worker that dies sends nobody two. Mails leave within the hours of the workspace, by the
person's own clock.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db import transaction
from django.db.models import Min

from secondslice.accounts.models import User, Workspace
from secondslice.accounts.selectors import lead_of
from secondslice.core.rows import update_rows
from secondslice.messaging.services.smoothing import Slots, slots
from secondslice.projects.models import Stakeholder
from secondslice.pulse.budget import Why
from secondslice.pulse.letters import Round, draft_ask
from secondslice.pulse.models import Ask, Wording
from secondslice.pulse.modes import Mode
from secondslice.pulse.plan_models import IN_OPERATION, PlannedAsk
from secondslice.pulse.selectors.people import (
    Holds,
    Standing,
    rules_of,
    usual_points,
)
from secondslice.pulse.services.confiding import Wanted, choose_modes
from secondslice.pulse.services.dealing import deal_to
from secondslice.pulse.services.posting import Letter, Line, store
from secondslice.pulse.services.turns import Permit, permit_planned, take_turns
from secondslice.pulse.services.wording import wording_for

AT_ONCE, MOST_AT_ONCE = 100, 1000
"""People whose mails are written in one transaction: so many, and more where they are asked about one project."""
EARLIEST = timedelta(hours=14)
"""So far ahead of UTC a day begins first on earth (Kiritimati)."""
NEAR_THE_END = 30
"""Days before the end from which whoever is asked by hand is also asked what it was worth."""
State = PlannedAsk.State


class Taken(Exception):  # noqa: N818  (it ends a transaction, nobody sees it)
    """The plan was laid anew in this moment: whoever comes next sends these."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What one round sent."""

    mails: int = 0
    asks: int = 0


@transaction.atomic
def release_due(*, workspace: Workspace, today: date, by: User | None, at: datetime) -> int:
    """Let everything that is due leave, also where nothing leaves by itself: now, or once it is day over there.

    `by` is who presses the button, and signs the mails.
    """
    due = PlannedAsk.objects.filter(
        workspace=workspace, state=State.PLANNED, on__lte=today, released_at=None
    )
    return due.update(released_at=at, asked_by=by)


def send_due(*, workspace: Workspace, at: datetime, holds: Holds) -> Sent:
    """Send every question whose day and hour have come; where nothing leaves by itself, only what was released."""
    by_itself = rules_of(workspace).sends_itself
    people = _due_contacts(workspace, (at + EARLIEST).date(), by_itself=by_itself)
    free = slots(at=at)
    mails = asks = 0
    for some in in_batches(people):
        try:
            sent = _send_some(workspace, some, free, at=at, holds=holds)
        except Taken:
            continue
        mails += sent.mails
        asks += sent.asks
    return Sent(mails, asks)


@transaction.atomic
def _send_some(
    workspace: Workspace, contacts: Collection[int], free: Slots, *, at: datetime, holds: Holds
) -> Sent:
    turns = take_turns(workspace=workspace, contacts=contacts, at=at, holds=holds)
    return send_to(
        workspace=workspace,
        turns=turns,
        at=at,
        holds=holds,
        by_itself=rules_of(workspace).sends_itself,
        free=free,
    )


def send_to(
    *,
    workspace: Workspace,
    turns: Sequence[Standing],
    at: datetime,
    holds: Holds,
    by_itself: bool,
    free: Slots | None = None,
) -> Sent:
    """Deal the days of these people, who are held by the caller's transaction, and send them what is due now.

    `free`: the moments at which the mails of a batch leave; without it each leaves at once.
    """
    dealt = deal_to(workspace=workspace, turns=turns, holds=holds)
    due: list[tuple[Permit, list[PlannedAsk]]] = []
    for standing in turns:
        mine = due_of(standing=standing, rows=dealt[standing.contact.pk], by_itself=by_itself)
        if not mine:
            continue
        permit = permit_planned(standing=standing, on=standing.today, at=at, slots=free)
        if permit:
            due.append((permit, mine))
    asks = send_planned(workspace=workspace, due=due, batch=free.batch if free else None)
    _give_up_the_earlier(dealt, [row for _permit, rows in due for row in rows])
    return Sent(len(due), len(asks))


def send_planned(
    *,
    workspace: Workspace,
    due: Sequence[tuple[Permit, Sequence[PlannedAsk]]],
    batch: uuid.UUID | None = None,
) -> list[Ask]:
    """Write the mails for these rows, one for each permit, in the caller's transaction."""
    rows = [row for _permit, mine in due for row in mine]
    if not rows:
        return []
    claimed = PlannedAsk.objects.filter(
        pk__in=[row.pk for row in rows], state=State.PLANNED
    ).update(state=State.SENT)
    if claimed != len(rows):
        raise Taken
    writer = _Writer(workspace, _roles(rows))
    writer.choose_modes(rows)
    letters = [Letter(permit, [writer.line(row, permit) for row in mine]) for permit, mine in due]
    asks = store(letters=letters, batch=batch)
    for row in rows:
        row.state = State.SENT
    update_rows(rows, ["ask"])
    return asks


@dataclass
class _Writer:
    """Turns rows of the plan into questions; looks up once what they share."""

    workspace: Workspace
    roles: Mapping[tuple[int, int], str]
    wordings: dict[tuple[str, str], Wording] = field(default_factory=dict)
    modes: dict[int, str] = field(default_factory=dict)

    def choose_modes(self, rows: Sequence[PlannedAsk]) -> None:
        """Decide how each of these people is asked: all of them are asked at once."""
        wanted = [Wanted(row.project, self._role(row), row.mode) for row in rows]
        chosen = choose_modes(workspace=self.workspace, wanted=wanted)
        self.modes = {row.pk: mode for row, mode in zip(rows, chosen, strict=True)}

    def _role(self, row: PlannedAsk) -> str:
        return self.roles.get((row.project_id, row.contact_id), "")

    @cached_property
    def lead(self) -> User:
        """Return who answers for projects without a manager."""
        return lead_of(self.workspace)

    @cached_property
    def worths(self) -> dict[str, str]:
        """Return at which taste points people also say what the project was worth."""
        return {one.code: one.worth for one in usual_points(self.workspace) if one.is_active}

    def _worth(self, row: PlannedAsk) -> str:
        if row.is_by_hand and row.at_close and any(self.worths.values()):
            days = (row.wanted_on - row.project.ends_on).days if row.project.ends_on else 0
            if days < -NEAR_THE_END:
                return ""
            return Ask.Worth.LATER if days >= IN_OPERATION else Ask.Worth.CLOSE
        return self.worths.get(row.point, "")

    def _wording(self, row: PlannedAsk, language: str) -> Wording:
        key = language, row.point
        if key not in self.wordings:
            self.wordings[key] = wording_for(
                workspace=self.workspace, language=language, point=row.point
            )
        return self.wordings[key]

    def line(self, row: PlannedAsk, permit: Permit) -> Line:
        """Return the question of a row."""
        owner = row.project.manager or self.lead
        this = Round(row.project, row.asked_by, permit.leaves_at, owner, row.note)
        part = Stakeholder(project=row.project, contact=row.contact, role=self._role(row))
        mode = self.modes.get(row.pk, Mode.NAMED)
        draft = draft_ask(this, part, self._wording(row, this.language_of(part)), mode=mode)
        draft.ask.worth = "" if mode == Mode.ANONYMOUS else self._worth(row)
        row.ask = draft.ask
        return this, draft


def due_of(*, standing: Standing, rows: Iterable[PlannedAsk], by_itself: bool) -> list[PlannedAsk]:
    """Return which of a person's rows leave today: they are one mail."""
    return [row for row in rows if row.on == standing.today and (by_itself or row.released_at)]


def earlier_of(*, rows: Iterable[PlannedAsk], sent: Iterable[PlannedAsk]) -> list[PlannedAsk]:
    """Return what was to be asked about a project before the question that has just left: it is asked by it."""
    latest: dict[tuple[int, int], date] = {}
    for row in sent:
        key = row.contact_id, row.project_id
        latest[key] = max(row.wanted_on, latest.get(key, date.min))
    return [
        row
        for row in rows
        if row.state == State.PLANNED
        and row.wanted_on <= latest.get((row.contact_id, row.project_id), date.min)
    ]


def _give_up_the_earlier(
    dealt: Mapping[int, Iterable[PlannedAsk]], sent: Sequence[PlannedAsk]
) -> None:
    everything = (row for rows in dealt.values() for row in rows)
    if earlier := [row.pk for row in earlier_of(rows=everything, sent=sent)]:
        PlannedAsk.objects.filter(pk__in=earlier, state=State.PLANNED).update(
            state=State.GIVEN_UP, on=None, why=Why.NEXT_IS_NEAR.value
        )


def _due_contacts(workspace: Workspace, until: date, *, by_itself: bool) -> list[tuple[int, int]]:
    """Return who is due, each with the first project that he or she is asked about, project by project."""
    rows = PlannedAsk.objects.filter(workspace=workspace, state=State.PLANNED, on__lte=until)
    if not by_itself:
        rows = rows.filter(released_at__isnull=False)
    people = rows.values("contact").annotate(first=Min("project")).order_by("first", "contact")
    return list(people.values_list("contact", "first"))


def in_batches(people: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Yield those who are written to in one transaction, out of people with their projects.

    The people of a project stay together: how many are asked at once decides whether they can be asked anonymously.
    """
    some: list[int] = []
    last = None
    for contact, project in people:
        is_full = len(some) >= AT_ONCE and project != last
        if is_full or len(some) >= MOST_AT_ONCE:
            yield some
            some = []
        some.append(contact)
        last = project
    if some:
        yield some


def _roles(rows: Sequence[PlannedAsk]) -> dict[tuple[int, int], str]:
    parts = Stakeholder.objects.filter(
        project__in={row.project_id for row in rows}, contact__in={row.contact_id for row in rows}
    )
    return {
        (project, contact): role
        for project, contact, role in parts.values_list("project_id", "contact_id", "role")
    }
