"""The pages of this room, as each role sees them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import Clock
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.funnel import services
from secondslice.funnel.models import Opportunity
from secondslice.funnel.selectors import (
    open_opportunities,
    opportunities_of_customer,
    opportunities_of_project,
)
from secondslice.funnel.tests.make import make_opportunity
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Taste
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import give

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/w/acme/funnel/"
HTMX = {"HX-Request": "true"}


def form_of(title: str, **others: object) -> dict[str, object]:
    """Return what a person fills in."""
    return {"title": title, "source": "talk", "stage": "lead", "currency": "EUR", **others}


def test_empty_funnel_says_where_it_comes_from(as_sal: Client) -> None:
    assert "A Yes with a wish lands here by itself." in as_sal.get(LIST).text


def test_choice_of_nothing_has_a_word_or_a_sign_and_no_row_of_dashes(
    as_sal: Client, sal: Membership
) -> None:
    customer = make_customer(sal.workspace)

    before, after = (
        as_sal.get(f"{LIST}add/{end}").text for end in ("", f"?customer={customer.ref}")
    )

    assert ">Please choose</option>" in before
    assert ">\N{EN DASH}</option>" in after
    assert "---" not in before + after


def test_board_has_a_column_for_each_stage_with_counts(as_sal: Client, sal: Membership) -> None:
    make_opportunity(sal, "Scales")
    make_opportunity(sal, "Tills", stage="proposal")
    make_opportunity(sal, "Bags", stage="proposal")

    text = re.sub(r"<[^>]+>", "", as_sal.get(LIST).text)

    assert re.search(r"Lead\s+1", text)
    assert re.search(r"Proposal\s+2", text)
    assert text.index("Scales") < text.index("Tills")


def test_sign_of_the_next_action_has_a_word_for_each_colour(
    as_sal: Client, sal: Membership, clock: Clock
) -> None:
    make_opportunity(sal, "Without")
    for title, day in (("Past", date(2026, 3, 5)), ("Coming", date(2026, 3, 6))):
        services.set_next_action(
            opportunity=make_opportunity(sal, title),
            next_action="Call",
            next_on=day,
            at=clock.moment,
        )

    text = as_sal.get(LIST).text.partition('class="board board-any"')[2]

    order = ["Without", "Nothing planned", "Past", "Late", "Coming", "Planned"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_one_stage_alone_shows_closed_ones_too(as_sal: Client, sal: Membership) -> None:
    make_opportunity(sal, "Scales")
    make_opportunity(sal, "Tills", stage="won")

    text = as_sal.get(LIST, {"stage": "won"}).text

    assert "Tills" in text
    assert "Scales" not in text


def test_list_needs_the_same_queries_for_ten_rows(
    as_sal: Client,
    sal: Membership,
    max: Membership,
    clock: Clock,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(10):
        ask = make_ask(max, at=clock.moment, name=f"Ben{number}").ask
        give(ask, Taste.YES, at=clock.moment, wants_next=f"Wish {number}")

    with django_assert_max_num_queries(17):
        board = as_sal.get(LIST)
    with django_assert_max_num_queries(13):
        rows = as_sal.get(LIST, {"view": "list"})

    assert "Wish 9" in board.text
    assert "From a Yes of Ben9" in rows.text


def test_long_column_shows_the_first_twenty_and_the_way_on(as_sal: Client, sal: Membership) -> None:
    customer = make_customer(sal.workspace)
    for number in range(23):
        make_opportunity(sal, f"Wish {number:02}", customer=customer)

    first = as_sal.get(LIST).text
    way_on = html.unescape(re.findall(r'hx-get="(\?[^"]+)"', first)[-1])
    more = as_sal.get(f"{LIST}{way_on}", headers=HTMX).text

    shown, rest = set(re.findall(r"Wish \d\d", first)), set(re.findall(r"Wish \d\d", more))
    assert (len(shown), len(rest)) == (20, 3)
    assert not shown & rest
    assert "<html" not in more


def test_add_by_hand(as_sal: Client, sal: Membership) -> None:
    customer = make_customer(sal.workspace, "Finance")

    page = as_sal.post(
        f"{LIST}add/",
        form_of(
            "Budget tool",
            customer=customer.pk,
            owner=sal.user.pk,
            value="120000.10",
            next_action="Call",
            next_on="2026-03-09",
        ),
        follow=True,
    )

    assert "Budget tool is in the funnel." in page.text
    assert "120,000.10 EUR" in page.text
    assert "Finance" in page.text


def test_add_from_a_project_offers_its_people(as_sal: Client, sal: Membership) -> None:
    project = make_project(sal.workspace, "New tills")
    ben = make_contact(project.customer, "Ben")
    make_contact(make_customer(sal.workspace), "Somebody Else")
    address = f"{LIST}add/?project={project.ref}"

    form = as_sal.get(address).text
    as_sal.post(
        address,
        form_of(
            "More tills",
            customer=project.customer_id,
            contact=ben.pk,
            project=project.pk,
            owner=sal.user.pk,
        ),
    )

    assert "Ben" in form
    assert "Somebody Else" not in form
    made = Opportunity.objects.get()
    assert (made.contact, made.project) == (ben, project)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        pytest.param({"stage": "lost"}, "Select a valid choice", id="lost before it begins"),
        pytest.param({"next_action": "Call"}, "A next action needs a day.", id="no day"),
        pytest.param({"next_on": "2026-03-09"}, "Say what is to be done", id="no action"),
        pytest.param({"currency": "euro"}, "Three capital letters", id="no currency"),
        pytest.param({"value": "-1"}, "greater than or equal to 0", id="less than nothing"),
        pytest.param({"title": ""}, "This is needed.", id="no title"),
    ],
)
def test_wrong_form_comes_back_with_its_error(
    as_sal: Client, sal: Membership, wrong: dict[str, object], error: str
) -> None:
    values = form_of("A", customer=make_customer(sal.workspace).pk, owner=sal.user.pk)

    page = as_sal.post(f"{LIST}add/", {**values, **wrong})

    assert error in page.text
    assert not Opportunity.objects.exists()


def test_person_of_another_customer_comes_back_with_all_that_was_typed(
    as_sal: Client, sal: Membership
) -> None:
    project = make_project(sal.workspace)
    ben = make_contact(project.customer, "Ben")
    other = make_customer(sal.workspace, "Finance")
    lead = make_opportunity(sal, "Tills", project=project)
    values = form_of("More tills", customer=other.pk, contact=ben.pk, owner=sal.user.pk)

    for path in (f"{LIST}add/?project={project.ref}", f"{LIST}{lead.ref}/change/"):
        page = as_sal.post(path, values)
        assert page.status_code == 422
        assert "Ben belongs to another customer." in page.text
        assert 'href="#id_contact"' in page.text
        assert 'value="More tills"' in page.text


def test_owner_who_has_left_stays_until_somebody_else_is_chosen(
    as_lea: Client, lea: Membership, max: Membership, clock: Clock
) -> None:
    won = make_opportunity(max, "Tills", stage="won")
    max.delete()
    address = f"{LIST}{won.ref}/change/"

    form = as_lea.get(address).text
    as_lea.post(
        address,
        form_of("Tills 2026", customer=won.customer_id, owner=max.user.pk),
    )

    won.refresh_from_db()
    assert f'<option value="{max.user.pk}" selected>Max</option>' in form
    assert (won.title, won.owner) == ("Tills 2026", max.user)


def test_owner_stands_under_the_next_action_where_the_column_has_no_room(
    as_lea: Client, sal: Membership
) -> None:
    make_opportunity(sal, "Scales")

    page = as_lea.get(LIST, {"view": "list"}).text

    assert re.search(r'sm:block lg:hidden">.*?Owner.*?Sal</span>', page)


def test_edit_keeps_the_customers_words_and_shows_where_they_come_from(
    as_sal: Client, sal: Membership, max: Membership, clock: Clock
) -> None:
    ask = make_ask(max, at=clock.moment).ask
    give(ask, Taste.YES, at=clock.moment, wants_next="New scales")
    lead = Opportunity.objects.get()

    page = as_sal.get(f"{LIST}{lead.ref}/").text
    as_sal.post(
        f"{LIST}{lead.ref}/change/",
        form_of(
            "Scales 2026",
            customer=lead.customer_id,
            owner=sal.user.pk,
            words="Something else",
        ),
    )

    lead.refresh_from_db()
    assert "Ben said Yes to New tills on" in page
    assert (lead.title, lead.stage, lead.owner) == ("Scales 2026", "lead", sal.user)
    assert (lead.words, lead.source) == ("New scales", "second_slice")


def test_move_by_the_menu(as_sal: Client, sal: Membership) -> None:
    lead = make_opportunity(sal, "Scales")

    page = as_sal.post(f"{LIST}{lead.ref}/move/", {"stage": "proposal"}, follow=True)

    lead.refresh_from_db()
    assert "Scales is now: Proposal." in page.text
    assert lead.stage == "proposal"


def test_move_to_lost_leads_to_the_form_that_asks_why(as_sal: Client, sal: Membership) -> None:
    lead = make_opportunity(sal, "Scales")

    page = as_sal.post(f"{LIST}{lead.ref}/move/", {"stage": "lost"}, follow=True)

    lead.refresh_from_db()
    assert "Why it was lost" in page.text
    assert lead.is_open


class TestWhoSeesWhat:
    """Roles, own projects, other workspaces."""

    def test_manager_sees_what_came_out_of_his_projects_and_what_he_owns(
        self, as_max: Client, max: Membership, sal: Membership
    ) -> None:
        make_opportunity(
            sal, "From his project", project=make_project(max.workspace, manager=max.user)
        )
        make_opportunity(max, "His own")
        other = make_opportunity(sal, "Not his")

        text = as_max.get(LIST).text

        assert "From his project" in text
        assert "His own" in text
        assert "Not his" not in text
        assert as_max.get(f"{LIST}{other.ref}/").status_code == 404

    def test_manager_is_not_led_to_a_project_that_is_not_his(
        self, as_max: Client, as_lea: Client, max: Membership, lea: Membership, clock: Clock
    ) -> None:
        hers = make_project(lea.workspace, "Hers", manager=lea.user)
        ask = make_ask(lea, at=clock.moment, project=hers).ask
        give(ask, Taste.YES, at=clock.moment, wants_next="New scales")
        Opportunity.objects.update(owner=max.user)
        address = f"{LIST}{Opportunity.objects.get().ref}/"

        assert f"/projects/{hers.ref}/" in as_lea.get(address).text
        assert f"/projects/{hers.ref}/" not in as_max.get(address).text

    def test_executive_reads_and_changes_nothing(self, as_exe: Client, sal: Membership) -> None:
        lead = make_opportunity(sal, "Scales")

        page = as_exe.get(LIST)

        assert "Scales" in page.text
        assert "/move/" not in page.text
        assert 'type="checkbox"' not in as_exe.get(LIST, {"view": "list"}).text
        assert "/move/" not in as_exe.get(f"{LIST}{lead.ref}/").text
        assert as_exe.get(f"{LIST}{lead.ref}/change/").status_code == 403
        assert as_exe.post(f"{LIST}{lead.ref}/move/", {"stage": "won"}).status_code == 403
        assert as_exe.post(f"{LIST}add/", {}).status_code == 403

    def test_other_workspace_gets_404(self, as_cleo: Client, sal: Membership) -> None:
        lead = make_opportunity(sal, "Scales")

        for address in (LIST, f"{LIST}add/", f"{LIST}{lead.ref}/", f"/w/other/funnel/{lead.ref}/"):
            assert as_cleo.get(address).status_code == 404
        assert (
            as_cleo.post(f"/w/other/funnel/{lead.ref}/move/", {"stage": "won"}).status_code == 404
        )

    def test_customer_of_another_workspace_is_not_here(
        self, as_cleo: Client, sal: Membership
    ) -> None:
        customer = make_customer(sal.workspace)

        assert as_cleo.get(f"/w/other/funnel/add/?customer={customer.ref}").status_code == 404

    def test_stranger_is_led_to_the_sign_in(self, stranger: Client, pmo: object) -> None:
        assert stranger.get(LIST).status_code == 302


def test_lists_for_other_rooms_keep_to_what_a_member_may_see(
    max: Membership, sal: Membership, signed_in: Callable[[Membership], Client]
) -> None:
    project = make_project(max.workspace, manager=max.user)
    his = make_opportunity(sal, project=project)
    other = make_opportunity(sal, stage="won", customer=project.customer)
    mia = make_member(max.workspace, "Mia")

    assert list(open_opportunities(max)) == [his]
    assert list(opportunities_of_project(max, project)) == [his]
    assert not opportunities_of_project(mia, project)
    assert list(opportunities_of_customer(sal, project.customer)) == [other, his]
