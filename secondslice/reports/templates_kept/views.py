"""The page on which a PMO gives its own look for slides."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.reports.slides import slides_of_report
from secondslice.reports.template_rules import MOST_BYTES
from secondslice.reports.templates_kept import selectors, services
from secondslice.reports.templates_kept.example import example
from secondslice.reports.templates_kept.forms import TemplateForm
from secondslice.ui.pages import page

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@require_http_methods(["GET", "HEAD", "POST"])
def template(request: MemberRequest, workspace: str) -> HttpResponse:
    """Show which template is used, and take another."""
    mine = request.membership
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "template"):
            file = form.cleaned_data["template"]
            content = file.read(MOST_BYTES + 1)
            services.keep_template(by=mine, name=file.name, content=content, at=clock.now())
            messages.success(request, _("Saved. All slides are made with it from now on."))
            return redirect("slides:template", workspace)
    return page(
        request,
        "reports/template.html",
        form=form,
        kept=selectors.kept(mine.workspace),
        status=422 if form.errors else 200,
    )


@require_POST
def drop(request: MemberRequest, workspace: str) -> HttpResponse:
    """Take the template away."""
    services.drop_template(by=request.membership, at=clock.now())
    messages.success(request, _("Slides are made in our own look again."))
    return redirect("slides:template", workspace)


@require_safe
def sample(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001  (of the address)
    """Give an example of slides with the template, or in our own look."""
    mine = request.membership
    today = clock.day_of(clock.now(), mine.workspace.time_zone)
    made = slides_of_report(
        example(pmo=mine.workspace.name, today=today), {}, selectors.template_of(mine.workspace)
    )
    return HttpResponse(
        made,
        content_type=PPTX,
        headers={"Content-Disposition": 'attachment; filename="example.pptx"'},
    )
