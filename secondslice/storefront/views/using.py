"""Where the owner in operations says whether what was delivered is used. GET and HEAD show; only a press decides."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from secondslice.core import clock
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.journeys.usage_said import usage_said
from secondslice.storefront import selectors
from secondslice.storefront.views.asking import visitor_page
from secondslice.storefront.views.persons import Leaf, must_be_a_person, nonce_for
from secondslice.value.usage.access import usage_ask_behind
from secondslice.value.usage.selectors.owners import owner_of
from secondslice.value.usage.selectors.standing import answer_to
from secondslice.value.usage.services.answering import Said


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Show the question with its three buttons; after the first tap, who uses it and what it brought."""
    found = usage_ask_behind(token, slug=slug)
    if found is None or owner_of(found.project) != found.contact:
        raise NotHere(_("This link is over: somebody else is asked by now, or nobody."))
    language = found.contact.language or found.workspace.language
    with translation.override(language):
        wrong, leaf = "", Leaf("in use", found.pk)
        if request.method == "POST":
            posted = request.POST
            said = Said(posted.get("use", ""), posted.get("who", ""), posted.get("results", ""))
            try:
                must_be_a_person(
                    request, leaf, chose=bool(said.who.strip() or said.results.strip())
                )
                usage_said(ask=found, said=said, now=clock.now())
            except RuleBroken as refused:
                wrong = str(refused)
        return visitor_page(
            "use",
            selectors.storefront_of(found.workspace),
            status=422 if wrong else 200,
            may_run=True,
            asked=found,
            answer=answer_to(found),
            wrong=wrong,
            typed=request.POST if wrong else {},
            nonce=nonce_for(request, leaf, again=bool(wrong)),
        )
