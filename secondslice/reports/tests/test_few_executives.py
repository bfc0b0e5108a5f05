"""What executives say of the place without the PMO: told as it was answered, and of few of them not at all."""

from __future__ import annotations

from datetime import datetime

import pytest

from secondslice.accounts.models import Membership
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.reports.document import Document, Figure, Section, Table, canonical
from secondslice.reports.tests.made import DAY, built
from secondslice.value.tests.counterfactual import make_counterfactual


@pytest.fixture
def now() -> datetime:
    return datetime.fromisoformat("2026-11-27T09:30:00+00:00")


def say(
    lea: Membership, *codes: str, scale: int | None = 4, now: datetime, number: int = 1
) -> None:
    for place in range(number):
        customer = make_customer(lea.workspace, f"Department {place} {'-'.join(codes)} {scale}")
        who = make_contact(customer, f"Xena{place}")
        make_counterfactual(who, *codes, at=now - 10 * DAY, scale=scale)


def section(document: Document, key: str) -> Section:
    return next(one for one in document.sections if one.key == key)


def ids(document: Document) -> set[str]:
    return {one.id for one in document.blocks() if isinstance(one, Figure | Table)}


def test_nothing_is_told_of_what_four_executives_say(lea: Membership, now: datetime) -> None:
    say(lea, "slower", now=now, number=3)
    say(lea, "no_different", scale=1, now=now)

    pack = built(lea, at=now)

    without = section(pack, "counterfactual")
    assert without.title == "Without the PMO: too few answers to show"
    assert not ids(pack) & {"without.codes", "without.scale", "outlook.word"}
    assert "sees no difference" not in canonical(pack)
    assert any("Too few" in one for one in without.weak)
    assert "By word: Too few to show;" in section(pack, "outlook").title


def test_scale_on_which_few_stand_is_not_told_though_many_answer(
    lea: Membership, now: datetime
) -> None:
    say(lea, "slower", scale=None, now=now, number=4)
    say(lea, "dearer", scale=5, now=now)

    told = ids(built(lea, at=now))

    assert "without.codes" in told
    assert "without.scale" not in told


def test_title_says_what_executives_have_answered(lea: Membership, now: datetime) -> None:
    say(lea, "slower", now=now, number=4)
    say(lea, "no_different", scale=1, now=now, number=2)

    pack = built(lea, at=now)

    title = section(pack, "counterfactual").title
    assert title == "4 of 6 executives say: slower, dearer or left undone without the PMO"
    outlook = section(pack, "outlook").title
    assert "By word: " in outlook
    assert "by deed: " in outlook
