"""Gather what is known of whoever looks at a respondent's page or presses a button on it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from secondslice.core import clock
from secondslice.pulse import nonces, rules
from secondslice.pulse.public_pages import Seen
from secondslice.pulse.rules import Tap
from secondslice.pulse.scanners import is_scanner_agent, is_scanner_network
from secondslice.pulse.selectors.public import Evidence, PublicAsk
from secondslice.pulse.services.visits import waiting_visits


def nonce_of(request: HttpRequest, ask: PublicAsk, choice: str) -> nonces.Nonce | None:
    """Return the nonce of this POST. One of another ask or another button is not what our page sends."""
    nonce = nonces.read(request.POST.get("nonce", ""))
    if nonce is None or nonce.ask_id != ask.id:
        return None
    return nonce if choice in {"", nonce.choice} else None


def tap_of(
    request: HttpRequest,
    ask: PublicAsk,
    nonce: nonces.Nonce | None,
    taste: str,
    known: Evidence,
) -> Tap:
    """Gather what is known of this POST."""
    posted, seen_at = request.POST, clock.now()
    network = rules.coarse_network(address_of(request))
    fresh = nonce is not None and seen_at - nonce.shown_at < rules.NONCE_LIFE
    second_act = fresh and nonce is not None and nonce.act == "2"
    place = str(rules.decoy_order(posted.get("nonce", "")))
    return Tap(
        taste=taste,
        at=seen_at,
        network=network,
        nonce=tail_of(request, nonce),
        shown_at=nonce.shown_at if fresh and nonce else None,
        shown_network=nonce.network if nonce else "",
        mail_accepted_at=ask.mail_accepted_at,
        hand=posted.get("hand", "")[:10],
        webdriver=posted.get("driven") == "1",
        hidden_field=bool(posted.get("website")),
        scanner_agent=is_scanner_agent(request.headers.get("User-Agent", "")),
        scanner_network=is_scanner_network(address_of(request)),
        second_act=second_act,
        right_project=posted.get("place") == place,
        visits=[*known.visits, *waiting_visits(ask_id=ask.id)],
        attempts=known.attempts,
    )


def tail_of(request: HttpRequest, nonce: nonces.Nonce | None) -> str:
    """Return what is stored of a nonce that was read: nothing of one that is not ours, it may hold anything."""
    return request.POST.get("nonce", "")[-16:] if nonce else ""


def seen_by(request: HttpRequest, token: str) -> Seen:
    """Return who looks at the page of this link, as far as it decides what the page holds."""
    network = rules.coarse_network(address_of(request))
    return Seen(path=f"/a/{token}", network=network, at=clock.now())


def browser_of(request: HttpRequest) -> str:
    """Return a coarse name of the browser."""
    return rules.browser_family(request.headers.get("User-Agent", ""))


def address_of(request: HttpRequest) -> str:
    """Return the address the request came from; behind N proxies of ours it is the Nth from the right."""
    if settings.PROXIES:
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        if len(hops) >= settings.PROXIES:
            return hops[-settings.PROXIES].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
