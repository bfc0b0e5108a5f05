"""Who runs the PMO is told what happened: once a day or week, in working hours, and only where something did."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.tests.make import make_member
from secondslice.journeys.asks_planned import asks_planned
from secondslice.journeys.clocks_watched import clocks_watched
from secondslice.messaging.models import Message
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery import services
from secondslice.recovery.models import Case
from secondslice.recovery.selectors.digests import digest_of, digests_due
from secondslice.recovery.tests.make import fresh, give, make_case, make_re_asked_case

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
KIND = "recovery.digest"


@pytest.fixture
def leads(lea: Membership, ava: Membership, max: Membership) -> None:
    """Lea and Ava know everything up to Monday, 2 March; Lea wants a digest every week, Ava every day."""
    Membership.objects.update(digest_at=MONDAY - 7 * DAY)
    Membership.objects.filter(pk=ava.pk).update(digest="daily")


def watch(workspace: Workspace, *moments: datetime) -> None:
    for moment in moments:
        clocks_watched(workspace=workspace, now=moment)


def told() -> list[str]:
    found = Message.objects.filter(kind=KIND).order_by("pk")
    return [name.partition("@")[0] for name in found.values_list("to", flat=True)]


def mail_to(member: Membership) -> Message:
    return Message.objects.filter(kind=KIND, to=member.user.email).latest("pk")


def test_weekly_digest_comes_on_monday_morning_and_once(
    leads: None, lea: Membership, max: Membership, now: datetime
) -> None:
    Membership.objects.filter(role="owner").update(digest="none")
    make_case(max, at=now)

    watch(max.workspace, MONDAY - 2 * DAY, MONDAY - HOUR)  # Saturday, and Monday at eight
    assert told() == []
    watch(max.workspace, MONDAY, MONDAY + HOUR, MONDAY + DAY, MONDAY + 4 * DAY)

    assert told() == ["lea"]
    assert "1 new No" in mail_to(lea).text
    watch(max.workspace, MONDAY + 7 * DAY)
    assert told() == ["lea", "lea"]  # it is late by now


def test_daily_digest_comes_on_working_days(
    leads: None, max: Membership, lea: Membership, now: datetime
) -> None:
    Membership.objects.filter(pk=lea.pk).update(digest="none")
    make_case(max, at=now)

    watch(max.workspace, *(now + HOUR + number * DAY for number in range(4)))

    assert told() == ["ava", "ava"]  # on Friday and on Monday


def test_after_a_holiday_on_monday_it_comes_on_tuesday(
    leads: None, max: Membership, lea: Membership
) -> None:
    Workspace.objects.update(country="DE", time_zone="Europe/Berlin")
    max.workspace.refresh_from_db()
    easter_monday = datetime(2026, 4, 6, 8, 0, tzinfo=UTC)
    make_case(max, at=easter_monday - 4 * DAY)
    Membership.objects.update(digest_at=easter_monday - 7 * DAY, digest="weekly")

    watch(max.workspace, easter_monday)
    assert told() == []
    watch(max.workspace, easter_monday + DAY)

    assert sorted(told()) == ["ava", "lea"]


def test_week_begins_at_midnight_where_the_pmo_is_also_when_the_clock_is_moved(
    leads: None, max: Membership, lea: Membership
) -> None:
    Workspace.objects.update(time_zone="America/New_York")
    max.workspace.refresh_from_db()
    monday = datetime(
        2026, 3, 9, 13, 0, tzinfo=UTC
    )  # nine o'clock, a day after the clock was moved
    make_case(max, at=monday - 3 * DAY)

    watch(max.workspace, monday - timedelta(minutes=1))
    assert told() == []
    watch(max.workspace, monday)

    assert sorted(told()) == ["ava", "lea"]


def test_who_wants_none_gets_none(leads: None, max: Membership, now: datetime) -> None:
    Membership.objects.update(digest="none")
    make_case(max, at=now)

    watch(max.workspace, MONDAY)

    assert told() == []


def test_nobody_but_who_runs_the_pmo_gets_one(
    leads: None, max: Membership, exe: Membership, sal: Membership, now: datetime
) -> None:
    make_case(max, at=now)

    watch(max.workspace, MONDAY)

    assert sorted(told()) == ["ava", "lea"]


def test_empty_digest_is_not_sent(leads: None, lea: Membership, max: Membership) -> None:
    watch(max.workspace, MONDAY)

    assert told() == []
    assert Membership.objects.get(pk=lea.pk).digest_at == MONDAY


def test_of_two_workers_one_sends_it(leads: None, lea: Membership, max: Membership) -> None:
    make_case(max, at=MONDAY - 3 * DAY)
    first, second = (
        next(one for one in digests_due(max.workspace, MONDAY) if one.pk == lea.pk) for _ in "ab"
    )

    assert services.send_digest(membership=first, at=MONDAY)
    assert not services.send_digest(membership=second, at=MONDAY + timedelta(seconds=1))

    assert told() == ["lea"]


def test_worker_that_is_killed_half_way_has_sent_nothing_and_the_next_one_does(
    leads: None, lea: Membership, max: Membership
) -> None:
    make_case(max, at=MONDAY - 3 * DAY)
    due = next(one for one in digests_due(max.workspace, MONDAY) if one.pk == lea.pk)

    @transaction.atomic
    def is_killed() -> None:
        services.send_digest(membership=due, at=MONDAY)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        is_killed()

    watch(max.workspace, MONDAY + HOUR)

    assert "lea" in told()


def test_it_tells_what_happened_and_what_waits_and_names_no_customer(
    leads: None, lea: Membership, max: Membership, now: datetime
) -> None:
    services.set_capacity(by=lea, usual=3, own={}, at=now)
    old = make_case(max, at=now - 12 * DAY, name="Xaverine")
    make_case(max, at=now, name="Yolanda")
    given_up = make_case(max, at=now, name="Zacharias")
    services.ask_waiver(case=given_up, reason="Sold.", by=max.user, at=now)
    _case, again = make_re_asked_case(max, at=now - 2 * DAY, name="Wilhelmina")
    give(again, "yes", at=now)
    project = make_project(max.workspace, "Payroll", manager=max.user, starts_on=date(2026, 2, 13))
    make_stakeholder(project, name="Vanessa")
    asks_planned(workspace=lea.workspace, now=now)

    watch(max.workspace, MONDAY + HOUR)

    mail = mail_to(lea)
    for text in (mail.text, mail.html):
        assert "3 new No's" in text.replace("&#x27;", "'")
        assert "3 steps are late" in text
        assert "1 case nobody has touched for days" in text
        assert "1 case waits for a second person to decide" in text
        assert "1 customer said Yes when asked again" in text
        assert "Max: 1 question" in text
        assert str(old.ref) in text
        assert not any(
            name in text for name in ("Xaverine", "Yolanda", "Zacharias", "Wilhelmina", "Vanessa")
        )


def test_who_wants_to_give_it_up_is_not_asked_to_decide(
    leads: None, lea: Membership, ava: Membership, max: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    services.ask_waiver(case=case, reason="Sold.", by=lea.user, at=now)

    watch(max.workspace, MONDAY)

    assert "second person" not in mail_to(lea).text
    assert "second person" in mail_to(ava).text


def test_long_lists_are_cut_and_say_how_many_more(
    leads: None, lea: Membership, max: Membership, now: datetime
) -> None:
    for number in range(10):
        make_case(max, at=now, name=f"Ben{number}")

    watch(max.workspace, MONDAY)

    assert "10 new No's" in mail_to(lea).text
    assert "and 2 more" in mail_to(lea).text


def test_confidence_stands_in_the_digest_of_keepers_only(
    leads: None, lea: Membership, ava: Membership, max: Membership, now: datetime
) -> None:
    rod = make_member(max.workspace, "Rod", role=Membership.Role.LEAD, email="rod@example.org")
    Membership.objects.filter(pk=rod.pk).update(
        rated_in_confidence=True, digest_at=MONDAY - 7 * DAY
    )
    ask = make_ask(max, at=now - DAY, mode=Ask.Mode.CONFIDENTIAL).ask
    give(ask, "no", at=now)
    assert fresh(Case.objects.get()).owner == lea.user

    watch(max.workspace, MONDAY)

    assert sorted(told()) == ["ava", "lea"]
    assert mail_to(lea).in_confidence
    assert digest_of(Membership.objects.get(pk=rod.pk), at=MONDAY).is_empty


def test_who_has_just_come_is_told_from_then_on(
    leads: None, max: Membership, now: datetime
) -> None:
    make_case(max, at=now)
    new = make_member(max.workspace, "Nia", role=Membership.Role.LEAD, email="nia@example.org")
    Membership.objects.filter(pk=new.pk).update(created_at=MONDAY - HOUR)

    watch(max.workspace, MONDAY, MONDAY + DAY)

    assert "nia" not in told()
