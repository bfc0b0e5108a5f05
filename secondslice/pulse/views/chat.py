"""The settings of the chats: connect, try, disconnect."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from secondslice.accounts.models import Workspace
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.messaging.models import Chat
from secondslice.messaging.selectors import chats_of
from secondslice.pulse.chat_forms import SlackForm, TeamsForm, TestForm
from secondslice.pulse.services import chat_settings as service
from secondslice.ui.pages import page

FORMS = {Chat.Kind.SLACK.value: SlackForm, Chat.Kind.TEAMS.value: TeamsForm}


@require_http_methods(["GET", "HEAD", "POST"])
def chats(request: MemberRequest, workspace: str) -> HttpResponse:
    """Show what is connected; a POST connects, or sends a test."""
    by, posted = request.membership, request.POST
    kind = posted.get("kind", "")
    is_test = "to" in posted
    forms = {
        name: form(posted if name == kind and not is_test else None, prefix=name)
        for name, form in FORMS.items()
    }
    tests = {
        name: TestForm(posted if name == kind and is_test else None, kind=name) for name in FORMS
    }
    if kind in FORMS and is_test and tests[kind].is_valid():
        with refusals_in(tests[kind]):
            to = tests[kind].cleaned_data["to"]
            service.send_test(by=by, kind=kind, to=to, at=clock.now())
            messages.success(
                request, _("The test is on its way. If it does not arrive, look here.")
            )
            return redirect("pulse:chats", workspace)
    elif kind in FORMS and not is_test and forms[kind].is_valid():
        secrets = forms[kind].cleaned_data
        service.connect_chat(by=by, kind=kind, secrets=secrets, at=clock.now())
        messages.success(request, _("Connected. Send yourself a test to see that it works."))
        return redirect("pulse:chats", workspace)
    found = chats_of(by.workspace_id)
    return page(
        request,
        "pulse/chats.html",
        status=422 if request.method == "POST" else 200,
        chats=[
            {
                "kind": name,
                "label": label,
                "chat": found.get(name),
                "form": forms[name],
                "test": tests[name],
            }
            for name, label in Chat.Kind.choices
        ],
        slack_url=_slack_url(by.workspace),
        manifest=_manifest(by.workspace),
        is_public=settings.SECURE,
    )


@require_POST
def disconnect(request: MemberRequest, workspace: str) -> HttpResponse:
    """Forget a chat."""
    kind = request.POST.get("kind", "")
    if kind in FORMS:
        service.disconnect_chat(by=request.membership, kind=kind, at=clock.now())
        messages.success(request, _("Disconnected. Everybody is asked by mail from now on."))
    return redirect("pulse:chats", workspace)


def _slack_url(workspace: Workspace) -> str:
    return f"{settings.BASE_URL}{reverse('slack_pressed', args=[workspace.slug])}"


def _manifest(workspace: Workspace) -> str:
    """Return what makes the right Slack app when it is pasted there."""
    name = workspace.name[:35]
    return json.dumps(
        {
            "display_information": {"name": name},
            "features": {"bot_user": {"display_name": name, "always_online": False}},
            "oauth_config": {"scopes": {"bot": ["chat:write"]}},
            "settings": {
                "interactivity": {"is_enabled": True, "request_url": _slack_url(workspace)},
                "org_deploy_enabled": False,
                "socket_mode_enabled": False,
            },
        },
        indent=2,
        ensure_ascii=False,
    )
