"""The promises, as a file."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.funnel.promises.models import Promise
from secondslice.funnel.promises.selectors import Balance, side_words
from secondslice.ui.exports import Cell, Sheet


def promise_sheet(found: Balance) -> Sheet:
    """Return the promises that stand, newest first, with what became of them."""
    headers = (
        _("Customer"), _("Opportunity"), _("What was promised"), _("Price"), _("Currency"), _("By when?"), _("Told on"),
        _("Delivery's day"), _("Delivery's price"), _("Delivered on"), _("Delivered at"), _("Days over"),
        _("Money over"), _("Whose side"),
    )  # fmt: skip
    return Sheet(_("Promises"), headers, (_row(one) for one in found.promises))


def _row(one: Promise) -> tuple[Cell, ...]:
    made, found = one.check_made, one.verdict
    return (
        one.opportunity.customer.name,
        one.opportunity.title,
        one.scope,
        one.price,
        one.currency,
        one.on,
        one.told_on,
        made.estimate.on if made else None,
        made.estimate.price if made else None,
        one.delivered_on,
        one.delivered_price,
        found.days if found else None,
        found.money if found else None,
        side_words(found.side) if found else "",
    )
