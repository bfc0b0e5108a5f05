"""Who a program is, and as whom it reads."""

from __future__ import annotations

from django.http import HttpRequest

from secondslice.accounts.models import ApiKey, Membership
from secondslice.accounts.rules import LEAD
from secondslice.accounts.selectors import lead_of, still_here


def reader(request: HttpRequest) -> Membership:
    """Return as whom the program reads: as a PMO lead of the key's workspace. No such member is stored.

    It speaks in the name of whoever made the key, as long as that is a member; then of who answers for the PMO: nobody
    asks, or is answered, in a workspace that he or she has left.

    What is said in confidence goes to people, never to programs: whoever holds the key could be the one who is rated.
    """
    key: ApiKey = request.auth  # type: ignore[attr-defined]  # put there by ninja when the key was let in
    user = key.created_by
    if user is None or not still_here(key.workspace, [user.pk]):
        user = lead_of(key.workspace)
    return Membership(workspace=key.workspace, user=user, role=LEAD, rated_in_confidence=True)
