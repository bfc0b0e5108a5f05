"""What is not so any more is in no bulletin that has not left: it is written anew, and everybody gets one."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.tests.make import make_contact
from secondslice.jobs.services import run_due
from secondslice.journeys.project_changed import list_imported, project_changed
from secondslice.messaging.models import Message
from secondslice.projects.models import Project
from secondslice.pulse.plan_models import Touch
from secondslice.value.bulletin.models import Bulletin, BulletinCopy
from secondslice.value.bulletin.selectors.reading import became_of
from secondslice.value.publishing import refuse
from secondslice.value.tests.bulletins import (
    CHANGED,
    SAID,
    News,
    make_bulletin,
    make_news,
    press,
)

pytestmark = pytest.mark.django_db
MAIL, OTHER = "value.bulletin", "We write shorter now."


@pytest.fixture
def news(lea: Membership, clock: Clock) -> News:
    """What there is to tell, and people to tell it to."""
    return make_news(lea, at=clock.moment)


@pytest.fixture
def waiting(lea: Membership, news: News, clock: Clock) -> Bulletin:
    """A bulletin of which three mails wait in the outbox."""
    sent = make_bulletin(lea, at=clock.moment)
    press(sent, lea, at=clock.moment)
    work(clock)
    return sent


def work(clock: Clock) -> None:
    """Let the worker write what is due, and deliver nothing."""
    run_due(now=lambda: clock.moment)


def texts() -> list[str]:
    mails = Message.objects.filter(kind=MAIL)
    return [f"{one.subject}\n{one.text}\n{one.html}" for one in mails]


def where(change: object) -> str:
    return f"/w/acme/recovery/changes/{change}/"


def test_change_that_is_withdrawn_is_not_mailed(
    as_lea: Client, news: News, waiting: Bulletin, clock: Clock
) -> None:
    assert all(CHANGED in one for one in texts())

    as_lea.post(f"{where(news.change.ref)}withdraw/")
    assert texts() == []
    work(clock)

    assert len(texts()) == 3
    assert not any(CHANGED in one for one in texts())
    assert Touch.objects.filter(kind=Touch.Kind.BULLETIN).count() == 3
    assert Bulletin.objects.get().state == Bulletin.State.SENT


def test_change_that_is_told_in_other_words_is_mailed_in_those(
    as_lea: Client, news: News, waiting: Bulletin, clock: Clock
) -> None:
    as_lea.post(f"{where(news.change.ref)}tell/", {"words": OTHER})
    work(clock)

    assert len(texts()) == 3
    assert all(OTHER in one and CHANGED not in one for one in texts())


def test_project_that_leaves_operation_is_not_mailed(
    as_lea: Client, news: News, waiting: Bulletin, clock: Clock
) -> None:
    form = {
        "name": "New tills",
        "customer": news.tills.customer_id,
        "phase": Project.Phase.EXECUTION,
        "starts_on": "",
        "ends_on": "2026-02-14",
    }

    as_lea.post(f"/w/acme/projects/{news.tills.ref}/edit/", form)
    assert Project.objects.get(pk=news.tills.pk).phase == Project.Phase.EXECUTION
    work(clock)

    assert len(texts()) == 3
    assert not any("New tills" in one for one in texts())


def test_list_that_takes_a_project_out_of_operation_takes_it_out_of_the_mails(
    news: News, waiting: Bulletin, clock: Clock
) -> None:
    Project.objects.filter(pk=news.tills.pk).update(phase=Project.Phase.STOPPED)

    list_imported(workspace=waiting.workspace, now=clock.moment)
    work(clock)

    assert len(texts()) == 3
    assert not any("New tills" in one for one in texts())


def test_project_that_is_still_delivered_leaves_the_mails_alone(
    news: News, waiting: Bulletin, clock: Clock
) -> None:
    before = set(Message.objects.filter(kind=MAIL).values_list("pk", flat=True))

    project_changed(project=news.tills, now=clock.moment)
    list_imported(workspace=waiting.workspace, now=clock.moment)

    assert set(Message.objects.filter(kind=MAIL).values_list("pk", flat=True)) == before


def test_what_has_left_stays_sent_and_is_written_to_nobody_twice(
    as_lea: Client, lea: Membership, news: News, waiting: Bulletin, clock: Clock
) -> None:
    gone = Message.objects.get(kind=MAIL, to_name="Eve")
    Message.objects.filter(pk=gone.pk).update(state=Message.State.SENT, sent_at=clock.moment)

    as_lea.post(f"{where(news.change.ref)}withdraw/")
    work(clock)

    assert Message.objects.filter(kind=MAIL, to_name="Eve").get() == gone
    assert Message.objects.filter(kind=MAIL).count() == 3
    assert became_of(waiting, by=lea).sent == 3


def test_mail_in_hand_that_does_not_leave_is_given_up_and_not_tried_again(
    as_lea: Client, news: News, waiting: Bulletin, clock: Clock
) -> None:
    mine = Message.objects.filter(kind=MAIL, to_name="Eve")
    mine.update(state=Message.State.SENDING, claim="abc")

    as_lea.post(f"{where(news.change.ref)}withdraw/")

    assert mine.get().claim == ""
    assert BulletinCopy.objects.get(contact=news.eve).state == BulletinCopy.State.SENT


def test_recall_takes_the_same_queries_however_many_wait(
    lea: Membership, news: News, clock: Clock
) -> None:
    def recalled(people: int) -> int:
        with transaction.atomic():
            for number in range(people):
                make_contact(news.shop, f"P{number}")
            press(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)
            work(clock)
            assert len(texts()) == people + 3
            news.quote.refresh_from_db()
            with CaptureQueriesContext(connection) as queries:
                refuse(testimonial=news.quote, at=clock.moment)
            assert texts() == []
            transaction.set_rollback(True)
        return len(queries)

    assert recalled(60) == recalled(6)


def test_all_get_the_bulletin_anew_however_many_waited(
    lea: Membership, news: News, clock: Clock
) -> None:
    for number in range(60):
        make_contact(news.shop, f"P{number}")
    press(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)
    work(clock)

    refuse(testimonial=news.quote, at=clock.moment)
    work(clock)

    assert len(texts()) == 63
    assert not any(SAID in one for one in texts())
