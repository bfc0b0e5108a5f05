"""Whether the PMO would survive a belt tightening: the survival outlook."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.reports.building.scope import Scope
from secondslice.reports.document import Lack, Section


def section(scope: Scope) -> Section:  # noqa: ARG001  (there is nothing to read yet)
    """Return the outlook; nothing was asked yet, and that is said."""
    lack = _(
        "Nobody was asked yet whether others could deliver like the PMO, so there is no outlook."
    )
    return Section("outlook", _("No survival outlook yet"), (Lack(lack),), (lack,))
