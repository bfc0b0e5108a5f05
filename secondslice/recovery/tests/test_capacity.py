"""Asking without mending does harm: whoever has as many cases as he can mend gets no new questions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.asks_planned import asks_planned, asks_sent
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import PlannedAsk
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery import services
from secondslice.recovery.models import Capacity, Case
from secondslice.recovery.selectors import loads
from secondslice.recovery.tests.make import fresh, give, make_case, make_re_asked_case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def tills(max: Membership) -> Project:
    """New tills, whose sponsor is due today; Max manages it and has two cases to mend."""
    for name in ("Bea", "Bob"):
        project = make_project(max.workspace, f"Old project of {name}", manager=max.user)
        make_case(
            max, at=datetime.fromisoformat("2026-03-03T10:00:00Z"), name=name, project=project
        )
    project = make_project(
        max.workspace, "New tills", manager=max.user, starts_on=date(2026, 2, 13)
    )
    make_stakeholder(project, name="Ben")
    return project


def set_most(by: Membership, most: int, at: datetime, **own: int) -> None:
    services.set_capacity(by=by, usual=most, own={int(pk[1:]): n for pk, n in own.items()}, at=at)


def test_questions_wait_while_the_manager_can_mend_no_more(
    lea: Membership, tills: Project, now: datetime
) -> None:
    set_most(lea, 2, now)

    asks_planned(workspace=lea.workspace, now=now)
    sent = asks_sent(workspace=lea.workspace, now=now, pressed=True)

    row = PlannedAsk.objects.get(project=tills, contact__name="Ben")
    assert (row.why, row.on) == ("full", date(2026, 3, 13))
    assert sent.mails == 0


def test_with_room_for_one_more_they_go_out(lea: Membership, tills: Project, now: datetime) -> None:
    set_most(lea, 3, now)

    asks_planned(workspace=lea.workspace, now=now)
    sent = asks_sent(workspace=lea.workspace, now=now, pressed=True)

    assert sent.mails == 1


def test_number_of_ones_own_goes_before_that_for_everybody(
    lea: Membership, max: Membership, tills: Project, now: datetime
) -> None:
    set_most(lea, 9, now, **{f"_{max.user_id}": 2})

    asks_planned(workspace=lea.workspace, now=now)

    assert PlannedAsk.objects.get(project=tills, contact__name="Ben").why == "full"


def test_case_that_waits_for_the_customer_takes_no_capacity(
    lea: Membership, max: Membership, now: datetime
) -> None:
    make_re_asked_case(max, at=now - DAY)
    set_most(lea, 1, now)
    project = make_project(max.workspace, "Payroll", manager=max.user, starts_on=date(2026, 2, 13))
    make_stakeholder(project, name="Bea")

    asks_planned(workspace=lea.workspace, now=now)

    assert PlannedAsk.objects.get(project=project).why == ""


def test_lead_sets_it_on_a_page_that_says_who_is_full_and_plans_anew(
    as_lea: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    address = reverse("recovery:capacity", args=["acme"])

    as_lea.post(address, {"usual": "8", f"own-{max.user_id}": "2"})

    page = as_lea.get(address).text
    assert "2 / 2" in page
    assert "new questions wait" in page
    assert AuditEntry.objects.filter(verb="changed how many cases one can mend at once").exists()
    as_lea.post(address, {"usual": "8", f"own-{max.user_id}": ""})
    everybody = Capacity.objects.get()
    assert (everybody.owner, everybody.most) == (None, 8)


def test_nobody_can_mend_nothing_at_all(as_lea: Client) -> None:
    answer = as_lea.post(reverse("recovery:capacity", args=["acme"]), {"usual": "0"})

    assert answer.status_code == 422
    assert not Capacity.objects.exists()


def test_question_is_put_again_twice_in_a_case_and_no_third_time(
    lea: Membership, now: datetime
) -> None:
    case, _first = make_re_asked_case(lea, at=now)
    Ask.objects.filter(state=Ask.State.SENT).update(state=Ask.State.EXPIRED)
    asked_again(case=fresh(case), by=lea.user, now=now + DAY)
    Ask.objects.filter(state=Ask.State.SENT).update(state=Ask.State.EXPIRED)

    with pytest.raises(RuleBroken, match="asked again twice"):
        asked_again(case=fresh(case), by=lea.user, now=now + 2 * DAY)


def test_question_to_the_person_comes_free_when_the_case_is_closed(
    lea: Membership, max: Membership, now: datetime
) -> None:
    case = make_case(max, at=now - 60 * DAY, name="Ben")
    project = make_project(max.workspace, "Payroll", manager=max.user, starts_on=date(2026, 2, 13))
    make_stakeholder(project, case.contact)
    asks_planned(workspace=lea.workspace, now=now)
    assert PlannedAsk.objects.get(project=project).why == "case"

    give(case.ask, "yes", at=now)  # the person has changed his mind

    row = PlannedAsk.objects.get(project=project)
    assert (row.on, row.why) == (date(2026, 3, 6), "")


def test_case_told_in_confidence_holds_nothing_back_and_fills_nobodys_hands(
    lea: Membership, max: Membership, now: datetime
) -> None:
    """Who is asked by name, and whose hands are full, is seen by people who must not know of such a case."""
    asked_at = now - 40 * DAY
    ask = make_ask(max, at=asked_at, mode=Ask.Mode.CONFIDENTIAL).ask
    give(ask, "no", at=asked_at + DAY)
    assert Case.objects.get().owner == lea.user
    project = make_project(max.workspace, "Own", manager=lea.user, starts_on=date(2026, 2, 13))
    make_stakeholder(project, ask.contact)
    set_most(lea, 1, now)

    asks_planned(workspace=lea.workspace, now=now)
    sent = asks_sent(workspace=lea.workspace, now=now, pressed=True)

    assert sent.mails == 1
    assert [load.cases for load in loads(lea.workspace)] == [0, 0]


def test_pulse_page_says_which_questions_wait_for_whose_hands(
    as_exe: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    address = reverse("pulse:overview", args=["acme"])
    assert "hand free" not in as_exe.get(address).text
    set_most(lea, 2, clock.moment)

    asks_planned(workspace=lea.workspace, now=clock.moment)

    page = as_exe.get(address).text
    assert "New questions wait until there is a hand free to mend" in page
    assert "Max has as many open cases as can be mended at once: 1 question waits." in page


def test_question_about_a_project_without_a_manager_waits_for_the_lead(
    as_lea: Client, lea: Membership, clock: Clock
) -> None:
    make_case(lea, at=clock.moment - DAY)
    set_most(lea, 1, clock.moment)
    project = make_project(lea.workspace, "Payroll", starts_on=date(2026, 2, 13))
    make_stakeholder(project, name="Bea")

    asks_planned(workspace=lea.workspace, now=clock.moment)

    page = as_lea.get(reverse("pulse:overview", args=["acme"])).text
    assert "Lea has as many open cases as can be mended at once: 1 question waits." in page
