"""The table of answers without a name: what a row may tell, and what the database refuses."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from secondslice.accounts.models import Workspace
from secondslice.pulse.models import AnonymousAnswer

MONDAY = date(2026, 3, 2)


def _answer(pmo: Workspace, number: int, *, week: date = MONDAY) -> AnonymousAnswer:
    return AnonymousAnswer.objects.create(
        workspace=pmo, source="qr", week=week, taste="yes", receipt_digest=f"{number:064d}"
    )


def test_keys_do_not_tell_in_which_order_answers_came(pmo: Workspace) -> None:
    keys = [_answer(pmo, number).pk for number in range(20)]
    assert keys != sorted(keys)
    assert min(keys) > 2**40


def test_row_holds_no_time_and_no_way_to_a_person() -> None:
    fields = {field.name: field for field in AnonymousAnswer._meta.get_fields()}  # noqa: SLF001
    assert not {"created_at", "at", "ask", "contact", "network", "browser"} & set(fields)
    kinds = {type(field).__name__ for field in fields.values()}
    assert "DateTimeField" not in kinds


def test_same_receipt_counts_once(pmo: Workspace) -> None:
    _answer(pmo, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        _answer(pmo, 1)
    assert AnonymousAnswer.objects.count() == 1


def test_day_of_the_week_is_refused(pmo: Workspace) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _answer(pmo, 1, week=date(2026, 3, 4))
