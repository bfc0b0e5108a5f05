"""What the funnel says."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.funnel.models import Kind
from secondslice.funnel.rules import Fault


def words_for(*, fault: Fault) -> str:
    """Return a fault as a sentence."""
    return {
        Fault.LOST_WITHOUT_REASON: _("Say why it was lost: the next offer is better for it."),
        Fault.OTHER_WITHOUT_WORDS: _("“Something else” needs words: say why it was lost."),
        Fault.POSTPONED_WITHOUT_DAY: _("Say on which day it is looked at again."),
        Fault.ACTION_WITHOUT_DAY: _("A next action needs a day."),
        Fault.DAY_WITHOUT_ACTION: _("Say what is to be done on this day."),
    }[fault]


def refused_move_words(before: str, after: str, *, title: str) -> str:
    """Return why an opportunity cannot go from a stage of one kind to one of another."""
    return _("%(title)s is “%(before)s” and cannot become “%(after)s”. Open it again first.") % {
        "title": title,
        "before": Kind(before).label,
        "after": Kind(after).label,
    }
