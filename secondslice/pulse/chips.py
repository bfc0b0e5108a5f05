"""The reasons a new workspace starts with: causes of a No, and what is praised in a Yes.

After the PMO cause taxonomy in docs/model/reasons.md. A workspace hides, renames, orders and adds; the codes stay.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Chip:
    """One reason: its code, the words a respondent sees, and for a cause how much it weighs."""

    code: str
    label: Promise
    is_major: bool = False


CAUSES = (
    Chip("cadence", _("Updates too rare or too often")),
    Chip("format", _("Updates not in the form I need")),
    Chip("surprise", _("A risk became an issue, I was not warned"), is_major=True),
    Chip("schedule", _("Late, or the date keeps moving"), is_major=True),
    Chip("cost", _("Over budget or unclear money"), is_major=True),
    Chip("scope", _("Not what I asked for"), is_major=True),
    Chip("quality", _("The result does not work well"), is_major=True),
    Chip("notadopted", _("Delivered but not used"), is_major=True),
    Chip("responsiveness", _("Slow or no answers")),
    Chip("bureaucracy", _("Too many forms and meetings")),
    Chip("people", _("Wrong or changing people"), is_major=True),
    Chip("decisions", _("Decisions unclear or late")),
    Chip("overpromised", _("More was promised than can be delivered"), is_major=True),
    Chip("value", _("I do not see the point any more"), is_major=True),
)
PRAISE = (
    Chip("informed", _("Kept me informed")),
    Chip("result", _("Delivered the result")),
    Chip("course", _("Held the course")),
    Chip("risks", _("Handled risks early")),
    Chip("operation", _("It is really in use")),
    Chip("easy", _("Easy to work with")),
    Chip("ontime", _("On time, on budget")),
    Chip("people_good", _("Good people")),
    Chip("decide", _("Helped me decide")),
    Chip("together", _("Brought departments together")),
)
LABELS = {chip.code: chip.label for chip in (*CAUSES, *PRAISE)}

POINTS: dict[str, Promise] = {
    "kickoff": _("After the start"),
    "milestone": _("Milestone"),
    "halfway": _("Halfway"),
    "close": _("At the end"),
    "operation": _("In operation"),
}
"""What the product calls the taste points that a new workspace starts with."""
