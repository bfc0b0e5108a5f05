"""The stages of the funnel and the reasons for losing, as a workspace wants them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.funnel import services
from secondslice.funnel.forms_settings import (
    NewReasonForm,
    NewStageForm,
    ReasonsForm,
    StagesForm,
)
from secondslice.funnel.promises.forms import TimeLimitForm
from secondslice.funnel.promises.selectors import workdays_of
from secondslice.funnel.promises.services import set_time_limit
from secondslice.funnel.selectors.stages import all_stages, lost_reasons
from secondslice.ui.pages import page

STAGES, NEW_STAGE, REASONS, NEW_REASON = "stages", "new_stage", "reasons", "new_reason"
LIMIT = "limit"


@require_http_methods(["GET", "HEAD", "POST"])
def funnel_settings(request: MemberRequest, workspace: str) -> HttpResponse:
    """Show and change both tables and the time limit of delivery; `form` in the POST says which form was sent."""
    mine, sent = request.membership, request.POST.get("form", "")

    def posted(name: str) -> QueryDict | None:
        return request.POST if sent == name else None

    stages = StagesForm(posted(STAGES), stages=all_stages(mine.workspace).values())
    new_stage = NewStageForm(posted(NEW_STAGE), auto_id="new_%s")
    reasons = ReasonsForm(posted(REASONS), reasons=lost_reasons(mine.workspace))
    new_reason = NewReasonForm(posted(NEW_REASON), auto_id="why_%s")
    limit = TimeLimitForm(posted(LIMIT), initial={"workdays": workdays_of(mine.workspace)})
    forms = (stages, new_stage, reasons, new_reason, limit)
    changed = next((form for form in forms if form.is_valid()), None)
    if changed is not None:
        with refusals_in(changed):
            now = clock.now()
            if changed is stages:
                services.change_stages(by=mine, lines=stages.lines(), at=now)
            elif changed is reasons:
                services.change_lost_reasons(by=mine, lines=reasons.lines(), at=now)
            elif changed is limit:
                set_time_limit(by=mine, at=now, **limit.cleaned_data)
            elif changed is new_stage:
                services.add_stage(by=mine, at=now, **new_stage.cleaned_data)
            else:
                services.add_lost_reason(by=mine, at=now, **new_reason.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("funnel:settings", workspace)
    return page(
        request,
        "funnel/settings.html",
        stages=stages,
        new_stage=new_stage,
        reasons=reasons,
        new_reason=new_reason,
        limit=limit,
        status=422 if any(form.errors for form in forms) else 200,
    )
