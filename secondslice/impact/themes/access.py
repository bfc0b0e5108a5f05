"""The way from an address and a member to a theme."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.errors import NotHere
from secondslice.impact.themes.models import Theme


def visible_themes(membership: Membership) -> QuerySet[Theme]:
    """Return the themes for this member: those made with what was said in confidence, or those made without.

    Whether it has five people among what this member may read is looked at when it is shown (selectors.pages).
    """
    return Theme.objects.filter(
        workspace=membership.workspace_id, in_confidence=membership.keeps_confidences
    )


def theme_for(membership: Membership, *, ref: uuid.UUID) -> Theme:
    """Return one theme. Raise NotHere when it is not there or not for this member.

    Who keeps confidences may also open one that was found without them: a colleague may have sent its address.
    """
    themes = Theme.objects.filter(workspace=membership.workspace_id, ref=ref)
    if not membership.keeps_confidences:
        themes = themes.filter(in_confidence=False)
    found = themes.first()
    if found is None:
        raise not_here()
    return found


def not_here() -> NotHere:
    """Return the refusal: the same words for gone, renewed, too few people, and not for this member."""
    return NotHere(
        _(
            "There is no such theme any more: themes are found anew from time to time. Look at the list."
        )
    )
