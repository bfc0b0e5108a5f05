"""The customers' words as a file."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.ui.exports import CHUNK, Cell, Sheet
from secondslice.value import selectors
from secondslice.value.models import Testimonial


def testimonial_sheet(membership: Membership) -> Sheet:
    """Return what may be quoted, with the name only where the author allowed it."""
    found = selectors.testimonials(membership)
    headers = (
        _("Words"),
        _("Name"),
        _("Role"),
        _("Customer"),
        _("Project"),
        _("Consent"),
        _("State"),
        _("Since"),
    )
    return Sheet(_("Testimonials"), headers, (_row(one) for one in found.iterator(CHUNK)))


def _row(one: Testimonial) -> tuple[Cell, ...]:
    named = one.consent == Testimonial.Consent.NAMED
    return (
        one.words,
        one.contact.name if named else "",
        one.role_label,
        one.customer.name if named else "",
        one.project.name if named else "",
        one.get_consent_display(),
        one.get_state_display(),
        timezone.localtime(one.at),
    )
