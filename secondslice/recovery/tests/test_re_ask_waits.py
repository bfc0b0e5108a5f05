"""A second question that waits for its hour: the case says so, lets it leave at once, or takes it back entirely."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Preference
from secondslice.customers.rules import Want, Wish
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.case_ran_out import case_ran_out
from secondslice.journeys.question_waits import re_ask_sent_now, re_ask_taken_back
from secondslice.journeys.wish_said import wish_said
from secondslice.messaging.models import Message
from secondslice.messaging.services import deliver_due
from secondslice.messaging.tests.test_stop_in_hand import Interrupted
from secondslice.pulse.models import Ask, DailyTaste
from secondslice.pulse.selectors.people import Holds
from secondslice.pulse.services.counting import rebuild_counts
from secondslice.pulse.services.settling import expire_asks
from secondslice.pulse.services.turns import take_turns
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery import services
from secondslice.recovery.models import Case, CaseNote, ReAsk
from secondslice.recovery.rules import State
from secondslice.recovery.selectors.waiting import waiting_re_ask
from secondslice.recovery.tests.make import fresh, give, make_case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NIGHT = datetime(2026, 3, 5, 22, tzinfo=UTC)
"""A Thursday."""
MORNING = datetime(2026, 3, 6, 8, tzinfo=UTC)
WHY = "The board meets at seven."


@dataclass(frozen=True)
class Stand:
    """Where a case stands."""

    state: str
    due_at: datetime
    half_at: datetime | None
    acknowledged_at: datetime | None
    closed_at: datetime | None
    second_no: bool


def stand(case: Case) -> Stand:
    now = fresh(case)
    return Stand(
        now.state, now.due_at, now.half_at, now.acknowledged_at, now.closed_at, now.second_no
    )


def change(case: Case, by: Membership, at: datetime) -> None:
    services.adjust(
        case=case, what="One page, every Friday.", starts_on=date(2026, 3, 2), by=by.user, at=at
    )


def changed(by: Membership) -> Case:
    """Say No, and change something: nobody has talked yet."""
    case = make_case(by, at=NIGHT - 2 * DAY)
    change(case, by, NIGHT - DAY)
    return fresh(case)


def talked_then_changed(by: Membership) -> Case:
    """Talk, then change something that has begun."""
    case = make_case(by, at=NIGHT - 3 * DAY)
    services.acknowledge(case=case, words="", by=by.user, at=NIGHT - 2 * DAY)
    change(case, by, NIGHT - DAY)
    return fresh(case)


def changed_then_talked(by: Membership) -> Case:
    """Change something, then talk."""
    case = make_case(by, at=NIGHT - 3 * DAY)
    change(case, by, NIGHT - 2 * DAY)
    services.acknowledge(case=case, words="", by=by.user, at=NIGHT - DAY)
    return fresh(case)


def asked_again_in_vain(by: Membership) -> Case:
    """Ask again, and hear nothing; the case has not ended yet."""
    case = make_case(by, at=NIGHT - 50 * DAY)
    services.adjust(
        case=case,
        what="One page, every Friday.",
        starts_on=date(2026, 1, 12),
        by=by.user,
        at=NIGHT - 49 * DAY,
    )
    asked_again(case=case, by=by.user, now=NIGHT - 40 * DAY)
    expire_asks(at=NIGHT - DAY)
    return fresh(case)


def ended_without_an_answer(by: Membership) -> Case:
    """Ask again, hear nothing, and let the case end with that."""
    case = asked_again_in_vain(by)
    case_ran_out(case=case, now=NIGHT - 9 * DAY)
    return fresh(case)


def taken_up_again(by: Membership) -> Case:
    """And change something else after that."""
    case = ended_without_an_answer(by)
    change(case, by, NIGHT - 3 * DAY)
    return fresh(case)


def no_again_and_changed(by: Membership) -> Case:
    """Ask again, hear No once more, and change something else."""
    case = asked_again_in_vain(by)
    again = Ask.objects.get(kind=Ask.Kind.RE_ASK)
    give(again, "no", at=NIGHT - 20 * DAY)
    case = fresh(case)
    change(case, by, NIGHT - 3 * DAY)
    return fresh(case)


BEFORE = [
    changed,
    talked_then_changed,
    changed_then_talked,
    asked_again_in_vain,
    ended_without_an_answer,
    taken_up_again,
    no_again_and_changed,
]


@pytest.fixture
def waiting(max: Membership) -> Case:
    """Ben, whom Max asks again at night."""
    case = talked_then_changed(max)
    asked_again(case=case, by=max.user, now=NIGHT)
    earlier = Message.objects.exclude(kind="pulse.ask_again")
    earlier.update(state=Message.State.SENT, sent_at=NIGHT - DAY)
    return fresh(case)


def re_ask(case: Case) -> Ask:
    found = waiting_re_ask(case, at=NIGHT)
    assert found is not None
    return found


# take back


@pytest.mark.parametrize("before", BEFORE, ids=lambda one: str(one.__name__))
def test_case_stands_where_it_stood_when_the_second_question_is_taken_back(
    max: Membership, before: Callable[[Membership], Case]
) -> None:
    case = before(max)
    stood, asks = stand(case), Ask.objects.count()
    asked_again(case=case, by=max.user, now=NIGHT)
    assert stand(case).state == State.RE_ASKED

    re_ask_taken_back(case=fresh(case), by=max, now=NIGHT)

    assert stand(case) == stood
    assert Ask.objects.count() == asks
    assert not Message.objects.filter(kind="pulse.ask_again", due_at__gt=NIGHT).exists()


def test_it_is_none_of_the_two_re_asks_and_is_in_no_count_and_no_budget(
    max: Membership, waiting: Case
) -> None:
    for _time in range(3):
        re_ask_taken_back(case=fresh(waiting), by=max, now=NIGHT)
        asked_again(case=fresh(waiting), by=max.user, now=NIGHT)
    re_ask_taken_back(case=fresh(waiting), by=max, now=NIGHT)

    assert not ReAsk.objects.exists()
    counted = set(DailyTaste.objects.filter(asked__gt=0).values_list("scope", "day", "asked"))
    rebuild_counts(workspace_id=max.workspace_id)
    assert counted == set(DailyTaste.objects.values_list("scope", "day", "asked"))
    (standing,) = take_turns(
        workspace=max.workspace, contacts=[waiting.contact_id], at=NIGHT, holds=Holds()
    )
    assert not standing.person.touched


def test_taking_back_is_written_down_and_loses_nothing_else(
    as_max: Client, max: Membership, waiting: Case
) -> None:
    re_ask_taken_back(case=waiting, by=max, now=NIGHT)

    note = CaseNote.objects.get(kind=CaseNote.Kind.UNASKED)
    assert (note.by, note.at) == (max.user, NIGHT)
    page = as_max.get(f"/w/acme/recovery/{waiting.ref}/").text
    assert "Max took the question back before it left" in page
    entry = AuditEntry.objects.get(verb="took back the question to")
    assert (entry.actor, entry.subject, entry.in_confidence) == (max.user, "Ben", False)
    assert waiting.adjustments.get().what == "One page, every Friday."


def test_what_has_left_cannot_be_taken_back(max: Membership, waiting: Case) -> None:
    stood = stand(waiting)
    deliver_due(transport=Interrupted(lambda: None), now=lambda: MORNING)

    with pytest.raises(RuleBroken, match="has just left"):
        re_ask_taken_back(case=waiting, by=max, now=MORNING)

    assert stand(waiting) == stood
    assert ReAsk.objects.count() == 1
    assert not CaseNote.objects.filter(kind=CaseNote.Kind.NOTE).exists()


def test_worker_that_has_it_in_hand_wins_and_the_loser_is_told(
    max: Membership, waiting: Case
) -> None:
    told: list[str] = []

    def take_it_back() -> None:
        try:
            re_ask_taken_back(case=fresh(waiting), by=max, now=MORNING)
        except RuleBroken as why:
            told.append(str(why))

    server = Interrupted(take_it_back)
    deliver_due(transport=server, now=lambda: MORNING)

    assert len(server.taken) == 1
    assert told == ["The question to Ben has just left. It can no longer be held or taken back."]
    assert stand(waiting).state == State.RE_ASKED


def test_what_was_taken_back_first_is_in_no_workers_hand(max: Membership, waiting: Case) -> None:
    re_ask_taken_back(case=waiting, by=max, now=NIGHT)

    server = Interrupted(lambda: None)
    deliver_due(transport=server, now=lambda: MORNING)

    assert not server.taken


def test_second_press_on_take_back_is_told_that_nothing_waits(
    max: Membership, waiting: Case
) -> None:
    re_ask_taken_back(case=waiting, by=max, now=NIGHT)

    with pytest.raises(RuleBroken, match="No question to Ben waits any more"):
        re_ask_taken_back(case=fresh(waiting), by=max, now=NIGHT)


def test_case_that_the_customer_closed_meanwhile_stays_closed(
    max: Membership, waiting: Case
) -> None:
    give(waiting.ask, "", at=NIGHT)
    assert stand(waiting).state == State.WITHDRAWN

    re_ask_taken_back(case=fresh(waiting), by=max, now=NIGHT)

    assert stand(waiting).state == State.WITHDRAWN
    assert not Message.objects.filter(kind="pulse.ask_again").exists()


# send now


def test_it_leaves_at_once_with_a_reason_that_is_kept(max: Membership, waiting: Case) -> None:
    ask, stood = re_ask(waiting), stand(waiting)

    re_ask_sent_now(case=waiting, by=max, reason=WHY, now=NIGHT)

    ask.refresh_from_db()
    assert (ask.sent_at, ask.sent_on) == (NIGHT, NIGHT.date())
    assert ask.message is not None
    assert ask.message.due_at == NIGHT
    assert waiting_re_ask(waiting, at=NIGHT) is None
    assert stand(waiting) == stood
    entry = AuditEntry.objects.get(verb="asked in spite of the budget")
    assert entry.detail == {"project": "New tills", "reason": WHY, "budget": "Outside the hours"}


def test_counts_follow_it_to_the_day_on_which_it_leaves(max: Membership, waiting: Case) -> None:
    re_ask_sent_now(case=waiting, by=max, reason=WHY, now=NIGHT)

    found = DailyTaste.objects.filter(scope="w", asked__gt=0)
    counted = set(found.values_list("day", "asked"))
    rebuild_counts(workspace_id=max.workspace_id)
    rebuilt = DailyTaste.objects.filter(scope="w").values_list("day", "asked")
    assert counted == {row for row in rebuilt if row[1]}
    assert (NIGHT.date(), 1) in counted


def test_it_does_not_leave_without_a_reason(max: Membership, waiting: Case) -> None:
    with pytest.raises(RuleBroken, match="Say why"):
        re_ask_sent_now(case=waiting, by=max, reason="", now=NIGHT)

    assert re_ask(waiting).sent_at == MORNING


def test_pause_that_came_meanwhile_gives_way_to_nobody(lea: Membership, waiting: Case) -> None:
    Preference.objects.create(
        workspace=lea.workspace, contact=waiting.contact, paused_until=date(2026, 3, 6)
    )

    with pytest.raises(RuleBroken, match="wants a pause until"):
        re_ask_sent_now(case=waiting, by=lea, reason=WHY, now=NIGHT)

    assert re_ask(waiting).sent_at == MORNING


def test_who_stopped_meanwhile_is_not_asked_and_nothing_waits(
    lea: Membership, waiting: Case
) -> None:
    wish_said(contact=waiting.contact, wish=Wish(Want.STOP), how="page", now=NIGHT)

    with pytest.raises(RuleBroken):
        re_ask_sent_now(case=waiting, by=lea, reason=WHY, now=NIGHT)

    assert waiting_re_ask(waiting, at=NIGHT) is None


def test_sending_now_what_a_worker_has_in_hand_is_refused_in_words(
    max: Membership, waiting: Case
) -> None:
    Message.objects.filter(kind="pulse.ask_again").update(state=Message.State.SENDING, claim="x")

    with pytest.raises(RuleBroken, match="does not wait any more"):
        re_ask_sent_now(case=waiting, by=max, reason=WHY, now=NIGHT)


# the page


def page_of(case: Case, name: str = "case") -> str:
    return reverse(f"recovery:{name}", args=["acme", case.ref])


def test_case_says_when_it_is_asked_again_and_offers_both_ways(
    as_max: Client, waiting: Case, clock: Clock
) -> None:
    clock.moment = NIGHT

    page = as_max.get(page_of(waiting)).text

    assert page.count("Ben is asked again tomorrow at 8 a.m.") == 2  # what is next, and the thread
    assert "Asked again" not in page
    assert "Max asked Ben again" not in page
    assert page_of(waiting, "send_now") in page
    assert page_of(waiting, "take_back") in page


def test_whoever_asks_again_at_night_is_told_when_it_leaves(
    as_max: Client, max: Membership, clock: Clock
) -> None:
    case = talked_then_changed(max)
    clock.moment = NIGHT

    page = as_max.post(page_of(case, "ask_again"), follow=True).text

    assert "The question is on its way" not in page
    assert "Ben is asked again tomorrow at 8 a.m." in page


def test_both_ways_work_on_the_page(as_max: Client, waiting: Case, clock: Clock) -> None:
    clock.moment = NIGHT

    asked = as_max.get(page_of(waiting, "send_now")).text
    silent = as_max.post(page_of(waiting, "send_now"), {"reason": ""})
    back = as_max.post(page_of(waiting, "take_back"), follow=True).text

    assert "Ben is asked again tomorrow at 8 a.m." in asked
    assert silent.status_code == 422
    assert "Taken back: Ben is not asked again." in back
    assert "Next: Ask Ben again" in back

    as_max.post(page_of(waiting, "ask_again"))
    sent = as_max.post(page_of(waiting, "send_now"), {"reason": WHY}, follow=True).text
    assert "The question is on its way to Ben." in sent
    assert "Max asked Ben again" in sent
    assert as_max.get(page_of(waiting, "send_now")).status_code == 302


def test_who_only_reads_sees_when_but_no_way_to_change_it(
    as_exe: Client, waiting: Case, clock: Clock
) -> None:
    clock.moment = NIGHT

    page = as_exe.get(page_of(waiting)).text

    assert "is asked again tomorrow at 8 a.m." in page
    assert page_of(waiting, "take_back") not in page
    assert as_exe.post(page_of(waiting, "take_back")).status_code == 403


def test_project_person_and_ask_page_say_the_same(
    as_max: Client, waiting: Case, clock: Clock
) -> None:
    clock.moment = NIGHT
    addresses = [
        reverse("dashboard:project", args=["acme", waiting.project.ref]),
        reverse("dashboard:person", args=["acme", waiting.contact.ref]),
        reverse("pulse:ask_project", args=["acme", waiting.project.ref]),
    ]

    for address in addresses:
        page = as_max.get(address).text
        assert "is asked again tomorrow at 8 a.m." in page, address
        assert "Has not answered the last question yet." not in page
        assert "waiting until" not in page


def test_rated_manager_learns_nothing_of_a_second_question_in_confidence_that_waits(
    as_lea: Client, as_max: Client, lea: Membership, max: Membership, clock: Clock
) -> None:
    asked = make_ask(max, at=NIGHT - 2 * DAY, mode=Ask.Mode.CONFIDENTIAL).ask
    give(asked, "no", at=NIGHT - 2 * DAY)
    case = Case.objects.get()
    change(case, lea, NIGHT - DAY)
    clock.moment = NIGHT
    addresses = [
        reverse("dashboard:project", args=["acme", case.project.ref]),
        reverse("dashboard:person", args=["acme", case.contact.ref]),
        reverse("pulse:ask_project", args=["acme", case.project.ref]),
        reverse("dashboard:today", args=["acme"]),
    ]

    def seen() -> list[str]:
        pages = [as_max.get(one).text.partition("<main")[2] for one in addresses]
        return [re.sub(r'<input type="hidden"[^>]*>', "", one) for one in pages]

    before = seen()
    asked_again(case=fresh(case), by=lea.user, now=NIGHT)

    assert seen() == before
    for name in ("case", "send_now", "take_back"):
        assert as_max.post(page_of(case, name), {"reason": WHY}).status_code in {404, 405}
    assert "is asked again tomorrow at 8 a.m." in as_lea.get(addresses[0]).text
    re_ask_taken_back(case=fresh(case), by=lea, now=NIGHT)
    assert AuditEntry.objects.get(verb="took back the question to").in_confidence
