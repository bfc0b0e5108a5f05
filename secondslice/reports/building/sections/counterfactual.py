"""What executives say to “What would this place look like if the PMO wasn't around?”."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.reports.building.scope import Scope
from secondslice.reports.document import Lack, Section


def section(scope: Scope) -> Section:  # noqa: ARG001  (there is nothing to read yet)
    """Return what executives answered; nothing was asked yet, and that is said."""
    lack = _("No executive was asked yet what this place would look like without the PMO.")
    return Section("counterfactual", _("Without the PMO: not asked yet"), (Lack(lack),), (lack,))
