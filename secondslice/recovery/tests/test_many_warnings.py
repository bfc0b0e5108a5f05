"""After a long stop many steps are late at once: whoever would get a heap of mails gets one that lists them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.customers.models import Customer
from secondslice.journeys.clocks_watched import clocks_watched
from secondslice.messaging.models import Message
from secondslice.messaging.services.chatting import connect
from secondslice.pulse.models import Ask
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery import services
from secondslice.recovery.models import Case, CaseNote
from secondslice.recovery.selectors.clocks import steps_to_warn_of
from secondslice.recovery.tests.make import fresh, give, make_case
from secondslice.recovery.time_limits import Warned

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ONE, LIST = "recovery.step_due", "recovery.steps_due"


@pytest.fixture
def mia(max: Membership) -> Membership:
    """Mia manages projects too."""
    return make_member(max.workspace, "Mia", email="mia@example.org")


@pytest.fixture
def late(max: Membership, mia: Membership, lea: Membership, now: datetime) -> list[Case]:
    """Five cases that were left alone for ten days, while nothing ran: two of Max, three of Mia."""
    owners = (max, max, mia, mia, mia)
    return [make_case(by, at=now, name=f"Ben{number}") for number, by in enumerate(owners)]


def told(kind: str, channel: str = "mail") -> list[str]:
    found = Message.objects.filter(kind=kind, channel=channel).order_by("to", "pk")
    return [name.partition("@")[0] for name in found.values_list("to", flat=True)]


def watch(member: Membership, at: datetime) -> None:
    clocks_watched(workspace=member.workspace, now=at)


def test_lead_gets_one_mail_with_all_steps_and_the_owners_theirs(
    late: list[Case], lea: Membership, now: datetime
) -> None:
    watch(lea, now + 10 * DAY)

    assert told(LIST) == ["lea"]
    assert told(ONE) == ["max", "max", "mia", "mia", "mia"]
    mail = Message.objects.get(kind=LIST)
    assert mail.subject == "5 steps are due or late: Acme PMO"
    for case in late:
        assert f"/w/acme/recovery/{case.ref}/" in mail.text
        assert f"/w/acme/recovery/{case.ref}/" in mail.html
    assert "Max, late: talk, due on March 9, 2026" in mail.text
    assert "executive" not in mail.text


def test_list_names_nobody_at_the_customers_and_is_about_no_single_person(
    late: list[Case], lea: Membership, now: datetime
) -> None:
    watch(lea, now + 10 * DAY)

    mail = Message.objects.get(kind=LIST)
    assert "Ben" not in mail.subject + mail.text + mail.html
    assert mail.about is None


def test_three_warnings_are_three_mails(
    max: Membership, mia: Membership, lea: Membership, now: datetime
) -> None:
    for number in range(3):
        make_case(max, at=now, name=f"Ben{number}")

    watch(lea, now + 10 * DAY)

    assert told(LIST) == []
    assert told(ONE) == ["lea"] * 3 + ["max"] * 3


def test_each_warning_is_told_once_and_stands_in_its_case(
    late: list[Case], lea: Membership, now: datetime
) -> None:
    watch(lea, now + 10 * DAY)
    watch(lea, now + 10 * DAY + HOUR)

    assert (told(LIST), len(told(ONE))) == (["lea"], 5)
    for case in late:
        assert fresh(case).warned == Warned.LEAD
        names = case.notes.filter(kind=CaseNote.Kind.WARNED).values_list("owner__name", flat=True)
        assert set(names) == {case.owner.name, "Lea"}


def test_of_two_workers_one_warns_of_each_case(
    late: list[Case], lea: Membership, now: datetime
) -> None:
    moment = now + 10 * DAY
    first, second = (steps_to_warn_of(lea.workspace, moment) for _worker in "ab")
    services.warn(due=first[0], at=moment)
    services.warn(due=first[1], at=moment)

    services.warn_all(dues=second, at=moment)
    services.warn_all(dues=second, at=moment)

    assert told(LIST) == []  # three were left for the second worker
    assert told(ONE).count("lea") == 5
    assert CaseNote.objects.filter(kind=CaseNote.Kind.WARNED).count() == 10


def test_worker_that_is_killed_half_way_has_warned_nobody_and_the_next_one_does(
    late: list[Case], lea: Membership, now: datetime
) -> None:
    moment = now + 10 * DAY

    @transaction.atomic
    def is_killed() -> None:
        services.warn_all(dues=steps_to_warn_of(lea.workspace, moment), at=moment)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        is_killed()
    assert (told(LIST), told(ONE)) == ([], [])
    assert not CaseNote.objects.filter(kind=CaseNote.Kind.WARNED).exists()

    watch(lea, moment)

    assert (told(LIST), len(told(ONE))) == (["lea"], 5)


def test_case_that_cannot_be_told_keeps_no_other_from_the_list(
    late: list[Case], max: Membership, lea: Membership, now: datetime
) -> None:
    max.user.time_zone = "Nowhere/At all"
    max.user.save()

    watch(lea, now + 10 * DAY)

    assert told(ONE) == ["lea"] * 3 + ["mia"] * 3
    assert {fresh(case).warned for case in late[:2]} == {Warned.NOBODY}
    assert {fresh(case).warned for case in late[2:]} == {Warned.LEAD}


def test_executive_of_many_late_cases_reads_why_the_list_comes(
    late: list[Case], exe: Membership, lea: Membership, now: datetime
) -> None:
    Customer.objects.update(executive=exe.user)

    watch(lea, now + 10 * DAY)

    assert told(LIST) == ["exe", "lea"]
    mail = Message.objects.get(kind=LIST, to="exe@example.org")
    assert mail.text.count("you are the executive named for this customer") == 5


def test_half_of_the_time_is_told_as_what_it_is(
    max: Membership, lea: Membership, now: datetime
) -> None:
    for number in range(4):
        make_case(max, at=now, name=f"Ben{number}")

    watch(lea, now + 5 * HOUR)

    assert told(LIST) == ["max"]
    mail = Message.objects.get(kind=LIST)
    assert mail.text.count("half of the time is over: talk, until March 9, 2026") == 4


def confide(by: Membership, at: datetime, *, name: str) -> Case:
    ask = make_ask(by, at=at - DAY, name=name, mode=Ask.Mode.CONFIDENTIAL).ask
    give(ask, "no", at=at)
    return fresh(Case.objects.get(ask=ask))


def test_confidences_are_listed_by_themselves_and_in_no_chat(
    late: list[Case], max: Membership, lea: Membership, now: datetime
) -> None:
    connect(workspace_id=lea.workspace_id, kind="teams", secrets={"url": "y"}, at=now)
    Membership.objects.filter(pk=lea.pk).update(alerts="teams")
    hidden = [confide(max, now, name=f"Bea{number}") for number in range(4)]

    watch(lea, now + 10 * DAY)

    named, confided = Message.objects.filter(kind=LIST, channel="mail").order_by("in_confidence")
    assert {named.to, confided.to} == {"lea@example.org"}
    assert (named.in_confidence, confided.in_confidence) == (False, True)
    for case in hidden:
        assert str(case.ref) in confided.text
        assert str(case.ref) not in named.text
    chat = Message.objects.get(kind=LIST, channel="teams")
    assert chat.subject == "5 steps are due or late: Acme PMO"


def test_mails_about_what_was_said_by_name_are_the_same_with_a_confidence_or_without(
    max: Membership, mia: Membership, lea: Membership, now: datetime
) -> None:
    for number in range(3):
        make_case(max, at=now, name=f"Ben{number}")
    confide(max, now, name="Bea")

    watch(lea, now + 10 * DAY)

    assert told(LIST) == []
    by_name = Message.objects.filter(kind=ONE, in_confidence=False, to="lea@example.org")
    assert by_name.count() == 3
