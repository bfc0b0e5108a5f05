"""The wall: the words of all who let us publish them, beside how many were asked. And one quote alone, for a link."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from secondslice.core import clock
from secondslice.core.errors import NotHere
from secondslice.pulse.views.taps import address_of
from secondslice.storefront import selectors
from secondslice.storefront.access import storefront_for
from secondslice.storefront.views.asking import visitor_page

GONE = 410


@require_safe
def wall(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the quotes, and how many people were asked, answered and said Yes: nobody picks by hand who stands here."""
    shop = storefront_for(slug=slug, address=address_of(request))
    today = clock.day_of(clock.now(), shop.workspace.time_zone)
    found = selectors.wall(shop.workspace, today=today, after=request.GET.get("after", ""))
    return visitor_page("wall", shop, wall=found)


@require_safe
def said(request: HttpRequest, slug: str, ref: uuid.UUID) -> HttpResponse:
    """Show one quote. 410 once its author has taken it back or its day has come, 404 for what never stood here."""
    shop = storefront_for(slug=slug, address=address_of(request))
    today = clock.day_of(clock.now(), shop.workspace.time_zone)
    found = selectors.said(shop.workspace, ref=ref, today=today)
    if found is None:
        raise NotHere(_("There is no such quote here."))
    status = 200 if found.stands else GONE
    return visitor_page("said", shop, status=status, quote=found.quote if found.stands else None)
