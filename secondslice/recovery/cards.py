"""How a case speaks on a card of the board: everything in words, for a board shows many at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from secondslice.recovery.models import Case
from secondslice.recovery.rules import State

MOST_LETTERS = 90


@dataclass(frozen=True, slots=True)
class Card:
    """One case on the board."""

    ref: str
    is_open: bool
    name: str
    place: str
    """The customer and the project."""
    owner: str
    said: str
    marks: list[str]
    """How heavy it is, whether it is not the first time, whether a second person has to decide, and a stop."""
    is_late: bool
    is_ours: bool
    """Whether we owe the next step, not the customer."""
    clock: str
    untouched: str
    """Since when nobody has done anything, where that is too long."""
    ended: str


def card_of(
    case: Case,
    *,
    said: str,
    waits_for_second: bool,
    has_stopped: bool,
    is_untouched: bool,
    at: datetime,
) -> Card:
    """Return the card of a case. `has_stopped`: the person does not want to be asked, so nobody can ask again."""
    first, last = sorted([case.due_at, at])
    time = {"time": timesince(first, last, depth=1)}
    is_late = case.is_overdue(at)
    marks = (
        (case.severity == Case.Severity.MAJOR, _("Major")),
        (bool(case.deviation) or case.second_no, _("Not the first time")),
        (waits_for_second, _("A second person decides")),
        (has_stopped and case.is_open, _("Do not ask")),
    )
    return Card(
        ref=str(case.ref),
        is_open=case.is_open,
        name=case.contact.name,
        place=f"{case.customer.name} · {case.project.name}",
        owner=case.owner.name,
        said=_short(said),
        marks=[words for is_so, words in marks if is_so],
        is_late=is_late,
        is_ours=case.state != State.RE_ASKED,
        clock=(_("Late by %(time)s") if is_late else _("%(time)s left")) % time,
        untouched=_day(case.touched_at) if is_untouched else "",
        ended=_day(case.closed_at) if case.closed_at else "",
    )


def _short(words: str) -> str:
    return words if len(words) <= MOST_LETTERS else f"{words[: MOST_LETTERS - 1].rstrip()}…"


def _day(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "MONTH_DAY_FORMAT")
