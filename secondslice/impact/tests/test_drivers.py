from __future__ import annotations

import doctest
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock, sign_in
from secondslice.impact.drivers import rules, selectors
from secondslice.impact.drivers.page import drivers_page
from secondslice.impact.drivers.rules import (
    Answer,
    Driver,
    Drivers,
    Ended,
    Replanned,
    drivers_of_no,
    drivers_of_return,
    known_end,
)
from secondslice.projects.models import Project
from secondslice.projects.services.milestones import change_milestone
from secondslice.projects.services.projects import ProjectFacts, change_project
from secondslice.projects.tests.make import make_milestone, make_project
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.models import AgreedUpdate
from secondslice.recovery.services import Terms, adjust
from secondslice.recovery.tests.make import give, make_case

PAGE = "/w/acme/impact/drivers/"
DAY = date(2026, 3, 2)


def answer(person: int, *, no: bool = False, **told: Any) -> Answer:  # noqa: ANN401
    """Return an answer of a person; each ten are one customer, each five had the same manager."""
    usual: dict[str, Any] = {
        "phase": "execution", "service": "Rescue", "manager": person // 5, "asked_on": DAY,
    }  # fmt: skip
    return Answer(no, person, person // 10, **{**usual, **told})


def row(found: Drivers, kind: str, which: str = "") -> Driver:
    """Return one line."""
    return next(one for one in found.rows if (one.kind, one.which) == (kind, which))


def many(count: int = 60, *, start: int = 0, noes: int = 6, **told: Any) -> list[Answer]:  # noqa: ANN401
    """Return answers of so many people, of which so many, spread evenly, are No."""
    step = count // noes
    return [answer(start + n, no=n % step == 0, **told) for n in range(count)]


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(rules).failed == 0


def test_date_that_was_put_off_before_the_question_counts_and_after_it_does_not() -> None:
    before = many(start=0, noes=30, put_off_on=(DAY - timedelta(days=3),))
    after = many(start=100, put_off_on=(DAY + timedelta(days=3),))

    one = row(drivers_of_no(before + after), "put_off").compared

    assert (one.where.n, one.elsewhere.n) == (60, 60)
    assert one.gap == pytest.approx(0.4)
    assert one.is_found


def test_project_past_its_end_is_late_unless_it_is_in_operation() -> None:
    late = many(ends_on=DAY - timedelta(days=1), noes=30)
    live = many(start=100, ends_on=DAY - timedelta(days=1), phase="operation")
    on_time = many(start=200, ends_on=DAY)

    one = row(drivers_of_no(late + live + on_time), "late").compared

    assert (one.where.n, one.elsewhere.n) == (60, 120)
    assert one.is_found


def test_project_without_a_planned_end_is_neither_late_nor_on_time() -> None:
    late = many(ends_on=DAY - timedelta(days=1))
    on_time = many(start=100, ends_on=DAY)

    one = row(drivers_of_no(late + on_time + many(start=200)), "late").compared

    assert (one.where.n, one.elsewhere.n) == (60, 60)


days = st.integers(-60, 60).map(lambda n: DAY + timedelta(days=n))
changes = st.lists(st.builds(Replanned, days, days), max_size=6).map(
    lambda found: sorted(found, key=lambda one: one.on)
)


@given(changes, changes, days, days)
def test_what_is_replanned_after_a_day_never_changes_what_was_known_on_it(
    before: list[Replanned], after: list[Replanned], now: date, end: date
) -> None:
    told = [one for one in before if one.on <= DAY]
    then = [one for one in after if one.on > DAY]
    if then:  # the plan that was changed first is the one that stood on the day
        then[0] = Replanned(then[0].on, now)

    assert known_end(told + then, end if then else now, on=DAY) == now


@given(changes, days, st.integers(0, 90))
def test_later_plan_never_makes_a_project_late_that_was_not(
    told: list[Replanned], now: date, later: int
) -> None:
    more = timedelta(days=later)
    put_off = [Replanned(one.on, one.before and one.before + more) for one in told]

    before, after = known_end(told, now, on=DAY), known_end(put_off, now + more, on=DAY)

    assert before is not None
    assert after is not None
    assert before <= after


def test_kept_updates_are_asked_only_where_some_were_due_within_the_quarter() -> None:
    week = [DAY - timedelta(days=7 * n) for n in range(1, 6)]
    kept = many(updates=tuple((day, True) for day in week))
    broken = many(start=100, noes=30, updates=tuple((day, day < week[2]) for day in week))
    none = many(start=200, updates=((DAY - timedelta(days=200), True), (DAY, True)))
    found = drivers_of_no(kept + broken + none)

    one, agreed = row(found, "kept").compared, row(found, "agreed").compared

    assert (one.where.n, one.elsewhere.n) == (60, 60)
    assert one.gap == pytest.approx(-0.4)
    assert (agreed.where.n, agreed.elsewhere.n) == (120, 60)


def test_each_phase_and_service_is_held_against_all_others() -> None:
    found = drivers_of_no(
        many(phase="execution", noes=30, service="Rescue")
        + many(start=100, phase="closing", service="Coaching")
        + many(start=200, phase="initiation", service="")
    )

    assert row(found, "phase", "execution").compared.elsewhere.n == 120
    assert row(found, "service", "Rescue").compared.is_found
    assert not [one for one in found.rows if one.kind == "service" and not one.which]


def test_single_service_is_no_driver() -> None:
    assert not [one for one in drivers_of_no(many()).rows if one.kind in {"service", "phase"}]


def test_what_is_so_of_two_managers_only_is_left_out_because_it_is_about_them() -> None:
    busy = [answer(n, no=True, load=5, manager=n % 2) for n in range(30)]
    free = [answer(100 + n, load=1, manager=5 + n % 8) for n in range(60)]
    shared = [answer(n, no=True, load=5, manager=n % 3) for n in range(30)]

    assert not [one for one in drivers_of_no(busy + free).rows if one.kind == "load"]
    assert row(drivers_of_no(shared + free), "load").compared.is_found


def test_too_few_answers_say_how_many_are_missing() -> None:
    found = drivers_of_no(many(count=60) + many(count=12, start=100, noes=12, phase="closing"))

    (line,) = [one for one in found.too_few if one.which == "closing"]

    assert line.compared.where.missing == 8
    assert line not in [*found.found, *found.others]


def test_customers_who_said_no_come_back_less() -> None:
    ended = [
        Ended(
            came_back=n % 4 != 0 if n < 60 else n % 4 == 0,
            customer=n,
            manager=1,
            service="Rescue",
            said_no=n >= 60 if n < 120 else None,
            put_off=False,
            reasons=frozenset({"no:cadence"}) if 60 <= n < 90 else frozenset(),
        )
        for n in range(140)
    ]
    found = drivers_of_return(ended)

    one = row(found, "said_no").compared

    assert (one.where.n, one.elsewhere.n) == (60, 60)  # of twenty nobody answered
    assert one.gap == pytest.approx(-0.5)
    assert one.is_found
    assert row(found, "reason", "no:cadence").compared.where.n == 30


# with rows


def ask_and_answer(
    by: Membership,
    project: Project,
    taste: str,
    *,
    at: datetime,
    name: str = "Ben",
    mode: str = Ask.Mode.NAMED,
) -> Ask:
    """Ask somebody new, and let the person answer."""
    return give(make_ask(by, at=at, project=project, name=name, mode=mode).ask, taste, at=at)


@pytest.mark.django_db
def test_dates_are_read_from_the_audit_trail(
    ava: Membership, lea: Membership, clock: Clock
) -> None:
    ends_on = date(2026, 6, 1)
    moved = make_project(ava.workspace, "New tills", manager=ava.user, ends_on=ends_on)
    milestone = make_milestone(make_project(ava.workspace, "Old tills", manager=ava.user), on=DAY)
    steady = make_project(ava.workspace, "Web shop", manager=ava.user)
    facts = ProjectFacts(customer=moved.customer, name=moved.name, ends_on=date(2026, 9, 1))
    change_project(by=lea, project=moved, facts=facts, at=clock.moment)
    change_milestone(
        by=lea, milestone=milestone, name="Gate 1", due_on=date(2026, 5, 1), at=clock.moment
    )
    clock.forward(days=3)
    for project in (moved, milestone.project, steady):
        ask_and_answer(ava, project, Taste.NO, at=clock.moment)

    found = selectors.answers_of(ava, now=clock.moment)

    assert [one.put_off_on for one in found] == [(date(2026, 3, 6),), (date(2026, 3, 6),), ()]


@pytest.mark.django_db
def test_end_that_was_moved_after_the_answer_leaves_the_project_late(
    ava: Membership, lea: Membership, clock: Clock
) -> None:
    project = make_project(
        ava.workspace, "New tills", manager=ava.user, ends_on=DAY - timedelta(days=9)
    )
    ask_and_answer(ava, project, Taste.NO, at=clock.moment)
    clock.forward(days=1)
    facts = ProjectFacts(customer=project.customer, name="Newer tills", ends_on=date(2026, 9, 1))
    change_project(by=lea, project=project, facts=facts, at=clock.moment)
    clock.forward(days=30)
    facts = ProjectFacts(customer=project.customer, name="Newest tills", ends_on=date(2026, 9, 1))
    change_project(by=lea, project=project, facts=facts, at=clock.moment)
    ask_and_answer(ava, project, Taste.NO, at=clock.moment, name="Nan")

    first, second = selectors.answers_of(ava, now=clock.moment)

    assert first.ends_on == DAY - timedelta(days=9)
    assert second.ends_on == date(2026, 9, 1)
    assert [day < second.asked_on for day in second.put_off_on] == [True]


@pytest.mark.django_db
def test_of_two_projects_of_one_name_nobody_can_tell_whose_end_was_moved(
    ava: Membership, lea: Membership, clock: Clock
) -> None:
    project = make_project(ava.workspace, "Tills", manager=ava.user, ends_on=DAY)
    make_project(ava.workspace, "Tills", manager=ava.user)
    ask_and_answer(ava, project, Taste.NO, at=clock.moment)
    facts = ProjectFacts(customer=project.customer, name="Tills", ends_on=date(2026, 9, 1))
    change_project(by=lea, project=project, facts=facts, at=clock.moment)

    (found,) = selectors.answers_of(ava, now=clock.moment)

    assert (found.ends_on, found.put_off_on) == (None, ())


@pytest.mark.django_db
def test_nothing_after_its_end_is_held_against_a_project_that_ended(
    ava: Membership, lea: Membership, clock: Clock
) -> None:
    begins, ends = date(2024, 10, 1), date(2025, 1, 1)
    project = make_project(ava.workspace, "Tills", manager=ava.user, starts_on=begins, ends_on=ends)
    milestone = make_milestone(project, on=ends)
    case = make_case(ava, at=clock.moment, project=project)
    changed = adjust(
        case=case,
        what="",
        terms=Terms(
            kind="agreement", rhythm="weekly", weekday=4, format="one_page", channel="mail"
        ),
        starts_on=begins,
        by=ava.user,
        at=clock.moment,
    )
    for day, came in ((-1, False), (0, True), (92, True), (93, False), (400, False)):
        promised = begins + timedelta(days=day)
        AgreedUpdate.objects.create(
            workspace=ava.workspace,
            adjustment=changed,
            promised_on=promised,
            delivered_on=promised if came else None,
            words="" if came else "On leave.",
            at=clock.moment,
        )
    change_milestone(
        by=lea, milestone=milestone, name="Gate 1", due_on=date(2026, 5, 1), at=clock.moment
    )

    (found,) = selectors.ended_of(ava, now=clock.moment)

    assert not found.put_off
    assert found.updates == ((begins, True), (ends, True))


@pytest.mark.django_db
def test_milestone_that_was_brought_forward_or_renamed_is_not_put_off(
    ava: Membership, lea: Membership, clock: Clock
) -> None:
    milestone = make_milestone(make_project(ava.workspace, "Tills", manager=ava.user), on=DAY)
    for name, day in (("Gate One", DAY), ("Gate One", DAY - timedelta(days=9))):
        change_milestone(by=lea, milestone=milestone, name=name, due_on=day, at=clock.moment)
    ask_and_answer(ava, milestone.project, Taste.NO, at=clock.moment)

    (found,) = selectors.answers_of(ava, now=clock.moment)

    assert found.put_off_on == ()


@pytest.mark.django_db
def test_answer_in_confidence_is_in_no_line_of_who_may_not_read_it(
    ava: Membership, max: Membership, exe: Membership, clock: Clock
) -> None:
    project = make_project(ava.workspace, "New tills", manager=max.user)
    ask_and_answer(ava, project, Taste.YES, at=clock.moment)
    before = {member: sign_in(member).get(PAGE).text for member in (max, exe)}

    ask_and_answer(ava, project, Taste.NO, at=clock.moment, name="Nan", mode=Ask.Mode.CONFIDENTIAL)

    for member in (max, exe):
        assert len(selectors.answers_of(member, now=clock.moment)) == 1
        assert "1 answer to first questions of the last two years, 0 of them No" in before[member]
        assert (
            "1 answer to first questions of the last two years, 0 of them No"
            in sign_in(member).get(PAGE).text
        )
    assert len(selectors.answers_of(ava, now=clock.moment)) == 2


@pytest.mark.django_db
def test_manager_is_told_of_own_projects_only(
    ava: Membership, max: Membership, clock: Clock
) -> None:
    mine = make_project(ava.workspace, "New tills", manager=max.user)
    ask_and_answer(max, mine, Taste.NO, at=clock.moment)
    ask_and_answer(ava, make_project(ava.workspace, "Hers"), Taste.NO, at=clock.moment)

    assert len(selectors.answers_of(max, now=clock.moment)) == 1


@pytest.mark.django_db
def test_customer_comes_back_when_a_project_begins_within_a_year_after_one_has_ended(
    ava: Membership, now: datetime
) -> None:
    def ended(*, again: int | None) -> Project:
        project = make_project(
            ava.workspace, starts_on=date(2024, 1, 1), ends_on=date(2024, 6, 1), phase="operation"
        )
        if again is not None:
            begins = date(2024, 6, 1) + timedelta(days=again)
            make_project(ava.workspace, customer=project.customer, starts_on=begins)
        return project

    for days in (None, 0, 30, 400):
        ended(again=days)
    make_project(ava.workspace, starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 1))  # too young

    found = selectors.ended_of(ava, now=now)

    assert [one.came_back for one in found] == [False, False, True, False]
    assert {one.said_no for one in found} == {None}


@pytest.mark.django_db
def test_page_warns_that_it_is_no_cause_and_names_no_manager(
    ava: Membership, as_ava: Client, max: Membership, clock: Clock
) -> None:
    project = make_project(ava.workspace, "New tills", manager=max.user)
    ask_and_answer(ava, project, Taste.NO, at=clock.moment)

    text = as_ava.get(PAGE).text

    assert "Going together is no cause" in text
    assert max.user.name not in text
    assert "There is too little to compare yet" in text
    assert as_ava.get(f"{PAGE}?of=return").status_code == 200
    assert as_ava.get(f"{PAGE}?download=csv").status_code == 200


@pytest.mark.django_db
def test_service_in_a_file_is_no_formula(ava: Membership, as_ava: Client, clock: Clock) -> None:
    for number in range(10):
        service = "=HYPERLINK(1)" if number % 2 else "Coaching"
        project = make_project(ava.workspace, manager=ava.user, service=service)
        ask_and_answer(ava, project, Taste.YES, at=clock.moment, name=f"Nan{number}")

    file = b"".join(as_ava.get(f"{PAGE}?download=csv")).decode()

    assert "'=HYPERLINK(1)" in file


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_answers(
    ava: Membership, clock: Clock, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        project = make_project(ava.workspace, manager=ava.user)
        ask_and_answer(ava, project, Taste.NO, at=clock.moment, name=f"Nan{number}")

    with django_assert_max_num_queries(6):
        drivers_page(ava, of="no", now=clock.moment)
