"""Where a member can go from here."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import ACCESS, may_pass


def may_open(membership: Membership, url_name: str) -> bool:
    """Tell whether this member's role may open the pages of this name."""
    gate = ACCESS.get(url_name)
    return gate is not None and may_pass(gate, membership.role)


def door(membership: Membership, url_name: str, *refs: object) -> str:
    """Return the address of a page, or nothing when the role may not go there or there is no such page."""
    if not may_open(membership, url_name):
        return ""
    try:
        return reverse(url_name, args=[membership.workspace.slug, *refs])
    except NoReverseMatch:
        return ""
