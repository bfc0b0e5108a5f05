"""The pages of this room, as each role sees them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import Clock
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery import services
from secondslice.recovery.models import Case
from secondslice.recovery.rules import State
from secondslice.recovery.selectors import case_counts, due_cases
from secondslice.recovery.tests.make import fresh, give, make_case, make_re_asked_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/w/acme/recovery/"
LISTED = f"{LIST}?view=list"


@pytest.fixture
def case(max: Membership, clock: Clock) -> Case:
    """Ben said No to New tills, which Max manages."""
    return make_case(
        max, at=clock.moment, reasons=["cadence"], words="I heard of the delay in the corridor."
    )


def page_of(case: Case) -> str:
    return f"{LIST}{case.ref}/"


def test_list_says_who_said_no_and_what_is_next(as_lea: Client, case: Case) -> None:
    page = as_lea.get(LISTED)

    for words in (
        "Ben",
        "New tills",
        "Talk to Ben",
        "3\N{NO-BREAK SPACE}days left",
        "Max",
        "in the corridor",
    ):
        assert words in page.text


def test_empty_list_says_to_keep_asking(as_lea: Client) -> None:
    assert "Nobody has said No. Keep asking." in as_lea.get(LISTED).text


@pytest.mark.parametrize(
    ("mode", "told"), [(Ask.Mode.NAMED, ("lea", "max")), (Ask.Mode.CONFIDENTIAL, ("lea",))]
)
def test_empty_list_says_that_an_answer_is_coming_in_and_not_of_whom(
    as_lea: Client, as_max: Client, max: Membership, clock: Clock, mode: str, told: tuple[str, ...]
) -> None:
    ask = make_ask(max, at=clock.moment, mode=mode).ask
    Ask.objects.filter(pk=ask.pk).update(
        state=Ask.State.ANSWERED, taste=Taste.NO, answered_at=clock.moment, changed_at=clock.moment
    )

    for name, client in (("lea", as_lea), ("max", as_max)):
        page = client.get(LIST).text
        assert ("An answer is just coming in." in page) == (name in told)
        assert ("Nobody has said No." in page) == (name not in told)
        assert "Ben" not in page


def test_filters_stand_in_the_address(
    as_lea: Client, max: Membership, lea: Membership, clock: Clock
) -> None:
    late = make_case(max, at=clock.moment, name="Lara Late")
    clock.forward(days=3, hours=1)
    services.hand_over(case=late, to=lea.user, by=max.user, at=clock.moment)
    make_case(max, at=clock.moment, name="Nora New")
    gone = make_case(max, at=clock.moment, name="Gus Gone")
    give(gone.ask, "", at=clock.moment)

    def names(show: str) -> list[str]:
        text = as_lea.get(LIST, {"view": "list", "show": show}).text
        return [name for name in ("Lara Late", "Nora New", "Gus Gone") if f">{name}<" in text]

    assert names("") == names("nonsense") == ["Lara Late", "Nora New"]
    assert names("mine") == ["Lara Late"]
    assert names("overdue") == ["Lara Late"]
    assert names("closed") == ["Gus Gone"]
    text = " ".join(as_lea.get(LISTED).text.split())
    for count in ("Open 2", "Mine 1", "Overdue 1", "Closed 1"):
        assert count in text


def test_overdue_cases_come_first_and_say_so(as_lea: Client, max: Membership, clock: Clock) -> None:
    make_case(max, at=clock.moment, name="Lara Late")
    clock.forward(days=3, hours=1)
    make_case(max, at=clock.moment, name="Nora New")

    text = as_lea.get(LISTED).text

    assert text.index("Lara Late") < text.index("Late by 1") < text.index("Nora New")


def test_list_is_paged_and_loses_nobody(as_lea: Client, max: Membership, clock: Clock) -> None:
    for number in range(53):
        make_case(max, at=clock.moment, name=f"Ben{number:02}")

    first = as_lea.get(LISTED).text
    more = re.search(r'href="(\?view=list&amp;after=[^"]+)"', first)
    assert more
    second = as_lea.get(LIST + more.group(1).replace("&amp;", "&")).text

    found = re.findall(r">(Ben\d\d)<", first) + re.findall(r">(Ben\d\d)<", second)
    assert sorted(found) == [f"Ben{number:02}" for number in range(53)]


def test_list_needs_the_same_queries_for_ten_cases(
    as_max: Client,
    max: Membership,
    clock: Clock,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(10):
        make_case(max, at=clock.moment, name=f"Ben {number}", reasons=["cadence"], words="So")

    with django_assert_max_num_queries(12):
        page = as_max.get(LISTED)

    assert "Ben 9" in page.text


def test_case_needs_the_same_queries_for_a_long_thread(
    as_max: Client,
    max: Membership,
    clock: Clock,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    case, ask = make_re_asked_case(max, at=clock.moment)
    for number in range(10):
        clock.forward(minutes=2)
        give(ask, (Taste.NO, Taste.YES)[number % 2], at=clock.moment, words=f"Word {number}")
        services.add_note(case=case, words=f"Note {number}", by=max.user, at=clock.moment)

    with django_assert_max_num_queries(23):
        page = as_max.get(page_of(case))

    assert "Word 9" in page.text
    assert "Note 9" in page.text


def test_case_tells_the_whole_story_in_order(as_lea: Client, max: Membership, clock: Clock) -> None:
    case = make_case(max, at=clock.moment, reasons=["cadence"], words="The corridor told me.")
    clock.forward(hours=1)
    services.acknowledge(case=case, words="He wants one page.", by=max.user, at=clock.moment)
    clock.forward(hours=1)
    as_lea.post(
        f"{page_of(case)}adjust/",
        {"what": "One page, every Friday.", "starts_on": "2026-03-06", "ask_now": "on"},
    )
    clock.forward(hours=1)
    give(Ask.objects.latest("pk"), Taste.YES, at=clock.moment)

    text = as_lea.get(page_of(case)).text

    told = [
        "Max asked Ben", "Ben said No", "Updates too rare or too often", "The corridor told me.",
        "The case was opened for Max", "Max talked to the customer", "He wants one page.",
        "Lea changed something, from March 6, 2026", "Lea asked Ben again", "Ben said Yes", "Recovered",
    ]  # fmt: skip
    thread = text[text.index("What happened") :]
    places = [thread.index(words) for words in told]
    assert places == sorted(places)
    assert "said Yes when asked again. This case is recovered." in text


def test_case_offers_the_next_step_and_says_why_not_to_ask_again(
    as_max: Client, case: Case
) -> None:
    page = as_max.get(page_of(case))

    assert "Next: Talk to Ben" in page.text
    assert "Nothing has been changed for Ben since the last No." in page.text
    assert 'aria-describedby="why-not"' in page.text


def test_talk_adjust_and_ask_again_by_the_forms(as_max: Client, case: Case) -> None:
    as_max.post(f"{page_of(case)}talk/", {"words": "We talked."})
    as_max.post(f"{page_of(case)}adjust/", {"what": "One page", "starts_on": "2026-03-06"})
    preview = as_max.get(page_of(case))
    asked = as_max.post(f"{page_of(case)}ask-again/", follow=True)

    assert "One page (since March 6, 2026)" in preview.text
    assert "Does your project taste good?" in preview.text
    assert "The question is on its way to Ben." in asked.text
    assert fresh(case).state == State.RE_ASKED


@pytest.mark.parametrize(
    ("act", "values", "words"),
    [
        ("talk", {"words": "We talked."}, "The talk with Ben is written down."),
        (
            "adjust",
            {"what": "One page.", "starts_on": "2026-03-06"},
            "The change is written down: One page. You can ask Ben again.",
        ),
        (
            "plan",
            {"what": "One page", "planned_for": "2026-03-13"},
            "The plan is written down. Ben reads it on the page of the answer.",
        ),
    ],
)
def test_what_was_saved_is_said_and_its_form_is_closed(
    as_max: Client, case: Case, act: str, values: dict[str, str], words: str
) -> None:
    as_max.post(f"{page_of(case)}talk/", {"words": ""})
    as_max.get(page_of(case))  # what was said of the talk has been read

    saved = as_max.post(f"{page_of(case)}{act}/", values)

    # Without a place of its own the browser keeps that of the form.
    assert saved["Location"] == f"{page_of(case)}#main"
    assert words in as_max.get(page_of(case)).text


def test_asking_again_too_early_is_refused_in_words(as_max: Client, case: Case) -> None:
    page = as_max.post(f"{page_of(case)}ask-again/")

    assert page.status_code == 409
    assert "Write down first what changes." in page.text


@pytest.mark.parametrize(
    ("act", "values", "error"),
    [
        pytest.param("note", {"words": " "}, "This is needed.", id="empty note"),
        pytest.param("adjust", {"what": "", "starts_on": "2026-03-06"}, "required", id="no change"),
        pytest.param("adjust", {"what": "A", "starts_on": "soon"}, "valid date", id="no date"),
        pytest.param(
            "adjust", {"what": "A" * 401, "starts_on": "2026-03-06"}, "400", id="too long"
        ),
        pytest.param("hand-over", {"to": "0"}, "valid choice", id="nobody"),
        pytest.param("talk", {"words": "x" * 4001}, "4000", id="too many words"),
    ],
)
def test_wrong_form_comes_back_with_its_error(
    as_lea: Client, case: Case, act: str, values: dict[str, str], error: str
) -> None:
    before = (case.notes.count(), case.adjustments.count())

    page = as_lea.post(f"{page_of(case)}{act}/", values)

    assert error in page.text
    assert (case.notes.count(), case.adjustments.count()) == before


def test_change_that_cannot_be_asked_about_yet_comes_back_as_it_was_typed(
    as_lea: Client, case: Case
) -> None:
    page = as_lea.post(
        f"{page_of(case)}adjust/",
        {"what": "One page, every Friday.", "starts_on": "2026-03-20", "ask_now": "on"},
    )

    assert page.status_code == 422
    assert "Ask again when there is something to taste." in page.text
    assert "One page, every Friday.</textarea>" in page.text
    assert "New" in page.text
    assert fresh(case).state == State.NEW
    assert not case.adjustments.exists()


@pytest.mark.parametrize("act", ["adjust", "talk"])
def test_words_for_a_case_that_was_closed_meanwhile_are_not_lost(
    as_lea: Client, case: Case, clock: Clock, act: str
) -> None:
    give(case.ask, "", at=clock.moment)

    page = as_lea.post(
        f"{page_of(case)}{act}/",
        {"what": "One page, every Friday.", "words": "One page.", "starts_on": "2026-03-06"},
    )

    assert page.status_code == 422
    assert "This case is closed" in page.text
    assert "One page" in page.text


def test_change_begins_within_two_years(as_lea: Client, case: Case) -> None:
    wrong = {"9999-12-31": "ahead", "2028-03-06": "ahead", "0026-03-06": "ago", "2024-03-05": "ago"}
    for day, words in wrong.items():
        page = as_lea.post(f"{page_of(case)}adjust/", {"what": "One page", "starts_on": day})
        assert page.status_code == 422
        assert f"more than two years {words}" in page.text

    as_lea.post(f"{page_of(case)}adjust/", {"what": "One page", "starts_on": "2028-03-01"})
    as_lea.post(f"{page_of(case)}adjust/", {"what": "One page", "starts_on": "2024-03-06"})

    assert case.adjustments.count() == 2


def test_owner_stands_under_the_next_step_where_the_column_has_no_room(
    as_lea: Client, case: Case
) -> None:
    assert re.search(r'sm:block lg:hidden">.*?Owner.*?Max</span>', as_lea.get(LISTED).text)


def test_manager_who_hands_his_last_right_over_lands_on_the_list(
    signed_in: Callable[[Membership], Client], case: Case, lea: Membership, pmo: object
) -> None:
    mia = make_member(lea.workspace, "Mia")
    Case.objects.filter(pk=case.pk).update(owner=mia.user)

    page = signed_in(mia).post(f"{page_of(case)}hand-over/", {"to": str(lea.user.pk)}, follow=True)

    assert page.redirect_chain[-1][0] == LIST
    assert "Lea owns this case now and gets a mail." in page.text


class TestWhoSeesWhat:
    """Roles, own projects, other workspaces."""

    def test_manager_sees_his_projects_and_what_he_owns(
        self, signed_in: Callable[[Membership], Client], max: Membership, clock: Clock
    ) -> None:
        mia = make_member(max.workspace, "Mia")
        make_case(max, at=clock.moment, name="Not Mias")
        project = make_project(max.workspace, "Hers", manager=mia.user)
        make_case(mia, at=clock.moment, name="On her project", project=project)
        given = make_case(max, at=clock.moment, name="Given to her")
        services.hand_over(case=given, to=mia.user, by=max.user, at=clock.moment)

        text = signed_in(mia).get(LIST).text

        assert "On her project" in text
        assert "Given to her" in text
        assert "Not Mias" not in text

    def test_manager_is_not_led_to_a_project_that_is_not_his(
        self, signed_in: Callable[[Membership], Client], as_max: Client, case: Case
    ) -> None:
        mia = make_member(case.workspace, "Mia")
        Case.objects.update(owner=mia.user)

        assert f"/projects/{case.project.ref}/" in as_max.get(page_of(case)).text
        page = signed_in(mia).get(page_of(case)).text
        assert f"/projects/{case.project.ref}/" not in page
        assert "New tills" in page

    def test_manager_gets_404_for_a_case_of_another_manager(
        self, signed_in: Callable[[Membership], Client], case: Case, pmo: object
    ) -> None:
        mia = signed_in(make_member(case.workspace, "Mia"))

        assert mia.get(page_of(case)).status_code == 404
        assert mia.post(f"{page_of(case)}note/", {"words": "Hi"}).status_code == 404
        assert not case.notes.filter(kind="note").exists()

    @pytest.mark.parametrize("act", ["note", "talk", "adjust", "ask-again", "hand-over"])
    def test_executive_reads_and_changes_nothing(
        self, as_exe: Client, case: Case, act: str
    ) -> None:
        before = (case.notes.count(), Ask.objects.count())

        page = as_exe.get(page_of(case))

        assert "in the corridor" in page.text
        assert "<form" not in page.text[page.text.index('id="main"') : page.text.index("</main>")]
        assert as_exe.post(f"{page_of(case)}{act}/", {"words": "Hi"}).status_code == 403
        assert (case.notes.count(), Ask.objects.count()) == before

    def test_sales_does_not_read_what_customers_said(self, as_sal: Client, case: Case) -> None:
        for page in (as_sal.get(LIST), as_sal.get(page_of(case))):
            assert page.status_code == 403
            assert "in the corridor" not in page.text

    def test_other_workspace_gets_404(self, as_cleo: Client, case: Case) -> None:
        for address in (LIST, page_of(case), page_of(case).replace("acme", "other")):
            page = as_cleo.get(address)
            assert page.status_code == 404
            assert "Ben" not in page.text

    def test_stranger_is_led_to_the_sign_in(self, stranger: Client, case: Case) -> None:
        assert stranger.get(page_of(case)).status_code == 302

    def test_get_changes_nothing(self, as_lea: Client, case: Case) -> None:
        for act in ("note", "talk", "adjust", "ask-again", "hand-over"):
            assert as_lea.get(f"{page_of(case)}{act}/").status_code == 405


def test_htmx_gets_only_the_main_part(as_lea: Client, case: Case) -> None:
    page = as_lea.get(page_of(case), headers={"HX-Request": "true"})

    assert "<html" not in page.text
    assert "What happened" in page.text


def test_words_of_a_customer_are_shown_as_words(
    as_lea: Client, max: Membership, clock: Clock
) -> None:
    case = make_case(max, at=clock.moment, words="<script>alert(1)</script>")

    for address in (LIST, LISTED, page_of(case)):
        assert "<script>alert" not in as_lea.get(address).text


def test_due_cases_are_those_that_someone_must_move_within_a_working_day(
    lea: Membership, max: Membership, clock: Clock
) -> None:
    new = make_case(max, at=clock.moment, name="New")
    waiting, _ = make_re_asked_case(max, at=clock.moment, name="Waiting")
    later = make_case(max, at=clock.moment, name="Later")
    services.acknowledge(case=later, words="", by=max.user, at=clock.moment)

    assert [case.pk for case in due_cases(lea, clock.moment)] == [new.pk]
    month_later = clock.moment + timedelta(days=31)
    assert {case.pk for case in due_cases(lea, month_later)} == {new.pk, waiting.pk, later.pk}
    counts = case_counts(lea, clock.moment)
    assert (counts.open, counts.talk, counts.plan, counts.waiting) == (3, 1, 1, 1)
