"""The ledger as a file: one row for each benefit and each project that shares it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.ui.exports import Cell, Sheet
from secondslice.value.ledger.selectors.asking import Asking, askings
from secondslice.value.ledger.selectors.figures import why_unconfirmed
from secondslice.value.ledger.selectors.lines import Line


def ledger_sheet(
    membership: Membership, lines: Sequence[Line], *, today: date, with_words: bool
) -> Sheet:
    """Return these lines, with the customers' words only where the reader may read them."""
    own = membership.workspace.currency
    headers = (
        _("Benefit"),
        _("Customer"),
        _("Project"),
        _("Service"),
        _("Category"),
        _("Part of the project, in percent"),
        _("Unit"),
        _("Planned"),
        _("Found"),
        _("The PMO's part, in percent"),
        _("Begins"),
        _("Owner in operations"),
        _("Stage"),
        _("Promised (%(currency)s)") % {"currency": own},
        _("Claimed (%(currency)s)") % {"currency": own},
        _("Confirmed (%(currency)s)") % {"currency": own},
        _("Verified (%(currency)s)") % {"currency": own},
        _("Signed on"),
        _("Not confirmed because"),
        _("In the customer's words"),
        _("How it is measured"),
        _("Assumptions"),
    )
    stands = askings(membership, lines)
    rows = _rows(lines, stands, today=today, with_words=with_words)
    return Sheet(_("Value ledger"), headers, rows)


def _rows(
    lines: Sequence[Line], stands: Mapping[int, Asking], *, today: date, with_words: bool
) -> Iterator[tuple[Cell, ...]]:
    for line in lines:
        benefit, signature = line.benefit, line.signature
        for part in line.parts:
            money = (part.promised, part.claimed, part.confirmed, part.verified)
            yield (
                benefit.title,
                part.project.customer.name,
                part.project.name,
                part.project.service,
                benefit.outcome.name,
                part.percent,
                benefit.currency or benefit.unit,
                line.planned,
                line.claimed,
                benefit.attribution,
                line.start,
                benefit.owner.name if benefit.owner else "",
                benefit.get_stage_display(),
                *(money if line.is_money else (None, None, None, None)),
                signature.on if signature else None,
                why_unconfirmed(line, stands[benefit.pk], today=today),
                signature.words if signature and with_words else "",
                benefit.method,
                benefit.assumptions,
            )
