"""The account as a file. Each figure carries its badge."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from secondslice.impact.account_page import Account, CustomerRow
from secondslice.impact.ratio import Ratio
from secondslice.impact.words import BADGES
from secondslice.ui.exports import Cell, Sheet


def account_sheet(found: Account, ratio: Ratio) -> Sheet:
    """Return every customer of the account, as on the page."""
    headers = (
        _("Customer"),
        _("Unresolved No"),
        _("Recovered"),
        _("People known there"),
        _("May have heard"),
        _("Booked back"),
        _("Spared"),
        _("Badge"),
        _("No of which the person said how many were told"),
        _("Yes in 12 months"),
        _("Good ones owed"),
        _("Badge of what is owed"),
    )
    return Sheet(_("Word of mouth"), headers, _rows(found, ratio))


def _rows(found: Account, ratio: Ratio) -> Iterator[tuple[Cell, ...]]:
    badges = str(BADGES[found.talk_badge][0]), str(BADGES[ratio.badge][0])
    for row in found.rows:
        yield _row(row, *badges)


def _row(row: CustomerRow, talk: str, aim: str) -> tuple[Cell, ...]:
    sums = row.balance
    people = (round(one, 1) for one in (sums.open, sums.booked_back, sums.spared))
    return (
        row.customer.name,
        sums.unresolved,
        sums.recovered,
        sums.people,
        *people,
        talk,
        sums.said,
        row.yes,
        row.owed,
        aim,
    )
