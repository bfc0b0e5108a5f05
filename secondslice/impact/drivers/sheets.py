"""The drivers as a file."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from secondslice.impact.drivers.page import Page, Row
from secondslice.ui.exports import Cell, Sheet

DIGITS = 4


def drivers_sheet(found: Page) -> Sheet:
    """Return every line of the page, also those with too few answers."""
    headers = (
        _("Kind"),
        _("What is so"),
        _("Happened, with it"),
        _("Of"),
        _("Happened, without it"),
        _("Of"),
        _("Difference"),
        _("Interval, from"),
        _("Interval, to"),
        _("Chance, all taken together"),
        _("Answers that say as much as one"),
        _("Stands out"),
    )
    return Sheet(_("Drivers"), headers, _rows(found))


def _rows(found: Page) -> Iterator[tuple[Cell, ...]]:
    for row in (*found.found, *found.others, *found.too_few):
        yield _row(row)


def _row(row: Row) -> tuple[Cell, ...]:
    one = row.driver.compared
    counts = (one.where.happened, one.where.n, one.elsewhere.happened, one.elsewhere.n)
    if one.gap is None or one.false is None:
        return (row.kind, row.name, *counts, None, None, None, None, None, _("too few"))
    figures = (
        round(share, DIGITS) for share in (one.gap, one.low, one.high, one.false, one.effect)
    )
    return (row.kind, row.name, *counts, *figures, _("yes") if one.is_found else _("no"))
