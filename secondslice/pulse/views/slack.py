"""What Slack sends when somebody presses a button of ours. Its signature is the key to this address."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from secondslice.accounts.access import workspace_called
from secondslice.core import clock
from secondslice.messaging.access import slack_that_sent
from secondslice.pulse.access import ask_in_slack
from secondslice.pulse.services.pressing import take_press
from secondslice.pulse.slack_presses import read_press


@csrf_exempt
@require_POST
def pressed(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an answer out of Slack. Slack wants an empty answer within three seconds; the message changes afterwards."""
    try:
        body = request.body
    except RequestDataTooBig:
        return HttpResponse(status=413)
    now = clock.now()
    workspace = workspace_called(slug)
    chat = slack_that_sent(
        workspace_id=workspace.pk if workspace else None,
        timestamp=request.headers.get("X-Slack-Request-Timestamp", ""),
        signature=request.headers.get("X-Slack-Signature", ""),
        body=body,
        at=now,
    )
    if chat is None:  # in the same words for a workspace that is not there, or has no Slack
        return HttpResponse("This is not signed by Slack.", status=401, content_type="text/plain")
    press = read_press(body)
    ask = ask_in_slack(workspace_id=chat.workspace_id, ref=press.ref) if press else None
    if press and ask:
        take_press(ask=ask, press=press, at=now)
    return HttpResponse(status=200)
