"""The board and the list of opportunities: moving, narrowing, and doing the same to many."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Customer
from secondslice.customers.tests.make import make_customer
from secondslice.funnel import services
from secondslice.funnel.models import Opportunity
from secondslice.funnel.services import Facts
from secondslice.funnel.tests.make import make_opportunity
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import give

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BOARD = "/w/acme/funnel/"
TOGETHER = f"{BOARD}together/"
HTMX = {"HX-Request": "true"}
DAY = timedelta(days=1)


def worth(by: Membership, value: int, currency: str, clock: Clock) -> Opportunity:
    facts = Facts(
        title=f"{value} {currency}",
        customer=make_customer(by.workspace),
        owner=by.user,
        value=Decimal(value),
        currency=currency,
    )
    return services.add_opportunity(
        workspace=by.workspace, facts=facts, by=by.user, at=clock.moment
    )


class TestMoving:
    """A card goes to another column."""

    def test_script_is_told_in_words_and_draws_the_board_anew(
        self, as_sal: Client, sal: Membership
    ) -> None:
        lead = make_opportunity(sal, "Scales")

        answer = as_sal.post(f"{BOARD}{lead.ref}/move/", {"to": "proposal"}, headers=HTMX)

        lead.refresh_from_db()
        assert lead.stage == "proposal"
        assert "Scales is now: Proposal." in answer.text
        assert "card-moved" in answer["HX-Trigger"]

    def test_refused_move_says_why_and_the_card_stays(
        self, as_sal: Client, sal: Membership
    ) -> None:
        won = make_opportunity(sal, "Scales", stage="won")

        answer = as_sal.post(f"{BOARD}{won.ref}/move/", {"to": "lost"}, headers=HTMX)

        assert answer.status_code == 409
        assert "Open it again first." in answer.text
        assert "HX-Trigger" not in answer

    def test_without_script_one_comes_back_to_the_narrowed_board(
        self, as_sal: Client, sal: Membership
    ) -> None:
        lead = make_opportunity(sal, "Scales")

        answer = as_sal.post(
            f"{BOARD}{lead.ref}/move/", {"to": "prospect", "back": "owner=me&after=x"}
        )

        assert answer["Location"] == f"{BOARD}?owner=me#card-{lead.ref}"

    def test_lost_leads_to_its_form_from_the_script_too(
        self, as_sal: Client, sal: Membership
    ) -> None:
        lead = make_opportunity(sal)

        answer = as_sal.post(f"{BOARD}{lead.ref}/move/", {"to": "lost"}, headers=HTMX)

        assert answer["HX-Redirect"].endswith("?do=lose&stage=lost#do-lose")


class TestWhatIsShown:
    """Columns, sums and filters."""

    def test_sum_of_a_column_is_in_one_currency_at_a_time(
        self, as_sal: Client, sal: Membership, clock: Clock
    ) -> None:
        for value, currency in ((1000, "EUR"), (2000, "EUR"), (700, "CHF")):
            worth(sal, value, currency, clock)

        own = as_sal.get(BOARD).text
        francs = as_sal.get(BOARD, {"currency": "CHF"}).text

        assert "3,000 EUR" in own
        assert "and 1 without" in own
        assert "700 CHF <span" in francs

    def test_void_has_no_column_and_lost_goes_after_a_month(
        self, as_sal: Client, sal: Membership, clock: Clock
    ) -> None:
        make_opportunity(sal, "Twice", stage="void", at=clock.moment)
        lead = make_opportunity(sal, "Bags")
        services.move_stage(
            opportunity=lead, stage="lost", by=sal.user, at=clock.moment, lost_code="silent"
        )

        now = as_sal.get(BOARD).text
        clock.forward(days=31)
        later = as_sal.get(BOARD).text

        assert "Bags" in now
        assert "Twice" not in now
        assert "Bags" not in later

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ({"owner": "me"}, {"Ours"}),
            ({"unplanned": "1"}, {"Ours", "Old"}),
            ({"late": "1"}, {"Behind"}),
            ({"stale": "1"}, {"Old"}),
            ({"kind": "external"}, {"Behind"}),
            ({"source": "referral"}, {"Old"}),
            ({"q": "beh"}, {"Behind"}),
            ({"customer": "nonsense"}, {"Ours", "Behind", "Old"}),
        ],
    )
    @pytest.mark.parametrize("view", ["", "list"])
    def test_filters_narrow_board_and_list_alike(
        self,
        as_sal: Client,
        sal: Membership,
        lea: Membership,
        clock: Clock,
        asked: dict[str, str],
        shown: set[str],
        view: str,
    ) -> None:
        outside = make_customer(sal.workspace, "Outside", kind=Customer.Kind.EXTERNAL)
        make_opportunity(sal, "Ours", at=clock.moment)
        behind = make_opportunity(lea, "Behind", customer=outside, at=clock.moment)
        services.set_next_action(
            opportunity=behind, next_action="Call", next_on=date(2026, 3, 5), at=clock.moment
        )
        old = make_opportunity(lea, "Old", at=clock.moment - 40 * DAY)
        Opportunity.objects.filter(pk=old.pk).update(source="referral")

        text = as_sal.get(BOARD, {**asked, "view": view}).text

        assert {title for title in ("Ours", "Behind", "Old") if f">{title}</a>" in text} == shown

    def test_nothing_fits_is_said(self, as_sal: Client, sal: Membership) -> None:
        make_opportunity(sal)

        for view in ("", "list"):
            text = as_sal.get(BOARD, {"q": "zzz", "view": view}).text
            assert "No opportunity fits this filter." in text


class TestTogether:
    """The same for many, with what happened to every row."""

    def test_each_row_says_what_happened(self, as_sal: Client, sal: Membership) -> None:
        lead, won = make_opportunity(sal, "Scales"), make_opportunity(sal, "Bags", stage="won")
        there = make_opportunity(sal, "Tills", stage="on_hold")
        refs = [lead.ref, won.ref, there.ref]

        page = as_sal.post(TOGETHER, {"ref": refs, "do": "move", "stage": "on_hold"}).text

        lead.refresh_from_db()
        assert lead.stage == "on_hold"
        assert "2 done, 1 not." in page
        assert "Stood there already." in page
        assert "Bags is “Won” and cannot become “On hold”." in page

    def test_many_are_lost_for_one_reason_and_none_without(
        self, as_sal: Client, sal: Membership
    ) -> None:
        leads = [make_opportunity(sal, f"Wish {number}") for number in range(3)]
        sent = {"ref": [one.ref for one in leads], "do": "move", "stage": "lost"}

        without = as_sal.post(TOGETHER, sent).text
        with_reason = as_sal.post(TOGETHER, {**sent, "lost_code": "no_budget"}).text

        assert "0 done, 3 not." in without
        assert "3 rows done." in with_reason
        assert Opportunity.objects.filter(lost_code="no_budget").count() == 3

    def test_next_action_is_planned_for_what_is_open(self, as_sal: Client, sal: Membership) -> None:
        lead, won = make_opportunity(sal, "Scales"), make_opportunity(sal, "Bags", stage="won")
        sent = {"ref": [lead.ref, won.ref], "do": "action", "next_action": "Call"}

        missing = as_sal.post(TOGETHER, sent)
        page = as_sal.post(TOGETHER, {**sent, "next_on": "2026-03-09"}).text

        assert missing.status_code == 422
        assert "A next action needs a day." in missing.text
        assert "1 done, 1 not." in page

    def test_what_was_told_in_confidence_is_not_handed_to_anybody(
        self, as_lea: Client, lea: Membership, sal: Membership, clock: Clock
    ) -> None:
        ask = make_ask(lea, at=clock.moment, mode=Ask.Mode.CONFIDENTIAL).ask
        give(ask, Taste.YES, at=clock.moment, wants_next="New scales")
        lead = Opportunity.objects.get()
        before = lead.owner

        page = as_lea.post(TOGETHER, {"ref": [lead.ref], "do": "owner", "owner": sal.user.pk}).text

        lead.refresh_from_db()
        assert "told in confidence" in page
        assert lead.owner == before

    def test_rows_of_others_are_left_alone(
        self, as_max: Client, max: Membership, sal: Membership
    ) -> None:
        other, his = make_opportunity(sal, "Not his"), make_opportunity(max, "His")

        page = as_max.post(
            TOGETHER, {"ref": [other.ref, his.ref], "do": "move", "stage": "prospect"}
        ).text

        other.refresh_from_db()
        assert other.stage == "lead"
        assert "Not his" not in page

    def test_nothing_chosen_leads_back_with_a_word(self, as_sal: Client) -> None:
        page = as_sal.post(TOGETHER, {"do": "move", "back": "view=list"}, follow=True)

        assert "Choose some rows first" in page.text
        assert page.request["QUERY_STRING"] == "view=list"
