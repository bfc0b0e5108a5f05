"""Give a person's own link by hand."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.journeys.link_given import link_given
from secondslice.projects.access import project_for
from secondslice.pulse.access import stakeholder_for
from secondslice.pulse.member_forms import LinkForm
from secondslice.pulse.services.linking import why_no_link
from secondslice.ui.pages import page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_link(
    request: MemberRequest,
    workspace: str,  # noqa: ARG001
    ref: uuid.UUID,
    person: uuid.UUID,
) -> HttpResponse:
    """Say what it means to hold somebody's link; a POST shows it, once."""
    by = request.membership
    project = project_for(by, ref=ref)
    part = stakeholder_for(project, ref=person)
    refusal = why_no_link(by=by, part=part)
    form = LinkForm(request.POST if request.method == "POST" else None)
    given = None
    if form.is_valid():
        with refusals_in(form):
            given = link_given(
                part=part, by=by, now=clock.now(), reason=form.cleaned_data["reason"]
            )
    return page(
        request,
        "pulse/link.html",
        status=422 if form.errors else 200,
        project=project,
        part=part,
        form=form,
        refusal=refusal,
        given=given,
    )
