"""The one way in which a case changes its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from secondslice.core.errors import RuleBroken
from secondslice.pulse.models import Ask
from secondslice.recovery import rules
from secondslice.recovery.models import Case
from secondslice.recovery.rules import Event, State, Step
from secondslice.recovery.selectors.cases import calendar_of

NEW_NO = frozenset({Event.SAID_NO, Event.NO_AFTER_ALL})


@dataclass(frozen=True, slots=True)
class Move:
    """What happened to a case, and what goes with it."""

    event: Event
    at: datetime
    since: datetime | None = None
    """From when the time for the next step counts; `at` when it is not given."""
    waits_until: datetime | None = None
    """Until when the customer can answer the re-ask."""
    proof: Ask | None = None
    """The re-ask that was answered with Yes."""


def move(*, case: Case, what: Move) -> None:
    """Bring a case on, with its times, or raise RuleBroken in words. Of two at once only one succeeds."""
    new = rules.after(case.state, what.event)
    if new is None:
        raise RuleBroken(
            _("This case is closed (%(state)s). Write a note if there is something to add.")
            % {"state": case.get_state_display()}
        )
    talked_at = None if what.event in NEW_NO else case.acknowledged_at
    is_closed = new in rules.CLOSED_STATES
    write(
        case=case,
        state=new,
        acknowledged_at=talked_at,
        due_at=_due(case, new, what, talked=talked_at is not None),
        closed_at=what.at if is_closed else None,
        recovered_by=what.proof if new == State.RECOVERED else None,
    )


def write(*, case: Case, **values: object) -> None:
    """Change a case that nobody else has changed since it was read; the row in memory follows."""
    unchanged = Case.objects.filter(
        pk=case.pk, state=case.state, owner=case.owner_id, acknowledged_at=case.acknowledged_at
    )
    if not unchanged.update(**values):
        raise RuleBroken(
            _("Somebody changed this case a moment ago. Look at it again, then decide anew.")
        )
    for name, value in values.items():
        setattr(case, name, value)


def _due(case: Case, new: State, what: Move, *, talked: bool) -> datetime:
    """Return until when the step that is next now is due. A step that stays keeps its time."""
    step = rules.step(new, talked=talked)
    if step is Step.WAIT:
        return what.waits_until or case.due_at
    stays = step is case.step and what.event not in NEW_NO and step is not Step.ASK_AGAIN
    if step is Step.NONE or stays:
        return case.due_at
    since = what.since or what.at
    return rules.due(step, since=since, calendar=calendar_of(case.workspace))
