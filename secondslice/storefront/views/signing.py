"""Where a customer says whether a benefit has arrived. GET and HEAD show; only a press on a button decides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from secondslice.core import clock
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.storefront import selectors
from secondslice.storefront.views.asking import visitor_page
from secondslice.storefront.views.persons import Leaf, must_be_a_person, nonce_for
from secondslice.value.ledger.access import request_behind
from secondslice.value.ledger.models import Benefit, SignRequest
from secondslice.value.ledger.rules import CENT, HUNDRED
from secondslice.value.ledger.selectors.signing import valid_signature
from secondslice.value.ledger.services.signing import Said, sign


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def sign_value(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Show the figures as they are signed, with the three buttons."""
    found = request_behind(token, slug=slug)
    if found is None:
        raise NotHere(_("This link is over: the figures were changed since. You get a new mail."))
    language = found.contact.language or found.workspace.language
    with translation.override(language):
        status, wrong, leaf = 200, "", Leaf("sign", found.pk)
        if request.method == "POST":
            try:
                said = _said(request)
                must_be_a_person(request, leaf, chose=bool(said.percent or said.words.strip()))
                if not sign(request=found, said=said, at=clock.now()):
                    raise NotHere(
                        _("This link is over: the figures were changed since. You get a new mail.")
                    )
            except RuleBroken as refused:
                status, wrong = 422, str(refused)
        return visitor_page(
            "sign",
            selectors.storefront_of(found.workspace),
            status=status,
            may_run=True,
            facts=_told(found),
            signature=valid_signature(found),
            wrong=wrong,
            typed=request.POST if wrong else {},
            nonce=nonce_for(request, leaf, again=bool(wrong)),
        )


def _said(request: HttpRequest) -> Said:
    verdict = request.POST.get("verdict", "")
    if verdict not in {"arrived", "partly", "not"}:
        raise RuleBroken(_("Press one of the three."))
    try:
        percent = Decimal(request.POST.get("percent", "").strip()[:6].replace(",", ".") or "0")
    except InvalidOperation:
        percent = Decimal(0)
    percent = percent if percent.is_finite() and abs(percent) <= HUNDRED else Decimal(0)
    return Said(verdict, percent.quantize(CENT), request.POST.get("words", ""))


def _told(found: SignRequest) -> dict[str, object]:
    """Return what is signed, out of what was stored when it was asked: not of what stands in the ledger by now."""
    facts = found.facts
    return {
        **facts,
        "amount": Decimal(facts["amount"]),
        "attribution": Decimal(facts["attribution"]),
        "baseline": Decimal(facts["baseline"]) if facts["baseline"] else None,
        "since": date.fromisoformat(facts["since"]),
        "until": date.fromisoformat(facts["until"]),
        "how": Benefit.How(facts["how"]).label,
        "is_money": found.money is not None,
    }
