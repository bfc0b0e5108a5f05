"""The bulletin: choose what is told, look at the very mail, send it once, and read it afterwards."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.messaging.models import Message
from secondslice.ui.pages import page
from secondslice.value.bulletin.access import bulletin_for
from secondslice.value.bulletin.forms import bulletin_form
from secondslice.value.bulletin.letters import Issue, mail_to_look_at
from secondslice.value.bulletin.models import Bulletin
from secondslice.value.bulletin.rules import MOST_ITEMS
from secondslice.value.bulletin.selectors import facts, people, reading
from secondslice.value.bulletin.services import composing, recalling, sending
from secondslice.value.bulletin.words import reason_words, segment_words

# The mail's own styles are inline, as mail programs want them; nothing else may load or run, and no link leads out.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
State = Bulletin.State


@require_safe
def bulletins(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """List the bulletins: drafts, and what was sent to how many."""
    found = reading.bulletin_slice(request.membership, after=request.GET.get("after", ""))
    rows = [
        (one, segment_words(one, service=getattr(one, "service_name", ""))) for one in found.rows
    ]
    return page(
        request,
        "value/bulletin/list.html",
        rows=rows,
        after=found.after,
        knows_all=request.membership.keeps_confidences,
    )


@require_POST
def begin(request: MemberRequest, workspace: str) -> HttpResponse:
    """Begin a draft."""
    made = composing.begin_bulletin(by=request.membership, at=clock.now())
    return redirect("bulletin:write", workspace, made.ref)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Choose the period, what is told, the words and the people. `show` in the POST: propose for another period."""
    found, now = bulletin_for(request.membership, ref=ref), clock.now()
    if found.state != State.DRAFT:
        messages.info(request, _("This bulletin was sent, so it is not changed any more."))
        return redirect("bulletin:bulletin", workspace, found.ref)
    posted = request.POST if request.method == "POST" else None
    told = facts.proposals(found, today=_today(found, now))
    form = bulletin_form(found, told, chosen=facts.chosen_keys(found), posted=posted)
    if form.is_valid():
        with refusals_in(form):
            composing.write_bulletin(
                bulletin=found,
                text=form.text(),
                items=form.chosen(),
                by=request.membership,
                at=now,
            )
            next_page = "bulletin:write" if "show" in request.POST else "bulletin:bulletin"
            return redirect(next_page, workspace, found.ref)
    return page(
        request,
        "value/bulletin/write.html",
        bulletin=found,
        form=form,
        told=told,
        most=MOST_ITEMS,
        status=422 if form.errors else 200,
    )


@require_safe
def bulletin(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show the very mail: of a draft with who would get it, of what was sent with who got it."""
    found, now = bulletin_for(request.membership, ref=ref), clock.now()
    today = _today(found, now)
    issue = _issue(request, found, today)
    shown: dict[str, Any] = {}
    if found.state == State.DRAFT:
        audience = people.audience(found, by=request.membership, at=now)
        shown = {
            "audience": audience,
            "left_out": reason_words(audience.left_out),
            "look": facts.look_of(found, today=today),
        }
    else:
        became = reading.became_of(found, by=request.membership)
        shown = {"became": became, "left_out": reason_words(became.left_out)}
    return page(
        request,
        "value/bulletin/bulletin.html",
        bulletin=found,
        to=segment_words(found, service=reading.service_name(found)),
        mail=_mail(request, issue),
        language=issue.language,
        languages=settings.LANGUAGES,
        told=issue.told,
        gone=facts.count_chosen(found) - len(issue.told.all),
        **shown,
    )


@require_safe
def mail(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show the HTML part alone, for the frame in the page above."""
    found, now = bulletin_for(request.membership, ref=ref), clock.now()
    response = HttpResponse(_mail(request, _issue(request, found, _today(found, now))).html)
    response["Content-Security-Policy"] = MAIL_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_POST
def send(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Let it go out, once, as it was looked at."""
    found = bulletin_for(request.membership, ref=ref)
    try:
        is_first = sending.send_bulletin(
            bulletin=found,
            look=request.POST.get("look", ""),
            by=request.membership,
            at=clock.now(),
        )
    except RuleBroken as refused:
        messages.error(request, str(refused))
    else:
        if is_first:
            messages.success(request, _("It is on its way. You can leave this page."))
        else:
            messages.info(request, _("It was sent already. Nobody gets it twice."))
    return redirect("bulletin:bulletin", workspace, found.ref)


@require_POST
def stop(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Let nothing more of it leave."""
    found = bulletin_for(request.membership, ref=ref)
    try:
        count = recalling.stop_sending(bulletin=found, by=request.membership, at=clock.now())
    except RuleBroken as refused:
        messages.error(request, str(refused))
    else:
        told = ngettext(
            "Stopped. %(count)s person gets no mail.",
            "Stopped. %(count)s people get no mail.",
            count,
        )
        messages.success(request, told % {"count": count})
    return redirect("bulletin:bulletin", workspace, found.ref)


@require_POST
def drop(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    found = bulletin_for(request.membership, ref=ref)
    try:
        composing.drop_bulletin(bulletin=found)
    except RuleBroken as refused:
        messages.error(request, str(refused))
        return redirect("bulletin:bulletin", workspace, found.ref)
    messages.success(request, _("The draft is gone. Nothing was sent."))
    return redirect("bulletin:list", workspace)


def _today(found: Bulletin, now: datetime) -> date:
    return clock.day_of(now, found.workspace.time_zone)


def _issue(request: MemberRequest, found: Bulletin, today: date) -> Issue:
    """Return the bulletin in the language that is looked at: that in the address, else the workspace's."""
    asked, own = request.GET.get("language", ""), found.workspace.language
    language = asked if asked in dict(settings.LANGUAGES) else own
    told = facts.told_by(found, today=today, language=language)
    by = request.user if found.state == State.DRAFT else sending.signer_of(bulletin=found)
    return Issue(found, told, language, by)


def _mail(request: MemberRequest, issue: Issue) -> Message:
    return mail_to_look_at(issue, name=request.user.name)
