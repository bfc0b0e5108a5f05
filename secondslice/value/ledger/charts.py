"""The chain from promised to verified as a picture: four columns, and what was lost between them."""

from __future__ import annotations

from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from secondslice.ui.charts.falls import Fall, Falls
from secondslice.value.ledger.selectors.figures import Figures


def chain(figures: Figures) -> Falls | None:
    """Return the chart; None where there is no money to show."""
    totals = figures.totals
    amounts = (totals.promised, totals.claimed, totals.confirmed, totals.verified)
    if not any(amounts):
        return None
    names = (_("Promised"), _("Claimed"), _("Co-signed"), _("Verified"))
    looks = ("plain", "plain", "sure", "sure")
    return Falls(
        [
            Fall(name, float(amount), whole(amount), look)
            for name, amount, look in zip(names, amounts, looks, strict=True)
        ]
    )


def whole(amount: Decimal) -> str:
    """Return an amount without cents, as the reader's locale writes it."""
    return str(formats.number_format(amount, 0, use_l10n=True, force_grouping=True))
