"""Delete what has served its time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from secondslice.accounts.models import Invitation, SetUpLink

KEEP = timedelta(days=30)
"""An invitation that ran out stays in the list for a while, to be sent again."""


@transaction.atomic
def forget_links(*, at: datetime) -> int:
    """Delete invitations that were used, withdrawn or ran out a month ago, and used set-up links. Return how many."""
    before = at - KEEP
    done = Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
    invitations, _each = Invitation.objects.filter(done).delete()
    links, _each = SetUpLink.objects.filter(used_at__lt=before).delete()
    return invitations + links
