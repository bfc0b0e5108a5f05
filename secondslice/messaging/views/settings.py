"""Settings, Mail: how it leaves and comes in, and whether it is believed."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.messaging import selectors
from secondslice.messaging.forms import HeadersForm, LookForm
from secondslice.messaging.parsing.sender_records import Finding, arrived
from secondslice.messaging.services.checking import check_domain
from secondslice.messaging.services.fetching import last_look
from secondslice.messaging.services.testing import send_test_mail
from secondslice.ui.pages import page


@require_safe
def mail(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show how mail leaves and comes in. Nothing is looked up."""
    return _page(request)


@require_POST
def look(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Look up what the DNS says about our domain."""
    form = LookForm(request.POST)
    if not form.is_valid():
        return _page(request, look_form=form)
    found = check_domain(selector=form.cleaned_data["selector"])
    return _page(request, look_form=form, looked_up=found)


@require_POST
def read_headers(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Say what the headers of a mail that arrived tell."""
    form = HeadersForm(request.POST)
    if not form.is_valid():
        return _page(request, headers_form=form)
    told, selector = form.cleaned_data["headers"]
    look_form = LookForm(initial={"selector": selector})
    return _page(request, headers_form=form, look_form=look_form, told=arrived(told))


@require_POST
def send_test(request: MemberRequest, workspace: str) -> HttpResponse:
    """Send a test mail to the member who asks for it."""
    member = request.membership
    send_test_mail(
        workspace_id=member.workspace_id,
        workspace_name=member.workspace.name,
        to=(member.user.email, member.user.name),
        language=member.language,
        at=clock.now(),
    )
    if settings.EMAIL["kind"] == "outbox":
        messages.info(request, _("No mail server is set, so the test mail is kept in the outbox."))
    else:
        text = _("A test mail to %(address)s is on its way. Copy its headers when it has arrived.")
        messages.success(request, text % {"address": member.user.email})
    return redirect("mail:settings", workspace)


def _page(
    request: MemberRequest,
    *,
    look_form: BaseForm | None = None,
    headers_form: BaseForm | None = None,
    looked_up: list[Finding] | None = None,
    told: list[Finding] | None = None,
) -> HttpResponse:
    wrong = [form for form in (look_form, headers_form) if form and form.errors]
    return page(
        request,
        "messaging/settings.html",
        status=422 if wrong else 200,
        email=settings.EMAIL,
        sender=settings.EMAIL_FROM,
        replies=settings.REPLY_ADDRESS,
        mailbox=settings.INBOUND,
        hooked=bool(settings.HOOK_SECRET),
        per_minute=settings.MAILS_PER_MINUTE,
        looked=last_look() if settings.INBOUND else None,
        last_in=selectors.last_mail_in(),
        unreachable=selectors.suppressions(workspace_id=request.membership.workspace_id).count(),
        look_form=look_form or LookForm(),
        headers_form=headers_form or HeadersForm(),
        looked_up=looked_up,
        told=told,
    )
