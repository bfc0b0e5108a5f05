"""A question by hand that waits for its hour can be sent now, with a reason, or taken back, and is shown as it is."""

from __future__ import annotations

import re
import threading
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import Clock
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.customers.models import Preference
from secondslice.journeys.asked_by_hand import asked_by_hand, people_to_ask
from secondslice.journeys.asks_planned import asks_planned, hour_lived
from secondslice.journeys.question_waits import sent_now, taken_back
from secondslice.messaging.models import Message
from secondslice.messaging.tests.make import make_suppression
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.access import wish_for
from secondslice.pulse.models import Ask, DailyTaste
from secondslice.pulse.plan_models import PlannedAsk
from secondslice.pulse.selectors.waiting import on_the_hour, waits_of
from secondslice.pulse.services.by_hand import ByHand
from secondslice.pulse.services.leaving_out import leave_out
from secondslice.pulse.services.taking_back import take_back
from secondslice.pulse.tests.make import send_asks
from secondslice.pulse.wait_words import asked_words
from secondslice.recovery.tests.make import give

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NIGHT = datetime(2026, 3, 5, 22, tzinfo=UTC)
"""A Thursday."""
MORNING = datetime(2026, 3, 6, 8, tzinfo=UTC)
WHY = "The board meets at seven."


@pytest.fixture
def tills(max: Membership) -> Project:
    """New tills; Max manages it."""
    return make_project(max.workspace, "New tills", manager=max.user)


@pytest.fixture
def ben(tills: Project) -> Stakeholder:
    """Ben, its sponsor."""
    return make_stakeholder(tills, name="Ben")


@pytest.fixture
def night(clock: Clock) -> Clock:
    """Thursday, ten in the evening."""
    clock.moment = NIGHT
    return clock


def want(by: Membership, part: Stakeholder, *, at: datetime = NIGHT, mode: str = "") -> PlannedAsk:
    """Ask by hand what has to wait."""
    wish = ByHand(part.project, by.user, form_key=uuid.uuid4(), mode=mode)
    (row,) = asked_by_hand(wish=wish, stakeholders=[part], now=at).later
    return wish_for(by, ref=row.ref)


def asked_elsewhere(part: Stakeholder, by: Membership, at: datetime) -> None:
    """Let Ben be asked about another project, and answer."""
    other = make_project(by.workspace, "Payroll", manager=by.user)
    again = make_stakeholder(other, part.contact)
    (found,) = send_asks(project=other, stakeholders=[again], asked_by=by.user, at=at)
    give(found, "yes", at=at)


# when it is asked


def test_question_of_the_night_is_asked_in_the_morning_where_the_person_lives(
    max: Membership, ben: Stakeholder
) -> None:
    ben.contact.time_zone = "America/New_York"
    ben.contact.save()
    at = datetime(2026, 3, 6, 6, tzinfo=UTC)

    row = want(max, ben, at=at)

    wait = waits_of(max, [row], at=at)[row.pk]
    assert wait.at == datetime(2026, 3, 6, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        (NIGHT, MORNING),
        (datetime(2026, 3, 6, 5, tzinfo=UTC), MORNING),
        (datetime(2026, 3, 7, 12, tzinfo=UTC), datetime(2026, 3, 9, 8, tzinfo=UTC)),
    ],
    ids=["night", "before dawn", "weekend"],
)
def test_what_is_said_is_the_moment_at_which_it_leaves(
    max: Membership, ben: Stakeholder, at: datetime, leaves: datetime
) -> None:
    row = want(max, ben, at=at)

    said = waits_of(max, [row], at=at)[row.pk].at
    moment = on_the_hour(at)
    while not Ask.objects.exists():
        hour_lived(workspace=max.workspace, now=moment)
        moment += timedelta(hours=1)

    assert said == leaves
    assert Ask.objects.get().sent_at == leaves


def test_zone_that_is_half_an_hour_off_is_told_the_full_hour_at_which_mails_leave(
    max: Membership, ben: Stakeholder
) -> None:
    ben.contact.time_zone = "Asia/Kolkata"
    ben.contact.save()

    row = want(max, ben)

    wait = waits_of(max, [row], at=NIGHT)[row.pk]
    assert wait.at == datetime(2026, 3, 6, 3, tzinfo=UTC)  # half past eight over there


def test_words_are_of_the_readers_zone_and_locale() -> None:
    with timezone.override("Europe/Berlin"):
        assert asked_words(MORNING, now=NIGHT) == "is asked tomorrow at 9 a.m."
        later = MORNING + 3 * DAY
        assert asked_words(later, now=NIGHT, again=True, name="Ben") == (
            "Ben is asked again on March 9, 2026 at 9 a.m."
        )
        early = datetime(2026, 3, 6, 5, tzinfo=UTC)
        assert asked_words(MORNING, now=early, name="Ben") == "Ben is asked today at 9 a.m."
        with translation.override("de"):
            assert "9:00" in asked_words(MORNING, now=NIGHT)


# send now


def test_whoever_asked_sends_at_night_with_a_reason_that_is_kept(
    max: Membership, ben: Stakeholder
) -> None:
    row = want(max, ben)

    ask = sent_now(row=row, by=max, reason=f" {WHY} ", now=NIGHT)

    assert (ask.contact, ask.sent_at, ask.asked_by) == (ben.contact, NIGHT, max.user)
    assert ask.message is not None
    assert ask.message.due_at == NIGHT
    row.refresh_from_db()
    assert (row.state, row.ask) == ("sent", ask)
    entry = AuditEntry.objects.get(verb="asked in spite of the budget")
    assert (entry.actor, entry.subject) == (max.user, "Ben")
    assert entry.detail == {"project": "New tills", "reason": WHY, "budget": "Outside the hours"}


def test_weekend_gives_way_to_whoever_asked(max: Membership, ben: Stakeholder) -> None:
    saturday = datetime(2026, 3, 7, 12, tzinfo=UTC)
    row = want(max, ben, at=saturday)

    sent_now(row=row, by=max, reason=WHY, now=saturday)

    entry = AuditEntry.objects.get(verb="asked in spite of the budget")
    assert entry.detail["budget"] == "Weekend or holiday"


def test_nothing_is_sent_without_a_reason(max: Membership, ben: Stakeholder) -> None:
    row = want(max, ben)

    with pytest.raises(RuleBroken, match="Say why"):
        sent_now(row=row, by=max, reason=" ", now=NIGHT)

    assert not Ask.objects.exists()


@pytest.mark.parametrize("days", [10, 29], ids=["for weeks", "for this day alone"])
def test_what_the_budget_puts_off_gives_way_to_who_runs_the_pmo_alone(
    lea: Membership, max: Membership, ben: Stakeholder, days: int
) -> None:
    asked_elsewhere(ben, max, NIGHT - timedelta(hours=10) - days * DAY)
    row = want(max, ben)

    with pytest.raises(RuleBroken, match="Only who runs the PMO"):
        sent_now(row=row, by=max, reason=WHY, now=NIGHT)
    assert not Ask.objects.filter(project=ben.project).exists()

    sent_now(row=wish_for(lea, ref=row.ref), by=lea, reason=WHY, now=NIGHT)
    assert Ask.objects.filter(project=ben.project).count() == 1


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"stopped_how": "page", "stopped_at": NIGHT}, "does not want to be asked"),
        ({"paused_until": date(2026, 3, 6)}, "wants a pause until"),
        ({"only_at_close": True}, "at the end of projects only"),
    ],
)
def test_what_the_person_wants_meanwhile_gives_way_to_nobody(
    lea: Membership, ben: Stakeholder, wish: dict[str, object], words: str
) -> None:
    row = want(lea, ben)
    Preference.objects.create(workspace=lea.workspace, contact=ben.contact, **wish)

    with pytest.raises(RuleBroken, match=words):
        sent_now(row=row, by=lea, reason=WHY, now=NIGHT)

    assert not Message.objects.exists()
    assert PlannedAsk.objects.get().state == "planned"


def test_address_whose_mail_comes_back_gives_way_to_nobody(
    lea: Membership, ben: Stakeholder
) -> None:
    row = want(lea, ben)
    make_suppression(lea.workspace, at=NIGHT, address=ben.contact.email)

    with pytest.raises(RuleBroken, match="comes back"):
        sent_now(row=row, by=lea, reason=WHY, now=NIGHT)


def test_who_was_left_out_meanwhile_is_not_asked(lea: Membership, ben: Stakeholder) -> None:
    row = want(lea, ben)
    leave_out(by=lea, project=ben.project, contact=ben.contact, reason="On leave.", at=NIGHT)

    with pytest.raises(RuleBroken):
        sent_now(row=row, by=lea, reason=WHY, now=NIGHT)

    assert not Ask.objects.exists()


def test_who_was_to_be_asked_anonymously_later_is_not_sent_the_question_alone(
    lea: Membership, tills: Project
) -> None:
    people = [make_stakeholder(tills, name=f"Ben {number}") for number in range(6)]
    people[5].contact.time_zone = "Pacific/Auckland"
    people[5].contact.save()
    noon = datetime(2026, 3, 5, 12, tzinfo=UTC)
    wish = ByHand(tills, lea.user, mode=Ask.Mode.ANONYMOUS, form_key=uuid.uuid4())
    (later,) = asked_by_hand(wish=wish, stakeholders=people, now=noon).later

    with pytest.raises(RuleBroken, match="each could be guessed"):
        sent_now(row=wish_for(lea, ref=later.ref), by=lea, reason=WHY, now=noon)


def test_sending_now_what_has_left_is_refused_in_words(max: Membership, ben: Stakeholder) -> None:
    row = want(max, ben)
    hour_lived(workspace=max.workspace, now=MORNING)

    with pytest.raises(RuleBroken, match="does not wait any more"):
        sent_now(row=row, by=max, reason=WHY, now=MORNING)

    assert Ask.objects.count() == 1


# take back


def test_what_is_taken_back_is_not_asked_and_that_is_written_down(
    max: Membership, ben: Stakeholder
) -> None:
    row = want(max, ben)

    take_back(row=row, by=max, at=NIGHT)
    hour_lived(workspace=max.workspace, now=MORNING)

    assert not PlannedAsk.objects.exists()
    assert not Ask.objects.exists()
    entry = AuditEntry.objects.get(verb="took back the question to")
    assert (entry.actor, entry.subject, entry.at) == (max.user, "Ben", NIGHT)
    (person,) = people_to_ask(project=ben.project, by=max, now=MORNING)
    assert person.is_now


def test_what_has_left_cannot_be_taken_back(max: Membership, ben: Stakeholder) -> None:
    row = want(max, ben)
    hour_lived(workspace=max.workspace, now=MORNING)

    with pytest.raises(RuleBroken, match="has just left"):
        take_back(row=row, by=max, at=MORNING)

    assert Ask.objects.get().planned.state == "sent"
    assert not AuditEntry.objects.filter(verb="took back the question to").exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_a_worker_and_who_takes_back_at_once_one_wins_and_the_other_people_get_theirs(
    max: Membership, tills: Project
) -> None:
    ben, bea = (make_stakeholder(tills, name=name) for name in ("Ben", "Bea"))
    row, refused = want(max, ben), []
    want(max, bea)
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        hour_lived(workspace=max.workspace, now=MORNING)
        connection.close()

    def back() -> None:
        start.wait()
        try:
            take_back(row=row, by=max, at=MORNING)
        except RuleBroken as why:
            refused.append(str(why))
        connection.close()

    threads = [threading.Thread(target=one) for one in (work, back)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    asked = set(Ask.objects.values_list("contact__name", flat=True))
    assert asked == ({"Ben", "Bea"} if refused else {"Bea"})
    assert PlannedAsk.objects.filter(pk=row.pk).exists() == bool(refused)


def test_what_gave_way_in_the_plan_gets_its_day_again(max: Membership, ben: Stakeholder) -> None:
    kickoff = MORNING.date() - 21 * DAY
    Project.objects.filter(pk=ben.project_id).update(starts_on=kickoff)
    asks_planned(workspace=max.workspace, now=NIGHT)
    plans_own = PlannedAsk.objects.get()
    ben = Stakeholder.objects.select_related("contact", "project__workspace").get(pk=ben.pk)
    row = want(max, ben)
    asks_planned(workspace=max.workspace, now=NIGHT)
    assert PlannedAsk.objects.get(pk=plans_own.pk).on is None
    assert PlannedAsk.objects.get(pk=row.pk).on == MORNING.date()

    taken_back(row=row, by=max, now=NIGHT)

    again = PlannedAsk.objects.get()
    assert (again.pk, again.on, again.why) == (plans_own.pk, MORNING.date(), "")


# the pages


def ask_page(project: Project) -> str:
    return reverse("pulse:ask_project", args=["acme", project.ref])


def test_ask_page_shows_the_person_as_waiting_and_does_not_offer_the_name_again(
    as_max: Client, max: Membership, ben: Stakeholder, night: Clock
) -> None:
    asked = as_max.post(ask_page(ben.project), {"people": [str(ben.ref)]}, follow=True)
    assert "Ben is asked tomorrow at 8 a.m." in asked.text

    page = as_max.get(ask_page(ben.project)).text

    row = PlannedAsk.objects.get()
    assert "is asked tomorrow at 8 a.m." in page
    assert " disabled" in page.partition(f'value="{ben.ref}"')[2].partition(">")[0]
    assert reverse("pulse:send_wish_now", args=["acme", row.ref]) in page
    assert reverse("pulse:take_wish_back", args=["acme", row.ref]) in page


def test_forged_second_question_is_refused_and_the_way_out_is_named(
    as_max: Client, max: Membership, ben: Stakeholder, night: Clock
) -> None:
    want(max, ben)

    page = as_max.post(ask_page(ben.project), {"people": [str(ben.ref)]})

    assert page.status_code == 422
    assert "waits already. Send it now or take it back." in page.text
    assert PlannedAsk.objects.count() == 1


def test_page_asks_why_it_cannot_wait_and_leads_back(
    as_max: Client, max: Membership, ben: Stakeholder, night: Clock
) -> None:
    row = want(max, ben)
    address = reverse("pulse:send_wish_now", args=["acme", row.ref]) + "?back=project"

    shown = as_max.get(address).text
    silent = as_max.post(address, {"reason": " "})
    sent = as_max.post(address, {"reason": WHY}, follow=True)
    late = as_max.get(address, follow=True)

    assert "Ben is asked tomorrow at 8 a.m." in shown
    assert silent.status_code == 422
    assert "Say why it cannot wait." in silent.text
    assert sent.redirect_chain == [(f"/w/acme/projects/{ben.project.ref}/", 302)]
    assert "The question is on its way to Ben." in sent.text
    assert "Ben was asked already." in late.text


def test_taking_back_leads_to_the_page_one_came_from(
    as_max: Client, max: Membership, ben: Stakeholder, night: Clock
) -> None:
    row = want(max, ben)

    page = as_max.post(
        reverse("pulse:take_wish_back", args=["acme", row.ref]) + "?back=ask", follow=True
    )

    assert page.redirect_chain[0][0] == ask_page(ben.project)
    assert "Taken back: Ben is not asked." in page.text
    assert "is asked tomorrow" not in page.text


def test_stale_page_is_told_in_words_that_it_was_too_late(
    as_max: Client, max: Membership, ben: Stakeholder, night: Clock
) -> None:
    row = want(max, ben)
    night.moment = MORNING
    hour_lived(workspace=max.workspace, now=MORNING)

    page = as_max.post(reverse("pulse:take_wish_back", args=["acme", row.ref]))

    assert page.status_code < 500
    assert "has just left" in page.text
    assert Ask.objects.count() == 1


def test_manager_neither_sends_nor_takes_back_what_the_lead_asks(
    as_max: Client, lea: Membership, max: Membership, ben: Stakeholder, night: Clock
) -> None:
    row = want(lea, ben)
    page = as_max.get(ask_page(ben.project)).text

    assert "is asked tomorrow at 8 a.m." in page
    for name in ("send_wish_now", "take_wish_back"):
        address = reverse(f"pulse:{name}", args=["acme", row.ref])
        assert address not in page
        assert as_max.post(address, {"reason": WHY}).status_code == 404
    assert PlannedAsk.objects.get().state == "planned"


# in confidence


@pytest.fixture
def confided(lea: Membership, max: Membership, ben: Stakeholder) -> PlannedAsk:
    """Ben was asked in confidence about Max's project, and Lea wants to ask him again by hand."""
    send_asks(
        project=ben.project,
        stakeholders=[ben],
        asked_by=lea.user,
        at=NIGHT - 80 * DAY,
        mode=Ask.Mode.CONFIDENTIAL,
    )
    Ask.objects.update(state=Ask.State.EXPIRED)
    return want(lea, ben)


def test_rated_manager_learns_nothing_of_a_wait_of_who_was_asked_in_confidence(
    as_max: Client, max: Membership, ben: Stakeholder, confided: PlannedAsk, night: Clock
) -> None:
    pages = {
        ask_page(ben.project),
        reverse("dashboard:project", args=["acme", ben.project.ref]),
        reverse("dashboard:person", args=["acme", ben.contact.ref]),
        reverse("dashboard:today", args=["acme"]),
        reverse("dashboard:plan", args=["acme"]),
    }
    with_it = {one: as_max.get(one) for one in pages}
    assert all("is asked tomorrow" not in one.text for one in with_it.values())
    with pytest.raises(NotHere):
        wish_for(max, ref=confided.ref)

    take_back(row=confided, by=Membership.objects.get(user__name="Lea"), at=NIGHT)

    def plain(text: str) -> str:
        return re.sub(r'<input type="hidden"[^>]*>', "", text.partition("<main")[2])

    for one, page in with_it.items():
        assert plain(as_max.get(one).text) == plain(page.text), one


def test_rated_lead_neither_sees_nor_sends_it(
    lea: Membership, confided: PlannedAsk, ava: Membership
) -> None:
    Membership.objects.filter(pk=ava.pk).update(rated_in_confidence=True)
    ava.refresh_from_db()

    with pytest.raises(NotHere):
        wish_for(ava, ref=confided.ref)
    with pytest.raises(RuleBroken, match="only who runs the PMO"):
        sent_now(row=confided, by=ava, reason=WHY, now=NIGHT)

    assert sent_now(row=confided, by=lea, reason=WHY, now=NIGHT).mode == Ask.Mode.NAMED


def test_counts_hold_what_was_sent_and_nothing_that_waited(
    max: Membership, ben: Stakeholder
) -> None:
    row = want(max, ben)
    assert not DailyTaste.objects.exists()

    sent_now(row=row, by=max, reason=WHY, now=NIGHT)

    assert set(DailyTaste.objects.values_list("day", "asked")) == {(NIGHT.date(), 1)}


def test_plan_laid_anew_lets_what_waits_wait(max: Membership, ben: Stakeholder) -> None:
    want(max, ben)

    asks_planned(workspace=max.workspace, now=NIGHT)

    row = PlannedAsk.objects.get()
    assert (row.state, row.on, row.why) == ("planned", date(2026, 3, 6), "")
