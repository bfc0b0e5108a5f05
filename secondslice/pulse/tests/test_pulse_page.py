"""The pulse page: each number leads to its rows, and nobody learns more than he may."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import cast

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.tests.make import make_customer
from secondslice.dashboard.selectors.taste import lately
from secondslice.messaging.models import Message
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import AnswerGroup, AnswerRevision, Ask, Taste, Verdict
from secondslice.pulse.pictures import shares_chart
from secondslice.pulse.scores import Period, Tally, month_after
from secondslice.pulse.selectors.figures import counts_in
from secondslice.pulse.selectors.narrowing import Narrow
from secondslice.pulse.selectors.pulse import pulse_of
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import give

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE = "/w/acme/pulse/"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def say(
    by: Membership,
    project: Project,
    said: str,
    *,
    at: datetime,
    reasons: Iterable[str] = (),
    mode: str = Ask.Mode.NAMED,
) -> None:
    """Ask one new person for each letter of `said`: y and n answer, a dot stays silent."""
    for place, letter in enumerate(said):
        asked = at + place * MINUTE
        name = f"{project.name} {letter}{place} {at:%j}"
        ask = make_ask(by, at=asked, name=name, project=project, mode=mode).ask
        taste = {"y": Taste.YES, "n": Taste.NO}.get(letter)
        if taste:
            chosen = [code for code in reasons if (code in {"cadence", "scope"}) == (taste == "no")]
            give(ask, taste, at=asked + MINUTE, reasons=chosen)


@pytest.fixture
def acme(lea: Membership, max: Membership, now: datetime) -> list[Project]:
    """Three projects of two customers, asked in three months."""
    retail, finance = (
        make_customer(lea.workspace, "Retail"),
        make_customer(lea.workspace, "Finance"),
    )
    tills = make_project(
        lea.workspace, "Tills", customer=retail, manager=max.user, service="Roll-out"
    )
    shops = make_project(lea.workspace, "Shops", customer=retail, manager=lea.user, phase="closing")
    ledger = make_project(
        lea.workspace, "Ledger", customer=finance, manager=lea.user, service="Rescue"
    )
    say(lea, tills, "yyyyynn..", at=now - 60 * DAY, reasons=["cadence", "result"])
    say(lea, shops, "yyynny.", at=now - 30 * DAY, reasons=["scope", "cadence", "easy"])
    say(lea, ledger, "nnny.", at=now - 2 * DAY, reasons=["scope"])
    return [tills, shops, ledger]


def rows_at(client: Client, address: str) -> list[dict[str, str]]:
    response = cast("StreamingHttpResponse", client.get(f"{address}&download=csv"))
    content = b"".join(cast("Iterable[bytes]", response.streaming_content))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def links(text: str) -> list[tuple[str, str]]:
    """Return every link to answers: its address and its words."""
    found = re.findall(
        r'<a class="plain-link[^"]*" href="(/w/acme/pulse/answers/\?[^"]*)">([^<]*)<', text
    )
    return [(html.unescape(address), html.unescape(words)) for address, words in found]


def counted(rows: Iterable[dict[str, str]], answer: str = "") -> int:
    return sum(1 for row in rows if row["Answer"] in ({answer} if answer else {"Yes", "No"}))


# numbers and their rows


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    "query", ["", "?months=3", "?months=0", "?phase=execution", "?service=Rescue"]
)
def test_every_number_leads_to_its_rows(as_lea: Client, query: str) -> None:
    text = as_lea.get(PAGE + query).text

    plain = {words: address for address, words in links(text) if words.isdigit()}
    groups = [(address, re.match(r"(\d+) of (\d+) said", words)) for address, words in links(text)]
    of_groups = [(address, told) for address, told in groups if told]
    assert len(plain) >= 2
    for words, address in plain.items():
        assert len(rows_at(as_lea, address)) == int(words), address
    assert of_groups
    for address, told in of_groups:
        rows = rows_at(as_lea, address)
        assert (counted(rows, "Yes"), counted(rows)) == (int(told[1]), int(told[2])), address


@pytest.mark.usefixtures("acme")
def test_every_reason_leads_to_the_answers_that_name_it(as_lea: Client) -> None:
    text = as_lea.get(PAGE).text
    found = re.findall(
        r'href="(/w/acme/pulse/answers/\?[^"]*reason=[^"]*)">[^<]*</a>.*?<td class="number">(\d+)</td>',
        text,
        re.DOTALL,
    )

    assert {words for _address, words in found} == {"4", "5"}
    for address, words in found:
        assert len(rows_at(as_lea, html.unescape(address))) == int(words)


@pytest.mark.usefixtures("acme")
def test_every_period_leads_to_its_answers(as_lea: Client, lea: Membership, now: datetime) -> None:
    found = pulse_of(lea, Narrow(), months=12, at=now)
    text = as_lea.get(PAGE).text

    assert sum(one.tally.answered for one in found.periods) == found.whole.answered == 17
    for one in found.periods:
        address = f"/w/acme/pulse/answers/?since={one.first}&until={one.last}"
        assert html.escape(address) in text
        assert counted(rows_at(as_lea, address)) == one.tally.answered


@pytest.mark.usefixtures("acme")
def test_file_holds_the_figures_of_the_page(as_lea: Client, lea: Membership, now: datetime) -> None:
    found = pulse_of(lea, Narrow(), months=12, at=now)
    rows = {(row["Part"], row["Name"]): row for row in rows_at(as_lea, f"{PAGE}?months=12")}

    whole = rows["All", ""]
    assert (whole["Asked"], whole["Yes"], whole["No"]) == ("21", "10", "7")
    assert float(whole["Share of Yes"]) == pytest.approx(10 / 17)
    (drawn,) = [row.compared.drawn for row in found.groups[0].rows if row.name == "Finance"]
    assert float(rows["Customer", "Finance"]["Drawn share"]) == pytest.approx(drawn.share)
    assert rows["Why No", "Not what I asked for"]["Answered"] == "5"


@pytest.mark.parametrize(
    ("first", "months", "label"),
    [
        (date(2026, 1, 1), 1, "Jan"),
        (date(2026, 1, 1), 3, "Q1"),
        (date(2026, 2, 1), 2, "Q1"),
        (date(2026, 1, 1), 2, "Jan\N{EN DASH}Feb"),
        (date(2026, 1, 1), 6, "Jan\N{EN DASH}Jun"),
        (date(2026, 3, 1), 10, "Mar\N{EN DASH}Dec"),
        (date(2026, 1, 1), 12, "2026"),
    ],
)
def test_bar_of_several_months_is_named_by_all_of_them(
    first: date, months: int, label: str
) -> None:
    last = month_after(first, months) - timedelta(days=1)
    one = Period(first, last, months, Tally(asked=5, yes=3))

    (bar,) = shares_chart([one], Tally(), lambda _period: "").bars

    assert bar.label == label


# who has not answered


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    ("query", "waiting", "over"),
    [("", 2, 2), ("?phase=closing", 1, 0), ("?service=Roll-out", 0, 2)],
)
def test_question_is_silent_only_once_nobody_can_answer_it_any_more(
    as_lea: Client, lea: Membership, now: datetime, query: str, waiting: int, over: int
) -> None:
    page = as_lea.get(PAGE + query)
    text = page.text

    assert (page.context["pulse"].still_open, page.context["pulse"].over) == (waiting, over)
    assert ("<dt>Still open</dt>" in text) == bool(waiting)
    for show, count in (("waiting", waiting), ("over", over)):
        addresses = [address for address, _ in links(text) if f"show={show}" in address]
        assert [len(rows_at(as_lea, address)) for address in addresses] == [count] * len(addresses)


def test_today_pulse_and_coverage_mean_the_same_by_still_open(
    as_lea: Client, lea: Membership, now: datetime
) -> None:
    project = make_project(lea.workspace, "Tills", manager=lea.user)
    say(lea, project, "..y", at=now - DAY)
    say(lea, project, ".", at=now - 40 * DAY)
    lost = make_ask(lea, at=now - DAY, name="Lost", project=project).ask
    Message.objects.filter(pk__in=[lost.message_id]).update(state=Message.State.FAILED)

    found = pulse_of(lea, Narrow(), months=12, at=now)

    assert (found.still_open, found.over) == (2, 2)
    assert found.coverage.counts == {"answered": 1, "waiting": 2, "silent": 1, "unreachable": 1}
    assert lately(lea, at=now).waiting == 2


def test_answer_that_is_not_in_the_figures_yet_is_not_called_silent(
    lea: Membership, now: datetime
) -> None:
    project = make_project(lea.workspace, "Tills", manager=lea.user)
    say(lea, project, "..", at=now - DAY)
    Ask.objects.filter(contact__name__contains=".0 ").update(
        state=Ask.State.ANSWERED, taste=Taste.YES, answered_at=now, changed_at=now
    )

    found = pulse_of(lea, Narrow(), months=12, at=now)

    assert (found.not_yet, found.still_open, found.over) == (1, 1, 0)


# what it says


@pytest.mark.usefixtures("acme")
def test_share_stands_with_interval_n_response_rate_and_what_silence_leaves_open(
    as_lea: Client,
) -> None:
    text = as_lea.get(PAGE).text.replace("\N{NO-BREAK SPACE}", " ")

    assert "59 % said Yes." in text
    assert "Between 36 % and 78 % with 95 % confidence." in text
    assert '17 <span class="text-soft">(81 %)</span>' in text
    assert (
        "If the silent and all who can still answer said No, it would be 48 % of 21; if they said Yes, 67 %."
        in text
    )
    assert "Too few answers to tell a change from chance." in text


def test_few_answers_are_cases_and_no_score(as_lea: Client, lea: Membership, now: datetime) -> None:
    say(lea, make_project(lea.workspace, "Tills", manager=lea.user), "yyyn..", at=now - DAY)

    text = as_lea.get(PAGE).text.replace("\N{NO-BREAK SPACE}", " ")

    assert "4 answers: cases, not a score." in text
    assert "3 of 4 said Yes" in text
    assert "text-4xl" not in text
    assert "too few for a score" in text
    assert (
        "If all who can still answer say No, it will be 50 % of 6; if they say Yes, 83 %." in text
    )


def test_change_is_told_with_the_day_and_what_it_means(
    as_lea: Client, lea: Membership, now: datetime
) -> None:
    tills = make_project(lea.workspace, "Tills", manager=lea.user)
    for months in range(3, 8):
        say(lea, tills, "yyyyyn", at=now - months * 30 * DAY)
    say(lea, tills, "yyyyynyyyyyy", at=now - 50 * DAY)
    say(lea, tills, "nnnnnn", at=now - 20 * DAY)
    say(lea, tills, "nnnn", at=now - 3 * DAY)

    text = as_lea.get(PAGE, {"months": "3"}).text

    assert "More No than usual since Feb. 14, 2026." in text
    assert "A No in every 6 answers would be usual." in text
    assert "Since Feb. 14, 2026 it has been a No nearly every time." in text
    assert "Every No since then" in text
    address = "/w/acme/pulse/answers/?since=2026-02-14&show=no"
    assert html.escape(address) in text
    assert len(rows_at(as_lea, address)) == 10


def test_nothing_asked_is_said_in_words(as_lea: Client) -> None:
    text = as_lea.get(PAGE).text

    assert "Nobody was asked in this time. Choose a project and ask its sponsor." in text
    assert "download=csv" not in text


def test_phase_and_manager_are_those_of_the_day_of_asking(
    lea: Membership, max: Membership, now: datetime, acme: list[Project]
) -> None:
    before = pulse_of(lea, Narrow(), months=12, at=now).groups
    Project.objects.update(phase="operation", manager=max.user)

    after = pulse_of(lea, Narrow(), months=12, at=now).groups

    assert after == before
    assert {row.name for row in after[3].rows} == {"Execution", "Closing"}


def test_service_named_later_takes_its_answers_along(
    lea: Membership, now: datetime, acme: list[Project]
) -> None:
    Project.objects.filter(name="Shops").update(service="Roll-out")

    (services,) = [
        one for one in pulse_of(lea, Narrow(), months=12, at=now).groups if one.kind == "service"
    ]

    assert {row.name: row.compared.tally.answered for row in services.rows} == {
        "Roll-out": 13,
        "Rescue": 4,
    }


def test_answer_within_its_hold_is_not_in_yet_and_the_page_says_so(
    as_lea: Client, lea: Membership, now: datetime, clock: Clock
) -> None:
    ask = make_ask(lea, at=now - DAY).ask
    Ask.objects.filter(pk=ask.pk).update(
        taste="yes", state="answered", answered_at=now, changed_at=now
    )

    assert "1 answer of the last minutes is not in these figures yet." in as_lea.get(PAGE).text
    give(ask, Taste.YES, at=now)
    assert "not in these figures yet" not in as_lea.get(PAGE).text


def test_doubtful_taps_stand_with_how_many_were_confirmed(
    as_lea: Client, as_exe: Client, lea: Membership, now: datetime
) -> None:
    for number, name in enumerate(("Ben", "Bea")):
        ask = make_ask(lea, at=now - DAY, name=name).ask
        Ask.objects.filter(pk=ask.pk).update(version=1)
        AnswerRevision.objects.create(
            workspace=lea.workspace, ask=ask, number=1, taste="yes", verdict=Verdict.SUSPECT, counted=False, at=now,
        )  # fmt: skip
        if number:
            give(ask, Taste.YES, at=now + MINUTE)

    assert "Unconfirmed taps: 2, later confirmed: 1." in as_lea.get(PAGE).text
    assert "/pulse/doubtful/" in as_lea.get(PAGE).text
    assert "/pulse/doubtful/" not in as_exe.get(PAGE).text


# who sees what


@pytest.mark.usefixtures("acme")
def test_project_manager_sees_the_figures_of_his_own_projects(
    as_max: Client, max: Membership, now: datetime
) -> None:
    found = pulse_of(max, Narrow(), months=12, at=now)
    text = as_max.get(PAGE).text

    assert (found.whole.asked, found.whole.yes, found.whole.no) == (9, 5, 2)
    assert "Finance" not in re.sub(r"<option.*?</option>", "", text)
    assert "Lea" not in text


@pytest.mark.usefixtures("acme")
def test_executive_sees_it_and_sales_does_not(as_exe: Client, as_sal: Client) -> None:
    assert "said Yes." in as_exe.get(PAGE).text
    for page in ("", "answers/", "coverage/"):
        assert as_sal.get(PAGE + page).status_code == 403


@pytest.mark.usefixtures("acme")
def test_customer_and_member_of_another_workspace_narrow_nothing_here(
    as_lea: Client, cleo: Membership
) -> None:
    theirs = make_customer(cleo.workspace, "Theirs")

    for page in ("", "answers/", "coverage/"):
        assert as_lea.get(f"{PAGE}{page}?customer={theirs.ref}").status_code == 404
        assert as_lea.get(f"{PAGE}{page}?manager=cleo@example.org").status_code == 404


def test_what_was_confided_is_in_the_figures_of_who_keeps_it_alone(
    as_exe: Client, lea: Membership, exe: Membership, max: Membership, now: datetime
) -> None:
    tills = make_project(lea.workspace, "Tills", manager=max.user)
    say(max, tills, "yy", at=now - 9 * DAY)
    say(max, tills, "nn.", at=now - 3 * DAY, mode=Ask.Mode.CONFIDENTIAL, reasons=["cadence"])

    of_lea = pulse_of(lea, Narrow(), months=12, at=now)
    assert (of_lea.whole.asked, of_lea.whole.no, len(of_lea.causes)) == (5, 2, 1)
    for member in (exe, max):
        found = pulse_of(member, Narrow(), months=12, at=now)
        assert (found.whole.asked, found.whole.no, found.causes) == (2, 0, [])
        assert sum(one.yes + one.no for one in found.change.steps) == 2
    assert "Updates too rare" not in as_exe.get(PAGE).text


def test_what_was_said_in_confidence_stands_apart_and_cannot_be_cut(
    as_lea: Client, lea: Membership, now: datetime, acme: list[Project]
) -> None:
    AnswerGroup.objects.create(
        workspace=lea.workspace, kind="taste", mode="anonymous", project=acme[0], customer=acme[0].customer,
        on=now.date(), people=6, asked=9, yes=5, no=1,
    )  # fmt: skip
    words = "In confidence, 5 of 6 said Yes."

    assert words in as_lea.get(PAGE).text
    assert words in as_lea.get(PAGE, {"customer": str(acme[0].customer.ref)}).text
    for query in ({"phase": "execution"}, {"service": "Roll-out"}, {"manager": "max@example.org"}):
        assert "In confidence" not in as_lea.get(PAGE, query).text
    assert pulse_of(lea, Narrow(), months=12, at=now).whole.asked == 21


def test_no_reason_leads_where_several_are_named_as_often(
    as_lea: Client, lea: Membership, now: datetime
) -> None:
    tills = make_project(lea.workspace, "Tills", manager=lea.user)
    say(lea, tills, "nn", at=now - DAY, reasons=["cadence", "scope"])

    assert "No reason leads: 2 were named 2 times each." in as_lea.get(PAGE).text


# addresses and cost


def test_address_that_makes_no_sense_narrows_nothing(
    as_lea: Client, lea: Membership, acme: list[Project]
) -> None:
    query = "?since=yesterday&until=31&phase=pizza&customer=x"

    assert len(rows_at(as_lea, f"{PAGE}answers/{query}")) == 21
    assert as_lea.get(f"{PAGE}?months=999&phase=pizza").status_code == 200


def test_counts_of_a_list_are_told_only_where_they_are_known(
    lea: Membership, now: datetime, acme: list[Project]
) -> None:
    first = now.date().replace(day=1)

    assert counts_in(lea, Narrow(phase="closing")) is not None
    march = counts_in(lea, Narrow(since=first, until=first.replace(day=31)))
    assert march is not None
    assert march.answered == 4
    assert counts_in(lea, Narrow(since=first.replace(day=2))) is None
    assert counts_in(lea, Narrow(reason="scope")) is None


@pytest.mark.parametrize("query", ["", "?phase=execution"], ids=["wide", "narrowed"])
def test_page_costs_the_same_for_thirty_projects_as_for_one(
    as_lea: Client, lea: Membership, now: datetime, query: str
) -> None:
    cost: list[int] = []
    for count in (1, 29):
        for number in range(count):
            project = make_project(lea.workspace, f"P{len(cost)}{number}", manager=lea.user)
            say(lea, project, "yn", at=now - (1 + number) * DAY, reasons=["cadence", "result"])
        as_lea.get(PAGE + query)
        with CaptureQueriesContext(connection) as queries:
            as_lea.get(PAGE + query)
        cost.append(len(queries))

    assert cost[1] <= cost[0]
    assert cost[0] <= 40
