"""The settings of this room: the question, and the reasons under its answers."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.pulse.member_forms import NewReasonForm, QuestionForm, ReasonsForm
from secondslice.pulse.models import Reason, Taste
from secondslice.pulse.selectors.asks import reasons_of
from secondslice.pulse.selectors.wording import PRODUCTS_OWN, wording_in
from secondslice.pulse.services import wording
from secondslice.ui.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
def question_settings(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show and change the words of the question, for each language; `products` in the POST: the product's."""
    mine = request.membership.workspace
    languages, language = dict(settings.LANGUAGES), _language(request)
    if "products" in request.POST:
        wording.use_products_words(workspace=mine, language=language)
        messages.success(
            request, _("Questions that are sent from now on use the product's words again.")
        )
        return redirect(f"{request.path}?language={language}")
    now = wording_in(mine, language)
    form = QuestionForm(
        request.POST or None, initial={"question": now.question, "intro": now.intro}
    )
    if form.is_valid():
        wording.reword(workspace=mine, language=language, **form.cleaned_data)
        messages.success(request, _("Saved. Questions that are sent from now on use these words."))
        return redirect(f"{request.path}?language={language}")
    return page(
        request,
        "pulse/question_settings.html",
        form=form,
        wording=now,
        is_the_products=now.version == PRODUCTS_OWN,
        borrowed_from="" if now.language == language else languages.get(now.language, now.language),
        languages=languages.items(),
        language_name=languages[language],
        language=language,
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reason_settings(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show and change the reasons under No or Yes; `new` in the POST adds one."""
    mine = request.membership.workspace
    taste = Taste.YES if request.GET.get("taste") == "yes" else Taste.NO
    adds = "new" in request.POST
    posted = request.POST if request.method == "POST" else None
    language = _language(request)
    reasons = ReasonsForm(
        None if adds else posted,
        reasons=reasons_of(mine, taste, language=language),
        language=language,
        elsewhere=language != mine.language,
    )
    new = NewReasonForm(posted if adds else None, taste=taste)
    if reasons.is_valid():
        with refusals_in(reasons):
            wording.change_reasons(
                workspace=mine, taste=taste, changes=reasons.changes(), language=language
            )
            messages.success(request, _("Saved."))
            return redirect(f"{request.path}?taste={taste}&language={language}")
    if new.is_valid():
        with refusals_in(new, "label"):
            added = wording.add_reason(workspace=mine, taste=taste, **new.cleaned_data)
            messages.success(request, _said(added))
            return redirect(f"{request.path}?taste={taste}")
    return page(
        request,
        "pulse/reason_settings.html",
        form=reasons,
        new=new,
        taste=taste,
        languages=settings.LANGUAGES,
        language=language,
        elsewhere=language != mine.language,
        status=422 if reasons.errors or new.errors else 200,
    )


def _language(request: MemberRequest) -> str:
    """Return the language whose words are looked at: that in the address, else the workspace's."""
    own = request.membership.workspace.language
    asked = request.GET.get("language", own)
    return asked if asked in dict(settings.LANGUAGES) else own


def _said(added: Reason) -> str:
    if added.is_shown:
        return _("Added.")
    return _(
        "Added, but not shown yet: only %(most)s reasons fit on a phone. Hide another one to show it."
    ) % {"most": wording.MOST_SHOWN}
