"""The board of cases: what stands where, who moves what, and what is refused in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import cast

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import Clock
from secondslice.customers.tests.make import make_customer
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery import services
from secondslice.recovery.columns import COLUMNS, ENDS, LEADS_TO, why_not
from secondslice.recovery.models import Case
from secondslice.recovery.rules import OURS, Event, State, after
from secondslice.recovery.tests.make import fresh, give, make_case, make_re_asked_case

BOARD = "/w/acme/recovery/"
on_rows = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BY_HTMX = {"HX-Request": "true"}


@pytest.fixture
def case(max: Membership, clock: Clock) -> Case:
    """Ben said No to New tills, which Max manages."""
    return make_case(max, at=clock.moment, reasons=["cadence"], words="I heard it in the corridor.")


def column(text: str, state: str) -> str:
    """Return what stands in one column of the board."""
    return text.partition(f'data-column="{state}"')[2].partition("</section>")[0]


def names_in(text: str, state: str) -> list[str]:
    """Return whose cards stand in a column, from the top."""
    return re.findall(r"data-card-link[^>]*>([^<]+)</a>", column(text, state))


def names_on(text: str) -> list[str]:
    """Return whose cards stand on the board."""
    return [name for state in (*COLUMNS, *ENDS) for name in names_in(text, state)]


def move(client: Client, case: Case, to: str, **more: str) -> HttpResponse:
    return cast("HttpResponse", client.post(f"{BOARD}{case.ref}/move/", {"to": to, **more}))


def said(client: Client, case: Case, to: str) -> str:
    """Return what the board says when a card is brought to a column by a script."""
    page = client.post(f"{BOARD}{case.ref}/move/", {"to": to}, headers=BY_HTMX)
    assert page.status_code == 409
    assert page.headers["HX-Reswap"] == "innerHTML"
    assert "HX-Trigger" not in page.headers
    return page.text


class TestWhatMayBeMoved:
    """The table of moves decides, and no card comes to where only the customer brings it."""

    @pytest.mark.parametrize("to", LEADS_TO)
    @pytest.mark.parametrize("state", State)
    def test_what_is_not_refused_is_a_move_of_ours_that_ends_there(
        self, state: State, to: State
    ) -> None:
        if why_not(state, to) is None:
            assert LEADS_TO[to] in OURS
            assert after(state, LEADS_TO[to]) == to
            assert to != State.RECOVERED

    def test_what_goes_on_is_not_refused(self) -> None:
        assert why_not(State.NEW, State.ACKNOWLEDGED) is None
        assert why_not(State.NEW, State.ADJUSTED) is None
        assert why_not(State.ACKNOWLEDGED, State.PLANNED) is None
        assert why_not(State.ADJUSTED, State.RE_ASKED) is None
        assert why_not(State.NO_ANSWER, State.ADJUSTED) is None
        assert all(why_not(state, State.NOT_RECOVERED) is None for state in COLUMNS)


class TestWhatStandsWhere:
    """Columns, cards and their order."""

    pytestmark = on_rows

    def test_each_case_stands_in_the_column_of_its_state(
        self, as_lea: Client, max: Membership, clock: Clock
    ) -> None:
        make_case(max, at=clock.moment, name="Nora New")
        heard = make_case(max, at=clock.moment, name="Hans Heard")
        services.acknowledge(case=heard, words="", by=max.user, at=clock.moment)
        planned = make_case(max, at=clock.moment, name="Pia Planned")
        services.acknowledge(case=planned, words="", by=max.user, at=clock.moment)
        services.plan(
            case=planned, what="A page", planned_for=date(2026, 3, 9), by=max.user, at=clock.moment
        )
        _again, ask = make_re_asked_case(max, at=clock.moment, name="Rita Recovered")
        give(ask, Taste.YES, at=clock.moment)
        make_re_asked_case(max, at=clock.moment, name="Alma Again")

        page = as_lea.get(BOARD)

        assert names_in(page.text, "new") == ["Nora New"]
        assert names_in(page.text, "acknowledged") == ["Hans Heard"]
        assert names_in(page.text, "planned") == ["Pia Planned"]
        assert names_in(page.text, "adjusted") == []
        assert "Nobody here." in column(page.text, "adjusted")
        assert names_in(page.text, "re_asked") == ["Alma Again"]
        assert names_in(page.text, "recovered") == ["Rita Recovered"]

    def test_card_tells_what_one_must_know_to_choose(self, as_lea: Client, case: Case) -> None:
        Case.objects.update(severity="major", deviation="person")
        services.ask_waiver(
            case=fresh(case), reason="Ben has left.", by=case.owner, at=case.opened_at
        )

        card = " ".join(column(as_lea.get(BOARD).text, "new").split())

        for words in (
            "Ben", f"{case.customer.name} · New tills", "I heard it in the corridor.", "Major", "Not the first time",
            "A second person decides", "3 days left", "Owner: Max",
        ):  # fmt: skip
            assert words in unescape(card)
        assert "Untouched" not in card

    def test_card_says_since_when_nobody_has_touched_it(
        self, as_lea: Client, case: Case, clock: Clock
    ) -> None:
        clock.forward(days=6)
        assert "Untouched" not in as_lea.get(BOARD).text
        clock.forward(days=1)
        assert "Untouched since March 6" in as_lea.get(BOARD).text

        services.add_note(case=case, words="I called.", by=case.owner, at=clock.moment)
        assert "Untouched" not in as_lea.get(BOARD).text

    def test_what_waits_for_the_customer_is_not_called_untouched(
        self, as_lea: Client, max: Membership, clock: Clock
    ) -> None:
        make_re_asked_case(max, at=clock.moment)
        clock.forward(days=20)

        assert names_in(as_lea.get(BOARD).text, "re_asked") == ["Ben"]
        assert "Untouched" not in as_lea.get(BOARD).text

    def test_soonest_due_stands_first_and_what_is_late_says_so(
        self, as_lea: Client, max: Membership, clock: Clock
    ) -> None:
        make_case(max, at=clock.moment, name="Lara Late")
        clock.forward(days=3, hours=1)
        make_case(max, at=clock.moment, name="Nora New")

        page = as_lea.get(BOARD)

        assert names_in(page.text, "new") == ["Lara Late", "Nora New"]
        assert "Late by 1" in column(page.text, "new").partition("Nora New")[0]

    def test_what_has_ended_is_shown_for_thirty_days(
        self, as_lea: Client, max: Membership, clock: Clock
    ) -> None:
        _case, ask = make_re_asked_case(max, at=clock.moment, name="Rita")
        give(ask, Taste.YES, at=clock.moment)

        clock.forward(days=30)
        assert names_in(as_lea.get(BOARD).text, "recovered") == ["Rita"]
        clock.forward(days=1)
        page = as_lea.get(BOARD)
        assert names_on(page.text) == []
        assert "nothing has ended in the last 30 days" in page.text
        assert "?view=list&amp;show=closed" in page.text

    def test_what_the_customer_took_back_has_no_card(
        self, as_lea: Client, case: Case, clock: Clock
    ) -> None:
        give(case.ask, "", at=clock.moment)

        assert names_on(as_lea.get(BOARD).text) == []

    def test_board_without_a_no_says_to_keep_asking(self, as_lea: Client) -> None:
        assert "Nobody has said No. Keep asking." in as_lea.get(BOARD).text

    def test_long_column_is_shown_in_parts_and_loses_nobody(
        self, as_lea: Client, max: Membership, clock: Clock
    ) -> None:
        for number in range(53):
            make_case(max, at=clock.moment, name=f"Ben{number:02}")

        first = as_lea.get(BOARD)
        assert "53" in column(first.text, "new").partition("</h2>")[0]
        found, more = names_in(first.text, "new"), first.text
        assert len(found) == 25
        while way := re.search(r'hx-get="(\?column=new[^"]+)"', more):
            more = as_lea.get(BOARD + unescape(way[1]), headers=BY_HTMX).text
            assert "<h1" not in more
            found += re.findall(r"data-card-link[^>]*>([^<]+)</a>", more)
        assert sorted(found) == [f"Ben{number:02}" for number in range(53)]

        without_script = as_lea.get(
            BOARD + unescape(re.findall(r'href="(\?column=[^"]+)"', first.text)[0])
        )
        assert names_in(without_script.text, "new") == found[25:50]
        assert "To the top of the columns" in without_script.text

    def test_address_of_a_column_that_is_not_there_shows_the_board(
        self, as_lea: Client, case: Case
    ) -> None:
        assert names_on(as_lea.get(BOARD, {"column": "lost", "after": "x"}).text) == ["Ben"]
        part = as_lea.get(BOARD, {"column": "lost", "after": "x"}, headers=BY_HTMX)
        assert part.status_code == 200
        assert "Ben" not in part.text

    def test_board_needs_the_same_queries_for_ten_cases_and_for_sixty(
        self, as_max: Client, max: Membership, lea: Membership, clock: Clock
    ) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as found:
                assert as_max.get(BOARD).status_code == 200
            return len(found)

        as_max.get(BOARD)  # the first visit of an hour is noted
        counted = []
        for until in (10, 60):
            for number in range(Case.objects.count(), until):
                one = make_case(max, at=clock.moment, name=f"B{number}", reasons=["cadence"])
                if number % 2:
                    services.acknowledge(case=one, words="", by=max.user, at=clock.moment)
                if number % 5 == 0:
                    services.ask_waiver(case=one, reason="So", by=max.user, at=clock.moment)
            counted.append(queries())

        assert counted[0] == counted[1] <= 22


class TestMoving:
    """A card goes on at once, by a form, or not; nothing sets a state."""

    pytestmark = on_rows

    def test_to_heard_notes_the_talk(self, as_max: Client, case: Case) -> None:
        page = as_max.post(f"{BOARD}{case.ref}/move/", {"to": "acknowledged"}, follow=True)

        assert page.redirect_chain[-1][0] == f"{BOARD}#case-{case.ref}"
        assert names_in(page.text, "acknowledged") == ["Ben"]
        assert "The talk with Ben is noted." in page.text
        assert fresh(case).acknowledged_at is not None
        assert case.notes.get(kind="talked").by == case.owner

    @pytest.mark.parametrize(
        ("to", "form", "words"),
        [
            ("planned", "do=plan#do-plan", "what you agreed on with Ben"),
            ("adjusted", "do=adjust#do-adjust", "what changes for Ben"),
            ("not_recovered", "do=waive#do-waive", "why nothing more can be done for Ben"),
        ],
    )
    def test_what_needs_words_leads_to_its_form_and_changes_nothing(
        self, as_max: Client, case: Case, clock: Clock, to: str, form: str, words: str
    ) -> None:
        services.acknowledge(case=case, words="", by=case.owner, at=clock.moment)
        before = fresh(case).state

        page = move(as_max, case, to)

        there, _, anchor = form.partition("#")
        assert page.headers["Location"] == f"{BOARD}{case.ref}/?{there}#{anchor}"
        shown = as_max.get(f"{BOARD}{case.ref}/?{there}").text
        assert words in shown
        assert f'id="{anchor}"' in shown
        inside = shown[: shown.index(f'id="{anchor}"')]
        assert (
            inside.rfind("<details open") >= inside.rfind("<details>") or "<details" not in inside
        )
        assert fresh(case).state == before

        by_script = as_max.post(f"{BOARD}{case.ref}/move/", {"to": to}, headers=BY_HTMX)
        assert by_script.headers["HX-Redirect"] == page.headers["Location"]

    def test_to_asked_again_asks_when_something_has_changed(
        self, as_max: Client, case: Case, clock: Clock
    ) -> None:
        assert "Write down first what changes." in said(as_max, case, "re_asked")
        services.adjust(
            case=case, what="One page.", starts_on=date(2026, 3, 10), by=case.owner, at=clock.moment
        )
        assert "Ask again when there is something to taste." in said(as_max, case, "re_asked")
        assert not Ask.objects.filter(kind=Ask.Kind.RE_ASK).exists()

        clock.forward(days=5)
        page = as_max.post(f"{BOARD}{case.ref}/move/", {"to": "re_asked"}, headers=BY_HTMX)

        assert page.status_code == 200
        assert page.headers["HX-Trigger"]
        assert "The question is on its way to Ben" in page.text
        assert Ask.objects.get(kind=Ask.Kind.RE_ASK).quoted_adjustment.startswith("One page")
        assert fresh(case).state == State.RE_ASKED

    @pytest.mark.parametrize(
        ("to", "why"),
        [
            ("recovered", "Only a Yes of Ben to the question asked again makes this recovered."),
            ("no_answer", "Only silence does that"),
            ("planned", "Nobody has talked to Ben since the No."),
            ("new", "Ben stands in “New” already."),
        ],
    )
    def test_what_we_cannot_do_is_refused_in_words(
        self, as_lea: Client, case: Case, to: str, why: str
    ) -> None:
        assert why in said(as_lea, case, to)
        page = as_lea.post(f"{BOARD}{case.ref}/move/", {"to": to}, follow=True)
        assert why in page.text
        assert names_in(page.text, "new") == ["Ben"]
        assert fresh(case).state == State.NEW

    @pytest.mark.parametrize(
        ("to", "why"),
        [
            ("new", "Only a new No of Ben makes this case new again."),
            ("acknowledged", "Write the talk down on the page of the case"),
            ("planned", "Something has changed for Ben already."),
            ("adjusted", "Something else changes for Ben?"),
            ("recovered", "Only a Yes of Ben"),
        ],
    )
    def test_way_back_is_refused_in_words(
        self, as_lea: Client, max: Membership, clock: Clock, to: str, why: str
    ) -> None:
        case, _ask = make_re_asked_case(max, at=clock.moment)
        notes = case.notes.count()

        assert why in said(as_lea, case, to)
        assert fresh(case).state == State.RE_ASKED
        assert case.notes.count() == notes

    def test_what_somebody_gives_up_already_is_not_given_up_twice(
        self, as_lea: Client, case: Case, clock: Clock
    ) -> None:
        services.ask_waiver(case=case, reason="Ben left.", by=case.owner, at=clock.moment)

        assert "A second person has to decide." in said(as_lea, case, "not_recovered")

    def test_closed_case_is_not_moved(self, as_lea: Client, max: Membership, clock: Clock) -> None:
        case, ask = make_re_asked_case(max, at=clock.moment)
        give(ask, Taste.YES, at=clock.moment)

        assert "This case is closed (Recovered)." in said(as_lea, case, "adjusted")

    def test_column_that_is_not_there_leads_back_to_the_board(
        self, as_lea: Client, case: Case
    ) -> None:
        for to in ("", "lost", "withdrawn", "erased"):
            assert move(as_lea, case, to).headers["Location"] == BOARD
        assert fresh(case).state == State.NEW

    def test_board_comes_back_as_it_was_narrowed(self, as_lea: Client, case: Case) -> None:
        back = "owner=max%40example.org&late=1&after=x&column=new&next=//evil.example"

        page = move(as_lea, case, "acknowledged", back=back)

        told = page.headers["Location"]
        assert told.startswith(f"{BOARD}?owner=max%40example.org&late=1&next=")
        assert "after" not in told

    def test_opening_the_address_moves_nothing(self, as_lea: Client, case: Case) -> None:
        assert as_lea.get(f"{BOARD}{case.ref}/move/").status_code == 405


class TestFilters:
    """What the address narrows the board to, it narrows the list and the file to."""

    pytestmark = on_rows

    @pytest.fixture
    def two(self, max: Membership, lea: Membership, clock: Clock) -> tuple[Case, Case]:
        """Lara's case is late, major, Lea's, and not the first one; Nora's is none of that."""
        staff = make_customer(max.workspace, "Staff")
        project = make_project(max.workspace, "Payroll", manager=lea.user, customer=staff)
        late = make_case(
            max, at=clock.moment, name="Lara", project=project, reasons=["cost"], words="Too dear."
        )
        services.hand_over(case=late, to=lea.user, by=max.user, at=clock.moment)
        services.ask_waiver(case=late, reason="She left.", by=max.user, at=clock.moment)
        Case.objects.filter(pk=late.pk).update(deviation="person")
        clock.forward(days=3, hours=1)
        new = make_case(max, at=clock.moment, name="Nora", reasons=["cadence"], words="Too rare.")
        return fresh(late), new

    def test_each_filter_holds_for_board_list_and_file(
        self, as_lea: Client, two: tuple[Case, Case]
    ) -> None:
        late, new = two
        assert (late.severity, new.severity) == ("major", "minor")
        only_late = (
            {"owner": "me"}, {"owner": "lea@example.org"}, {"customer": str(late.customer.ref)},
            {"project": str(late.project.ref)}, {"manager": "lea@example.org"}, {"severity": "major"},
            {"cause": "cost"}, {"late": "1"}, {"again": "1"}, {"second": "1"}, {"q": "lara"}, {"q": "payroll"},
            {"q": "staff too dear"},
        )  # fmt: skip
        for query in only_late:
            board, listed = as_lea.get(BOARD, query), as_lea.get(BOARD, {**query, "view": "list"})
            file = b"".join(as_lea.get(BOARD, {**query, "download": "csv"})).decode()
            assert names_on(board.text) == ["Lara"], query
            assert ">Lara<" in listed.text, query
            assert ">Nora<" not in listed.text, query
            assert "Lara" in file, query
            assert "Nora" not in file, query
        for query in ({}, {"severity": "dear"}, {"customer": "nobody"}, {"late": ""}):
            assert names_on(as_lea.get(BOARD, query).text) == ["Lara", "Nora"], query
        assert names_on(as_lea.get(BOARD, {"manager": "nobody"}).text) == []

    def test_buttons_say_how_many_cases_they_would_leave(
        self, as_lea: Client, two: tuple[Case, Case]
    ) -> None:
        text = " ".join(as_lea.get(BOARD).text.split())

        for words in ("Mine 1", "Overdue 1", "Not the first time 1", "A second person decides 1"):
            assert words in text

    @pytest.mark.parametrize("view", ["", "list"])
    def test_number_on_mine_is_of_what_it_leads_to_also_beside_another_owner(
        self, as_lea: Client, two: tuple[Case, Case], view: str
    ) -> None:
        his = {"owner": "max@example.org", "view": view}

        for query, count in (
            (his, 1),
            ({**his, "severity": "minor"}, 0),
            ({**his, "late": "1"}, 1),
        ):
            assert f"Mine {count}</a>" in as_lea.get(BOARD, query).text, query
            mine = as_lea.get(BOARD, {**query, "owner": "me"}).text
            assert mine.count(">Lara</a>") == count, query

    def test_what_is_narrowed_is_said_and_can_be_taken_away(
        self, as_lea: Client, two: tuple[Case, Case]
    ) -> None:
        query = {"severity": "major", "cause": "cost", "owner": "lea@example.org"}
        text = as_lea.get(BOARD, query).text

        for words in ("Owner: Lea", "Major", "Show all"):
            assert words in text
        assert 'href="?severity=major&amp;owner=lea%40example.org"' in text

    def test_filter_that_fits_nobody_says_so_and_leads_out(
        self, as_lea: Client, case: Case
    ) -> None:
        page = as_lea.get(BOARD, {"q": "zebra"})

        assert "No case fits this filter." in page.text
        assert "Nobody has said No" not in page.text

    def test_addresses_of_before_the_board_still_show_the_list(
        self, as_lea: Client, two: tuple[Case, Case]
    ) -> None:
        for show in ("mine", "overdue"):
            page = as_lea.get(BOARD, {"show": show})
            assert "<table" in page.text
            assert ">Lara<" in page.text
            assert ">Nora<" not in page.text

    def test_customer_of_another_workspace_is_not_here(
        self, as_cleo: Client, cleo: Membership, case: Case
    ) -> None:
        for name, ref in (("customer", case.customer.ref), ("project", case.project.ref)):
            assert as_cleo.get("/w/other/recovery/", {name: str(ref)}).status_code == 404

    def test_file_of_the_board_holds_what_the_board_shows(
        self, as_lea: Client, max: Membership, clock: Clock
    ) -> None:
        _case, ask = make_re_asked_case(max, at=clock.moment, name="Rita")
        give(ask, Taste.YES, at=clock.moment)
        make_case(max, at=clock.moment, name="Nora")

        def names(**query: str) -> list[str]:
            file = b"".join(as_lea.get(BOARD, {"download": "csv", **query})).decode("utf-8-sig")
            return sorted(row.partition(",")[0] for row in file.splitlines()[1:])

        assert names() == ["Nora", "Rita"]
        assert names(view="list") == ["Nora"]
        assert names(view="list", show="closed") == ["Rita"]
        clock.forward(days=31)
        assert names() == ["Nora"]


class TestWhoSeesWhat:
    """Roles, own projects, confidences, other workspaces."""

    pytestmark = on_rows

    def test_executive_reads_and_cannot_move(self, as_exe: Client, case: Case) -> None:
        page = as_exe.get(BOARD)

        assert names_in(page.text, "new") == ["Ben"]
        assert "data-move" not in page.text
        assert 'id="move"' not in page.text
        assert move(as_exe, case, "acknowledged").status_code == 403
        assert fresh(case).state == State.NEW

    def test_manager_sees_and_moves_his_own(
        self, signed_in: Callable[[Membership], Client], case: Case, clock: Clock
    ) -> None:
        mia = make_member(case.workspace, "Mia")
        hers = make_project(case.workspace, "Hers", manager=mia.user)
        make_case(mia, at=clock.moment, name="Heidi", project=hers)
        as_mia = signed_in(mia)

        assert names_on(as_mia.get(BOARD).text) == ["Heidi"]
        assert move(as_mia, case, "acknowledged").status_code == 404
        assert as_mia.get(BOARD, {"project": str(case.project.ref)}).status_code == 404
        assert 'name="manager"' not in as_mia.get(BOARD).text

    def test_what_was_told_in_confidence_is_on_the_board_of_who_keeps_it_alone(
        self, as_ava: Client, as_max: Client, as_exe: Client, max: Membership, clock: Clock
    ) -> None:
        sent = make_ask(max, at=clock.moment, name="Nan", mode=Ask.Mode.CONFIDENTIAL)
        give(sent.ask, Taste.NO, at=clock.moment, words="Secret.")
        confided = Case.objects.get()

        assert names_on(as_ava.get(BOARD).text) == ["Nan"]
        for client in (as_max, as_exe):
            for query in ({}, {"q": "secret"}, {"owner": confided.owner.email}, {"late": "1"}):
                text = client.get(BOARD, query).text
                assert "Nan" not in text
                assert "Overdue 0" in " ".join(text.split())
        assert move(as_max, confided, "acknowledged").status_code == 404

    def test_sales_and_others_see_no_board(
        self, as_sal: Client, as_cleo: Client, stranger: Client, case: Case
    ) -> None:
        for client, status in ((as_sal, 403), (as_cleo, 404), (stranger, 302)):
            page = client.get(BOARD)
            assert page.status_code == status
            assert "Ben" not in page.text
            assert move(client, case, "acknowledged").status_code == status
        assert fresh(case).state == State.NEW

    def test_words_of_a_customer_are_shown_as_words_on_a_card(
        self, as_lea: Client, max: Membership, clock: Clock
    ) -> None:
        make_case(max, at=clock.moment, words="<script>alert(1)</script>" + "x" * 200)

        card = column(as_lea.get(BOARD).text, "new")

        assert "<script>alert" not in card
        assert "x…</p>" in card


def test_every_event_of_a_column_is_known() -> None:
    assert set(LEADS_TO) == {*COLUMNS, *ENDS}
    assert set(LEADS_TO.values()) <= set(Event)
