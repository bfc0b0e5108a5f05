"""The menu for everybody, and the page where it is opened."""

from __future__ import annotations

from django.conf import settings as django_settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.pulse.views.taps import address_of
from secondslice.storefront import selectors, services
from secondslice.storefront.access import storefront_for
from secondslice.storefront.forms import StorefrontForm
from secondslice.storefront.models import Storefront
from secondslice.ui.pages import page

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none';"
    " frame-ancestors 'none'; base-uri 'none'"
)


@require_safe
def menu(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the menu in the visitor's language: no session is opened and no cookie is set."""
    found = storefront_for(slug=slug, address=address_of(request))
    mine = found.workspace
    is_findable = found.is_findable and found.openness == Storefront.Openness.PUBLIC
    shop = selectors.shop(mine, today=clock.day_of(clock.now(), mine.time_zone))
    text = render_to_string(
        "storefront/menu.html",
        {
            "workspace": mine,
            "shop": shop,
            "is_findable": is_findable,
            "language": translation.get_language(),
            "is_rtl": translation.get_language_bidi(),
        },
    )
    headers = {
        "Cache-Control": "no-store"
        if found.openness == Storefront.Openness.NETWORK
        else "no-cache",
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    if not is_findable:
        headers["X-Robots-Tag"] = "noindex"
    return HttpResponse(text, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: MemberRequest, workspace: str) -> HttpResponse:
    """Open the storefront, or close it."""
    mine = request.membership
    now = selectors.storefront_of(mine.workspace)
    first = {name: getattr(now, name) for name in StorefrontForm.base_fields}
    form = StorefrontForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        with refusals_in(form):
            services.set_storefront(by=mine, terms=form.terms(), at=clock.now())
            messages.success(request, _("Saved."))
            return redirect("storefront:settings", workspace)
    return page(
        request,
        "storefront/settings.html",
        form=form,
        is_open=now.openness != Storefront.Openness.OFF,
        address=address_of(request),
        counts_proxies=bool(django_settings.PROXIES),
        status=422 if form.errors else 200,
    )
