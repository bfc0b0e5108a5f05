"""The settings of a workspace: itself, its members, and who did what."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.accounts import selectors
from secondslice.accounts.access import invitation_for, member_for
from secondslice.accounts.forms import InviteForm, RoleForm, WorkspaceForm, roles_to_give
from secondslice.accounts.rules import DELIVERS
from secondslice.accounts.services import inviting
from secondslice.accounts.services import members as membership_service
from secondslice.accounts.services.settings import change_workspace
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.journeys.member_left import member_left
from secondslice.journeys.role_changed import role_changed
from secondslice.ui.pages import page

ENTRIES = 50


@require_http_methods(["GET", "HEAD", "POST"])
def workspace_settings(request: MemberRequest, workspace: str) -> HttpResponse:
    """Show and change the settings of the workspace."""
    mine = request.membership.workspace
    before = {name: getattr(mine, name) for name in WorkspaceForm.base_fields}
    form = WorkspaceForm(request.POST or None, initial=before)
    if form.is_valid():
        change_workspace(by=request.membership, values=form.cleaned_data, at=clock.now())
        messages.success(request, _("Saved."))
        return redirect("accounts:workspace_settings", workspace)
    return page(
        request, "accounts/workspace_settings.html", form=form, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def members(request: MemberRequest, workspace: str) -> HttpResponse:
    """List the members and open invitations; a POST invites."""
    by = request.membership
    form = InviteForm(request.POST or None, by=by)
    if form.is_valid():
        invited = inviting.invite(by=by, at=clock.now(), **form.cleaned_data)
        _tell(request, invited)
        return redirect("accounts:members", workspace)
    return page(
        request,
        "accounts/members.html",
        form=form,
        members=selectors.members_of(by.workspace),
        invitations=selectors.open_invitations(by.workspace),
        roles=roles_to_give(by),
        delivers=DELIVERS,
        now=clock.now(),
        status=422 if form.errors else 200,
    )


def _tell(request: MemberRequest, invited: inviting.Invited) -> None:
    if count := len(invited.sent):
        text = ngettext(
            "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", count
        )
        messages.success(request, text % {"count": count})
    if invited.members_already:
        text = _("Already a member, so not invited: %(people)s.")
        messages.warning(request, text % {"people": ", ".join(invited.members_already)})


@require_POST
def change_role(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Give a member another role."""
    member = member_for(request.membership, ref=ref)
    form = RoleForm(request.POST, by=request.membership)
    if form.is_valid():
        role_changed(
            by=request.membership, member=member, role=form.cleaned_data["role"], now=clock.now()
        )
        messages.success(
            request,
            _("%(name)s is now: %(role)s.")
            % {"name": member.user.name, "role": member.get_role_display()},
        )
    else:
        messages.error(request, _("You cannot give this role. Choose one from the list."))
    return redirect("accounts:members", workspace)


@require_POST
def remove(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """End a membership."""
    member = member_for(request.membership, ref=ref)
    now = clock.now()
    with transaction.atomic():
        membership_service.remove(by=request.membership, member=member, at=now)
        member_left(user=member.user, by=request.membership, at=now)
    messages.success(
        request, _("%(name)s no longer belongs to this workspace.") % {"name": member.user.name}
    )
    if member.user_id == request.user.pk:
        return redirect("home")
    return redirect("accounts:members", workspace)


@require_POST
def invite_again(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Send an invitation once more."""
    invitation = invitation_for(request.membership, ref=ref)
    inviting.invite_again(by=request.membership, invitation=invitation, at=clock.now())
    messages.success(
        request,
        _("A new invitation is on its way to %(email)s. The earlier link no longer works.")
        % {"email": invitation.email},
    )
    return redirect("accounts:members", workspace)


@require_POST
def withdraw(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = invitation_for(request.membership, ref=ref)
    inviting.withdraw(by=request.membership, invitation=invitation, at=clock.now())
    messages.success(
        request, _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email}
    )
    return redirect("accounts:members", workspace)


@require_safe
def audit_list(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """List who did what."""
    trail = Paginator(selectors.audit_trail(request.membership), ENTRIES)
    entries = trail.get_page(request.GET.get("page"))
    lines = [selectors.audit_line(entry) for entry in entries]
    return page(request, "accounts/audit.html", entries=entries, lines=lines)
