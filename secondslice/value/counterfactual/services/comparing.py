"""Take the list of projects to compare away. It comes in by the import (importing/way.py)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.value.counterfactual.models import ComparisonProject


@transaction.atomic
def clear_projects(*, by: Membership, at: datetime) -> int:
    """Delete all projects of the comparison; return how many there were. The portfolio stays as it is."""
    count, _tables = ComparisonProject.objects.filter(workspace=by.workspace).delete()
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("took away the projects that were compared:"),
        subject=str(count),
        at=at,
    )
    return count
