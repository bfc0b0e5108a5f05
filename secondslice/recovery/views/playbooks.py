"""What a workspace says to each cause of a No."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from secondslice.core import clock
from secondslice.core.errors import NotHere
from secondslice.core.http import MemberRequest
from secondslice.recovery import services
from secondslice.recovery.adjustment_forms import PlaybookForm
from secondslice.recovery.selectors.owners import ABOUT_OWNER
from secondslice.recovery.selectors.playbooks import (
    CausePlay,
    cause_play,
    cause_plays,
    product_play,
)
from secondslice.ui.pages import page

FIELDS = ("questions", "remedies", "mail")


@require_safe
def playbooks(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """List the causes with their weight, and whose words are said to them."""
    mine = request.membership
    plays = cause_plays(mine.workspace, language=mine.language)
    return page(request, "recovery/playbooks/list.html", plays=plays)


@require_http_methods(["GET", "HEAD", "POST"])
def playbook(request: MemberRequest, workspace: str, code: str) -> HttpResponse:
    """Change what is said to one cause, or go back to the product's words."""
    mine = request.membership
    found = cause_play(mine.workspace, code, language=mine.language)
    if found is None:
        raise NotHere(_("There is no such cause here."))
    first = {name: getattr(found, name) for name in (*FIELDS, "is_about_owner")}
    form = PlaybookForm(
        request.POST if request.method == "POST" else None, auto_id="play_%s", initial=first
    )
    is_product = "product" in request.POST
    if is_product or form.is_valid():
        words = _product_words(code) if is_product else _own_words(form, found)
        services.set_playbook(by=mine, code=code, name=found.name, words=words, at=clock.now())
        text = _("The product's words again.") if is_product else _("Saved.")
        messages.success(request, text)
        return redirect("recovery:playbooks", workspace)
    status = 422 if form.errors else 200
    return page(request, "recovery/playbooks/edit.html", play=found, form=form, status=status)


def _product_words(code: str) -> services.Words:
    return services.Words(is_about_owner=code in ABOUT_OWNER)


def _own_words(form: PlaybookForm, found: CausePlay) -> services.Words:
    """Return what differs from the product's words: what is the same stays the product's, also in a later version."""
    product = dict(zip(FIELDS, product_play(found.code), strict=True))
    typed = {name: form.cleaned_data[name].replace("\r\n", "\n").strip() for name in FIELDS}
    own = {name: "" if typed[name] == product[name].strip() else typed[name] for name in FIELDS}
    return services.Words(**own, is_about_owner=form.cleaned_data["is_about_owner"])
