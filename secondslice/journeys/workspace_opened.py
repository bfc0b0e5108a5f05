"""A PMO has moved in: give its workspace what every room starts with."""

from __future__ import annotations

from django.db import transaction

from secondslice.accounts.models import Workspace
from secondslice.funnel.services import seed_stages
from secondslice.pulse.services.wording import seed_reasons, wording_for


@transaction.atomic
def workspace_opened(*, workspace: Workspace) -> None:
    """Give a new workspace its question, its reasons and the stages of its funnel."""
    wording_for(workspace=workspace, language=workspace.language)
    seed_reasons(workspace=workspace)
    seed_stages(workspace=workspace)
