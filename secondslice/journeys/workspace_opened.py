"""A PMO has moved in: give its workspace what every room starts with."""

from __future__ import annotations

from django.db import transaction

from secondslice.accounts.models import Workspace
from secondslice.pulse.services.wording import seed_reasons, wording_for


@transaction.atomic
def workspace_opened(*, workspace: Workspace) -> None:
    """Give a new workspace its question and its reasons."""
    wording_for(workspace=workspace, language=workspace.language)
    seed_reasons(workspace=workspace)
