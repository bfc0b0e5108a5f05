"""The monthly counts follow every answer, change and second thought."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.tests.make import make_member, make_workspace
from secondslice.journeys.answer_given import answer_given
from secondslice.projects.models import Project
from secondslice.pulse import tallies
from secondslice.pulse.models import Ask, MonthlyGroup, MonthlyTaste
from secondslice.pulse.services import tallying
from secondslice.pulse.services.retallying import rebuild_tallies
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import give

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NOW = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)
REASONS = {"yes": ["result", "course", "easy"], "no": ["cadence", "format", "scope"], "": []}

words = st.sampled_from(["yes", "no", ""]).flatmap(
    lambda taste: st.tuples(
        st.just(taste),
        st.lists(st.sampled_from(REASONS[taste]), unique=True)
        if taste
        else st.just(list[str]()),
    )
)  # fmt: skip


def kept(workspace: Workspace) -> list[list[tuple[object, ...]]]:
    """Return all monthly counts that are not nought."""
    return [
        sorted(row[1:] for row in model.objects.filter(workspace=workspace).values_list() if any(row[-3:]))
        for model in (MonthlyTaste, MonthlyGroup)
    ]  # fmt: skip


def of(kind: MonthlyGroup.Kind, key: str = "") -> tuple[int, int, int]:
    row = MonthlyGroup.objects.get(kind=kind, key=key)
    return row.asked, row.yes, row.no


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(tallies).failed == 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 2), words), max_size=12))
def test_any_order_of_answers_is_counted_as_counting_anew_would(
    steps: list[tuple[int, tuple[str, list[str]]]],
) -> None:
    lea = make_member(make_workspace(), "Lea", role=Membership.Role.LEAD)
    asks = [make_ask(lea, at=NOW, name=f"P{number}").ask for number in range(3)]

    for number, (who, (taste, reasons)) in enumerate(steps):
        give(asks[who], taste, at=NOW + (number + 1) * MINUTE, reasons=reasons)

    counts = kept(lea.workspace)
    rebuild_tallies(workspace_id=lea.workspace_id)
    assert kept(lea.workspace) == counts


def test_answer_is_counted_where_its_project_stood_when_it_was_asked(
    max: Membership, lea: Membership, now: datetime
) -> None:
    ask = make_ask(max, at=now).ask
    Project.objects.update(phase=Project.Phase.CLOSING, manager=lea.user)

    give(ask, "no", at=now + MINUTE)

    row = MonthlyTaste.objects.get()
    assert (row.phase, row.owner) == ("execution", max.user_id)
    assert (row.asked, row.yes, row.no) == (1, 0, 1)
    assert of(MonthlyGroup.Kind.PHASE, "execution") == (1, 0, 1)
    assert of(MonthlyGroup.Kind.MANAGER, str(max.user_id)) == (1, 0, 1)


def test_change_takes_the_former_answer_and_its_reasons_back(
    lea: Membership, now: datetime
) -> None:
    ask = make_ask(lea, at=now).ask
    give(ask, "no", at=now + MINUTE, reasons=["cadence", "format"])
    assert of(MonthlyGroup.Kind.REASON, "format") == (0, 0, 1)

    give(ask, "yes", at=now + 2 * MINUTE, reasons=["result"])

    assert of(MonthlyGroup.Kind.ALL) == (1, 1, 0)
    assert of(MonthlyGroup.Kind.REASON, "format") == (0, 0, 0)
    assert of(MonthlyGroup.Kind.REASON, "result") == (0, 1, 0)


def test_answer_that_is_told_twice_is_counted_once(lea: Membership, now: datetime) -> None:
    ask = give(make_ask(lea, at=now).ask, "no", at=now + MINUTE)
    for _turn in range(2):
        answer_given(ask=Ask.objects.select_related("workspace").get(pk=ask.pk), now=now)

    assert of(MonthlyGroup.Kind.ALL) == (1, 0, 1)


def test_answer_that_somebody_else_counted_meanwhile_is_tried_again(
    lea: Membership, now: datetime
) -> None:
    ask = make_ask(lea, at=now).ask
    give(ask, "no", at=now + MINUTE)
    late = Ask.objects.get(pk=ask.pk)
    late.tallied, late.taste = "", "yes"

    with pytest.raises(tallying.TalliedMeanwhile):
        tallying.tally_answer(ask=late, details=None)
    assert of(MonthlyGroup.Kind.ALL) == (1, 0, 1)


def test_counts_of_another_workspace_stay(cleo: Membership, lea: Membership, now: datetime) -> None:
    give(make_ask(cleo, at=now).ask, "yes", at=now + MINUTE)
    theirs = kept(cleo.workspace)
    give(make_ask(lea, at=now).ask, "no", at=now + MINUTE)

    rebuild_tallies(workspace_id=lea.workspace_id)

    assert kept(cleo.workspace) == theirs
