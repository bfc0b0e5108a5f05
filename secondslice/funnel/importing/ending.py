"""What a row says about how an opportunity began and ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from secondslice.funnel.importing.vocabulary import Step, lost_code_in
from secondslice.funnel.rules import OTHER_REASON, Kind
from secondslice.projects.imports.rows import Said

_DAY_OF = {Kind.WON.value: "won_on", Kind.LOST.value: "lost_on"}


@dataclass(frozen=True, slots=True)
class Told:
    """The days and the reason, as far as they belong to the stage."""

    opened_on: date | None = None
    closed_on: date | None = None
    postponed_until: date | None = None
    lost_code: str = ""
    lost_reason: str = ""
    says_why: bool = False
    """Whether the list gives the reason."""

    def moved(self) -> dict[str, object]:
        """Return the days that are kept when it comes in, or moves."""
        return {
            "opened_on": self.opened_on,
            "closed_on": self.closed_on,
            "postponed_until": self.postponed_until,
        }

    def days(self, *, is_new: bool) -> list[tuple[str, date]]:
        """Return the days to be shown, each with what it is."""
        told = [("closed_on", self.closed_on), ("postponed_until", self.postponed_until)]
        if is_new:
            told.insert(0, ("opened_on", self.opened_on))
        return [(label, day) for label, day in told if day is not None]


def end_of(said: Said, step: Step, *, reasons: Mapping[str, str]) -> Told:
    """Return what belongs to the stage in which the row puts an opportunity."""
    opened = _day(said, "opened_on")
    if step.is_alive:
        return Told(opened)
    if step.kind == Kind.POSTPONED:
        return Told(opened, postponed_until=until(said))
    closed = closed_on(said, step)
    if step.kind != Kind.LOST:
        return Told(opened, closed)
    words = said.text("lost_reason")
    code = lost_code_in(words, reasons) if words else None
    if code is not None and code != OTHER_REASON:
        return Told(opened, closed, lost_code=code, says_why=True)
    words = words or _("The list gives no reason.")
    says_why = bool(said.text("lost_reason"))
    return Told(opened, closed, lost_code=OTHER_REASON, lost_reason=words, says_why=says_why)


def closed_on(said: Said, step: Step) -> date | None:
    """Return the day on which it was decided."""
    return _day(said, _DAY_OF.get(step.kind, "")) or _day(said, "closed_on")


def until(said: Said) -> date | None:
    """Return until when it rests: the next action, else when it was expected to close."""
    return _day(said, "next_on") or _day(said, "closed_on")


def _day(said: Said, name: str) -> date | None:
    found = said.values.get(name)
    return found if isinstance(found, date) else None
