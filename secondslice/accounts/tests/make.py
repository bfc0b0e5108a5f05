"""Makers: one function per model, every argument optional, a real row back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from secondslice.accounts.models import ApiKey, Invitation, Membership, User, Workspace
from secondslice.accounts.rules import SCOPES
from secondslice.accounts.services.api_keys import make_key
from secondslice.core.tokens import digest, new_token

PASSWORD = "a slice of margherita"
LONG_AGO = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
_number = count(1)


def make_user(name: str = "Uma", *, email: str = "", password: str | None = PASSWORD) -> User:
    """Return an account; without an address it gets one that nobody else has."""
    address = email or f"{name.split(maxsplit=1)[0].lower()}{next(_number)}@example.org"
    return User.objects.create_user(address, name, password)


def make_workspace(name: str = "Some PMO", *, slug: str = "") -> Workspace:
    """Return a workspace with nobody in it."""
    return Workspace.objects.create(name=name, slug=slug or f"some-{next(_number)}")


def make_member(
    workspace: Workspace | None = None,
    name: str = "Uma",
    *,
    role: str = Membership.Role.MANAGER,
    email: str = "",
) -> Membership:
    """Return the membership of a new person."""
    return Membership.objects.create(
        workspace=workspace or make_workspace(), user=make_user(name, email=email), role=role
    )


def make_invitation(
    by: Membership,
    *,
    email: str = "new@example.org",
    role: str = Membership.Role.MANAGER,
    token: str = "",
    at: datetime = LONG_AGO,
) -> Invitation:
    """Return an open invitation; give `token` to be able to use it."""
    return Invitation.objects.create(
        workspace=by.workspace,
        email=email,
        role=role,
        invited_by=by.user,
        token_digest=digest(token or new_token()),
        expires_at=at + timedelta(days=14),
    )


def make_api_key(
    by: Membership,
    *,
    name: str = "",
    scopes: Sequence[str] = SCOPES,
    at: datetime = LONG_AGO,
) -> tuple[ApiKey, str]:
    """Return a key and its secret."""
    return make_key(by=by, name=name or f"Portal {next(_number)}", scopes=scopes, at=at)
