"""The list of cases as a file."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.pulse.selectors.reason_names import ReasonNames, names_for
from secondslice.recovery.models import Case
from secondslice.recovery.selectors.cases import said_in, shown_cases
from secondslice.recovery.selectors.filtering import CaseFilter
from secondslice.recovery.words import step_words
from secondslice.ui.exports import CHUNK, Cell, Sheet


def case_sheet(membership: Membership, chosen: CaseFilter, *, show: str, at: datetime) -> Sheet:
    """Return every case of one filter, in the order of the page, with what the customer said."""
    found, by = shown_cases(membership, chosen, show=show, at=at)
    headers = (
        _("Person"), _("Customer"), _("Project"), _("What was said"), _("State"), _("Severity"), _("Owner"),
        _("Opened"), _("Next step"), _("Due"), _("Closed"),
    )  # fmt: skip
    names = names_for(membership)
    return Sheet(
        _("Recovery"), headers, (_row(case, names) for case in found.order_by(*by).iterator(CHUNK))
    )


def _row(case: Case, names: ReasonNames) -> tuple[Cell, ...]:
    return (
        case.contact.name,
        case.customer.name,
        case.project.name,
        said_in(case, names),
        case.get_state_display(),
        case.get_severity_display(),
        case.owner.name,
        timezone.localtime(case.opened_at),
        step_words(case.step, case.contact.name),
        timezone.localtime(case.due_at) if case.is_open else None,
        timezone.localtime(case.closed_at) if case.closed_at else None,
    )
