"""Ask by hand: a wish like those of the plan, made by a member, and kept by the same budget.

Who may be asked now is asked now. Who may not is asked on the first day that fits, which the plan shows with the
reason; only who runs the PMO may ask at once in spite of it, and says why.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.accounts.selectors import keepers_of
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.budget import Decision
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import BY_HAND, PlannedAsk
from secondslice.pulse.selectors.asks import perhaps_open
from secondslice.pulse.selectors.by_hand import Hand, hand_for, would_tell
from secondslice.pulse.selectors.people import Holds, Standing, left_out, rules_of
from secondslice.pulse.services.confiding import must_be_kept
from secondslice.pulse.services.sending import send_planned, send_to
from secondslice.pulse.services.turns import (
    must_be_askable,
    permit_in_spite,
    permit_planned,
    take_turns,
)

State = PlannedAsk.State


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a member wants. `form_key` stands in the form: when the same form comes twice, nobody is asked twice."""

    project: Project
    by: User | None
    note: str = ""
    form_key: uuid.UUID | None = None
    mode: str = ""
    """How these people are asked; empty: each as the workspace says."""


@dataclass(frozen=True, slots=True)
class InSpite:
    """Who asks at once in spite of the budget, and why."""

    by: Membership
    reason: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of it: who was asked now, and who is asked later, each with day and reason."""

    now: list[Ask] = field(default_factory=list)
    later: list[PlannedAsk] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Turn:
    """One person, what the budget says, and the row of the plan that it becomes."""

    standing: Standing
    decision: Decision
    row: PlannedAsk


@transaction.atomic
def ask_by_hand(
    *,
    wish: ByHand,
    stakeholders: Sequence[Stakeholder],
    at: datetime,
    holds: Holds,
    in_spite: InSpite | None = None,
) -> Asked:
    """Ask these people about a project, or plan it for the first day that each one's budget leaves.

    Raise RuleBroken when nobody is chosen, or somebody cannot be asked at all: is being asked about this project
    already, was left out of it, or does not want it; or when the outcome would tell of answers in confidence.
    """
    if not stakeholders:
        raise RuleBroken(_("Nobody is chosen. Choose at least one person to ask."))
    if in_spite:
        must_run_the_pmo(in_spite=in_spite)
        must_say_why(in_spite=in_spite)
    workspace = wish.project.workspace
    contacts = [one.contact_id for one in stakeholders]
    standings = take_turns(workspace=workspace, contacts=contacts, at=at, holds=holds)
    hand = hand_for(wish.project, holds=holds)
    parts = {one.contact_id: one for one in stakeholders}
    turns = [_turn(wish, hand, parts[one.contact.pk], one, at=at) for one in standings]
    if wish.form_key and (there := _of_this_form(turns)):
        return there
    refuse_who_confided(project=wish.project, by=wish.by, standings=standings, at=at)
    _refuse_who_is_asked(wish.project, contacts, at=at)
    refuse_who_is_left_out(project=wish.project, standings=standings)
    for turn in turns:
        must_be_askable(
            standing=turn.standing,
            why=turn.decision.why,
            in_spite=bool(in_spite),
            at_close=hand.at_close,
        )
    if wish.mode:
        now = [turn for turn in turns if in_spite or _leaves_now(turn)]
        must_be_kept(project=wish.project, mode=wish.mode, people=len(now))
    rows = PlannedAsk.objects.bulk_create([turn.row for turn in turns])
    if in_spite:
        send_at_once(turns=turns, in_spite=in_spite, at=at)
    else:
        by_itself = rules_of(workspace).sends_itself
        send_to(workspace=workspace, turns=standings, at=at, holds=holds, by_itself=by_itself)
    return _asked(row.pk for row in rows)


def refuse_who_confided(
    *, project: Project, by: User | None, standings: Sequence[Standing], at: datetime
) -> None:
    """Refuse, whatever the budget says, where its word would tell a member of answers in confidence.

    Always in the same words: whether the question leaves now, later or never tells whether the last one was answered.
    """
    if by is None or by in keepers_of(project.workspace):
        return
    kept = would_tell((one.contact.pk for one in standings), at=at)
    for one in standings:
        if one.contact.pk in kept:
            raise RuleBroken(
                _("%(name)s was asked in confidence: only who runs the PMO asks by hand.")
                % {"name": one.contact.name}
            )


def _leaves_now(turn: Turn) -> bool:
    return turn.decision.on == turn.standing.today and turn.standing.is_hour


def must_run_the_pmo(*, in_spite: InSpite) -> None:
    """Raise RuleBroken when somebody else would ask in spite of the budget."""
    if in_spite.by.role not in RUNS_THE_PMO:
        raise RuleBroken(
            _("Only who runs the PMO may ask in spite of the budget. Ask on the day it leaves.")
        )


def must_say_why(*, in_spite: InSpite) -> None:
    """Raise RuleBroken when nothing is said that could be kept with the name."""
    if not in_spite.reason.strip():
        raise RuleBroken(_("Say why it cannot wait: the reason is kept with your name."))


def _turn(wish: ByHand, hand: Hand, part: Stakeholder, standing: Standing, *, at: datetime) -> Turn:
    project, decision = wish.project, hand.first_day(standing)
    ref = uuid.uuid5(wish.form_key, str(part.ref)) if wish.form_key else uuid.uuid4()
    row = PlannedAsk(
        workspace=project.workspace,
        project=project,
        contact=standing.contact,
        occasion=f"{BY_HAND}:{ref.hex}",
        point=BY_HAND,
        at_close=hand.at_close,
        wanted_on=standing.today,
        on=decision.on or standing.today,
        released_at=at,
        asked_by=wish.by,
        note=wish.note,
        mode=wish.mode,
    )
    return Turn(standing, decision, row)


def _of_this_form(turns: Sequence[Turn]) -> Asked | None:
    """Return what became of this very form when it came before."""
    project = turns[0].row.project
    rows = PlannedAsk.objects.filter(
        project=project, occasion__in=[turn.row.occasion for turn in turns]
    )
    found = list(rows.values_list("pk", flat=True))
    return _asked(found) if found else None


def _asked(rows: Iterable[int]) -> Asked:
    found = PlannedAsk.objects.filter(pk__in=list(rows)).select_related("contact").order_by("pk")
    return Asked(
        now=list(Ask.objects.filter(planned__in=[row.pk for row in found]).order_by("pk")),
        later=[row for row in found if row.state == State.PLANNED],
    )


def send_at_once(*, turns: Sequence[Turn], in_spite: InSpite, at: datetime) -> None:
    """Send now, and write down each time the budget would have said later."""
    due = []
    for turn in turns:
        permit = permit_planned(standing=turn.standing, on=turn.decision.on, at=at)
        if permit is None:
            permit = permit_in_spite(
                standing=turn.standing,
                why=turn.decision.why,
                at=at,
                at_close=turn.row.at_close,
            )
            _note(turn, in_spite, at=at)
        turn.row.why = turn.decision.why.value
        due.append((permit, [turn.row]))
    send_planned(workspace=turns[0].row.workspace, due=due)


def _note(turn: Turn, in_spite: InSpite, *, at: datetime) -> None:
    row = turn.row
    row.why = turn.decision.why.value
    audit(
        workspace=row.workspace,
        actor=in_spite.by.user,
        verb=gettext_noop("asked in spite of the budget"),
        subject=row.contact.name,
        at=at,
        detail={
            "project": row.project.name,
            "reason": in_spite.reason.strip(),
            "budget": str(row.get_why_display()) if row.why else _("Outside the hours"),
        },
        about=row.contact.ref,
    )


def _refuse_who_is_asked(project: Project, contacts: Sequence[int], *, at: datetime) -> None:
    asked = Ask.objects.filter(perhaps_open(at=at), project=project, contact__in=contacts)
    planned = PlannedAsk.objects.filter(
        project=project, contact__in=contacts, point=BY_HAND, state=State.PLANNED
    )
    waiting = {
        *planned.values_list("contact__name", flat=True),
        *asked.filter(sent_at__gt=at).values_list("contact__name", flat=True),
    }
    if waiting:
        raise RuleBroken(
            ngettext(
                "A question to %(names)s about this project waits already. Send it now or take it back.",
                "Questions to %(names)s about this project wait already. Send them now or take them back.",
                len(waiting),
            )
            % {"names": ", ".join(sorted(waiting))}
        )
    refuse_who_has_it(project=project, contacts=contacts, at=at)


def refuse_who_has_it(*, project: Project, contacts: Sequence[int], at: datetime) -> None:
    """Raise RuleBroken when one of these people can perhaps still answer a question about this project."""
    asked = Ask.objects.filter(perhaps_open(at=at), project=project, contact__in=contacts)
    names = set(asked.values_list("contact__name", flat=True))
    if names:
        raise RuleBroken(
            ngettext(
                "%(names)s has not answered the last question about this project yet. Leave the name out.",
                "%(names)s have not answered the last question about this project yet. Leave them out.",
                len(names),
            )
            % {"names": ", ".join(sorted(names))}
        )


def refuse_who_is_left_out(*, project: Project, standings: Sequence[Standing]) -> None:
    """Raise RuleBroken when one of these people was left out of the questions about this project."""
    out = {contact for _project, contact in left_out([project.pk])}
    names = sorted(one.contact.name for one in standings if one.contact.pk in out)
    if names:
        raise RuleBroken(
            _("%(names)s: left out of the questions about this project. Take back in first.")
            % {"names": ", ".join(names)}
        )


@transaction.atomic
def release_plans(*, workspace: Workspace, user: User) -> int:
    """Let what this person has planned to ask be asked by the PMO. Return how many rows of the plan."""
    mine = PlannedAsk.objects.filter(workspace=workspace, asked_by=user, state=State.PLANNED)
    return mine.update(asked_by=None)
