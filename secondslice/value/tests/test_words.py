"""Of each executive the latest answer counts, by customer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError

from secondslice.accounts.models import Membership
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.value.counterfactual.selectors.words import (
    latest_words,
    words_by_customer,
    words_for,
    words_of_customer,
)
from secondslice.value.tests.counterfactual import make_counterfactual, make_counterfactual_ask, say

pytestmark = pytest.mark.django_db


def test_latest_answer_of_each_executive_counts(ava: Membership, now: datetime) -> None:
    ben = make_stakeholder(make_project(ava.workspace)).contact
    make_counterfactual(ben, "no_different", at=now - timedelta(days=365), scale=1)
    make_counterfactual(ben, "slower", "dearer", at=now, scale=4, words="Weeks lost.")

    (word,) = latest_words(ava.workspace)

    assert (word.contact, word.codes, word.scale) == (ben.pk, ("slower", "dearer"), 4)
    assert (word.on, word.customer_name) == (now.date(), ben.customer.name)
    (before,) = latest_words(ava.workspace, until=now.date() - timedelta(days=1))
    assert before.is_no_different


def test_revised_answer_counts_once_and_the_first_one_stays(ava: Membership, now: datetime) -> None:
    ben = make_stakeholder(make_project(ava.workspace)).contact
    ask = make_counterfactual_ask(ben, at=now)
    say(ask, ["no_different"], at=now)
    say(ask, ["not_started"], at=now + timedelta(days=2), scale=5)

    (word,) = words_of_customer(ben.customer)

    assert (word.codes, word.scale, ask.answers.count()) == (("not_started",), 5, 2)


def test_member_has_no_customer_and_other_workspaces_hear_nothing(
    exe: Membership, cleo: Membership, now: datetime
) -> None:
    make_counterfactual(exe, "slower", at=now, scale=3)

    (word,) = latest_words(exe.workspace)

    assert (word.member, word.customer, word.name) == (exe.user_id, None, exe.user.name)
    assert words_by_customer(exe.workspace) == {}
    assert latest_words(cleo.workspace) == []


def test_manager_reads_the_words_of_own_customers_only(
    ava: Membership, max: Membership, now: datetime
) -> None:
    ben = make_stakeholder(make_project(ava.workspace, manager=max.user)).contact
    make_counterfactual(ben, "slower", at=now)
    other = make_stakeholder(make_project(ava.workspace)).contact
    make_counterfactual(other, "dearer", at=now)

    assert [word.contact for word in words_for(max)] == [ben.pk]
    assert len(words_for(ava)) == 2


def test_no_different_beside_something_else_cannot_be_stored(
    ava: Membership, now: datetime
) -> None:
    ben = make_stakeholder(make_project(ava.workspace)).contact
    with pytest.raises(IntegrityError):
        make_counterfactual(ben, "no_different", "slower", at=now)
