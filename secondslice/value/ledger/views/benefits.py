"""One benefit: write it down, its readings, for which projects it counts, and its proofs."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.accounts.rules import DELIVERS
from secondslice.core import clock
from secondslice.core.errors import NotHere
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.projects.access import project_for
from secondslice.recovery.file_rules import MOST_BYTES
from secondslice.recovery.views.thread import HEADERS
from secondslice.ui.pages import page
from secondslice.value.ledger import forms
from secondslice.value.ledger.access import benefit_for, evidence_for
from secondslice.value.ledger.models import Benefit
from secondslice.value.ledger.selectors.details import detail
from secondslice.value.ledger.selectors.people import projects_to_choose
from secondslice.value.ledger.services import benefits, proving, reading
from secondslice.value.ledger.services.stopping import count_stop


@require_safe
def benefit(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show a benefit with everything that is known of it."""
    return shown(request, benefit_for(request.membership, ref=ref))


def shown(request: MemberRequest, found: Benefit, **sent: object) -> HttpResponse:
    """Return the page of a benefit, with a form that was refused where one was sent."""
    today = clock.day_of(clock.now(), request.membership.workspace.time_zone)
    known = detail(request.membership, found, today=today)
    empty = {
        "reading": forms.ReadingForm(),
        "share": forms.share_form(request.membership),
        "proof": forms.ProofForm(),
        "file": forms.ProofFileForm(auto_id="file_%s"),
        "ask": forms.ask_form(found),
        "verify": forms.VerifyForm(),
    }
    return page(
        request,
        "value/ledger/benefit.html",
        benefit=found,
        detail=known,
        line=known.line,
        today=today,
        may_write=request.membership.role in DELIVERS,
        forms=empty | sent,
        status=422 if sent else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, workspace: str) -> HttpResponse:
    """Write a benefit down: first the project, then the rest."""
    mine = request.membership
    try:
        project = project_for(mine, ref=uuid.UUID(request.GET.get("project", "")))
    except (ValueError, NotHere):
        return page(request, "value/ledger/choose.html", projects=projects_to_choose(mine))
    posted = request.POST if request.method == "POST" else None
    form = forms.benefit_form(mine.workspace, project, posted=posted, benefit=None)
    if form.is_valid():
        with refusals_in(form):
            made = benefits.add_benefit(
                by=mine,
                project=project,
                outcome=form.cleaned_data["outcome"],
                terms=form.terms(),
                at=clock.now(),
            )
            messages.success(request, _("It is in the ledger. Now plan it, period by period."))
            return redirect("ledger:benefit", workspace, made.ref)
    status = 422 if form.errors else 200
    return page(
        request, "value/ledger/form.html", form=form, project=project, benefit=None, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def stopped(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Count what stopping a project early has avoided."""
    project = project_for(request.membership, ref=ref)
    posted = request.POST if request.method == "POST" else None
    form = forms.StopForm(posted, initial={"approved": project.budget})
    if form.is_valid():
        with refusals_in(form):
            made = count_stop(
                by=request.membership, project=project, stop=form.stop(), at=clock.now()
            )
            messages.success(request, _("It is claimed. Now ask the customer whether it is so."))
            return redirect("ledger:benefit", workspace, made.ref)
    return page(
        request,
        "value/ledger/stopped.html",
        form=form,
        project=project,
        currency=project.currency or request.membership.workspace.currency,
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Change what is written about a benefit."""
    found = benefit_for(request.membership, ref=ref)
    posted = request.POST if request.method == "POST" else None
    form = forms.benefit_form(
        request.membership.workspace, found.project, posted=posted, benefit=found
    )
    if form.is_valid():
        with refusals_in(form):
            unsigned = benefits.change_benefit(
                by=request.membership,
                benefit=found,
                outcome=form.cleaned_data["outcome"],
                terms=form.terms(),
                at=clock.now(),
            )
            _say(request, unsigned=unsigned)
            return redirect("ledger:benefit", workspace, ref)
    status = 422 if form.errors else 200
    return page(
        request,
        "value/ledger/form.html",
        form=form,
        project=found.project,
        benefit=found,
        status=status,
    )


@require_POST
def record(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Keep what was planned or found for a period."""
    found = benefit_for(request.membership, ref=ref)
    form = forms.ReadingForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            unsigned = reading.record(
                by=request.membership,
                benefit=found,
                kind=form.cleaned_data["kind"],
                period=form.period(),
                value=form.cleaned_data["value"],
                note=form.cleaned_data["note"],
                at=clock.now(),
            )
            _say(request, unsigned=unsigned)
            return redirect("ledger:benefit", workspace, ref)
    return shown(request, found, reading=form)


@require_POST
def share(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Say how much of it counts for a project."""
    found = benefit_for(request.membership, ref=ref)
    form = forms.share_form(request.membership, posted=request.POST)
    if form.is_valid():
        with refusals_in(form):
            benefits.set_share(
                by=request.membership,
                benefit=found,
                project=form.cleaned_data["project"],
                percent=form.cleaned_data["percent"],
                at=clock.now(),
            )
            _say(request, unsigned=False)
            return redirect("ledger:benefit", workspace, ref)
    return shown(request, found, share=form)


@require_POST
def prove(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Keep a link to what proves it."""
    found = benefit_for(request.membership, ref=ref)
    form = forms.ProofForm(request.POST)
    if not form.is_valid():
        return shown(request, found, proof=form)
    proving.add_evidence(
        by=request.membership,
        benefit=found,
        title=form.cleaned_data["proof_title"],
        url=form.cleaned_data["url"],
        at=clock.now(),
    )
    _say(request, unsigned=False)
    return redirect("ledger:benefit", workspace, ref)


@require_POST
def prove_by_file(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Keep a file that proves it."""
    found = benefit_for(request.membership, ref=ref)
    form = forms.ProofFileForm(request.POST, request.FILES, auto_id="file_%s")
    if form.is_valid():
        with refusals_in(form, "file"):
            proving.add_proof(
                by=request.membership,
                benefit=found,
                name=form.upload.name or "",
                content=form.upload.read(MOST_BYTES + 1),  # one byte more: too large
                at=clock.now(),
            )
            _say(request, unsigned=False)
            return redirect("ledger:benefit", workspace, ref)
    return shown(request, found, file=form)


@require_safe
def proof(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Hand a file out, to be kept and not to be opened here."""
    found = evidence_for(request.membership, ref=ref)
    response = HttpResponse(
        proving.content_of(evidence=found), content_type="application/octet-stream", headers=HEADERS
    )
    response["Content-Disposition"] = content_disposition_header(True, found.title)  # noqa: FBT003
    return response


@require_POST
def unprove(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Take a link or a file away."""
    found = evidence_for(request.membership, ref=ref)
    proving.drop_evidence(by=request.membership, evidence=found, at=clock.now())
    return redirect("ledger:benefit", workspace, found.benefit.ref)


def _say(request: MemberRequest, *, unsigned: bool) -> None:
    if unsigned:
        messages.warning(
            request, _("Saved. The customer signed other figures, so the signature is taken back.")
        )
    else:
        messages.success(request, _("Saved."))
