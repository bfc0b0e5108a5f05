"""The pages of a project and of a customer, and the thread on them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import Membership, User
from secondslice.conftest import Clock
from secondslice.core.seal import unseal
from secondslice.customers.tests.make import make_contact
from secondslice.dashboard.selectors.thread import (
    SIZE,
    Entry,
    thread_of_project,
)
from secondslice.dashboard.tests.make import answer, ask_and_answer
from secondslice.funnel import services as funnel
from secondslice.funnel.models import Opportunity
from secondslice.funnel.promises.services import Delivery, Terms, deliver, promise
from secondslice.funnel.tests.make import make_opportunity
from secondslice.funnel.touching.services import Plan, plan_touch, touch_done
from secondslice.journeys.asked_again import asked_again
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.services.settling import Added, expire_asks
from secondslice.pulse.services.wording import seed_reasons
from secondslice.pulse.tests.make import Sent, make_ask, send_asks
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Case, CaseNote

MOST_QUERIES = 46

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
CASES = "/w/acme/recovery/"
DAY = {"day": date(2026, 3, 20)}
LOG: dict[str, dict[str, Any]] = {
    "planned": DAY, "passed_on": {"why": "away"}, "warned": {"words": "100"}, "cause": {"words": "cadence"},
    "waiver": {}, "not_waived": {}, "given_up": {}, "no_answer": {}, "ended": DAY, "watched": DAY, "issue": {},
    "gone": {}, "told": {}, "untold": {}, "unasked": {}, "note": {"words": "Ben is on holiday."},
}  # fmt: skip
SENTENCES = (
    "Max agreed on a plan, until March 20, 2026",
    "The case went to Max: the owner is away",
    "Max was told that this step is late",
    "Max said what lies behind it",
    "Updates too rare or too often",
    "Max wants to give the case up",
    "Max decided to go on with the case",
    "Max agreed: not recovered",
    "Closed without an answer",
    "Max let it end on March 20, 2026",
    "Max looked at the risk: still on watch, again on March 20, 2026",
    "Max looked at the risk: it has turned into an issue",
    "Max looked at the risk: it is gone",
    "Max told everybody what was changed",
    "Max withdrew what everybody was told",
    "Max took the question back before it left",
    "The question did not leave: the customer stopped the questions",
    "Note by Max",
)


@pytest.fixture
def tills(max: Membership) -> Project:
    """The project New tills, which Max manages."""
    return make_project(
        max.workspace,
        "New tills",
        manager=max.user,
        code="P-7",
        starts_on=date(2026, 1, 12),
        ends_on=date(2026, 9, 30),
    )


def page_of(project: Project) -> str:
    return f"/w/acme/projects/{project.ref}/"


def plain(html: str) -> str:
    """Return the words of the thread on a page, or of all that happened in a case."""
    found = html[html.index('<ol class="thread') : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", "", found).split())


def in_order(text: str, *words: str) -> bool:
    places = [text.index(word) for word in words]
    return places == sorted(places)


def walk(turn: Callable[[str], tuple[list[Entry], str]]) -> list[Entry]:
    """Return the entries of all pages."""
    entries, after = turn("")
    while after:
        more, after = turn(after)
        entries += more
    return entries


def a_whole_story(max: Membership, tills: Project, clock: Clock) -> Case:
    """Ben says No, Max mends it, Ben says Yes with words and a wish, which is won."""
    at = clock.moment - timedelta(days=40)
    first = make_ask(max, at=at, name="Ben", project=tills)
    answer(
        first, "no", at=at + timedelta(hours=2), added=Added(["surprise"], "Told in the corridor.")
    )
    case = Case.objects.get()
    recovery.acknowledge(case=case, words="Called Ben.", by=max.user, at=at + timedelta(hours=5))
    adjusted = at + timedelta(days=2)
    recovery.adjust(
        case=case,
        what="One page, every Friday",
        starts_on=adjusted.date(),
        by=max.user,
        at=adjusted,
    )
    again_at = at + timedelta(days=9)
    again = asked_again(case=Case.objects.get(), by=max.user, now=again_at)
    added = Added(["informed"], "The only report I read.", "named", "The same for our shop.")
    answer(Sent(again, _token(again), ""), "yes", at=again_at + timedelta(hours=1), added=added)
    lead = Opportunity.objects.get()
    funnel.move_stage(opportunity=lead, stage="won", by=max.user, at=again_at + timedelta(days=5))
    return case


def _token(ask: Ask) -> str:
    assert ask.message is not None
    return unseal(ask.message.sealed)["look"].rpartition("/")[2]


def test_thread_tells_the_whole_story_newest_first(
    as_lea: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    case = a_whole_story(max, tills, clock)

    text = as_lea.get(page_of(tills)).text
    thread = text[text.index("The thread") :]

    assert in_order(
        thread,
        "Lead → <b>Won</b>",
        "</a> by name",
        "came out of a Yes",
        "The only report I read.",
        "because something has changed: One page, every Friday",
        "changed something for <b>Ben</b>",
        "Called Ben.",
        "Told in the corridor.",
    )
    assert thread.rindex("<b>Max</b> asked <b>Ben</b>") > thread.index("Told in the corridor.")
    assert "Recovered · case of Ben" in plain(text)
    assert f"{CASES}{case.ref}/" in thread


def test_thread_words_what_happened_in_a_case_as_its_own_page_does(
    as_lea: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    ask_and_answer(max, "no", name="Ben", project=tills, at=clock.moment)
    case = Case.objects.get()
    for kind, said in LOG.items():
        CaseNote.objects.create(
            workspace=max.workspace, case=case, kind=kind, at=clock.moment, **said
        )
    CaseNote.objects.exclude(kind__in=("no_answer", "passed_on", "warned")).update(by=max.user)
    CaseNote.objects.filter(kind__in=("passed_on", "warned", "opened")).update(owner=max.user)
    CaseNote.objects.create(workspace=max.workspace, case=case, kind="unasked", at=clock.moment)

    pages = [plain(as_lea.get(page).text) for page in (page_of(tills), f"{CASES}{case.ref}/")]

    for page in pages:
        for words in SENTENCES:
            assert words in page, words
        assert "wrote into the case" not in page
        assert not re.search(r"\b100\b|\bcadence\b", page)


def test_thread_names_the_cause_in_the_language_of_the_reader(
    as_lea: Client, lea: Membership, max: Membership, tills: Project, clock: Clock
) -> None:
    ask_and_answer(max, "no", name="Ben", project=tills, at=clock.moment)
    recovery.name_cause(case=Case.objects.get(), code="cadence", by=max.user, at=clock.moment)
    User.objects.filter(pk=lea.user_id).update(language="de")

    thread = plain(as_lea.get(page_of(tills)).text)

    assert "zu häufige Berichte" in thread


def test_thread_says_who_waits_and_who_never_answered(
    as_lea: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    make_ask(max, at=clock.moment - timedelta(days=60), name="Silent", project=tills)
    make_ask(max, at=clock.moment - timedelta(days=2), name="Waits", project=tills)
    expire_asks(at=clock.moment)

    text = as_lea.get(page_of(tills)).text

    assert in_order(text, "<b>Waits</b>", "waiting until", "<b>Silent</b>")
    assert "No answer" in text


def test_thread_keeps_every_revision(
    as_lea: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    sent = make_ask(max, at=clock.moment - timedelta(days=2), name="Ben", project=tills)
    answer(sent, "no", at=clock.moment - timedelta(days=1))
    answer(sent, "yes", at=clock.moment - timedelta(hours=20), changes=True)

    text = as_lea.get(page_of(tills)).text

    assert in_order(text, "changed the answer to", "changed later")
    assert "took the No back" in text


def test_questions_of_one_moment_are_one_entry(
    as_lea: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    seed_reasons(workspace=max.workspace)
    people = [make_stakeholder(tills, name=name) for name in ("Ann", "Bob", "Cem")]
    send_asks(project=tills, stakeholders=people, asked_by=max.user, at=clock.moment)

    text = as_lea.get(page_of(tills)).text

    assert "<b>Max</b> asked 3 people" in text
    assert in_order(text[text.index("asked 3 people") :], "Ann", "Bob", "Cem")


def test_no_entry_is_lost_between_pages_even_at_one_moment(
    lea: Membership, max: Membership, tills: Project, clock: Clock
) -> None:
    seed_reasons(workspace=max.workspace)
    for days in (90, 50, 10):
        people = [make_stakeholder(tills, name=f"P{days}n{n}") for n in range(SIZE + 7)]
        send_asks(
            project=tills,
            stakeholders=people,
            asked_by=max.user,
            at=clock.moment - timedelta(days=days),
        )
    ask_and_answer(max, "no", name="Ben", project=tills, at=clock.moment - timedelta(days=49))

    def turn(after: str) -> tuple[list[Entry], str]:
        page = thread_of_project(lea, tills, after=after)
        return page.entries, page.older

    found = walk(turn)
    asked = [entry for entry in found if entry.kind == "asked"]
    shown = [ask.pk for entry in asked for ask in entry.round]
    shown += [entry.row.pk for entry in asked if not entry.round]

    assert sorted(shown) == sorted(Ask.objects.values_list("pk", flat=True))
    assert len(shown) == len(set(shown))
    moments = [entry.at for entry in found]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize(
    "after", ["nonsense", "2026-03-06", "2026-03-06T09:30:00~1", "~", "2026-03-06T09:30:00+00:00~x"]
)
def test_a_page_that_nobody_made_here_shows_the_newest(
    as_lea: Client, max: Membership, tills: Project, clock: Clock, after: str
) -> None:
    make_ask(max, at=clock.moment, name="Ben", project=tills)

    assert "<b>Ben</b>" in as_lea.get(page_of(tills), {"after": after}).text


def test_project_page_shows_its_facts_and_people(
    as_max: Client, tills: Project, max: Membership, clock: Clock
) -> None:
    Project.objects.update(budget=Decimal("1250000.00"))
    make_ask(max, at=clock.moment, name="Ben", project=tills)
    make_stakeholder(tills, name="Ann", role=Stakeholder.Role.TEAM)

    text = as_max.get(page_of(tills)).text

    for fact in (
        "P-7",
        "Jan. 12, 2026",
        "1,250,000\N{NO-BREAK SPACE}EUR",
        "Max",
        "Ann",
        "Execution",
    ):
        assert fact in text
    assert in_order(text, "Waiting", "not asked")
    assert f"{page_of(tills)}ask/" in text


def test_project_has_no_score_under_five_answers(
    as_max: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    at = clock.moment - timedelta(days=5)
    for name in "ABC":
        ask_and_answer(max, "yes", name=name, project=tills, at=at)
    assert "Too few answers for a score: 2 more are needed." in as_max.get(page_of(tills)).text

    for name in "DE":
        ask_and_answer(max, "no", name=name, project=tills, at=at)
    assert "3 of 5 said Yes" in as_max.get(page_of(tills)).text


def test_only_who_may_sees_a_project(
    as_max: Client, as_exe: Client, as_cleo: Client, lea: Membership, tills: Project
) -> None:
    hers = make_project(lea.workspace, "Hers", manager=lea.user)

    assert as_max.get(page_of(hers)).status_code == 404
    assert as_cleo.get(page_of(tills)).status_code == 404
    assert as_cleo.get(page_of(tills).replace("acme", "other")).status_code == 404
    assert f"{page_of(tills)}ask/" not in as_exe.get(page_of(tills)).text


def test_sales_reads_neither_answers_nor_cases(
    as_sal: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    a_whole_story(max, tills, clock)

    text = as_sal.get(page_of(tills)).text

    assert "came out of a Yes" in text
    for hidden in ("Called Ben.", "corridor", "</b> said", "> asked <", "/recovery/"):
        assert hidden not in text


def test_sales_does_not_count_the_answers_of_so_few_people(
    as_sal: Client, as_exe: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    ask_and_answer(max, "no", name="Ben", project=tills, at=clock.moment - timedelta(days=9))

    for page in (page_of(tills), f"/w/acme/customers/{tills.customer.ref}/"):
        assert "How it tastes" in as_exe.get(page).text
        text = as_sal.get(page).text
        for hidden in ("How it tastes", "text-yes", "text-no", "Too few answers"):
            assert hidden not in text


def test_thread_of_a_customer_links_only_projects_that_open(
    as_max: Client, max: Membership, lea: Membership, tills: Project, clock: Clock
) -> None:
    hers = make_project(lea.workspace, "Shop floor", customer=tills.customer, manager=lea.user)
    ask_and_answer(lea, "no", name="Ann", project=hers, at=clock.moment - timedelta(days=9))
    ask_and_answer(max, "no", name="Ben", project=tills, at=clock.moment - timedelta(days=8))
    recovery.hand_over(
        case=Case.objects.get(project=hers), to=max.user, by=lea.user, at=clock.moment
    )

    text = as_max.get(f"/w/acme/customers/{tills.customer.ref}/").text
    thread = text[text.index("The thread") : text.index("</main>")]

    assert "Shop floor" in thread
    assert page_of(hers) not in thread
    for path in set(re.findall(r'href="(/w/[^"#]+)', thread)):
        assert as_max.get(path).status_code == 200, path


def test_customer_page_joins_its_projects(
    as_lea: Client, max: Membership, lea: Membership, tills: Project, clock: Clock
) -> None:
    a_whole_story(max, tills, clock)
    shop = make_project(lea.workspace, "Shop floor", customer=tills.customer, manager=lea.user)
    ask_and_answer(lea, "no", name="Ann", project=shop, at=clock.moment - timedelta(days=1))
    make_contact(tills.customer, "Zoe Quiet", title="Controller")

    text = as_lea.get(f"/w/acme/customers/{tills.customer.ref}/").text

    for words in ("New tills", "Shop floor", "Zoe Quiet", "Controller", "Talk to Ann", "by name"):
        assert words in text
    assert in_order(text[text.index("The thread") :], "Ann", "Ben")


def test_manager_sees_of_a_customer_only_his_projects(
    as_max: Client, max: Membership, lea: Membership, tills: Project, clock: Clock
) -> None:
    shop = make_project(lea.workspace, "Shop floor", customer=tills.customer, manager=lea.user)
    for name in "ABCDE":
        ask_and_answer(
            lea, "no", name=f"Hers{name}", project=shop, at=clock.moment - timedelta(days=9)
        )
    ask_and_answer(max, "yes", name="His", project=tills, at=clock.moment - timedelta(days=9))

    text = as_max.get(f"/w/acme/customers/{tills.customer.ref}/").text
    thread = text[text.index("The thread") :]

    assert "<b>His</b> said" in thread
    assert "Hers" not in thread
    assert "Shop floor" not in text
    assert "Too few answers for a score: 4 more are needed." in text


def test_customer_of_another_workspace_is_not_here(as_cleo: Client, tills: Project) -> None:
    ref = tills.customer.ref
    assert as_cleo.get(f"/w/acme/customers/{ref}/").status_code == 404
    assert as_cleo.get(f"/w/other/customers/{ref}/").status_code == 404


def test_customers_thread_tells_promises_and_touches_and_shows_what_is_to_come(
    as_lea: Client, lea: Membership, max: Membership, tills: Project, clock: Clock
) -> None:
    ben = make_contact(tills.customer, "Ben Brandt")
    wish = make_opportunity(lea, "New tills", customer=tills.customer)
    today, at = clock.moment.date(), clock.moment
    kept = promise(
        opportunity=wish, terms=Terms("Forty tills", on=today), check=None, told_on=today, by=lea, at=at
    )  # fmt: skip
    deliver(promise=kept, delivery=Delivery(today), by=max, at=clock.forward(minutes=1))
    other = make_opportunity(lea, "A new roof", customer=tills.customer)
    promise(opportunity=other, terms=Terms("A roof"), check=None, told_on=today, by=lea, at=at)
    for on in (today, today + timedelta(days=5)):
        touch = plan_touch(by=lea, plan=Plan(ben, "lunch", on, lea.user), at=at)
        if on == today:
            touch_done(touch=touch, by=lea, words="At the pizzeria.", at=clock.forward(minutes=1))

    text = as_lea.get(f"/w/acme/customers/{tills.customer.ref}/").text
    facts, thread = text.split("The thread", 1)

    assert in_order(thread, "At the pizzeria.", "Kept", "<b>Lea</b> promised:")
    assert "Promised and not delivered" in facts
    assert ("A roof" in facts, "Forty tills" in facts) == (True, False)
    assert in_order(facts, "Keep in touch", "Lunch: Ben Brandt", "March 11")


def test_empty_thread_says_what_starts_it(as_lea: Client, tills: Project) -> None:
    assert "The first question starts the thread." in as_lea.get(page_of(tills)).text


def test_queries_do_not_grow_with_what_happened(
    as_lea: Client, lea: Membership, max: Membership, tills: Project, clock: Clock
) -> None:
    def count(path: str) -> int:
        as_lea.get(path)
        with CaptureQueriesContext(connection) as caught:
            assert as_lea.get(path).status_code == 200
        return len(caught)

    a_whole_story(max, tills, clock)
    pages = (page_of(tills), f"/w/acme/customers/{tills.customer.ref}/")
    before = [count(path) for path in pages]
    for number in range(9):
        ask_and_answer(
            lea,
            "yes" if number % 2 else "no",
            name=f"P{number}",
            project=tills,
            at=clock.moment - timedelta(days=3),
            added=Added(["cadence", "informed"], "Words.", "named", "More."),
        )

    assert [count(path) for path in pages] == before
    assert [one for one in before if one > MOST_QUERIES] == []


def test_every_link_of_the_thread_leads_somewhere(
    as_lea: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    a_whole_story(max, tills, clock)

    text = as_lea.get(page_of(tills)).text
    thread = text[text.index("The thread") : text.index("</main>")]

    for path in set(re.findall(r'href="(/w/[^"#]+)', thread)):
        assert as_lea.get(path).status_code == 200, path
