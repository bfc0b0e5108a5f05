"""What was changed because somebody told us, in words for everybody. Storefront and bulletin read it from here."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.rules import ACCESS, may_pass
from secondslice.core.keyset import Slice, slice_of
from secondslice.recovery.access import visible_cases
from secondslice.recovery.models import Adjustment

ROWS_ON_A_PAGE = 60


@dataclass(frozen=True, slots=True)
class Told:
    """One change as everybody may read it. Nothing in it leads to who had said No."""

    words: str
    told_on: date
    since: date


@dataclass(frozen=True, slots=True)
class Line:
    """One change on our own page; `ref` is empty for who must not see the case it comes from."""

    told: Told
    ref: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Month:
    """The changes that were told in one month."""

    first: date
    lines: Sequence[Line]


def changes_told(
    workspace: Workspace, *, since: date | None = None, until: date | None = None
) -> list[Told]:
    """Return what everybody may read, the newest first: one query. Nobody's name, project or customer is in it."""
    found = told_rows(workspace)
    if since is not None:
        found = found.filter(told_on__gte=since)
    if until is not None:
        found = found.filter(told_on__lte=until)
    return [_as_told(one) for one in found.order_by("-told_on", "-ref")]


def told_rows(workspace: Workspace) -> QuerySet[Adjustment]:
    """Return what everybody may read as rows, for who keeps which were chosen. Only `public_words` are public."""
    return _told(workspace.pk)


def change_slice(membership: Membership, *, after: str) -> tuple[list[Month], str]:
    """Return one page of what is told, by month, and where the next one begins: two queries."""
    part: Slice[Adjustment] = slice_of(
        _told(membership.workspace_id),
        by="told_on",
        after=after,
        size=ROWS_ON_A_PAGE,
        read=date.fromisoformat,
        newest_first=True,
    )
    mine = _readable(membership, {one.case_id for one in part.rows})
    lines = [Line(_as_told(one), one.ref if one.case_id in mine else None) for one in part.rows]
    months = groupby(lines, key=lambda line: line.told.told_on.replace(day=1))
    return [Month(first, list(group)) for first, group in months], part.after


def _readable(membership: Membership, cases: set[int]) -> set[int]:
    """Return which of these cases this member may open; some roles open none."""
    if not may_pass(ACCESS["recovery:adjustment"], membership.role):
        return set()
    found = visible_cases(membership).filter(pk__in=cases)
    return set(found.order_by().values_list("pk", flat=True))


def _told(workspace_id: int) -> QuerySet[Adjustment]:
    return Adjustment.objects.filter(workspace=workspace_id, told_on__isnull=False)


def _as_told(one: Adjustment) -> Told:
    return Told(words=one.public_words, told_on=one.told_on or one.starts_on, since=one.starts_on)
