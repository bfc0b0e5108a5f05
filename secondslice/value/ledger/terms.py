"""How this workspace reckons; the usual terms where nobody has set them."""

from __future__ import annotations

from secondslice.accounts.models import Workspace
from secondslice.value.ledger.models import LedgerTerms


def terms_of(workspace: Workspace) -> LedgerTerms:
    """Return the terms of a workspace, unsaved where they are the usual ones."""
    found = LedgerTerms.objects.filter(workspace=workspace).select_related("finance").first()
    return found or LedgerTerms(workspace=workspace)
