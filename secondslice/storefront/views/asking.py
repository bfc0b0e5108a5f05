"""Ask for a service: the form, the word that a mail is on its way, and the page that its link leads to.

No session is opened and no cookie is set, so there is none that a foreign page could borrow. What becomes of a POST is
shown to whoever holds the mailbox, and to nobody else.
"""

from __future__ import annotations

import uuid
from ipaddress import ip_network
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from secondslice.core import clock
from secondslice.core.errors import NotHere
from secondslice.core.refusals import refusals_in
from secondslice.funnel.menu.models import ServiceVersion
from secondslice.funnel.menu.selectors import menu
from secondslice.funnel.requested.selectors import request_behind
from secondslice.funnel.requested.services import Visitor, confirm_request, request_service
from secondslice.pulse.rules import coarse_network, network_digest
from secondslice.pulse.views.taps import address_of
from secondslice.storefront import selectors
from secondslice.storefront.access import storefront_for
from secondslice.storefront.forms_ask import AskForm
from secondslice.storefront.models import Storefront

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Take what a visitor asks for. Whether the address is known changes nothing on the page."""
    shop, now = storefront_for(slug=slug, address=address_of(request)), clock.now()
    version = version_named(shop, request.GET.get("service", ""))
    form = AskForm(request.POST if request.method == "POST" else None, at=now)
    if request.method == "POST" and form.is_a_program:
        return visitor_page(
            "sent", shop
        )  # who fills in what nobody sees is told what it wants to hear
    if form.is_valid():
        visitor = Visitor(network_of(request), translation.get_language())
        with refusals_in(form):
            request_service(
                workspace=shop.workspace, wanted=form.wanted(version), visitor=visitor, at=now
            )
            return visitor_page("sent", shop)
    return visitor_page("ask", shop, status=422 if form.errors else 200, form=form, version=version)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Show what was asked for; only a press on the button confirms it, for programs open every link in a mail."""
    now = clock.now()
    found = request_behind(token, slug=slug, at=now)
    if found is None:
        raise NotHere(_("This link is over or was never one. Ask once more on the menu."))
    shop = selectors.storefront_of(found.workspace)
    if request.method == "POST" and not request.POST.get("website"):
        confirm_request(request=found, at=now)
        return visitor_page("confirmed", shop)
    if found.confirmed_at is not None:
        return visitor_page("confirmed", shop)
    return visitor_page("confirm", shop, asked=found)


def network_of(request: HttpRequest) -> str:
    """Return by what visitors of one network are counted; nothing inside a company, or behind a proxy nobody named.

    There all of them seem to come from one address, and would lock each other out.
    """
    network = coarse_network(address_of(request))
    return "" if not network or ip_network(network).is_private else network_digest(network)


def version_named(shop: Storefront, ref: str) -> ServiceVersion | None:
    """Return the service that the address names, when it is on the menu now."""
    try:
        wanted = uuid.UUID(ref)
    except ValueError:
        return None
    rows = (one for course in menu(shop.workspace) for one in course.rows)
    return next((one for one in rows if one.service.ref == wanted), None)


def visitor_page(
    name: str,
    shop: Storefront,
    *,
    status: int = 200,
    may_run: bool = False,
    **shown: Any,  # noqa: ANN401  (what the template shows)
) -> HttpResponse:
    """Return a page of the storefront for one visitor. `may_run`: it may run the product's own script."""
    text = render_to_string(
        f"storefront/{name}.html",
        {
            "workspace": shop.workspace,
            "is_open": shop.openness != Storefront.Openness.OFF,
            "logo": selectors.logo_of(shop.workspace),
            "language": translation.get_language(),
            "is_rtl": translation.get_language_bidi(),
            **shown,
        },
    )
    return HttpResponse(
        text,
        status=status,
        headers={
            "Cache-Control": "no-store",
            "Content-Security-Policy": f"{POLICY}; script-src 'self'" if may_run else POLICY,
            "Referrer-Policy": "no-referrer",  # the address of some of these pages holds a token
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
        },
    )
