"""The public addresses of a station. GET and HEAD show; only POST answers.

Like those of a personal link they stand outside the middleware: no session, no CSRF cookie, a signed slip in each form.
A QR code leaves a cookie, so that a browser answers once; a kiosk's device holds one. A widget needs none.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.utils import translation

from secondslice.core import clock
from secondslice.pulse import rules, slips, station_pages
from secondslice.pulse.models import Station, Taste
from secondslice.pulse.rules import Tap
from secondslice.pulse.scanners import is_scanner_agent, is_scanner_network
from secondslice.pulse.selectors.at_station import answer_with, device_with, station_behind
from secondslice.pulse.services.calls import ask_for_call
from secondslice.pulse.services.station_answers import (
    Became,
    Hand,
    add_words,
    change_answer,
    take_at_station,
    take_back,
)
from secondslice.pulse.services.station_devices import enrol_device
from secondslice.pulse.slips import Slip
from secondslice.pulse.station_pages import Look
from secondslice.pulse.station_public_forms import CallWishForm, WordsForm
from secondslice.pulse.station_rules import GRACE, SAME_HAND, SLIP_LIFE
from secondslice.pulse.views.taps import address_of

Kind = Station.Kind
DEVICE_COOKIE = "kiosk"
COOKIE_LIFE = timedelta(days=180)
DEVICE_LIFE = timedelta(days=400)
KIOSK_SLIP_LIFE = timedelta(days=14)  # the page of a kiosk stands there over holidays
AFTER_THE_ANSWER = frozenset("udc")


def station(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question; a POST answers it, changes or takes back the answer, adds words, or enrols a kiosk."""
    if request.method == "POST":
        return _take(request, token)
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    look = _look(request, token)
    found = station_behind(token, at=look.at)
    return _gone(request) if found is None else _show(request, found, look)


def call(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form for who wants to be called; a POST keeps the name."""
    look = _look(request, token)
    found = station_behind(token, at=look.at, grace=GRACE)
    if found is None:
        return _gone(request)
    if _is_strange_device(request, found):
        return station_pages.enrol_page(found, look)
    if request.method in {"GET", "HEAD"}:
        return station_pages.call_page(found, look, typed={})
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    return _call(request, found, look)


def _show(request: HttpRequest, found: Station, look: Look, *, status: int = 200) -> HttpResponse:
    """Show the question, or what this browser answered before."""
    if _is_strange_device(request, found):
        return station_pages.enrol_page(found, look)
    held = _held(request, found)
    if not held:
        return station_pages.question_page(found, look, status=status)
    answer = answer_with(held, station=found)
    if answer is None:
        return station_pages.told_page(found, look, what="counted", status=status)
    return station_pages.thanks_page(found, look, answer=answer, receipt=held, status=status)


def _take(request: HttpRequest, token: str) -> HttpResponse:
    look = _look(request, token)
    slip = slips.read(request.POST.get("nonce", ""))
    kind = slip.kind if slip else "a"
    grace = GRACE if kind in AFTER_THE_ANSWER else timedelta()
    found = station_behind(token, at=look.at, grace=grace)
    if found is None:
        return _gone(request)
    if slip is not None and slip.station_id != found.pk:
        slip, kind = None, "a"
    if kind == "e":
        return _enrol(request, found, look)
    if _is_strange_device(request, found):
        return station_pages.enrol_page(found, look, status=409)
    if kind in AFTER_THE_ANSWER:
        return _after(request, found, look, kind)
    return _answer(request, found, look, slip)


def _answer(request: HttpRequest, found: Station, look: Look, slip: Slip | None) -> HttpResponse:
    taste = request.POST.get("taste", "")
    if taste not in Taste.values:
        return _show(request, found, look)
    if receipt := _receipt(request, found):
        became = change_answer(station=found, receipt=receipt, taste=taste)
        return _thanks(found, look, receipt, note="shown" if became is Became.SHOWN else "")
    tap = _tap(request, found, look, slip, taste)
    slip = slip or Slip(found.pk, look.at, "a", "1", rules.network_digest(look.network))
    hand = Hand(
        receipt=slips.receipt_of(slip),
        held=_held(request, found),
        device=_device_name(request, found),
    )
    became = take_at_station(station=found, tap=tap, hand=hand)
    if became is Became.COUNTED or (became is Became.SAME and _is_same_hand(look, slip)):
        return _with_receipt(_thanks(found, look, hand.receipt), found, hand.receipt)
    return _not_counted(request, found, look, became, taste=taste, slip=slip)


def _not_counted(
    request: HttpRequest, found: Station, look: Look, became: Became, *, taste: str, slip: Slip
) -> HttpResponse:
    """Show what can be done instead, or that nothing needs to be."""
    if became is Became.ONE_MORE_ACT:
        return station_pages.one_more_act_page(found, look, taste=taste, slip=slip)
    if became is Became.TOO_MANY:
        return station_pages.told_page(found, look, what="too_many", status=429)
    if became is Became.ANSWERED_BEFORE:
        return _show(request, found, look, status=409)
    return station_pages.told_page(found, look, what="counted")


def _after(request: HttpRequest, found: Station, look: Look, kind: str) -> HttpResponse:
    """Take an answer back, or add words to it: only for who holds its receipt."""
    receipt = _receipt(request, found)
    if not receipt:
        return _show(request, found, look, status=409)
    if kind == "u":
        if not take_back(station=found, receipt=receipt):
            return _thanks(found, look, receipt, note="shown")
        response = station_pages.question_page(found, look, taken_back=True)
        response.delete_cookie(_cookie(found), path="/q/")
        return response
    words = WordsForm(request.POST)
    with translation.override(found.language):  # the reasons are kept as they were read
        is_there = add_words(
            station=found, receipt=receipt, codes=words.codes, comment=words.comment
        )
    return _thanks(found, look, receipt, note="saved" if is_there else "")


def _thanks(found: Station, look: Look, receipt: str, *, note: str = "") -> HttpResponse:
    answer = answer_with(receipt, station=found)
    if answer is None:
        return station_pages.told_page(found, look, what="not_here", status=409)
    status = 409 if note == "shown" else 200
    return station_pages.thanks_page(
        found, look, answer=answer, receipt=receipt, note=note, status=status
    )


def _call(request: HttpRequest, found: Station, look: Look) -> HttpResponse:
    form = CallWishForm(request.POST)
    slip = slips.read(request.POST.get("nonce", ""))
    is_ours = (
        slip is not None
        and (slip.station_id, slip.kind) == (found.pk, "c")
        and rules.LEAST_DWELL <= look.at - slip.shown_at < SLIP_LIFE
        and not request.POST.get("website")
    )
    if slip is None or not is_ours or form.wrong:
        wrong = form.wrong or ["again"]
        return station_pages.call_page(found, look, typed=form.typed, wrong=wrong, status=422)
    wish = form.wish(consent=station_pages.consent_words(found))
    if not ask_for_call(station=found, wish=wish, slip=slip, network=look.network, at=look.at):
        return station_pages.told_page(found, look, what="too_many", status=429)
    return station_pages.told_page(found, look, what="call_noted")


def _enrol(request: HttpRequest, found: Station, look: Look) -> HttpResponse:
    code = request.POST.get("code", "")[:20]
    secret = enrol_device(station=found, code=code, network=look.network, at=look.at)
    if secret is None:
        return station_pages.enrol_page(found, look, is_wrong=True, status=422)
    response = HttpResponseRedirect(look.path)
    _set_cookie(response, DEVICE_COOKIE, secret, DEVICE_LIFE)
    return response


def _tap(request: HttpRequest, found: Station, look: Look, slip: Slip | None, taste: str) -> Tap:
    """Gather what is known of this POST. None of it is kept with the answer."""
    posted = request.POST
    life = KIOSK_SLIP_LIFE if found.kind == Kind.KIOSK else SLIP_LIFE
    fresh = slip if slip is not None and look.at - slip.shown_at < life else None
    return Tap(
        taste=taste,
        at=look.at,
        network=look.network,
        shown_at=fresh.shown_at if fresh else None,
        shown_network=fresh.network if fresh else "",
        hand=posted.get("hand", "")[:10],
        webdriver=posted.get("driven") == "1",
        hidden_field=bool(posted.get("website")),
        scanner_agent=is_scanner_agent(request.headers.get("User-Agent", "")),
        scanner_network=is_scanner_network(address_of(request)),
        second_act=fresh is not None and fresh.act == "2",
        right_project=posted.get("place") == str(rules.decoy_order(posted.get("nonce", ""))),
    )


def _look(request: HttpRequest, token: str) -> Look:
    network = rules.coarse_network(address_of(request))
    return Look(path=f"/q/{token}", network=network, at=clock.now())


def _is_same_hand(look: Look, slip: Slip) -> bool:
    near = slip.network == rules.network_digest(look.network)
    return near and look.at - slip.shown_at < SAME_HAND


def _receipt(request: HttpRequest, found: Station) -> str:
    """Return the receipt that this form brings, when it is one of this station."""
    given = request.POST.get("proof", "")
    return given if slips.is_receipt(given, station_id=found.pk) else ""


def _held(request: HttpRequest, found: Station) -> str:
    """Return the receipt of this browser's answer. Only a QR code leaves one: a kiosk is for many."""
    if found.kind != Kind.QR:
        return ""
    given = request.COOKIES.get(_cookie(found), "")
    return given if slips.is_receipt(given, station_id=found.pk) else ""


def _with_receipt(response: HttpResponse, found: Station, receipt: str) -> HttpResponse:
    if found.kind == Kind.QR and response.status_code < 400:  # noqa: PLR2004
        _set_cookie(response, _cookie(found), receipt, COOKIE_LIFE)
    return response


def _cookie(found: Station) -> str:
    return f"slice-{found.ref.hex[:8]}"


def _set_cookie(response: HttpResponse, name: str, value: str, life: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=life,
        path="/q/",
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


def _is_strange_device(request: HttpRequest, found: Station) -> bool:
    return found.kind == Kind.KIOSK and not _device_name(request, found)


def _device_name(request: HttpRequest, found: Station) -> str:
    """Return which of the enrolled devices this is; nothing when it is none, or the station is no kiosk."""
    if found.kind != Kind.KIOSK:
        return ""
    device = device_with(request.COOKIES.get(DEVICE_COOKIE, ""), station=found)
    return device.ref.hex if device else ""


def _gone(request: HttpRequest) -> HttpResponse:
    return station_pages.gone_page(translation.get_language_from_request(request))
