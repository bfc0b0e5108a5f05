"""Somebody has joined a workspace, or runs projects in it from now on: give the projects that wait for this person."""

from __future__ import annotations

from django.db import transaction

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import DELIVERS
from secondslice.accounts.services.members import keep_closed_to
from secondslice.projects.services.projects import adopt_projects
from secondslice.pulse.selectors.confided import was_rated_in_confidence


@transaction.atomic
def member_joined(*, membership: Membership) -> None:
    """Make the person manager of the projects that an import named by this person's address.

    Who was rated in confidence here once, and comes back, still reads nothing of it.
    """
    if was_rated_in_confidence(workspace=membership.workspace, user=membership.user):
        keep_closed_to(membership=membership)
    if membership.role in DELIVERS:
        adopt_projects(workspace=membership.workspace, user=membership.user)
