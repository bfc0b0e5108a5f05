"""Ask the customer, and verify for finance."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.value.ledger import forms
from secondslice.value.ledger.access import benefit_for
from secondslice.value.ledger.services import signing
from secondslice.value.ledger.views.benefits import shown


@require_POST
def ask(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Put the figures to somebody at the customer."""
    found = benefit_for(request.membership, ref=ref)
    form = forms.ask_form(found, posted=request.POST)
    if form.is_valid():
        with refusals_in(form):
            contact = form.cleaned_data["contact"]
            signing.ask_to_sign(
                by=request.membership, benefit=found, contact=contact, at=clock.now()
            )
            told = {"name": contact.name}
            messages.success(
                request, _("%(name)s is asked, as soon as the contact budget allows it.") % told
            )
            return redirect("ledger:benefit", workspace, ref)
    return shown(request, found, ask=form)


@require_POST
def verify(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Finance stands behind a signed figure."""
    found = benefit_for(request.membership, ref=ref)
    form = forms.VerifyForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            words = form.cleaned_data["words"]
            signing.verify(by=request.membership, benefit=found, words=words, at=clock.now())
            messages.success(request, _("Verified. It counts with your name."))
            return redirect("ledger:benefit", workspace, ref)
    return shown(request, found, verify=form)
