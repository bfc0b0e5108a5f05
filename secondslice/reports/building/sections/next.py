"""What we will do next: what waits, counted, and the cases that are due first."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.reports.building import words
from secondslice.reports.building.scope import Scope
from secondslice.reports.building.sections.cases import of_cases
from secondslice.reports.building.sections.money import benefits
from secondslice.reports.document import Block, Figure, Lack, Section, Table
from secondslice.value.ledger.models import Benefit

MOST_CASES = 5


def section(scope: Scope) -> Section:
    """Return what is to be mended, measured and signed."""
    still = [one for one in scope.cases if one.is_open]
    due = scope.ledger.due
    unsigned = [one for one in scope.ledger.lines if one.benefit.stage == Benefit.Stage.CLAIMED]
    if not (still or due or unsigned):
        lack = _("Nothing is open: no case, no measurement and no signature waits.")
        return Section("next", _("What we will do next"), (Lack(lack),))
    counts: list[Block] = [
        Figure("next.mend", _("To mend"), words.number(len(still)), str(len(still)), _("Cases that are open."),
               of_cases(scope, still, _("Open cases"))),
        Figure("next.measure", _("To measure"), words.number(len(due)), str(len(due)),
               _("Benefits whose measuring day has passed."),
               benefits(scope, due, _("Benefits due to be measured"))),
        Figure("next.sign", _("To be signed"), words.number(len(unsigned)), str(len(unsigned)),
               _("Benefits that were measured and wait for the customer."),
               benefits(scope, unsigned, _("Benefits that were measured and not signed"), "claimed")),
    ]  # fmt: skip
    if still:
        first = sorted(still, key=lambda one: (one.due_at, one.ref))[:MOST_CASES]
        rows = tuple(
            (
                one.customer_name,
                scope.called(one.project_name),
                scope.state_words(one.state),
                words.short_day(scope.day(one.due_at)),
            )
            for one in first
        )
        columns = (_("Customer"), _("Project"), _("State"), _("Next step due"))
        source = of_cases(scope, first, _("Open cases that are due first"))
        counts.append(Table("next.cases", _("Due first"), columns, rows, source))
    return Section("next", _("What we will do next"), tuple(counts))
