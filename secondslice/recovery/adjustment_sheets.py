"""What everybody is told, as a file."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.accounts.models import Workspace
from secondslice.recovery.selectors.changes import changes_told
from secondslice.ui.exports import Sheet


def change_sheet(workspace: Workspace) -> Sheet:
    """Return every change that is told, the newest first."""
    headers = (_("Told on"), _("What was changed"), _("Since"))
    rows = ((one.told_on, one.words, one.since) for one in changes_told(workspace))
    return Sheet(_("What we changed"), headers, rows)
