"""The first workspace, and every further one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, SetUpLink, User, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.core.tokens import digest, looks_like_token, new_token

LONGEST_SLUG = 40


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    """What is needed to open a workspace."""

    name: str
    language: str
    time_zone: str
    currency: str
    owner_name: str
    owner_email: str


@transaction.atomic
def new_set_up_link(*, at: datetime) -> str | None:
    """Return a fresh one-time set-up link, or None when a workspace exists. Earlier links stop working."""
    if Workspace.objects.exists():
        return None
    SetUpLink.objects.all().delete()
    token = new_token()
    SetUpLink.objects.create(token_digest=digest(token), created_at=at)
    return settings.BASE_URL + reverse("accounts:set_up", args=[token])


def open_set_up_link(*, token: str) -> SetUpLink:
    """Return the link behind this token while it works. Raise NotHere otherwise."""
    link = None
    if looks_like_token(token) and not Workspace.objects.exists():
        link = SetUpLink.objects.filter(token_digest=digest(token), used_at=None).first()
    if link is None:
        raise NotHere(_("This set-up link does not work any more."))
    return link


@transaction.atomic
def set_up(*, token: str, new: NewWorkspace, password: str, at: datetime) -> Membership:
    """Open the first workspace with the one-time link; of two people who send it, one is refused."""
    link = open_set_up_link(token=token)
    if not SetUpLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at):
        raise NotHere(_("This set-up link was just used."))
    owner = User.objects.filter(email=new.owner_email.lower()).first()
    if owner is None:
        owner = User.objects.create_user(new.owner_email, new.owner_name, password)
    elif not owner.check_password(password):
        raise RuleBroken(
            _("%(email)s has an account here already. Give the password of that account.")
            % {"email": new.owner_email}
        )
    return open_workspace(new=new, owner=owner, at=at)


def find_or_make_owner(*, new: NewWorkspace, password: str | None) -> User:
    """Return the account of the owner; one that exists keeps its password. For who may start commands here."""
    owner = User.objects.filter(email=new.owner_email.lower()).first()
    return owner or User.objects.create_user(new.owner_email, new.owner_name, password)


@transaction.atomic
def open_workspace(*, new: NewWorkspace, owner: User, at: datetime) -> Membership:
    """Make a workspace with its owner."""
    workspace = Workspace.objects.create(
        name=new.name,
        slug=_free_slug(new.name),
        language=new.language,
        time_zone=new.time_zone,
        currency=new.currency,
    )
    membership = Membership.objects.create(
        workspace=workspace, user=owner, role=Membership.Role.OWNER
    )
    audit(
        workspace=workspace,
        actor=owner,
        verb=gettext_noop("opened the workspace"),
        subject=new.name,
        at=at,
    )
    return membership


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:LONGEST_SLUG].strip("-") or "pmo"
    alike = Workspace.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)
    taken = set(alike)
    number = 1
    slug = wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
