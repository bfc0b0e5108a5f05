"""Say how many cases one person can mend at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User
from secondslice.accounts.services.auditing import audit
from secondslice.recovery.models import Capacity

NO_OWN = "\N{EN DASH}"
"""What stands for a person who has the usual number again."""


@transaction.atomic
def set_capacity(
    *, by: Membership, usual: int, own: Mapping[int, int | None], at: datetime
) -> None:
    """Store the number for everybody, and those of single people (user -> number, or None for the usual one)."""
    wanted: dict[int | None, int] = {None: usual}
    wanted |= {owner: most for owner, most in own.items() if most is not None}
    before: dict[int | None, int] = dict(
        Capacity.objects.filter(workspace=by.workspace).values_list("owner", "most")
    )
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
        detail=_changes(before, wanted),
    )


def _changes(
    before: Mapping[int | None, int], after: Mapping[int | None, int]
) -> dict[str, object]:
    """Return what was changed: the number for everybody as before and after, and those of single people by name."""
    changed = {one for one in {*before, *after} if before.get(one) != after.get(one)}
    told: dict[str, object] = {}
    if None in changed:
        told["number"] = [str(before.get(None, "")), str(after[None])]
    people = User.objects.filter(pk__in=[one for one in changed if one is not None])
    names = people.order_by("name").values_list("pk", "name")
    if own := [f"{name} {after.get(pk, NO_OWN)}" for pk, name in names]:
        told["own"] = ", ".join(own)
    return told
