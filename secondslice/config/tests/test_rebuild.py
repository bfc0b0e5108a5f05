from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Q

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.dashboard.tests.make import answer
from secondslice.pulse.models import Ask, DailyTaste, MonthlyGroup, MonthlyTaste
from secondslice.pulse.services.settling import Added
from secondslice.pulse.tests.make import make_ask

pytestmark = pytest.mark.django_db


DAILY = ("workspace", "scope", "scope_id", "day")
MONTHLY = ("workspace", "month", "project", "customer", "owner", "phase", "mode", "reason")
ADDED_UP = ("workspace", "kind", "month", "key", "mode")
COUNTS = ("asked", "yes", "no")


def counts() -> list[list[tuple[object, ...]]]:
    """All that is kept beside the asks; a row of noughts is as good as none."""
    some = Q(asked__gt=0) | Q(yes__gt=0) | Q(no__gt=0)
    return [
        list(DailyTaste.objects.order_by(*DAILY).values_list(*DAILY, *COUNTS)),
        list(MonthlyTaste.objects.filter(some).order_by(*MONTHLY).values_list(*MONTHLY, *COUNTS)),
        list(MonthlyGroup.objects.filter(some).order_by(*ADDED_UP).values_list(*ADDED_UP, *COUNTS)),
    ]


def some_answers(by: Membership, clock: Clock) -> None:
    """Four people were asked: one is content, two are not and say why, one is silent."""
    for number, taste in enumerate(("yes", "no", "no", "")):
        sent = make_ask(by, at=clock.moment - timedelta(days=number * 14), name=f"P{number}")
        if taste:
            why = Added(reasons=["cadence", "format"] if taste == "no" else ["result"])
            answer(sent, taste, at=clock.moment - timedelta(hours=number), added=why)


def test_rebuilt_counts_are_those_that_were_kept(ava: Membership, clock: Clock) -> None:
    some_answers(ava, clock)
    kept = counts()
    DailyTaste.objects.update(asked=99, yes=0, no=1)
    MonthlyTaste.objects.update(asked=99, yes=0, no=1)
    MonthlyGroup.objects.all().delete()

    call_command("rebuild")

    assert counts() == kept
    assert sum(row.asked for row in DailyTaste.objects.filter(scope="w")) == 4
    whole = MonthlyGroup.objects.filter(kind="all")
    assert sum(row.asked for row in whole) == 4
    assert sum(row.no for row in MonthlyGroup.objects.filter(kind="reason", key="format")) == 2


def test_answers_of_before_the_counts_were_kept_are_counted_too(
    ava: Membership, clock: Clock
) -> None:
    some_answers(ava, clock)
    kept = counts()
    Ask.objects.update(tallied="")
    MonthlyTaste.objects.all().delete()

    call_command("rebuild")

    assert counts() == kept


def test_second_rebuild_changes_nothing(ava: Membership, clock: Clock) -> None:
    some_answers(ava, clock)
    call_command("rebuild")
    kept = counts()

    call_command("rebuild")

    assert counts() == kept


def test_unknown_workspace_is_told(pmo: object) -> None:
    call_command("rebuild", "--workspace", "acme")
    with pytest.raises(CommandError, match="no workspace “nowhere”"):
        call_command("rebuild", "--workspace", "nowhere")
