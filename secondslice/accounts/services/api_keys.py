"""Give programs keys, take them back, and count how often they are used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.access import KEY_BEGINS
from secondslice.accounts.models import ApiKey, Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.core.tokens import digest, new_token

SECONDS = 60


def make_key(
    *, by: Membership, name: str, scopes: Sequence[str], at: datetime
) -> tuple[ApiKey, str]:
    """Store a new key, and return it with its secret, which nobody can read again."""
    secret = f"{KEY_BEGINS}{new_token()}"
    try:
        with transaction.atomic():
            key = ApiKey.objects.create(
                workspace=by.workspace,
                name=name,
                digest=digest(secret),
                ends_with=secret[-4:],
                scopes=list(scopes),
                created_by=by.user,
            )
            audit(
                workspace=by.workspace,
                actor=by.user,
                verb=gettext_noop("made the API key"),
                subject=name,
                at=at,
                detail={"scopes": ", ".join(scopes)},
            )
    except IntegrityError:
        raise RuleBroken(words_for_taken_key(name)) from None
    return key, secret


@transaction.atomic
def revoke_key(*, by: Membership, key: ApiKey, at: datetime) -> None:
    """End a key: the program that has it is let in no more."""
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        return
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("revoked the API key"),
        subject=key.name,
        at=at,
    )


@transaction.atomic
def count_use(*, key: ApiKey, most: int, at: datetime) -> int:
    """Count one request, in one statement. Return 0, or the seconds to wait when there were `most` in this minute."""
    minute = int(at.timestamp()) // SECONDS
    counted = ApiKey.objects.filter(~Q(minute=minute) | Q(used__lt=most), pk=key.pk).update(
        used=Case(When(minute=minute, then=F("used") + 1), default=Value(1)),
        minute=minute,
        last_used_on=at.astimezone(UTC).date(),
    )
    return 0 if counted else SECONDS - int(at.timestamp()) % SECONDS


def words_for_taken_key(name: str) -> str:
    """Return the refusal of a second key of one name."""
    return _(
        "There is already a key named “%(name)s”. Choose another name, or revoke that one."
    ) % {"name": name}
