"""The pages on which promised updates are said to be delivered or left out, and long lists of them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.recovery import services
from secondslice.recovery.models import Adjustment, AgreedUpdate, Case
from secondslice.recovery.services import Terms
from secondslice.recovery.tests.make import fresh, make_case
from secondslice.ui.tests.forms import forms_with, press

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 3, 6)
LIST = "/w/acme/recovery/agreements/"
TYPED = "Ben is at sea, without a telephone."


def agree(case: Case, clock: Clock) -> Adjustment:
    """Promise the customer of this case one page every Friday, from today."""
    terms = Terms("agreement", rhythm="weekly", weekday=4, format="one_page", channel="mail")
    return services.adjust(
        case=fresh(case), what="", starts_on=FRIDAY, by=case.owner, at=clock.moment, terms=terms
    )


@pytest.fixture
def pages(max: Membership, clock: Clock) -> Adjustment:
    """Ben, who said No to New tills, gets one page every Friday."""
    return agree(make_case(max, at=clock.moment), clock)


def page_of(one: Adjustment) -> str:
    return f"/w/acme/recovery/changes/{one.ref}/"


@pytest.mark.parametrize("where", [LIST, "/w/acme/today/", "the case", "the agreement"])
def test_reason_that_says_nothing_is_refused_beside_the_day(
    as_max: Client, pages: Adjustment, where: str
) -> None:
    other = {"the case": f"/w/acme/recovery/{pages.case.ref}/", "the agreement": page_of(pages)}
    page = as_max.get(other.get(where, where))

    refused = press(as_max, page, "why", why=" ", outcome="left_out")
    again = press(as_max, refused, "why", why=TYPED, outcome="left_out")

    assert refused.status_code == 422
    assert refused.text.count("Say why it is left out: the customer waited for it.") == 1
    assert again.headers["Location"] == other.get(where, where)
    assert AgreedUpdate.objects.get().words == TYPED


def test_reason_that_is_too_long_stays_in_its_field(as_max: Client, pages: Adjustment) -> None:
    refused = press(as_max, as_max.get(LIST), "why", why=TYPED * 12, outcome="left_out")

    assert refused.status_code == 422
    assert forms_with(refused, "why")[0].fields["why"] == TYPED * 12
    assert not AgreedUpdate.objects.exists()


def test_reason_for_a_day_of_which_somebody_spoke_meanwhile_is_not_lost(
    as_max: Client, pages: Adjustment, clock: Clock
) -> None:
    page = as_max.get(LIST)
    services.deliver(adjustment=pages, day=FRIDAY, by=pages.case.owner, at=clock.moment)

    refused = press(as_max, page, "why", why=TYPED, outcome="left_out")

    assert refused.status_code == 422
    assert "Somebody has said already" in refused.text
    assert TYPED in refused.text


def test_day_of_delivery_that_is_still_to_come_is_refused_beside_the_missed_day(
    as_max: Client, pages: Adjustment, clock: Clock
) -> None:
    clock.forward(days=11)

    refused = press(as_max, as_max.get(page_of(pages)), "on", on="2026-03-20")

    assert refused.status_code == 422
    assert refused.text.count("That day is still to come.") == 1
    assert '<details class="basis-full" open>' in refused.text
    assert forms_with(refused, "on")[0].fields["on"] == "2026-03-20"


NEWER, OLDER = f"2030-01-01~{'f' * 32}", f"2020-01-01~{'0' * 32}"
"""Where parts of a list begin: after what is newer than everything here, and after what is older."""


@pytest.mark.parametrize("query", ["?show=mine", f"?after={NEWER}", f"?show=due&after={OLDER}"])
def test_what_is_said_on_the_list_leads_back_to_its_filter_and_its_part(
    as_max: Client, pages: Adjustment, query: str
) -> None:
    there = f"{LIST}{query}".replace("~", "%7E")

    said = press(as_max, as_max.get(there), "day", outcome="delivered")

    assert said.headers["Location"].replace("~", "%7E") == there
    assert AgreedUpdate.objects.count() == 1


def test_filter_that_no_list_has_leads_to_the_list(as_max: Client, pages: Adjustment) -> None:
    said = {"day": "2026-03-06", "back": "agreements", "show": "//evil.example", "after": "x&y"}

    answer = as_max.post(f"{page_of(pages)}update/", said)

    assert answer.headers["Location"] == LIST
