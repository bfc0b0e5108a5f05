"""Who may know what a person answered: named, confidential or anonymous. Plain values in, plain values out.

The mode of a question is chosen before it is sent, told on its page and in its mail, and never changed afterwards.
docs/guide/modes.md has the table of who sees what.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum

LEAST_TOGETHER = 5
"""So many people stand behind everything that is shown of confidential and anonymous answers. More may be asked for."""
LEAST_SPREAD = 8
"""So many stand behind a list of reasons."""
WAITS = (0, 30, 60)
"""After how many days an answer joins a group of its project, of its customer, of the whole workspace."""
MOST_AGE = 365
"""What has found no group in so many days is in none: it is old."""


class Mode(StrEnum):
    """The value is stored with each question."""

    NAMED = "named"
    """Whoever may read answers sees who gave it."""
    CONFIDENTIAL = "confidential"
    """Only who runs the PMO sees who gave it; everybody else sees groups."""
    ANONYMOUS = "anonymous"
    """Nobody sees who gave it: nothing leads from the question to the answer. Everybody sees groups."""


USUAL: Mapping[str, Mode] = {
    "sponsor": Mode.NAMED,
    "executive": Mode.NAMED,
    "customer": Mode.NAMED,
    "team": Mode.CONFIDENTIAL,
}
"""How a person is asked by his or her part in the project, where the workspace says nothing else."""


class Refusal(StrEnum):
    """Why questions cannot be sent in this mode."""

    NOBODY_TO_CONFIDE_IN = "nobody_to_confide_in"
    """Nobody runs this PMO but who is rated."""
    RATED_RUNS_THE_PMO = "rated_runs_the_pmo"
    """Who manages the project runs the PMO too, and would read what is confided."""
    TOO_FEW = "too_few"
    """So few are asked at once that each can be guessed."""


def why_not(
    mode: str, *, people: int, least: int, rated: int | None, keepers: Collection[int]
) -> Refusal | None:
    """Return why these people cannot be asked in this mode, or None when they can.

    `people` is how many are asked about one project in this mode at once, `rated` who manages the project, and
    `keepers` who may read what is confided.

    >>> why_not("confidential", people=1, least=5, rated=7, keepers=[1]) is None
    True
    >>> why_not("confidential", people=1, least=5, rated=1, keepers=[1, 2])
    <Refusal.RATED_RUNS_THE_PMO: 'rated_runs_the_pmo'>
    >>> why_not("anonymous", people=4, least=5, rated=7, keepers=[1])
    <Refusal.TOO_FEW: 'too_few'>
    """
    if mode == Mode.ANONYMOUS and people < least:
        return Refusal.TOO_FEW
    if mode == Mode.CONFIDENTIAL:
        if rated in keepers:
            return Refusal.RATED_RUNS_THE_PMO
        if not keepers:
            return Refusal.NOBODY_TO_CONFIDE_IN
    return None


def monday(day: date) -> date:
    """Return the Monday of a day's week: all that is kept of when an anonymous answer came.

    >>> monday(date(2026, 3, 6))
    datetime.date(2026, 3, 2)
    """
    return day - timedelta(days=day.weekday())
