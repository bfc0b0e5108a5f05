"""Ask the people of a project."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.errors import NotHere
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.journeys.asked_by_hand import asked_by_hand, people_to_ask
from secondslice.projects.access import project_for
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.access import stakeholder_for
from secondslice.pulse.member_forms import MOST_NOTE, AskForm
from secondslice.pulse.plan_models import MODES
from secondslice.pulse.selectors.waiting import waits_of
from secondslice.pulse.services import asking
from secondslice.pulse.services.by_hand import Asked, ByHand, InSpite
from secondslice.pulse.wait_words import asked_words
from secondslice.ui.pages import page

PAGE = "pulse/ask_project.html"
# The mail's own styles are inline, as mail programs want them; nothing else may load or run, and no link leads out.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
SALT = "pulse.preview"


@require_http_methods(["GET", "HEAD", "POST"])
def ask_project(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Choose whom to ask, look at the mail, send it."""
    project, now = project_for(request.membership, ref=ref), clock.now()
    people = people_to_ask(project=project, by=request.membership, now=now)
    form = AskForm(request.POST or None, people=people, may_force=_may_force(request))
    if form.is_valid():
        with refusals_in(form, "people"):
            asked = asked_by_hand(
                wish=ByHand(
                    project,
                    request.user,
                    form.cleaned_data["note"],
                    mode=form.cleaned_data["mode"],
                    form_key=form.cleaned_data["key"],
                ),
                stakeholders=form.chosen(),
                now=now,
                in_spite=_in_spite(request.membership, form),
            )
            _say_who_is_asked(request, asked, now=now)
            return redirect("dashboard:project", workspace, project.ref)
    status = 422 if form.errors else 200
    return page(
        request,
        PAGE,
        project=project,
        form=form,
        people=people,
        now=now,
        today=clock.day_of(now, project.workspace.time_zone),
        may_give_links=_may_give_links(request.membership, project),
        status=status,
    )


def _may_give_links(by: Membership, project: Project) -> bool:
    """Who is rated never holds a link of his own project."""
    return by.role in RUNS_THE_PMO and project.manager_id != by.user_id


def _may_force(request: MemberRequest) -> bool:
    return request.membership.role in RUNS_THE_PMO


def _in_spite(by: Membership, form: AskForm) -> InSpite | None:
    given = form.cleaned_data
    return InSpite(by, given["reason"]) if given.get("in_spite") else None


def _say_who_is_asked(request: MemberRequest, asked: Asked, *, now: datetime) -> None:
    if asked.now:
        text = ngettext(
            "%(count)s question is on its way.",
            "%(count)s questions are on their way.",
            len(asked.now),
        )
        messages.success(request, text % {"count": len(asked.now)})
    for wait in waits_of(request.membership, asked.later, at=now).values():
        name, why = wait.row.contact.name, wait.why_words.lower()
        if wait.at is None:
            text = _("%(name)s is not asked: %(why)s.") % {"name": name, "why": why}
        elif wait.is_held:
            text = _("%(name)s is not asked yet: %(why)s.") % {"name": name, "why": why}
        else:
            text = asked_words(wait.at, now=now, name=name)
            text = f"{text} {wait.why_words}." if why else text
        messages.info(request, text)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(
    request: MemberRequest,
    workspace: str,  # noqa: ARG001
    ref: uuid.UUID,
    person: uuid.UUID,
) -> HttpResponse:
    """Show the mail this person would get: a POST below the form it came from, a GET alone, for the frame there."""
    project = project_for(request.membership, ref=ref)
    stakeholder = stakeholder_for(project, ref=person)
    if request.method == "POST":
        return _form_with_mail(request, project, stakeholder)
    return _mail_alone(request, project, stakeholder)


def _form_with_mail(
    request: MemberRequest, project: Project, stakeholder: Stakeholder
) -> HttpResponse:
    now, posted = clock.now(), request.POST
    mode = posted.get("mode", "")
    mode = mode if mode in dict(MODES) else ""
    note = posted.get("note", "").strip()[:MOST_NOTE]
    typed = {
        "people": posted.getlist("people"),
        "note": note,
        "key": posted.get("key", ""),
        "mode": mode,
        "in_spite": "in_spite" in posted,
        "reason": posted.get("reason", ""),
    }
    people = people_to_ask(project=project, by=request.membership, now=now)
    return page(
        request,
        f"{PAGE}#mail" if request.htmx else PAGE,
        project=project,
        may_give_links=_may_give_links(request.membership, project),
        people=people,
        now=now,
        today=clock.day_of(now, project.workspace.time_zone),
        form=AskForm(people=people, may_force=_may_force(request), initial=typed),
        person=stakeholder,
        mail=asking.preview(
            project=project,
            stakeholder=stakeholder,
            asked_by=request.user,
            at=now,
            note=note,
            mode=mode,
        ),
        # Signed, so that nobody else can put words into our mail; compressed, because addresses must be short.
        sealed_note=signing.dumps([note, mode], salt=SALT, compress=True),
    )


def _mail_alone(request: MemberRequest, project: Project, stakeholder: Stakeholder) -> HttpResponse:
    sealed, note, mode = request.GET.get("note", ""), "", ""
    if sealed:
        try:
            note, mode = signing.loads(sealed, salt=SALT)
        except signing.BadSignature as error:
            raise NotHere(_("This preview is not complete. Open it again.")) from error
    mail = asking.preview(
        project=project,
        stakeholder=stakeholder,
        asked_by=request.user,
        at=clock.now(),
        note=note,
        mode=mode,
    )
    response = HttpResponse(mail.html)
    response["Content-Security-Policy"] = MAIL_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
