"""What the drivers are called in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from secondslice.impact.drivers.rules import Driver
from secondslice.projects.models import Project
from secondslice.pulse.models import Taste
from secondslice.pulse.selectors.reason_names import ReasonNames

KINDS: dict[str, Promise] = {
    "late": _("Lateness"),
    "put_off": _("Lateness"),
    "kept": _("Agreed updates"),
    "agreed": _("Agreed updates"),
    "changed": _("Project manager"),
    "load": _("Project manager"),
    "phase": _("Phase"),
    "service": _("Service"),
    "said_no": _("What they said"),
    "recovered": _("What they said"),
    "reason": _("Reason"),
}
NAMES: dict[str, Promise] = {
    "late": _("Past its end date when asked"),
    "put_off": _("The end or a milestone was put off before"),
    "kept": _("Agreed updates came on their day (four of five and more)"),
    "agreed": _("There was an agreement on updates"),
    "changed": _("The project has another manager by now"),
    "load": _("Its manager had four projects and more"),
    "said_no": _("Somebody said No"),
    "recovered": _("The last No was recovered"),
}


def name_of(row: Driver, reasons: ReasonNames) -> str:
    """Return what a driver is called for this reader."""
    if row.kind == "phase":
        return str(Project.Phase(row.which).label)
    if row.kind == "reason":
        taste, _, code = row.which.partition(":")
        return f"{Taste(taste).label}: {reasons.called(taste, code)}"
    return str(NAMES[row.kind]) if row.kind in NAMES else row.which
