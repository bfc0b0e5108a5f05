"""The way from an address and a visitor to a storefront."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.core.errors import NotHere
from secondslice.storefront.models import Storefront
from secondslice.storefront.rules import is_inside


def storefront_for(*, slug: str, address: str) -> Storefront:
    """Return an open storefront. Raise NotHere in the same words when it is closed, not yours to see, or not there."""
    found = Storefront.objects.select_related("workspace").filter(workspace__slug=slug).first()
    if found is not None:
        if found.openness == Storefront.Openness.PUBLIC:
            return found
        if found.openness == Storefront.Openness.NETWORK and is_inside(
            address, found.networks.split()
        ):
            return found
    raise NotHere(_("There is no menu here, or it cannot be read from where you are."))
