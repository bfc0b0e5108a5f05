from __future__ import annotations

import doctest
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.tests.make import make_workspace
from secondslice.conftest import Clock, sign_in
from secondslice.customers.models import Customer
from secondslice.customers.tests.make import make_customer
from secondslice.impact.account_page import account_page
from secondslice.impact.benchmarks import rules, selectors
from secondslice.impact.benchmarks.page import benchmarks_page, several_page
from secondslice.impact.benchmarks.rules import PUBLISHED, Measure, Moved, Part, cells
from secondslice.impact.ratio import aim_of, ratio
from secondslice.impact.rules import Badge
from secondslice.impact.selectors import numbers_of
from secondslice.impact.selectors.world import known_portfolio
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.services.counting import rebuild_counts
from secondslice.pulse.tests.make import make_ask
from secondslice.pulse.worth_models import WorthMark
from secondslice.recovery.tests.make import give

PAGE = "/w/acme/impact/benchmarks/"


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(rules).failed == 0


def test_what_is_called_published_says_where_when_and_of_how_many() -> None:
    for one in PUBLISHED:
        assert one.source
        if one.badge is Badge.PUBLISHED:
            assert one.address.startswith("https://")
            assert one.year
            assert one.n
    assert not [one for one in PUBLISHED if one.badge is Badge.OURS]


def test_under_five_there_is_no_figure_but_how_many_are_missing() -> None:
    assert (rules.share_of(4, 4).value, rules.share_of(4, 4).missing) == (None, 1)
    assert rules.net_of([10, 10, 10]).value is None
    assert rules.net_of([10, 10, 10, 9, 0]).value == pytest.approx(0.6)


def test_ratio_without_any_no_is_none() -> None:
    assert rules.ratio_of(30, 0).value is None


def test_periods_differ_only_where_their_intervals_do_not_touch() -> None:
    assert rules.moved(rules.share_of(9, 10), rules.share_of(6, 10)) is Moved.SAME
    assert rules.moved(rules.share_of(20, 100), rules.share_of(60, 100)) is Moved.LESS
    assert rules.moved(rules.share_of(3, 3), rules.share_of(60, 100)) is Moved.UNKNOWN


# over several workspaces


def part(workspace: int, kind: str = "", *, value: float = 0.8, people: int = 9) -> Part:
    return Part(workspace, 2025, Measure.YES, kind, value, people)


def test_cell_of_four_workspaces_is_kept_back_and_of_five_is_not() -> None:
    (four,) = cells([part(number) for number in range(4)])
    (five,) = cells([part(number) for number in range(5)])

    assert (four.is_hidden, four.workspaces) == (True, "")
    assert (five.middle, five.workspaces, five.low) == (0.8, "5\N{EN DASH}9", None)


def test_workspace_with_fewer_than_five_people_does_not_count() -> None:
    (cell,) = cells([*[part(number) for number in range(4)], part(5, people=4), part(6)])

    assert cell.workspaces == "5\N{EN DASH}9"
    (fewer,) = cells([*[part(number) for number in range(4)], part(6, people=5), part(5, people=1)])
    assert not fewer.is_hidden
    assert cells([part(number, people=4) for number in range(9)]) == []


def test_clients_that_are_kept_back_take_with_them_what_gives_them_away() -> None:
    parts = [part(number, "internal") for number in range(9)]
    parts += [part(number, "external") for number in range(2)]
    parts += [part(number) for number in range(9)]

    shown = {cell.kind for cell in cells(parts) if not cell.is_hidden}

    assert shown in ({"internal"}, {""})


def test_figures_are_rounded_so_that_one_more_workspace_cannot_be_reckoned_back() -> None:
    (cell,) = cells([part(number, value=0.812 + number / 1000) for number in range(12)])

    assert (cell.middle, cell.low, cell.high, cell.workspaces) == (0.8, 0.8, 0.8, "10\N{EN DASH}19")


parts = st.lists(
    st.builds(
        part,
        st.integers(0, 12),
        st.sampled_from(["", "internal", "external"]),
        value=st.floats(0, 1),
        people=st.integers(0, 20),
    ),
    max_size=60,
    unique_by=lambda one: (one.workspace, one.kind),
)


@given(parts)
def test_no_cell_is_shown_of_fewer_than_five_and_none_can_be_subtracted(told: list[Part]) -> None:
    behind = Counter(one.kind for one in told if one.people >= 5)

    found = {cell.kind: cell for cell in cells(told)}

    shown = {kind for kind, cell in found.items() if not cell.is_hidden}
    for kind in shown:
        assert behind[kind] >= 5
    hidden = [kind for kind in ("internal", "external") if behind[kind] and kind not in shown]
    if "" in shown and hidden:
        assert len(hidden) == 2
        assert sum(behind[kind] for kind in hidden) >= 5


# with rows


def asked(
    by: Membership,
    taste: str,
    *,
    at: datetime,
    people: int,
    project: Project | None = None,
    mode: str = Ask.Mode.NAMED,
) -> None:
    """Ask so many new people of one project, and let each answer."""
    project = project or make_project(by.workspace, manager=by.user)
    for number in range(people):
        ask = make_ask(by, at=at, name=f"Nan{number}", project=project, mode=mode).ask
        give(ask, taste, at=at)


@pytest.mark.django_db
def test_this_year_stands_beside_the_year_before(ava: Membership, clock: Clock) -> None:
    asked(ava, Taste.YES, at=clock.moment - timedelta(days=400), people=6)
    asked(ava, Taste.NO, at=clock.moment - timedelta(days=20), people=5)

    rows = {row.measure: row for row in benchmarks_page(ava, now=clock.moment)}

    row = rows[Measure.YES]
    assert row.before is not None
    assert (row.own.value, row.own.n, row.before.value, row.before.n) == (0, 5, 1, 6)
    assert row.moved == "less than the year before"
    assert rows[Measure.MET_A_NO].own.value == 1
    assert rows[Measure.WORTH].own.missing == 5


@pytest.mark.django_db
def test_twelve_months_are_the_same_days_here_and_in_the_account(
    ava: Membership, clock: Clock
) -> None:
    for days in (364, 365):
        asked(ava, Taste.YES, at=clock.moment - timedelta(days=days), people=5)
    rebuild_counts(workspace_id=ava.workspace_id)
    this, last = selectors.periods(clock.moment, "UTC")
    known = numbers_of(ava.workspace)

    account = account_page(ava, known, ratio(known, aim_of(known)), now=clock.moment)

    assert (this.last - this.first).days == 364
    assert selectors.own_figures(ava, this)[Measure.YES].n == account.yes == 5
    assert selectors.own_figures(ava, last)[Measure.YES].n == 5
    assert known_portfolio(ava, now=clock.moment).answers == 5
    assert account.since == this.first


@pytest.mark.django_db
def test_pages_say_which_questions_of_which_days_they_count(
    as_ava: Client, as_exe: Client, clock: Clock
) -> None:
    first = "March 7, 2025"

    for reader in (as_ava, as_exe):
        assert f"asked from {first} to March 6, 2026" in reader.get(PAGE).text
        assert f"asked since {first}, first or again" in reader.get("/w/acme/impact/").text
    assert "groups of five people and more" in as_exe.get("/w/acme/impact/").text
    assert "groups of five people and more" not in as_ava.get("/w/acme/impact/").text


@pytest.mark.django_db
def test_answer_in_confidence_is_in_no_figure_of_who_may_not_read_it(
    ava: Membership, exe: Membership, clock: Clock
) -> None:
    asked(ava, Taste.YES, at=clock.moment, people=5)
    before = sign_in(exe).get(PAGE).text
    asked(ava, Taste.NO, at=clock.moment, people=5, mode=Ask.Mode.CONFIDENTIAL)

    this, _last = selectors.periods(clock.moment, "UTC")

    assert selectors.own_figures(exe, this)[Measure.YES].n == 5
    assert selectors.own_figures(ava, this)[Measure.YES].n == 10
    assert sign_in(exe).get(PAGE).text.count("n 5") == before.count("n 5")


@pytest.mark.django_db
def test_page_shows_published_figures_with_source_year_and_badge(
    as_ava: Client, clock: Clock
) -> None:
    text = as_ava.get(PAGE).text

    assert "PMI, news release of 11 December 2025" in text
    assert "more than 5,800 asked" in text
    assert "Folklore" in text
    assert "https://www.businesswire" not in text  # nothing is fetched, and no link leads out
    assert "0 so far, 5 more needed" in text


def runs_several(ava: Membership, count: int) -> list[Membership]:
    """Let Ava run as many workspaces more."""
    return [
        Membership.objects.create(
            workspace=make_workspace(f"PMO {number}", slug=f"pmo-{number}"),
            user=ava.user,
            role=Membership.Role.LEAD,
        )
        for number in range(count)
    ]


@pytest.mark.django_db
def test_with_four_workspaces_there_is_no_aggregate_and_no_file(
    ava: Membership, as_ava: Client, clock: Clock
) -> None:
    runs_several(ava, 3)

    page = as_ava.get(f"{PAGE}several/?download=csv")

    assert page["Content-Type"].startswith("text/html")
    assert "You run 4 of the five workspaces" in page.text


@pytest.mark.django_db
def test_file_over_five_workspaces_names_none_of_them(
    ava: Membership, as_ava: Client, clock: Clock
) -> None:
    at = datetime(2025, 5, 5, 9, tzinfo=UTC)
    for member in [ava, *runs_several(ava, 4)]:
        asked(member, Taste.YES, at=at, people=5)

    found = several_page(ava, now=clock.moment)
    answer = as_ava.get(f"{PAGE}several/?download=csv")
    file = b"".join(answer).decode("utf-8-sig")

    assert [(one.cell.year, one.cell.middle) for one in found.cells if one.cell.kind == ""] == [
        (2025, 1.0), (2025, 1.0),
    ]  # fmt: skip
    assert "2025,Share of Yes,All customers,5\N{EN DASH}9,1.0,," in file
    assert "PMO" not in file
    assert not [line for line in file.splitlines() if line.startswith(("=", "+", "-", "@"))]


@pytest.mark.django_db
def test_workspaces_that_somebody_only_belongs_to_do_not_count(
    ava: Membership, max: Membership, clock: Clock
) -> None:
    for member in runs_several(ava, 5):
        Membership.objects.filter(pk=member.pk).update(role=Membership.Role.EXECUTIVE)

    assert several_page(ava, now=clock.moment).workspaces == 1


@pytest.mark.django_db
def test_confidences_of_other_workspaces_are_in_no_aggregate(ava: Membership, clock: Clock) -> None:
    at = datetime(2025, 5, 5, 9, tzinfo=UTC)
    for member in [ava, *runs_several(ava, 4)]:
        asked(member, Taste.NO, at=at, people=5, mode=Ask.Mode.CONFIDENTIAL)

    assert several_page(ava, now=clock.moment).cells == []


@pytest.mark.django_db
def test_manager_and_executive_have_no_aggregates(as_max: Client, as_exe: Client) -> None:
    for browser in (as_max, as_exe):
        assert browser.get(f"{PAGE}several/").status_code == 403
        assert browser.get(PAGE).status_code == 200


@pytest.mark.django_db
def test_five_marks_of_one_person_are_not_five_people(ava: Membership, clock: Clock) -> None:
    at = datetime(2025, 5, 5, 9, tzinfo=UTC)
    for member in [ava, *runs_several(ava, 4)]:
        ben = make_ask(member, at=at).ask.contact
        for number in range(5):
            sent = make_ask(member, at=at, name=f"Nan{number}").ask
            Ask.objects.filter(pk=sent.pk).update(worth=Ask.Worth.CLOSE, contact=ben)
            WorthMark.objects.create(workspace=member.workspace, ask=sent, number=1, mark=9, at=at)

    assert Measure.WORTH not in {
        one.cell.measure for one in several_page(ava, now=clock.moment).cells
    }


@pytest.mark.django_db
def test_clients_of_four_workspaces_are_kept_back_with_what_gives_them_away(
    ava: Membership, as_ava: Client, clock: Clock
) -> None:
    at = datetime(2025, 5, 5, 9, tzinfo=UTC)
    for place, member in enumerate([ava, *runs_several(ava, 6)]):
        asked(member, Taste.YES, at=at, people=5)
        if place < 4:
            client = make_customer(member.workspace, kind=Customer.Kind.EXTERNAL)
            project = make_project(member.workspace, customer=client, manager=ava.user)
            asked(member, Taste.NO, at=at, people=5, project=project)

    page = as_ava.get(f"{PAGE}several/").text
    file = b"".join(as_ava.get(f"{PAGE}several/?download=csv")).decode("utf-8-sig")

    assert "2025,Share of Yes,All customers,5\N{EN DASH}9,0.5,," in file
    assert "2025,Share of Yes,Client,kept back: too few,,," in file
    assert "2025,Share of Yes,Department,kept back: too few,,," in file
    assert page.count("kept back: too few") == file.count("kept back: too few") == 4


@pytest.mark.django_db
def test_file_over_workspaces_holds_no_formula_and_no_date(
    ava: Membership, as_ava: Client, clock: Clock
) -> None:
    at = datetime(2025, 5, 5, 9, tzinfo=UTC)
    for member in [ava, *runs_several(ava, 4)]:
        Workspace.objects.filter(pk=member.workspace_id).update(name="=HYPERLINK(1)")
        asked(member, Taste.YES, at=at, people=5)

    file = b"".join(as_ava.get(f"{PAGE}several/?download=csv")).decode("utf-8-sig")

    assert "HYPERLINK" not in file
    assert "5-9" not in file  # a spreadsheet takes that for the ninth of May
