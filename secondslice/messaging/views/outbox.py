"""The outbox: mails that could not be sent, and those the `outbox:` setting keeps, to be read and tapped."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondslice.core import clock
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.core.seal import UnreadableError
from secondslice.journeys.mail_sent_again import mail_sent_again, why_not_again
from secondslice.messaging import rules, services
from secondslice.messaging.access import Reader, mail_for, mails_in_the_outbox
from secondslice.messaging.models import Message
from secondslice.messaging.transports.base import Letter
from secondslice.ui.pages import page

PAGE = 50
# The mail's own styles are inline, as mail programs want them; nothing else may load or run.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self';"
    " sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


@require_safe
def outbox(request: MemberRequest) -> HttpResponse:
    """List the mails this person may see."""
    mails = Paginator(_mails(request), PAGE).get_page(request.GET.get("page"))
    failed = [one for one in mails if one.state == Message.State.FAILED]
    why_not = why_not_again(
        workspace=request.membership.workspace, messages=failed, now=clock.now()
    )
    for one in failed:
        one.why_not_again = why_not.get(one.pk, "")  # type: ignore[attr-defined]  # for the page
    return page(request, "messaging/outbox.html", mails=mails, keeps=_keeps())


@require_safe
def mail(request: MemberRequest, ref: uuid.UUID) -> HttpResponse:
    """Show one mail: as its reader sees it, and its plain text."""
    message = mail_for(_mails(request), ref=ref)
    return page(request, "messaging/mail.html", message=message, letter=_letter(message))


@require_safe
def mail_html(request: MemberRequest, ref: uuid.UUID) -> HttpResponse:
    """Show the HTML part alone, for the frame in the page above."""
    message = mail_for(_mails(request), ref=ref)
    response = HttpResponse(rules.for_a_frame(_letter(message).html))
    response["Content-Security-Policy"] = MAIL_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_POST
def send_again(request: MemberRequest, ref: uuid.UUID) -> HttpResponse:
    """Send a mail that was given up once more."""
    message = mail_for(_mails(request), ref=ref)
    mail_sent_again(message=message, now=clock.now())
    text = _("The mail to %(name)s is sent again at once.")
    messages.success(request, text % {"name": message.to_name or message.to})
    return redirect("messaging:outbox")


def _keeps() -> bool:
    return settings.EMAIL["kind"] == "outbox"


def _mails(request: MemberRequest) -> QuerySet[Message]:
    membership = request.membership
    reader = Reader(
        address=membership.user.email,
        runs_the_pmo=membership.role in {"owner", "lead"},
        is_owner=membership.role == "owner",
        keeps_confidences=membership.keeps_confidences,
    )
    return mails_in_the_outbox(reader, workspace_id=membership.workspace_id, with_kept=_keeps())


def _letter(message: Message) -> Letter:
    """Return the mail with its links, where nobody else gets it: once there is a mail server, they are the reader's."""
    if not _keeps():
        raise NotHere(
            _(
                "Mails are really sent here, so they are not shown. The outbox says what became of them."
            )
        )
    try:
        return services.opened(message)
    except UnreadableError as error:
        raise RuleBroken(
            _(
                "The links in this mail were sealed with another SECONDSLICE_SECRET_KEY. Set that key again to read it."
            )
        ) from error
