"""Stages of an opportunity, and the sign of its next action. Plain values in, plain values out."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """Where an opportunity stands. The value is stored."""

    LEAD = "lead"
    PROSPECT = "prospect"
    PROPOSAL = "proposal"
    WON = "won"
    LOST = "lost"


OPEN_STAGES = (Stage.LEAD, Stage.PROSPECT, Stage.PROPOSAL)
CLOSED_STAGES = (Stage.WON, Stage.LOST)


class Sign(StrEnum):
    """Whether somebody keeps an opportunity moving."""

    NONE = "none"
    LATE = "late"
    PLANNED = "planned"
    CLOSED = "closed"


def sign(stage: str, *, next_on: date | None, today: date) -> Sign:
    """Return the sign of the next action. One that is planned for today is not late yet.

    >>> sign("lead", next_on=None, today=date(2026, 3, 6))
    <Sign.NONE: 'none'>
    >>> sign("lead", next_on=date(2026, 3, 5), today=date(2026, 3, 6))
    <Sign.LATE: 'late'>
    """
    if stage in CLOSED_STAGES:
        return Sign.CLOSED
    if next_on is None:
        return Sign.NONE
    return Sign.LATE if next_on < today else Sign.PLANNED


class Fault(StrEnum):
    """Why an opportunity cannot be kept like that."""

    LOST_WITHOUT_REASON = "lost_without_reason"
    ACTION_WITHOUT_DAY = "action_without_day"
    DAY_WITHOUT_ACTION = "day_without_action"


def faults(stage: str, *, lost_reason: str, next_action: str, has_day: bool) -> list[Fault]:
    """Return what is missing.

    >>> faults("lost", lost_reason="", next_action="", has_day=False)
    [<Fault.LOST_WITHOUT_REASON: 'lost_without_reason'>]
    """
    found = []
    if stage == Stage.LOST and not lost_reason:
        found.append(Fault.LOST_WITHOUT_REASON)
    if next_action and not has_day:
        found.append(Fault.ACTION_WITHOUT_DAY)
    if has_day and not next_action:
        found.append(Fault.DAY_WITHOUT_ACTION)
    return found


def title_from(words: str, *, most: int = 100) -> str:
    r"""Return a short title made of a customer's wish: its first line, cut between words.

    >>> title_from("New tills for the shop.\nAnd soon")
    'New tills for the shop'
    >>> title_from("one two three", most=9)
    'one two…'
    """
    line = words.strip().split("\n", 1)[0].strip()
    first = line.rstrip(".!") or line
    if len(first) <= most:
        return first
    cut = first[: most - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"
