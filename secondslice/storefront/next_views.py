"""What next? The page after a Yes. GET and HEAD show; only POST, from the browser that has answered, chooses."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils import translation

from secondslice.funnel.again.rules import MOST_WORDS, What
from secondslice.funnel.menu.models import ServiceVersion
from secondslice.journeys.next_chosen import next_chosen
from secondslice.pulse import nonces, public_pages
from secondslice.pulse.models import Taste
from secondslice.pulse.public_pages import Seen
from secondslice.pulse.selectors.public import PublicAsk, ask_behind
from secondslice.pulse.views.public import COOKIE
from secondslice.pulse.views.taps import nonce_of, seen_by, tail_of
from secondslice.storefront import next_pages

OF_THIS_PAGE = "s"


def what_next(request: HttpRequest, token: str) -> HttpResponse:
    """Offer three services that fit; take what is chosen."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    seen = seen_by(request, token)
    page = ask_behind(token, at=seen.at)
    if page is None:
        return public_pages.gone_page(translation.get_language_from_request(request))
    if page.is_anonymous or page.taste != Taste.YES or not _has_proof(request, page):
        return HttpResponseRedirect(f"/a/{token}")
    table = next_pages.table_of(page)
    if request.method == "POST" and not table.waits:
        return _take(request, table, seen)
    return next_pages.offer_page(table, seen)


def _take(request: HttpRequest, table: next_pages.Table, seen: Seen) -> HttpResponse:
    nonce = nonce_of(request, table.page, OF_THIS_PAGE)
    what, version = _chosen(request, table)
    words = request.POST.get("words", "").replace("\x00", "").strip()[:MOST_WORDS]
    if what is None or nonce is None or request.POST.get("website"):
        return next_pages.offer_page(table, seen, words=words, status=409)
    if what is What.ELSE and not words:
        return next_pages.offer_page(table, seen, needs_words=True, status=422)
    kept = next_chosen(
        page=table.page,
        ask=table.ask,
        what=what,
        version=version,
        words=words,
        nonce=tail_of(request, nonce),
        now=seen.at,
    )
    if not kept:
        return next_pages.offer_page(table, seen, words=words, is_again=True, status=409)
    return next_pages.taken_page(table, seen, what=what, version=version)


def _chosen(
    request: HttpRequest, table: next_pages.Table
) -> tuple[What | None, ServiceVersion | None]:
    """Return what was pressed; a service only when it is one of those that stand on the page."""
    pressed = request.POST.get("next", "")
    if pressed in {What.ELSE, What.NOT_NOW}:
        return What(pressed), None
    try:
        ref = uuid.UUID(pressed)
    except ValueError:
        return None, None
    version = next((one for one in table.offers if one.service.ref == ref), None)
    return (What.SERVICE, version) if version else (None, None)


def _has_proof(request: HttpRequest, page: PublicAsk) -> bool:
    given = request.COOKIES.get(COOKIE) or request.POST.get("proof", "")
    return bool(given) and nonces.is_proof(page.id, given)
