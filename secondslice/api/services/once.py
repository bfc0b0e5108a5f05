"""Do what a request asks for once, however often it arrives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.accounts.models import ApiKey
from secondslice.api.models import Call
from secondslice.api.problems import NameTaken

KEEP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Done:
    """What a request led to."""

    status: int
    body: Mapping[str, object]
    is_replay: bool = False


@transaction.atomic
def once(
    *, key: ApiKey, name: str, fingerprint: str, at: datetime, act: Callable[[], Done]
) -> Done:
    """Do it and remember the answer, or return the answer of the first time. Raise NameTaken for another request."""
    call, is_new = Call.objects.get_or_create(
        api_key=key,
        name=name,
        defaults={"workspace_id": key.workspace_id, "fingerprint": fingerprint, "at": at},
    )
    if not is_new:
        if call.fingerprint != fingerprint:
            raise NameTaken(
                _(
                    "This Idempotency-Key was sent before with another request. Give each request a new one."
                )
            )
        return Done(call.status, call.body, is_replay=True)
    done = act()
    call.status, call.body = done.status, dict(done.body)
    call.save(update_fields=["status", "body"])
    return done


@transaction.atomic
def forget_calls(*, at: datetime) -> int:
    """Forget the requests of more than a week ago. Return how many."""
    gone, _each = Call.objects.filter(at__lt=at - KEEP).delete()
    return gone
