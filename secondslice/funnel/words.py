"""What the funnel says."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.funnel.models import Kind
from secondslice.funnel.rules import Fault, Life, LifeFacts


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


def life_words(life: str) -> str:
    """Return what it is called how far a customer has come."""
    return {
        Life.LEAD: _("Lead"),
        Life.PROSPECT: _("Prospect"),
        Life.CUSTOMER: _("Customer"),
        Life.REPEAT: _("Repeat buyer"),
        Life.LAPSED: _("Lapsed"),
    }[Life(life)]


def why_life(life: str, facts: LifeFacts) -> str:
    """Return in a sentence on which facts it rests how far a customer has come."""
    if life == Life.LEAD:
        return _("No order yet, and no opportunity beyond the first stage.")
    if life == Life.PROSPECT:
        return ngettext(
            "No order yet; %(count)s opportunity is being talked about.",
            "No order yet; %(count)s opportunities are being talked about.",
            facts.talking,
        ) % {"count": facts.talking}
    orders = ngettext("%(count)s order", "%(count)s orders", facts.orders) % {"count": facts.orders}
    told = {"orders": orders, "delivered": facts.delivered}
    if life == Life.LAPSED and facts.last_on is not None:
        told["day"] = date_format(facts.last_on)
        return _("%(orders)s, %(delivered)s delivered; nothing since %(day)s.") % told
    return _("%(orders)s, %(delivered)s delivered.") % told
