"""Invite people by mail, and let them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.access import must_be_able_to_give
from secondslice.accounts.models import Invitation, Membership, User
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.core.tokens import digest, looks_like_token, new_token
from secondslice.messaging.services import Envelope, queue_mail

LIFE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Invited:
    """What became of several addresses."""

    sent: list[Invitation]
    members_already: list[str]


@transaction.atomic
def invite(*, by: Membership, emails: Sequence[str], role: str, at: datetime) -> Invited:
    """Invite people by mail, in one role. Who belongs already is left out; an earlier invitation is replaced.

    Raise Forbidden when the earlier one was to a role that this member may not give, and so not take back either.
    """
    must_be_able_to_give(by, role)
    members = Membership.objects.filter(workspace=by.workspace, user__email__in=emails)
    already = set(members.values_list("user__email", flat=True))
    earlier = Invitation.objects.filter(
        workspace=by.workspace, email__in=emails, accepted_at=None, withdrawn_at=None
    )
    for invitation in earlier:
        must_be_able_to_give(by, invitation.role)
    earlier.update(withdrawn_at=at)
    sent = [_invite_one(by, email, role, at) for email in emails if email not in already]
    return Invited(sent=sent, members_already=sorted(already))


@transaction.atomic
def invite_again(*, by: Membership, invitation: Invitation, at: datetime) -> Invitation:
    """Send an invitation once more, with a new link; the earlier link stops working."""
    must_be_able_to_give(by, invitation.role)
    invited = invite(by=by, emails=[invitation.email], role=invitation.role, at=at)
    if not invited.sent:
        raise RuleBroken(_("%(email)s is a member already.") % {"email": invitation.email})
    return invited.sent[0]


@transaction.atomic
def withdraw(*, by: Membership, invitation: Invitation, at: datetime) -> None:
    """Make an invitation's link useless."""
    must_be_able_to_give(by, invitation.role)
    still_open = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not still_open.update(withdrawn_at=at):
        raise RuleBroken(
            _("%(email)s has just taken this invitation up. Remove the member instead.")
            % {"email": invitation.email}
        )
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("withdrew the invitation of"),
        subject=invitation.email,
        at=at,
    )


def open_invitation(*, token: str, at: datetime) -> Invitation:
    """Return the invitation behind this token while it works. Raise NotHere otherwise."""
    invitation = None
    if looks_like_token(token):
        invitation = (
            Invitation.objects.select_related("workspace", "invited_by")
            .filter(token_digest=digest(token))
            .first()
        )
    if invitation is None or not invitation.is_open(at):
        raise NotHere(
            _("This invitation was used, withdrawn, or is older than 14 days. Ask for a new one.")
        )
    return invitation


@transaction.atomic
def join(*, token: str, user: User, at: datetime) -> Membership:
    """Take an invitation up with the account of the invited address; each invitation works once."""
    invitation = open_invitation(token=token, at=at)
    if user.email != invitation.email:
        raise RuleBroken(
            _(
                "This invitation is for %(invited)s, and you are signed in as %(mine)s. Sign out and open it again."
            )
            % {"invited": invitation.email, "mine": user.email}
        )
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not taken.update(accepted_at=at):
        raise NotHere(_("This invitation was just used. Sign in."))
    membership, _is_new = Membership.objects.get_or_create(
        workspace=invitation.workspace, user=user, defaults={"role": invitation.role}
    )
    audit(
        workspace=invitation.workspace,
        actor=user,
        verb=gettext_noop("joined"),
        subject=user.email,
        at=at,
        detail={"role": membership.role},
    )
    return membership


@transaction.atomic
def join_with_new_account(*, token: str, name: str, password: str, at: datetime) -> Membership:
    """Take an invitation up with a new account. The link came by mail, so the address is proven."""
    email = open_invitation(token=token, at=at).email
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, name, password)
    except IntegrityError:
        raise RuleBroken(
            _("%(email)s has an account already. Sign in first, then open the invitation again.")
            % {"email": email}
        ) from None
    return join(token=token, user=user, at=at)


def _invite_one(by: Membership, email: str, role: str, at: datetime) -> Invitation:
    token = new_token()
    invitation = Invitation.objects.create(
        workspace=by.workspace,
        email=email,
        role=role,
        invited_by=by.user,
        token_digest=digest(token),
        expires_at=at + LIFE,
    )
    queue_mail(
        workspace_id=by.workspace_id,
        kind="accounts.invitation",
        envelope=Envelope(
            to=email, from_name=f"{by.user.name}, {by.workspace.name}", reply_to=by.user.email
        ),
        language=by.workspace.language,
        at=at,
        context={"invitation": invitation, "workspace": by.workspace, "inviter": by.user},
        secrets={"link": settings.BASE_URL + reverse("accounts:join", args=[token])},
    )
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("invited"),
        subject=email,
        at=at,
        detail={"role": role},
    )
    return invitation
