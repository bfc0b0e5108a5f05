"""Say how many cases one person can mend at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User
from secondslice.accounts.services.auditing import audit
from secondslice.recovery.models import Capacity


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
    """Return what was changed, as before and after: the number for everybody, and those of single people by name."""
    changed = {one for one in {*before, *after} if before.get(one) != after.get(one)}
    people = User.objects.filter(pk__in=[one for one in changed if one is not None])
    names = dict(people.values_list("pk", "name"))
    named = {"number": None, **{names[pk]: pk for pk in sorted(names, key=lambda pk: names[pk])}}
    return {
        name: [str(before.get(key, "")), str(after.get(key, ""))]
        for name, key in named.items()
        if key in changed
    }
