"""The published numbers and what our own rows say of them."""

from __future__ import annotations

from datetime import date

from secondslice.accounts.models import Workspace
from secondslice.impact.calibration import (
    COMPARED,
    COUNTED,
    Belief,
    Followed,
    Tally,
    beliefs,
    compared,
    tallies,
)
from secondslice.impact.rules import PARAMETERS
from secondslice.impact.selectors.numbers import numbers_of
from secondslice.impact.selectors.outcomes import followed_people, reports_of


def beliefs_of(workspace: Workspace, *, today: date) -> list[Belief]:
    """Return every number that can be counted: eleven queries."""
    return beliefs_from(workspace, followed_people(workspace), today=today)


def beliefs_from(workspace: Workspace, followed: list[Followed], *, today: date) -> list[Belief]:
    """Return every number that can be counted, from people who were read already.

    The published number is that of the set the workspace reckons with, never one of its own: cases count once.
    """
    preset = numbers_of(workspace).preset
    published = {code: PARAMETERS[code].of(preset).value for code in COUNTED}
    found = tallies(followed, today=today)
    return beliefs(published, found, [one.people for one in reports_of(workspace)])


def comparisons_of(followed: list[Followed], *, today: date) -> list[Belief]:
    """Return the shares to compare with: who said Yes, and who was never asked."""
    found = tallies(followed, today=today)
    return [compared(code, found.get(code, Tally())) for code in COMPARED]
