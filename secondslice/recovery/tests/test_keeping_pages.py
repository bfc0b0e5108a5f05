"""The pages on which promised updates are said to be delivered or left out, and long lists of them."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.recovery import services
from secondslice.recovery.models import Adjustment, AgreedUpdate, Case
from secondslice.recovery.selectors import keeping
from secondslice.recovery.services import Terms
from secondslice.recovery.tests.make import fresh, make_case
from secondslice.ui.tests.forms import forms_with, press

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 3, 6)
LIST = "/w/acme/recovery/agreements/"
TYPED = "Ben is at sea, without a telephone."


def agree(case: Case, clock: Clock, rhythm: str = "weekly") -> Adjustment:
    """Promise the customer of this case one page every Friday, or as often, from today."""
    terms = Terms("agreement", rhythm=rhythm, weekday=4, format="one_page", channel="mail")
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


def names_in(text: str, section: str) -> list[str]:
    """Return the lines of one of the two lists of the page, by what leads on from them."""
    rows = text.partition(section)[2].partition("</section>")[0]
    return re.findall(r'class="plain-link font-medium" href="[^"]+">([^<]+)</a>', rows)


def walk(client: Client, section: str, name: str, **query: str) -> list[list[str]]:
    """Return the lines of a list part by part, as its link to more leads through them."""
    parts, after = [], ""
    while True:
        text = client.get(LIST, {**query, name: after}).text
        parts.append(names_in(text, section))
        ways = re.findall(rf'href="\?([^"#]*{name}=[^"#]+)[^"]*">More', text)
        if not ways:
            return parts
        after = parse_qs(unescape(ways[0]))[name][0]


@pytest.fixture
def of_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of a list has three lines."""
    monkeypatch.setattr(keeping, "ROWS_ON_A_PAGE", 3)


@pytest.mark.usefixtures("of_three")
def test_updates_that_are_due_come_in_parts_the_oldest_promise_first_and_none_is_lost(
    as_max: Client, max: Membership, clock: Clock
) -> None:
    for number in range(7):
        case = make_case(max, at=clock.moment, name=f"Ben{number}")
        agree(case, clock, rhythm="daily" if number % 2 else "weekly")
    clock.forward(days=3)  # Monday: the daily ones are due today, the others since Friday

    parts = walk(as_max, 'aria-label="Agreements"', "after", show="due")

    assert [len(part) for part in parts] == [3, 3, 1]
    names = [name for part in parts for name in part]
    assert sorted(names[:4]) == ["Ben0", "Ben2", "Ben4", "Ben6"]
    assert sorted(names[4:]) == ["Ben1", "Ben3", "Ben5"]


@pytest.mark.usefixtures("of_three")
def test_part_on_which_all_is_delivered_does_not_say_that_nothing_is_due(
    as_max: Client, max: Membership, clock: Clock
) -> None:
    for number in range(4):
        agree(make_case(max, at=clock.moment, name=f"Ben{number}"), clock)
    last = as_max.get(LIST, {"show": "due"})
    way = re.findall(r'href="(\?[^"]*after=[^"]+)"', last.text)[0]

    said = press(as_max, as_max.get(f"{LIST}{unescape(way)}"), "day", outcome="delivered")

    text = as_max.get(said.headers["Location"]).text
    assert len(names_in(text, 'aria-label="Agreements"')) == 3
    assert "Nothing is due" not in text


@pytest.mark.usefixtures("of_three")
def test_risks_on_watch_come_in_parts_and_none_is_lost(
    as_max: Client, max: Membership, clock: Clock
) -> None:
    for number in range(7):
        terms = Terms("watch", trigger="A call", review_on=date(2026, 3, 20 - number % 2))
        case = make_case(max, at=clock.moment, name=f"Ben{number}")
        services.adjust(
            case=case, what=f"Risk {number}", starts_on=FRIDAY, by=max.user, at=clock.moment,
            terms=terms,
        )  # fmt: skip

    parts = walk(as_max, 'aria-labelledby="risks"', "risks")

    assert [len(part) for part in parts] == [3, 3, 1]
    assert sorted(name for part in parts for name in part) == [f"Risk {n}" for n in range(7)]
