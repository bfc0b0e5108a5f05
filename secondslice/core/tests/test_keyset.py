from __future__ import annotations

from datetime import timedelta

import pytest

from secondslice.accounts.models import AuditEntry, Workspace
from secondslice.accounts.tests.make import LONG_AGO
from secondslice.core.keyset import slice_of, slice_of_known

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(pmo: Workspace) -> list[AuditEntry]:
    """Seven entries, two and two at the same moment."""
    return [
        AuditEntry.objects.create(workspace=pmo, at=LONG_AGO + timedelta(days=n // 2), verb=str(n))
        for n in range(7)
    ]


@pytest.mark.parametrize("newest_first", [False, True], ids=["oldest first", "newest first"])
@pytest.mark.usefixtures("entries")
def test_every_row_comes_once_and_in_order(newest_first: bool) -> None:
    seen, after = [], ""
    while True:
        part = slice_of(
            AuditEntry.objects.all(), by="at", after=after, size=2, newest_first=newest_first
        )
        seen += part.rows
        after = part.after
        if not after:
            break

    assert len({row.pk for row in seen}) == len(seen) == 7
    assert [row.at for row in seen] == sorted([row.at for row in seen], reverse=newest_first)


def test_every_row_of_a_list_that_was_worked_out_comes_once_and_in_order(
    entries: list[AuditEntry],
) -> None:
    seen, after = [], "nonsense"
    while after:
        part = slice_of_known(entries, by=lambda row: row.at.date(), after=after, size=3)
        seen += part.rows
        after = part.after

    assert [row.at for row in seen] == sorted(row.at for row in entries)
    assert {row.pk for row in seen} == {row.pk for row in entries}


@pytest.mark.usefixtures("entries")
def test_row_that_comes_in_between_shifts_nothing(pmo: Workspace) -> None:
    first = slice_of(AuditEntry.objects.all(), by="at", after="", size=2)
    AuditEntry.objects.create(workspace=pmo, at=LONG_AGO - timedelta(days=1), verb="late")

    second = slice_of(AuditEntry.objects.all(), by="at", after=first.after, size=2)

    assert {row.verb for row in second.rows} == {"2", "3"}


def test_names_with_the_separator_in_them_are_keys_too(pmo: Workspace) -> None:
    for verb in ("a~b", "a~c", "d"):
        AuditEntry.objects.create(workspace=pmo, at=LONG_AGO, verb=verb)
    first = slice_of(AuditEntry.objects.all(), by="verb", after="", size=1, read=str)

    second = slice_of(AuditEntry.objects.all(), by="verb", after=first.after, size=1, read=str)

    assert [row.verb for row in second.rows] == ["a~c"]


@pytest.mark.parametrize("after", ["x", "~", "2026-01-05~zz", "2026-01-05T08:00:00~" + "0" * 32])
@pytest.mark.usefixtures("entries")
def test_nonsense_shows_the_first_part(after: str) -> None:
    assert [
        row.verb for row in slice_of(AuditEntry.objects.all(), by="verb", after=after, size=1).rows
    ] == ["0"]
