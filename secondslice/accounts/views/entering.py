"""Ways in: the set-up link, an invitation; and what a person sets for himself."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from secondslice.accounts import selectors
from secondslice.accounts.forms import AccountForm, JoinForm, SetUpForm
from secondslice.accounts.models import Membership, User
from secondslice.accounts.services import inviting
from secondslice.accounts.services import set_up as setting_up
from secondslice.accounts.services.settings import change_account
from secondslice.core import clock
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.core.http import MemberRequest, Request
from secondslice.journeys.member_joined import member_joined
from secondslice.journeys.workspace_opened import workspace_opened
from secondslice.ui.pages import page


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: Request, token: str) -> HttpResponse:
    """Open the first workspace with the link that the first start printed."""
    try:
        setting_up.open_set_up_link(token=token)
    except NotHere:
        return page(
            request, "accounts/set_up_closed.html", status=404, is_set_up=selectors.has_workspace()
        )
    form = SetUpForm(request.POST or None)
    if form.is_valid() and (membership := _opened(form, token)):
        login(request, membership.user)
        return redirect("dashboard:today", membership.workspace.slug)
    return page(request, "accounts/set_up.html", form=form, status=422 if form.errors else 200)


def _opened(form: SetUpForm, token: str) -> Membership | None:
    """Open the workspace with all it starts with; None when the form has to be looked at again."""
    data = form.cleaned_data
    new = setting_up.NewWorkspace(
        name=data["workspace"],
        language=data["language"],
        time_zone=data["time_zone"],
        currency=data["currency"],
        owner_name=data["name"],
        owner_email=data["email"],
    )
    try:
        with transaction.atomic():
            membership = setting_up.set_up(
                token=token, new=new, password=data["password"], at=clock.now()
            )
            workspace_opened(workspace=membership.workspace)
    except RuleBroken as why:
        form.add_error("password", str(why))
        return None
    return membership


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Request, token: str) -> HttpResponse:
    """Take an invitation up: with the account of the invited address, or with a new one."""
    try:
        invitation = inviting.open_invitation(token=token, at=clock.now())
    except NotHere:
        return page(request, "accounts/join_closed.html", status=404)
    person = request.user if isinstance(request.user, User) else None
    has_account = person is None and selectors.has_account(invitation.email)
    form = JoinForm(request.POST or None, email=invitation.email)
    if request.method == "POST" and not has_account and (person or form.is_valid()):
        with transaction.atomic():
            if person is None:
                membership = inviting.join_with_new_account(
                    token=token, at=clock.now(), **_of(form)
                )
            else:
                membership = inviting.join(token=token, user=person, at=clock.now())
            member_joined(membership=membership)
        if person is None:
            login(request, membership.user)
        return redirect("dashboard:today", membership.workspace.slug)
    return page(
        request,
        "accounts/join.html",
        form=form,
        invitation=invitation,
        person=person,
        has_account=has_account,
        is_somebody_else=person is not None and person.email != invitation.email,
        status=422 if form.errors else 200,
    )


def _of(form: JoinForm) -> dict[str, str]:
    return {"name": form.cleaned_data["name"], "password": form.cleaned_data["password"]}


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: MemberRequest) -> HttpResponse:
    """Show and change what a person has set for himself."""
    user = request.user
    before = {"name": user.name, "language": user.language, "time_zone": user.time_zone}
    form = AccountForm(request.POST or None, initial=before)
    if form.is_valid():
        change_account(user=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:account")
    return page(
        request,
        "accounts/account.html",
        form=form,
        memberships=selectors.memberships_of(user),
        status=422 if form.errors else 200,
    )
