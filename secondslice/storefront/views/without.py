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
from secondslice.storefront import selectors
from secondslice.storefront.views.asking import visitor_page
from secondslice.storefront.views.persons import Leaf, must_be_a_person, nonce_for
from secondslice.value.counterfactual.access import ask_behind
from secondslice.value.counterfactual.models import CounterfactualAsk
from secondslice.value.counterfactual.rules import takes_answers
from secondslice.value.counterfactual.selectors.said import answer_of
from secondslice.value.counterfactual.services.answering import Said, words_for_over
from secondslice.value.counterfactual.words import CODES, QUESTION, SCALE


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
                nonce = _must_be_a_person(request, found)
                executive_answered(ask=found, said=_said(request, nonce), now=now)
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
        nonce=nonce_for(request, _leaf(found)),
    )


def _must_be_a_person(request: HttpRequest, found: CounterfactualAsk) -> str:
    """Return the end of the nonce; raise RuleBroken where nothing is chosen or a program seems to have pressed."""
    chose = bool(request.POST.getlist("code"))
    try:
        return must_be_a_person(request, _leaf(found), chose=chose)
    except RuleBroken:
        if chose:
            raise
        raise RuleBroken(_("Choose what fits: one or several.")) from None


def _leaf(found: CounterfactualAsk) -> Leaf:
    return Leaf("without the pmo", found.pk)


def _said(request: HttpRequest, nonce: str) -> Said:
    return Said(
        codes=[code for code in request.POST.getlist("code") if code in set(CODES)],
        scale=_step(request),
        words=request.POST.get("words", ""),
        nonce=nonce,
    )


def _step(request: HttpRequest) -> int | None:
    chosen = request.POST.get("scale", "")
    return int(chosen) if chosen in {str(step) for step in SCALE} else None
