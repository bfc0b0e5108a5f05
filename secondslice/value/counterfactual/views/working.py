"""The work after a "no different"."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.ui.pages import page
from secondslice.value.counterfactual.access import work_for
from secondslice.value.counterfactual.forms import DoneForm, WorkForm, work_form
from secondslice.value.counterfactual.models import CounterfactualWork
from secondslice.value.counterfactual.selectors.said import answer_of
from secondslice.value.counterfactual.services.working import change_work, finish_work


@require_http_methods(["GET", "HEAD", "POST"])
def work(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Show what was said, and say who does what by when."""
    found = work_for(request.membership, ref=ref)
    form = work_form(found, posted=request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            change_work(by=request.membership, work=found, task=form.task(), at=clock.now())
            messages.success(request, _("Saved."))
            return redirect("counterfactual:page", workspace)
    return _shown(request, found, form=form)


@require_POST
def done(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Say what was done."""
    found = work_for(request.membership, ref=ref)
    form = DoneForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            note = form.cleaned_data["note"]
            finish_work(by=request.membership, work=found, note=note, at=clock.now())
            messages.success(request, _("Done. The next regular question shows whether it helped."))
            return redirect("counterfactual:page", workspace)
    return _shown(request, found, done=form)


def _shown(
    request: MemberRequest,
    found: CounterfactualWork,
    *,
    form: WorkForm | None = None,
    done: DoneForm | None = None,
) -> HttpResponse:
    has_errors = bool((form and form.errors) or (done and done.errors))
    return page(
        request,
        "value/counterfactual/work.html",
        work=found,
        answer=answer_of(found.ask),
        form=form or work_form(found),
        done=done or DoneForm(),
        status=422 if has_errors else 200,
    )
