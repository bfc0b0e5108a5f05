from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from secondslice.accounts.models import Membership
from secondslice.analytics.proportions import proportion
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock, sign_in
from secondslice.impact.tests.make import find_now, make_comments, make_theme, say
from secondslice.impact.themes import rules, selectors
from secondslice.impact.themes.models import Theme, ThemeSearch
from secondslice.impact.themes.rules import Said
from secondslice.journeys.person_erased import person_erased
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.station_models import AnonymousAnswer
from secondslice.recovery.tests.make import give

PAGE = "/w/acme/impact/themes/"
SECRET = "Qwertzuiop"


@pytest.fixture
def tills(ava: Membership, max: Membership) -> Project:
    """Max's project."""
    return make_project(ava.workspace, "New tills", manager=max.user)


def words_on(member: Membership, clock: Clock) -> list[tuple[str, ...]]:
    """Return the words of each theme that somebody reads."""
    found = selectors.themes_of(member, now=clock.moment)
    return [card.words for section in found.sections for card in section.cards]


@pytest.mark.django_db
def test_search_runs_in_the_background_and_its_themes_are_there_afterwards(
    ava: Membership, as_ava: Client, clock: Clock, tills: Project
) -> None:
    make_comments(ava, at=clock.moment, project=tills)

    assert "Nobody has looked for themes yet" in as_ava.get(PAGE).text
    as_ava.post(f"{PAGE}search/")
    as_ava.post(f"{PAGE}search/")
    assert "Reading the comments: 0" in as_ava.get(PAGE).text
    settle_everything(now=clock.moment)

    search = ThemeSearch.objects.get()
    assert (search.done, search.finished_at) == (100, clock.moment)
    page = as_ava.get(PAGE).text
    assert "status" in page
    assert "“No status mails since spring”" in page
    assert {"mails", "budget"} <= {word for words in words_on(ava, clock) for word in words}


@pytest.mark.django_db
def test_theme_opens_to_its_comments_and_quarters(
    ava: Membership, as_ava: Client, clock: Clock, tills: Project
) -> None:
    make_comments(ava, at=clock.moment, project=tills, people=30)
    find_now(ava, now=clock.moment)
    (theme,) = [one for one in Theme.objects.filter(in_confidence=True) if "mails" in one.words]

    page = as_ava.get(f"{PAGE}{theme.ref}/").text

    assert "10 comments of 10 people" in page
    assert "10 of 30" in page
    assert "Named0" in page
    assert "Named1<" not in page  # who wrote of the budget


@pytest.mark.django_db
def test_what_was_said_in_confidence_changes_nothing_for_who_may_not_read_it(
    ava: Membership, max: Membership, exe: Membership, clock: Clock, tills: Project
) -> None:
    make_comments(ava, at=clock.moment, project=tills)
    find_now(ava, now=clock.moment)
    before = {member: words_on(member, clock) for member in (max, exe)}
    pages = {member: sign_in(member).get(PAGE).text.count("comments") for member in (max, exe)}

    make_comments(
        ava, at=clock.moment, project=tills, words=[f"{SECRET} status mails"], people=9,
        mode=Ask.Mode.CONFIDENTIAL,
    )  # fmt: skip
    find_now(ava, now=clock.moment)

    for member in (max, exe):
        assert words_on(member, clock) == before[member]
        text = sign_in(member).get(PAGE).text
        assert SECRET.lower() not in text.lower()
        assert text.count("comments") == pages[member]
    assert SECRET.lower() in {word for words in words_on(ava, clock) for word in words}


@pytest.mark.django_db
def test_comment_in_confidence_is_counted_for_the_owner_and_never_quoted(
    ava: Membership, as_ava: Client, clock: Clock, tills: Project
) -> None:
    make_comments(ava, at=clock.moment, project=tills)
    make_comments(
        ava, at=clock.moment, project=tills, words=[f"{SECRET} ate the status mails"], people=3,
        mode=Ask.Mode.CONFIDENTIAL,
    )  # fmt: skip
    find_now(ava, now=clock.moment)
    (theme,) = [one for one in Theme.objects.filter(in_confidence=True) if "mails" in one.words]

    page = as_ava.get(f"{PAGE}{theme.ref}/").text

    assert "10 comments of 10 people" in page
    assert "3 comments were given in confidence" in page
    for text in (page, as_ava.get(PAGE).text):
        assert SECRET not in text
        assert "Confidential0" not in text


@pytest.mark.django_db
def test_anonymous_words_are_in_no_theme(ava: Membership, clock: Clock, tills: Project) -> None:
    make_comments(ava, at=clock.moment, project=tills, people=2)
    asks = make_comments(ava, at=clock.moment, project=tills, people=2, mode=Ask.Mode.CONFIDENTIAL)
    AnonymousAnswer.objects.create(
        workspace=ava.workspace,
        source=AnonymousAnswer.Source.MAIL,
        project=tills,
        customer=tills.customer,
        week=date(2026, 3, 2),
        taste=Taste.NO,
        comment="status mails",
        receipt_digest="1",
    )

    found = selectors.comments_to_read(ava.workspace, in_confidence=True, now=clock.moment)

    assert sum(len(mine) for mine in found.values()) == 2 + len(asks)


@pytest.mark.django_db
def test_theme_of_fewer_than_five_people_is_not_shown(
    ava: Membership, as_ava: Client, clock: Clock, tills: Project
) -> None:
    theme = make_theme(ava, at=clock.moment, project=tills)
    assert as_ava.get(f"{PAGE}{theme.ref}/").status_code == 200

    contact = Ask.objects.filter(contact__name="Named0").get().contact
    person_erased(contact=contact, how="page", now=clock.moment)

    assert words_on(ava, clock) == []
    assert as_ava.get(f"{PAGE}{theme.ref}/").status_code == 404


@pytest.mark.django_db
def test_words_of_an_answer_that_was_taken_back_or_turned_are_gone(
    ava: Membership, clock: Clock, tills: Project
) -> None:
    make_theme(ava, at=clock.moment, project=tills)
    assert words_on(ava, clock) == [("status", "mails")]

    ask = Ask.objects.get(contact__name="Named0")
    give(ask, Taste.NO, at=clock.moment)

    assert words_on(ava, clock) == []


@pytest.mark.django_db
def test_manager_reads_only_what_five_people_of_own_projects_wrote(
    ava: Membership, max: Membership, clock: Clock, tills: Project
) -> None:
    other = make_project(ava.workspace, "Ava's own", manager=ava.user)
    make_comments(ava, at=clock.moment, project=other)
    for number in range(5):
        say(ava, at=clock.moment, name=f"Mine{number}", words="Status mails!", project=tills)
    find_now(ava, now=clock.moment)

    found = selectors.themes_of(max, now=clock.moment)

    assert [card.people for section in found.sections for card in section.cards] == [5]
    words = {word for words in words_on(max, clock) for word in words}
    assert words == {"status", "mails"}
    assert found.comments == 5


@pytest.mark.django_db
def test_languages_are_kept_apart(ava: Membership, clock: Clock, tills: Project) -> None:
    make_comments(ava, at=clock.moment, project=tills)
    asks = make_comments(
        ava, at=clock.moment, project=tills, words=["Die Statusberichte fehlen"], people=7
    )
    Ask.objects.filter(pk__in=[one.pk for one in asks]).update(language="de")
    find_now(ava, now=clock.moment)

    found = {one.language: one for one in selectors.themes_of(ava, now=clock.moment).sections}

    assert (found["en"].comments, found["de"].comments) == (21, 7)
    assert (found["de"].missing_comments, found["de"].missing_people) == (13, 3)
    assert not Theme.objects.filter(language="de").exists()


@pytest.mark.django_db
def test_new_search_replaces_what_was_found(ava: Membership, clock: Clock, tills: Project) -> None:
    make_comments(ava, at=clock.moment, project=tills)
    first = {one.ref for one in find_now(ava, now=clock.moment)}

    second = find_now(ava, now=clock.moment)

    assert len(second) == len(first)
    assert not first & {one.ref for one in second}


@pytest.mark.django_db
def test_comments_older_than_two_years_are_not_looked_at(
    ava: Membership, clock: Clock, tills: Project
) -> None:
    make_comments(ava, at=clock.moment, project=tills)

    assert find_now(ava, now=clock.moment + timedelta(days=729))
    assert not find_now(ava, now=clock.moment + timedelta(days=732))


@pytest.mark.django_db
def test_who_does_not_run_the_pmo_cannot_look_for_themes(
    ava: Membership, as_max: Client, as_exe: Client, clock: Clock
) -> None:
    for browser in (as_max, as_exe):
        assert browser.post(f"{PAGE}search/").status_code == 403
        assert "Look for themes" not in browser.get(PAGE).text
    assert not ThemeSearch.objects.exists()


@pytest.mark.django_db
def test_other_workspace_sees_no_theme(
    ava: Membership, cleo: Membership, as_ava: Client, clock: Clock
) -> None:
    theme = make_theme(cleo, at=clock.moment, project=make_project(cleo.workspace))

    assert as_ava.get(f"{PAGE}{theme.ref}/").status_code == 404
    assert as_ava.get(f"{PAGE}{uuid4()}/").status_code == 404
    assert words_on(ava, clock) == []


@pytest.mark.django_db
def test_page_takes_as_many_queries_for_two_themes_as_for_one(
    ava: Membership, as_ava: Client, clock: Clock, tills: Project,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    make_comments(ava, at=clock.moment, project=tills)
    find_now(ava, now=clock.moment)

    with django_assert_max_num_queries(11):
        as_ava.get(PAGE)


def test_quarters_count_people_and_say_nothing_under_five() -> None:
    today = date(2026, 11, 28)
    spring = [
        Said(person, "status", date(2026, 5, 1), person, is_named=True) for person in range(8)
    ]
    late = [Said("Ben", "status", date(2026, 11, 1), 9, is_named=True)] * 6

    found = rules.quarters(spring[:2] + late, spring + late, today=today)

    assert [(one.year, one.number) for one in found] == [
        (2025, 3), (2025, 4), (2026, 1), (2026, 2), (2026, 3), (2026, 4),
    ]  # fmt: skip
    assert (found[3].share.yes, found[3].share.n, found[3].is_told) == (2, 8, True)
    assert (found[5].share.yes, found[5].share.n, found[5].is_told) == (1, 1, False)


def test_quarters_differ_only_where_their_intervals_do_not_touch() -> None:
    def quarter(yes: int, n: int) -> rules.Quarter:
        return rules.Quarter(2026, 1, proportion(yes=yes, n=n))

    assert rules.has_moved(quarter(1, 40), quarter(20, 40))
    assert not rules.has_moved(quarter(1, 6), quarter(4, 6))
    assert not rules.has_moved(quarter(0, 4), quarter(4, 4))


@pytest.mark.django_db
def test_theme_found_among_confidences_is_nowhere_for_who_may_not_read_them(
    ava: Membership, as_ava: Client, as_max: Client, as_exe: Client, clock: Clock, tills: Project
) -> None:
    everybodys = make_theme(ava, at=clock.moment, project=tills)
    confided = Theme.objects.get(in_confidence=True)

    for browser in (as_max, as_exe):
        assert browser.get(f"{PAGE}{everybodys.ref}/").status_code == 200
        assert browser.get(f"{PAGE}{confided.ref}/").status_code == 404
    for theme in (everybodys, confided):
        assert as_ava.get(f"{PAGE}{theme.ref}/").status_code == 200
