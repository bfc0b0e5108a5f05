"""Whether and how often executives are asked; the usual terms where nobody has set them."""

from __future__ import annotations

from secondslice.accounts.models import Workspace
from secondslice.value.counterfactual.models import CounterfactualTerms


def terms_of(workspace: Workspace) -> CounterfactualTerms:
    """Return the terms of a workspace, unsaved where they are the usual ones: nobody is asked by itself."""
    found = CounterfactualTerms.objects.filter(workspace=workspace).first()
    return found or CounterfactualTerms(workspace=workspace)
