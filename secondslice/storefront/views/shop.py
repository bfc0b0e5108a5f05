"""The menu for everybody, and the page where it is opened."""

from __future__ import annotations

from django.conf import settings as django_settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.accounts.models import Membership
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.pulse.views.taps import address_of
from secondslice.storefront import selectors, services
from secondslice.storefront.access import storefront_for
from secondslice.storefront.forms import LogoForm, StorefrontForm
from secondslice.storefront.models import Storefront
from secondslice.storefront.rules import MOST_LOGO
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
            "logo": selectors.logo_of(mine),
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


@require_safe
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the picture on top of the storefront, to whoever may read that. Each picture has an address of its own."""
    found = storefront_for(slug=slug, address=address_of(request))
    picture = selectors.picture_of(found.workspace)
    is_public = found.openness == Storefront.Openness.PUBLIC
    return HttpResponse(
        bytes(picture.content),
        content_type=picture.kind,
        headers={
            "Cache-Control": "public, max-age=604800" if is_public else "private, max-age=3600",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


@require_POST
def set_logo(request: MemberRequest, workspace: str) -> HttpResponse:
    """Take a picture for the top of the storefront, or take it away."""
    mine, now = request.membership, clock.now()
    if "remove" in request.POST:
        services.remove_logo(by=mine, at=now)
        messages.success(request, _("The picture is gone."))
        return redirect("storefront:settings", workspace)
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_in(form, "logo"):
            content = form.cleaned_data["logo"].read(MOST_LOGO + 1)
            services.set_logo(by=mine, content=content, at=now)
            messages.success(request, _("Saved."))
            return redirect("storefront:settings", workspace)
    return _settings_page(request, _form(mine), form)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: MemberRequest, workspace: str) -> HttpResponse:
    """Open the storefront, or close it."""
    mine = request.membership
    form = _form(mine, request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            services.set_storefront(by=mine, terms=form.terms(), at=clock.now())
            messages.success(request, _("Saved."))
            return redirect("storefront:settings", workspace)
    return _settings_page(request, form, LogoForm())


def _form(membership: Membership, posted: QueryDict | None = None) -> StorefrontForm:
    now = selectors.storefront_of(membership.workspace)
    first = {name: getattr(now, name) for name in StorefrontForm.base_fields}
    return StorefrontForm(posted, initial=first)


def _settings_page(
    request: MemberRequest, form: StorefrontForm, logo_form: LogoForm
) -> HttpResponse:
    mine = request.membership.workspace
    return page(
        request,
        "storefront/settings.html",
        form=form,
        logo_form=logo_form,
        logo=selectors.logo_of(mine),
        is_open=selectors.storefront_of(mine).openness != Storefront.Openness.OFF,
        address=address_of(request),
        counts_proxies=bool(django_settings.PROXIES),
        status=422 if form.errors or logo_form.errors else 200,
    )
