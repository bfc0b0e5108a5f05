"""What the funnel says."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.funnel.rules import Fault


def words_for(*, fault: Fault) -> str:
    """Return a fault as a sentence."""
    return {
        Fault.LOST_WITHOUT_REASON: _("Say why it was lost: the next offer is better for it."),
        Fault.ACTION_WITHOUT_DAY: _("A next action needs a day."),
        Fault.DAY_WITHOUT_ACTION: _("Say what is to be done on this day."),
    }[fault]
