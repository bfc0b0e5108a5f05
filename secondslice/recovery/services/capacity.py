"""Say how many cases one person can mend at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.recovery.models import Capacity


@transaction.atomic
def set_capacity(
    *, by: Membership, usual: int, own: Mapping[int, int | None], at: datetime
) -> None:
    """Store the number for everybody, and those of single people (user -> number, or None for the usual one)."""
    wanted: dict[int | None, int] = {None: usual}
    wanted |= {owner: most for owner, most in own.items() if most is not None}
    before = dict(Capacity.objects.filter(workspace=by.workspace).values_list("owner", "most"))
    if wanted == before:
        return
    Capacity.objects.filter(workspace=by.workspace).delete()
    Capacity.objects.bulk_create(
        Capacity(workspace=by.workspace, owner_id=owner, most=most)
        for owner, most in wanted.items()
    )
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("changed how many cases one can mend at once"),
        subject="",
        at=at,
        detail={"number": usual},
    )
