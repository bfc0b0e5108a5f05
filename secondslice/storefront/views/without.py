"""Where an executive says what the place would look like without the PMO. GET and HEAD show; only a press decides.

Programs open links and submit forms: nothing is chosen beforehand, what nobody sees must stay empty, and the page's
nonce tells when it was shown and that it has not answered yet. To choose and then to press are two acts.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from secondslice.core import clock
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.journeys.executive_answered import executive_answered
from secondslice.pulse import nonces, rules
from secondslice.pulse.rules import Tap
from secondslice.pulse.scanners import is_scanner_agent, is_scanner_network
from secondslice.pulse.views.taps import address_of, tail_of
from secondslice.storefront import selectors
from secondslice.storefront.views.asking import visitor_page
from secondslice.value.counterfactual.access import ask_behind
from secondslice.value.counterfactual.models import CounterfactualAsk
from secondslice.value.counterfactual.rules import takes_answers
from secondslice.value.counterfactual.selectors.said import answer_of
from secondslice.value.counterfactual.services.answering import Said, words_for_over
from secondslice.value.counterfactual.words import CODES, QUESTION, SCALE

PAGE, BUTTON = "without the pmo", "w"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Show the question with its form; a person's press on the button answers it."""
    found, now = ask_behind(token, slug=slug), clock.now()
    person = (found.contact or found.member) if found else None
    if found is None or person is None or not takes_answers(found.sent_at, now):
        raise NotHere(words_for_over())
    with translation.override(person.language or found.workspace.language):
        wrong, is_kept = "", False
        if request.method == "POST":
            try:
                _must_be_a_person(request, found)
                executive_answered(ask=found, said=_said(request, found), now=now)
                is_kept = True
            except RuleBroken as refused:
                wrong = str(refused)
        return _shown(request, found, wrong=wrong, is_kept=is_kept)


def _shown(
    request: HttpRequest, found: CounterfactualAsk, *, wrong: str, is_kept: bool
) -> HttpResponse:
    stands = answer_of(found)
    said: Sequence[str] = stands.codes if stands else ()
    scale, words = (stands.scale, stands.words) if stands else (None, "")
    if wrong:  # what was typed stays on the page
        said, words = request.POST.getlist("code"), request.POST.get("words", "")
        scale = _step(request)
    network = rules.network_digest(rules.coarse_network(address_of(request)))
    nonce = nonces.Nonce(found.pk, clock.now(), BUTTON, "1", network)
    return visitor_page(
        "without",
        selectors.storefront_of(found.workspace),
        status=422 if wrong else 200,
        question=QUESTION,
        codes=[(code, label, code in said) for code, label in CODES.items()],
        steps=[(step, label, step == scale) for step, label in SCALE.items()],
        words=words,
        wrong=wrong,
        is_kept=is_kept,
        has_answered=stands is not None,
        nonce=nonces.sign(nonce, page=PAGE),
    )


def _must_be_a_person(request: HttpRequest, found: CounterfactualAsk) -> None:
    """Raise RuleBroken where a program seems to have pressed, as the pages of the question judge it."""
    posted, now = request.POST, clock.now()
    nonce = _nonce(request, found)
    fresh = nonce is not None and now - nonce.shown_at < rules.NONCE_LIFE
    tap = Tap(
        taste="",
        at=now,
        network=rules.coarse_network(address_of(request)),
        nonce=tail_of(request, nonce),
        shown_at=nonce.shown_at if nonce and fresh else None,
        shown_network=nonce.network if nonce else "",
        hidden_field=bool(posted.get("website")),
        scanner_agent=is_scanner_agent(request.headers.get("User-Agent", "")),
        scanner_network=is_scanner_network(address_of(request)),
        second_act=bool(posted.getlist("code")),
    )
    if rules.verdict(rules.signals(tap), second_act=tap.second_act) == "human":
        return
    if not tap.second_act:
        raise RuleBroken(_("Choose what fits: one or several."))
    raise RuleBroken(_("Please press the button once more: the page was not sure that it was you."))


def _said(request: HttpRequest, found: CounterfactualAsk) -> Said:
    return Said(
        codes=[code for code in request.POST.getlist("code") if code in set(CODES)],
        scale=_step(request),
        words=request.POST.get("words", ""),
        nonce=tail_of(request, _nonce(request, found)),
    )


def _nonce(request: HttpRequest, found: CounterfactualAsk) -> nonces.Nonce | None:
    """Return the nonce of this POST. One of another question is not what our page sends."""
    nonce = nonces.read(request.POST.get("nonce", ""), page=PAGE)
    if nonce is None or (nonce.ask_id, nonce.choice) != (found.pk, BUTTON):
        return None
    return nonce


def _step(request: HttpRequest) -> int | None:
    chosen = request.POST.get("scale", "")
    return int(chosen) if chosen in {str(step) for step in SCALE} else None
