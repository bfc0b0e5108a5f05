"""Today, as each role sees it. The clock stands on Friday, March 6, 2026, 9:30 UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from secondslice.accounts.models import Membership, User
from secondslice.accounts.tests.make import make_invitation
from secondslice.conftest import Clock
from secondslice.dashboard.tests.make import answer, ask_and_answer
from secondslice.funnel import services as funnel
from secondslice.funnel.models import Opportunity
from secondslice.impact import services as impact
from secondslice.impact import words
from secondslice.impact.rules import Badge, Preset
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask, DailyTaste
from secondslice.pulse.plan_models import PlannedAsk
from secondslice.pulse.selectors.for_dashboard import sponsors_to_ask
from secondslice.pulse.services.settling import Added
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Case
from secondslice.recovery.services import Terms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = "/w/acme/today/"
MOST_QUERIES = 44


@pytest.fixture
def tills(max: Membership) -> Project:
    """The project New tills, which Max manages."""
    return make_project(max.workspace, "New tills", manager=max.user)


def _badge(badge: Badge) -> str:
    return f'title="{escape(words.BADGES[badge][1])}"'


def opportunity(sal: Membership, title: str, project: Project, clock: Clock) -> Opportunity:
    facts = funnel.Facts(title=title, customer=project.customer, owner=sal.user)
    return funnel.add_opportunity(
        workspace=sal.workspace, facts=facts, by=sal.user, at=clock.moment
    )


def test_share_is_that_of_the_rows(
    as_lea: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    for number, taste in enumerate(["yes"] * 5 + ["no"] * 2 + [""] * 3):
        sent = make_ask(lea, at=clock.moment - timedelta(days=8), name=f"P{number}", project=tills)
        if taste:
            answer(sent, taste, at=clock.moment - timedelta(days=7, minutes=number))
    old = make_ask(lea, at=clock.moment - timedelta(days=90), name="Old", project=tills)
    answer(old, "no", at=clock.moment - timedelta(days=80))

    page = as_lea.get(TODAY)

    rows = Ask.objects.filter(sent_at__gt=clock.moment - timedelta(days=89))
    yes, answered, asked = (
        rows.filter(taste="yes").count(),
        rows.exclude(taste="").count(),
        rows.count(),
    )
    assert (yes, answered, asked) == (5, 7, 10)
    assert "5 of 7 said Yes" in page.text
    assert "71\N{NO-BREAK SPACE}%" in page.text
    assert "Between 36\N{NO-BREAK SPACE}% and 92\N{NO-BREAK SPACE}% with 95" in page.text
    assert "10 questions in 90 days, 7 answered: 70\N{NO-BREAK SPACE}%." in page.text


def test_an_ask_of_today_counts_and_the_ninetieth_day_too(
    as_lea: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    make_ask(lea, at=clock.moment, name="New", project=tills)
    make_ask(lea, at=clock.moment - timedelta(days=89), name="Edge", project=tills)
    make_ask(lea, at=clock.moment - timedelta(days=90), name="Out", project=tills)

    assert "2 questions in 90 days, 0 answered" in as_lea.get(TODAY).text


def test_under_five_answers_the_cases_are_shown_and_no_score(
    as_lea: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    for name in ("Ann", "Bob", "Cem", "Dan"):
        ask_and_answer(lea, "yes", name=name, project=tills, at=clock.moment - timedelta(days=9))

    page = as_lea.get(TODAY)

    assert "4 answers: too few for a score, which needs 5." in page.text
    assert "said Yes" not in page.text
    assert all(f">{name}</a>" in page.text for name in ("Ann", "Bob", "Cem", "Dan"))


def test_numbers_come_from_the_daily_counts(
    as_lea: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    ask_and_answer(lea, "yes", name="Ann", project=tills, at=clock.moment - timedelta(days=3))
    DailyTaste.objects.update(asked=40, yes=18, no=2)

    assert "18 of 20 said Yes" in as_lea.get(TODAY).text


def test_cases_come_with_the_step_the_words_and_the_clock(
    as_lea: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    for days, name in ((1, "Ben"), (4, "Late")):
        ask_and_answer(
            lea,
            "no",
            name=name,
            project=tills,
            at=clock.moment - timedelta(days=days, hours=3),
            added=Added(["surprise"], "I learned about it in the corridor."),
        )

    page = as_lea.get(TODAY)

    assert "2 customers wait for you" in page.text
    assert page.text.index("Talk to Late") < page.text.index("Talk to Ben")
    assert "days late" in page.text
    assert "I learned about it in the corridor." in page.text


def test_each_answer_leads_to_its_place_in_the_thread(
    as_lea: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    ask = ask_and_answer(
        lea, "yes", name="Ben", project=tills, at=clock.moment - timedelta(hours=2)
    )
    ask_and_answer(lea, "yes", name="Old", project=tills, at=clock.moment - timedelta(days=3))

    page = as_lea.get(TODAY)
    link = f"/w/acme/projects/{tills.ref}/#answer-{ask.ref}"

    assert "Answers since yesterday" in page.text
    assert "1 new answer" in page.text
    assert link in page.text
    assert f'id="answer-{ask.ref}"' in as_lea.get(link).text


def test_on_monday_the_answers_since_friday_are_new(
    as_lea: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    ask_and_answer(lea, "yes", name="Ben", project=tills, at=clock.moment - timedelta(hours=2))
    clock.forward(days=3)

    page = as_lea.get(TODAY)

    assert "Answers since Friday" in page.text
    assert "1 new answer" in page.text


def test_sponsor_of_three_projects_is_one_person_to_ask(as_lea: Client, lea: Membership) -> None:
    first = make_project(lea.workspace, "Tills", manager=lea.user)
    ann = make_stakeholder(first, name="Ann").contact
    for name in ("Shops", "Ledger"):
        other = make_project(lea.workspace, name, manager=lea.user, customer=first.customer)
        make_stakeholder(other, ann)

    page = as_lea.get(TODAY).text

    assert "1 sponsor to ask" in page
    for name in ("Tills", "Shops", "Ledger"):
        assert name in page


def test_sponsors_nobody_asked_for_thirty_days_come_up(
    as_lea: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    never = make_project(lea.workspace, "Never asked", manager=lea.user)
    make_stakeholder(never, name="Nia")
    make_ask(lea, at=clock.moment - timedelta(days=42), name="Old", project=tills)
    fresh = make_project(lea.workspace, "Asked lately", manager=lea.user)
    make_ask(lea, at=clock.moment - timedelta(days=29), name="New", project=fresh)
    over = make_project(lea.workspace, "Over", manager=lea.user, phase=Project.Phase.OPERATION)
    make_stakeholder(over, name="Ola")

    page = as_lea.get(TODAY)

    assert "2 sponsors to ask" in page.text
    assert page.text.index("Never asked") < page.text.index("asked 42 days ago")
    assert f"/w/acme/projects/{never.ref}/ask/" in page.text
    assert "Asked lately" not in page.text
    assert "Over" not in page.text


def test_a_sponsor_asked_about_another_project_is_left_in_peace(
    as_lea: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    sent = make_ask(lea, at=clock.moment - timedelta(days=5), name="Ben", project=tills)
    other = make_project(lea.workspace, "Other work", customer=tills.customer, manager=lea.user)
    make_stakeholder(other, sent.ask.contact)

    assert "Other work" not in as_lea.get(TODAY).text


def test_new_workspace_sees_three_first_steps_that_go_when_done(
    as_ava: Client, ava: Membership, clock: Clock
) -> None:
    page = as_ava.get(TODAY)
    assert "Three first steps" in page.text
    assert "Nobody has ordered yet. Ask your first customer." in page.text

    project = make_project(ava.workspace, "First", manager=ava.user)
    make_invitation(ava)
    assert "Ask your first customer" in as_ava.get(TODAY).text

    make_ask(ava, at=clock.moment, project=project)
    assert "Three first steps" not in as_ava.get(TODAY).text


def test_five_steps_each_have_a_sentence_and_the_badge_of_its_figure(
    as_lea: Client, lea: Membership, sal: Membership, tills: Project, clock: Clock
) -> None:
    ask_and_answer(
        lea,
        "yes",
        name="Ann",
        project=tills,
        at=clock.moment - timedelta(days=2),
        added=Added(["informed"], "The only report I read.", "named", "The same for our shop."),
    )
    for name in ("Ben", "Bea"):
        ask_and_answer(lea, "no", name=name, project=tills, at=clock.moment - timedelta(days=2))

    page = as_lea.get(TODAY)

    assert "1 opportunity is open. 1 has no next action." in page.text
    assert "2 open No&#x27;s, each told to about 10 people in the end: 20 listeners." in page.text
    assert _badge(Badge.PUBLISHED) in page.text
    assert "3 questions in 90 days, 3 answered" in page.text
    assert "2 cases are open" in page.text
    assert "1 statement of a customer may be quoted." in page.text


def test_listeners_are_reckoned_with_the_numbers_of_the_workspace(
    as_lea: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    ask_and_answer(lea, "no", name="Ben", project=tills, at=clock.moment - timedelta(days=2))
    impact.choose_preset(by=lea, preset=Preset.ARTICLE, at=clock.moment)
    by_article = as_lea.get(TODAY).text
    impact.set_numbers(by=lea, own={"tellers_neg": 3.8}, source="Our talks", at=clock.moment)
    by_own = as_lea.get(TODAY).text

    assert "told to about 12 people in the end: 12 listeners" in by_article
    assert _badge(Badge.FOLKLORE) in by_article
    assert "told to about 3.8 people in the end: 3.8 listeners" in by_own
    assert _badge(Badge.OURS) in by_own


def test_without_an_open_no_there_is_no_badge(as_lea: Client) -> None:
    page = as_lea.get(TODAY).text

    assert not any(_badge(one) in page for one in Badge)


def test_manager_sees_his_own_projects_only(
    as_max: Client, max: Membership, lea: Membership, tills: Project, clock: Clock
) -> None:
    other = make_project(lea.workspace, "Secret plans", manager=lea.user)
    for number in range(5):
        ask_and_answer(
            lea, "no", name=f"Her{number}", project=other, at=clock.moment - timedelta(hours=3)
        )
    ask_and_answer(max, "no", name="His", project=tills, at=clock.moment - timedelta(hours=3))

    page = as_max.get(TODAY)

    assert "Talk to His" in page.text
    assert "Her0" not in page.text
    assert "Secret plans" not in page.text
    assert "1 question in 90 days, 1 answered" in page.text
    assert "1 case is open." in page.text


def test_sales_sees_what_to_move_and_no_case(
    as_sal: Client, sal: Membership, lea: Membership, tills: Project, clock: Clock
) -> None:
    at = clock.moment - timedelta(hours=20)
    ask_and_answer(lea, "no", name="Ben", project=tills, at=at)
    wish = Added(["informed"], "The only report I read.", "no", "The same for our shop.")
    ask_and_answer(lea, "yes", name="Ann", project=tills, at=at, added=wish)
    opportunity(sal, "Second tills", tills, clock)
    planned = opportunity(sal, "All is planned", tills, clock)
    funnel.set_next_action(
        opportunity=planned,
        next_action="Call",
        next_on=clock.moment.date() + timedelta(days=3),
        at=clock.moment,
    )

    page = as_sal.get(TODAY)

    assert "2 opportunities to move on" in page.text
    assert "Ann said Yes and wished for it" in page.text
    assert "Second tills" in page.text
    assert "All is planned" not in page.text
    assert "2 answers: too few for a score" in page.text
    for hidden in ("Ben", "The only report I read.", "/recovery/", "/pulse/", "/ask/"):
        assert hidden not in page.text


def test_executive_reads_and_has_nothing_to_press(
    as_exe: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    for name in "ABCDE":
        ask_and_answer(lea, "yes", name=name, project=tills, at=clock.moment - timedelta(hours=9))
    make_stakeholder(make_project(lea.workspace, "Unasked", manager=lea.user))

    page = as_exe.get(TODAY)

    assert "5 of 5 said Yes" in page.text
    assert "Unasked" not in page.text
    assert "/ask/" not in page.text
    assert "Three first steps" not in page.text


def test_times_are_the_readers(
    signed_in: Callable[[Membership], Client],
    lea: Membership,
    tills: Project,
    clock: Clock,
) -> None:
    User.objects.filter(pk=lea.user_id).update(time_zone="Asia/Tokyo", language="en-gb")
    ask_and_answer(lea, "yes", name="Ben", project=tills, at=clock.moment - timedelta(hours=3))

    page = signed_in(lea).get(TODAY)

    assert "Friday, 6 Mar 2026" in page.text
    assert "today, 4:30 p.m." in page.text  # 7:30 UTC


def test_a_member_of_another_workspace_gets_404(as_cleo: Client, pmo: object) -> None:
    assert as_cleo.get(TODAY).status_code == 404


def test_queries_do_not_grow_with_the_rows(
    as_lea: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    def grow(*names: str) -> int:
        for name in names:
            for number, taste in enumerate(("yes", "no")):
                ask_and_answer(
                    lea,
                    taste,
                    name=f"{name}{number}",
                    project=tills,
                    at=clock.moment - timedelta(hours=30),
                    added=Added(["cadence"], "Words."),
                )
            make_stakeholder(
                make_project(lea.workspace, f"{name} waits", manager=lea.user), name=name
            )
        as_lea.get(TODAY)  # the first visit of an hour is noted
        with CaptureQueriesContext(connection) as caught:
            assert as_lea.get(TODAY).status_code == 200
        return len(caught)

    few = grow("A", "B", "C")
    assert grow(*"DEFGHIJ") == few <= MOST_QUERIES


@pytest.mark.parametrize("why", ["case", "silent"])
def test_what_follows_from_an_answer_in_confidence_takes_nobody_from_the_list_of_sponsors_to_ask(
    lea: Membership, max: Membership, tills: Project, clock: Clock, why: str
) -> None:
    asked_at = clock.moment - timedelta(days=60)
    ask = make_ask(max, at=asked_at, project=tills, mode=Ask.Mode.CONFIDENTIAL).ask
    PlannedAsk.objects.create(
        workspace=max.workspace,
        project=tills,
        contact=ask.contact,
        occasion="halfway",
        point="halfway",
        wanted_on=clock.moment.date(),
        on=None,
        why=why,
    )

    def sponsors(reader: Membership) -> list[str]:
        return [one.contact.name for one in sponsors_to_ask(reader, at=clock.moment)]

    assert sponsors(max) == ["Ben"]
    assert sponsors(lea) == []


def test_what_was_promised_is_due_by_the_day_of_the_pmo_wherever_the_member_is(
    as_max: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    User.objects.filter(pk=max.user_id).update(time_zone="Pacific/Auckland")
    ask_and_answer(max, "no", name="Ben", project=tills, at=clock.moment)
    fridays = Terms("agreement", rhythm="weekly", weekday=4, format="one_page", channel="mail")
    watch = Terms("watch", trigger="No note", review_on=date(2026, 3, 6))
    for terms, what in ((fridays, ""), (watch, "The supplier is late.")):
        recovery.adjust(
            case=Case.objects.get(), what=what, starts_on=date(2026, 3, 6), by=max.user,
            at=clock.moment, terms=terms,
        )  # fmt: skip

    clock.forward(hours=2)  # Saturday in Auckland, Friday in London
    text = as_max.get(TODAY).text

    keep = text.partition('aria-labelledby="promised"')[2].partition("</section>")[0]
    assert "due today" in keep
    assert "look at it on March 6" in keep
    assert "text-error" not in keep
