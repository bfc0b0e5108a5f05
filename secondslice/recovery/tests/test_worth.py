"""What mending is worth, told so that nobody can be fooled by it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import Clock
from secondslice.journeys.asked_again import asked_again
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask, Taste
from secondslice.recovery import services
from secondslice.recovery.models import Adjustment, Case
from secondslice.recovery.rules import State
from secondslice.recovery.selectors.worth import facts_of, systemic_changes
from secondslice.recovery.services import Terms
from secondslice.recovery.services.attaching import forget_correspondence
from secondslice.recovery.tests.letters import make_case_of, write
from secondslice.recovery.tests.make import fresh, give, make_case, make_re_asked_case
from secondslice.recovery.tests.test_owning import no_again
from secondslice.recovery.worth import (
    BeforeAfter,
    Facts,
    Reached,
    groups,
    outcome,
    relapses,
    time_to,
)
from secondslice.recovery.worth_page import days

DAY = timedelta(days=1)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def facts(
    number: int, state: State, *, after: float | None = None, contact: int = 0, cause: str = ""
) -> Facts:
    """Return a case that was opened at START and ended so many days later."""
    ended = START + after * DAY if after is not None else None
    reached = {Reached.RECOVERED: ended} if state is State.RECOVERED and ended else {}
    return Facts(
        pk=number,
        contact=contact or number,
        state=state,
        opened_at=START,
        closed_at=ended,
        reached=reached,
        heard_in_time=True,
        cause=cause,
        severity="minor",
        customer=1,
        owner=1,
    )


def test_share_is_of_those_that_ended_and_the_open_ones_are_told_apart() -> None:
    found = outcome(
        [
            *(facts(one, State.RECOVERED, after=9) for one in range(4)),
            facts(5, State.NOT_RECOVERED, after=20),
            facts(6, State.NO_ANSWER, after=40),
            facts(7, State.NEW),
            facts(8, State.RE_ASKED),
        ]
    )

    assert (found.cases, found.recovered.yes, found.recovered.n, found.open) == (8, 4, 6, 2)
    assert found.has_share


def test_open_cases_make_recovery_look_neither_quicker_nor_slower_than_it_is() -> None:
    now = START + 40 * DAY
    ended = [facts(one, State.RECOVERED, after=10 + one) for one in range(10)]
    waiting = [facts(20 + one, State.NEW) for one in range(10)]

    assert time_to(Reached.RECOVERED, ended, now=now).median == 14
    with_open = time_to(Reached.RECOVERED, [*ended, *waiting], now=now)
    assert with_open.median == 19
    assert with_open.done_by(30) is not None


def test_case_that_ended_otherwise_never_comes_back() -> None:
    now = START + 90 * DAY
    cases = [
        *(facts(one, State.RECOVERED, after=10) for one in range(5)),
        *(facts(10 + one, State.NOT_RECOVERED, after=5) for one in range(5)),
    ]

    done = time_to(Reached.RECOVERED, cases, now=now).done_by(60)

    assert done is not None
    assert done[0] == 0.5  # and not all of those that were left, as if the others had only gone


@given(
    st.lists(
        st.tuples(st.sampled_from(list(State)), st.integers(0, 60), st.integers(1, 5)), max_size=40
    )
)
def test_groups_hold_every_case_once(rows: list[tuple[State, int, int]]) -> None:
    cases = [
        facts(number, state, after=days, cause=f"cause{cause}")
        for number, (state, days, cause) in enumerate(rows)
    ]

    found = groups(cases, lambda one: one.cause, now=START + 70 * DAY)

    assert sum(group.outcome.cases for group in found) == len(cases)
    assert sum(group.outcome.recovered.yes for group in found) == outcome(cases).recovered.yes


def test_relapse_counts_only_whose_90_days_are_over() -> None:
    cases = [facts(one, State.RECOVERED, after=10, contact=one) for one in (1, 2, 3)]
    noes = [(1, START), (1, START + 50 * DAY), (2, START), (3, START + 150 * DAY)]

    early = relapses(cases, noes=noes, now=START + 60 * DAY)
    late = relapses(cases, noes=noes, now=START + 200 * DAY)

    assert (early.yes, early.n) == (0, 0)
    assert (late.yes, late.n) == (1, 3)


def test_difference_that_chance_could_make_is_none() -> None:
    assert not BeforeAfter(before=(3, 20), after=(1, 20)).is_less
    assert BeforeAfter(before=(40, 100), after=(10, 100)).is_less
    assert BeforeAfter(before=(10, 100), after=(40, 100)).is_more


@pytest.mark.parametrize(
    ("length", "words"),
    [(0.04, "1 hour"), (1, "1.0 day"), (1.2, "1.2 days"), (1.5, "1.5 days"), (12.4, "12 days")],
)
def test_only_a_whole_day_is_one_day(length: float, words: str) -> None:
    assert days(length) == words


def test_times_are_those_of_the_first_time(max: Membership, clock: Clock) -> None:
    case = make_case(max, at=clock.moment)
    services.acknowledge(case=case, words="", by=max.user, at=clock.forward(hours=3))
    services.adjust(
        case=fresh(case), what="A page", starts_on=date(2026, 3, 6), by=max.user,
        at=clock.forward(days=1),
    )  # fmt: skip
    ask = asked_again(case=fresh(case), by=max.user, now=clock.forward(days=10))
    give(ask, Taste.NO, at=clock.forward(days=1))
    services.acknowledge(case=fresh(case), words="Sorry", by=max.user, at=clock.forward(days=1))

    (found,) = facts_of(max, since=None, now=clock.moment)

    lengths = {step: at - found.opened_at for step, at in found.reached.items()}
    assert lengths == {
        Reached.HEARD: timedelta(hours=3),
        Reached.PLANNED: timedelta(days=1, hours=3),
        Reached.CHANGED: timedelta(days=1, hours=3),
        Reached.ASKED_AGAIN: timedelta(days=11, hours=3),
    }
    assert found.heard_in_time is True


def test_mail_that_answers_the_no_is_when_the_customer_was_heard(
    max: Membership, clock: Clock
) -> None:
    case = make_case_of(max, at=clock.moment)
    write(case, max, at=clock.forward(hours=2), heard=True)
    services.acknowledge(case=fresh(case), words="Hi", by=max.user, at=clock.forward(days=6))

    for _mail in ("there", "erased"):
        (found,) = facts_of(max, since=None, now=clock.moment)
        assert found.reached[Reached.HEARD] - found.opened_at == timedelta(hours=2)
        assert found.heard_in_time is True
        forget_correspondence(cases=Case.objects.all())


def test_what_the_customer_took_back_counts_nowhere(max: Membership, clock: Clock) -> None:
    case = make_case(max, at=clock.moment)
    give(case.ask, Taste.YES, at=clock.forward(minutes=2))

    assert facts_of(max, since=None, now=clock.moment) == []


def test_manager_sees_what_his_own_cases_are_worth(
    max: Membership, lea: Membership, now: datetime
) -> None:
    mia = make_member(max.workspace, "Mia")
    mine, hers = make_case(max, at=now, name="Ben"), make_case(mia, at=now, name="Bea")

    assert [one.pk for one in facts_of(max, since=None, now=now)] == [mine.pk]
    assert {one.pk for one in facts_of(lea, since=None, now=now)} == {mine.pk, hers.pk}


def test_confidence_is_counted_only_for_who_keeps_it(
    max: Membership, lea: Membership, now: datetime
) -> None:
    before = make_case(max, at=now - 200 * DAY)
    no_again(max, before, at=now, mode=Ask.Mode.CONFIDENTIAL)

    assert len(facts_of(max, since=None, now=now)) == 1
    assert len(facts_of(lea, since=None, now=now)) == 2


def test_change_for_everybody_is_held_against_the_same_time_before(
    max: Membership, lea: Membership, now: datetime
) -> None:
    for number in range(3):
        make_case(max, at=now - (number + 1) * DAY, name=f"Bo {number}", reasons=["cadence"])
    case = Case.objects.order_by("-opened_at")[0]
    services.adjust(
        case=case, what="One page for everybody", starts_on=date(2026, 3, 7), by=max.user, at=now,
        terms=Terms(for_whom=Adjustment.ForWhom.ALL),
    )  # fmt: skip
    make_case(max, at=now + 5 * DAY, name="Bea", reasons=["format"])

    (found,) = systemic_changes(lea, now=now + 20 * DAY)

    assert (found.cause, found.days) == ("cadence", 19)
    assert (found.counted.before, found.counted.after) == ((3, 3), (0, 1))


def test_page_tells_counts_before_shares_and_leads_to_a_file(
    as_lea: Client, max: Membership, clock: Clock
) -> None:
    _case, ask = make_re_asked_case(max, at=clock.moment)
    give(ask, Taste.YES, at=clock.forward(days=1))
    address = f"/w/{max.workspace.slug}/recovery/worth/"

    page = as_lea.get(address)

    assert "Recovered so far: 1 of 1 that have ended" in page.text
    assert "too few for a share" in page.text
    file = as_lea.get(f"{address}?by=owner&download=csv")
    assert "Max" in file.getvalue().decode()


@pytest.mark.parametrize("months", ["12", "all"])
@pytest.mark.parametrize("by", ["cause", "customer", "owner", "severity"])
def test_numbers_of_a_group_lead_to_exactly_its_cases(
    as_lea: Client, lea: Membership, max: Membership, clock: Clock, by: str, months: str
) -> None:
    tills = make_project(max.workspace, "Tills", manager=max.user) if by == "customer" else None
    days_ago = {"Old": 400, "Ben": 0, "Bea": 0, "Bob": 0}
    cases = {
        name: make_case(
            max, at=clock.moment - days * DAY, name=name, project=tills, reasons=["cadence"]
        )
        for name, days in days_ago.items()
    }
    give(cases["Bob"].ask, "", at=clock.forward(minutes=1))  # took it back
    services.ask_waiver(case=cases["Bea"], reason="Gone.", by=max.user, at=clock.moment)
    waiver = cases["Bea"].waivers.get()
    services.decide_waiver(
        case=fresh(cases["Bea"]), waiver=waiver, agrees=True, by=lea.user, at=clock.moment
    )

    page = as_lea.get("/w/acme/recovery/worth/", {"by": by, "months": months})

    (row,) = page.context["worth"].groups
    ways = re.findall(r'href="(/w/acme/recovery/\?view=list[^"]+counted=1)"', page.text)
    name, ended, still_open = (as_lea.get(unescape(way)) for way in ways)
    assert row.outcome.open == (1 if months == "12" else 2)
    assert [one.contact.name for one in ended.context["cases"].rows] == ["Bea"]
    for listed in (name, still_open):
        assert len(listed.context["cases"].rows) == row.outcome.open
        assert listed.context["counts"].open == row.outcome.open
        assert listed.context["closed"] == row.outcome.recovered.n == 1
        assert f"Closed {row.outcome.recovered.n}</a>" in listed.text


def test_group_that_the_list_does_not_know_leads_nowhere(
    as_lea: Client, max: Membership, clock: Clock
) -> None:
    make_case(max, at=clock.moment)
    clock.forward(days=4)

    text = as_lea.get("/w/acme/recovery/worth/?by=heard").text

    assert "Heard late" in text
    assert "counted=1" not in text


def test_narrowed_time_is_said_on_the_list_and_can_be_taken_away(
    as_lea: Client, max: Membership, clock: Clock
) -> None:
    make_case(max, at=clock.moment - 400 * DAY, name="Old")
    make_case(max, at=clock.moment, name="New")

    text = as_lea.get("/w/acme/recovery/?view=list&months=12&counted=1").text

    assert ">New<" in text
    assert ">Old<" not in text
    assert 'href="?view=list&amp;counted=1">The No came in the last 12 months' in text
    assert 'href="?view=list&amp;months=12">Not taken back, not erased' in text
    assert 'name="months" value="12"' in text


def test_page_of_a_workspace_without_a_no_says_so(as_lea: Client, lea: Membership) -> None:
    page = as_lea.get(f"/w/{lea.workspace.slug}/recovery/worth/?months=all&by=heard")

    assert "there was nothing to mend" in page.text


def test_page_needs_the_same_queries_for_many_cases(
    as_lea: Client,
    max: Membership,
    clock: Clock,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(10):
        make_case(max, at=clock.moment, name=f"Ben {number}", reasons=["cadence"])

    with django_assert_max_num_queries(14):
        page = as_lea.get(f"/w/{max.workspace.slug}/recovery/worth/")

    assert "Updates too rare" in page.text


def test_groups_are_all_cases_together_those_without_a_cause_last(
    as_lea: Client, max: Membership, now: datetime
) -> None:
    named = make_case(max, at=now, name="Ben", reasons=["cadence"])
    make_case(max, at=now, name="Bea")

    page = as_lea.get("/w/acme/recovery/worth/").text
    sheet = as_lea.get("/w/acme/recovery/worth/?download=csv")
    rows = b"".join(sheet).decode("utf-8-sig").splitlines()[1:]

    assert named.cause
    assert page.index("Updates too rare") < page.index("No cause named yet")
    assert sum(int(row.split(",")[1]) for row in rows) == 2
    listed = as_lea.get("/w/acme/recovery/?view=list&cause=nobody").text
    assert ("Bea" in listed, "Ben" in listed) == (True, False)
