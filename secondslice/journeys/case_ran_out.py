"""Nobody answered the question that was put again: the case ends as what it is, without an answer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.journeys.case_moved import case_moved
from secondslice.journeys.project_changed import person_changed
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Case


@transaction.atomic
def case_ran_out(*, case: Case, now: datetime) -> None:
    """End the case, and let the person's usual questions go on: nothing is being mended any more."""
    recovery.run_out(case=case, at=now)
    case_moved(case=case)
    person_changed(contact=case.contact, now=now)
