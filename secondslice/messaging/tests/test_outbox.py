"""What members see of the mails that did not leave."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.tests.make import make_member
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock, sign_in
from secondslice.core.errors import RuleBroken
from secondslice.journeys.case_adjusted import case_adjusted
from secondslice.messaging.models import Message
from secondslice.messaging.selectors import batches_leaving, failed_mails
from secondslice.messaging.services import deliver_due, send_again
from secondslice.messaging.tests.make import make_mail
from secondslice.messaging.transports.kept import Kept
from secondslice.projects.models import Stakeholder
from secondslice.pulse.tests.make import make_ask, send_asks
from secondslice.recovery.models import Case
from secondslice.recovery.tests.make import give

pytestmark = pytest.mark.django_db

WHY = "The mail server refused ben@example.com: 550 no such person"
OUTBOX = "/outbox/"


@pytest.fixture
def smtp(settings: Settings) -> None:
    """A mail server is set."""
    settings.EMAIL = {"kind": "smtp"}


@pytest.fixture
def failed(ava: Membership, clock: Clock) -> Message:
    """An ask to Ben that was given up."""
    message = make_ask(ava, at=clock.moment).ask.message
    assert message is not None
    message.state, message.tries, message.last_error = Message.State.FAILED, 1, WHY
    message.save()
    return message


def send_again_address(message: Message) -> str:
    """Return where the button leads."""
    return reverse("messaging:send_again", args=[message.ref])


def test_mail_that_failed_is_shown_with_its_reason_and_sent_again_on_demand(
    smtp: None, failed: Message, as_lea: Client, clock: Clock, settings: Settings
) -> None:
    page = as_lea.get(OUTBOX).content.decode()
    assert WHY in page
    assert send_again_address(failed) in page

    said = as_lea.post(send_again_address(failed), follow=True).content.decode()

    assert "is sent again at once" in said
    assert WHY not in said
    failed.refresh_from_db()
    assert (failed.state, failed.tries) == (Message.State.WAITING, 0)
    settings.EMAIL = {"kind": "outbox"}
    settle_everything(now=clock.moment)
    failed.refresh_from_db()
    assert failed.state == Message.State.KEPT


def test_mail_that_may_not_leave_again_says_why_and_offers_nothing(
    smtp: None, failed: Message, as_lea: Client, clock: Clock
) -> None:
    clock.forward(days=40)

    page = as_lea.get(OUTBOX).text

    assert send_again_address(failed) not in page
    assert "The questions in it can no longer be answered" in page


def test_ten_mails_that_failed_cost_the_queries_of_one(
    smtp: None, failed: Message, ava: Membership, as_lea: Client, clock: Clock
) -> None:
    counted = []
    for count in (0, 9):
        for number in range(count):
            make_ask(ava, at=clock.moment, name=f"P{number}")
        Message.objects.update(state=Message.State.FAILED, last_error=WHY)
        as_lea.get(OUTBOX)
        with CaptureQueriesContext(connection) as queries:
            page = as_lea.get(OUTBOX).text
        assert page.count("Send again") == count + 1
        counted.append(len(queries))

    assert counted[1] <= counted[0]


def test_project_manager_neither_sees_nor_sends_the_asks_about_his_project(
    smtp: None, failed: Message, as_max: Client
) -> None:
    assert WHY not in as_max.get(OUTBOX).content.decode()
    assert as_max.post(send_again_address(failed)).status_code == 404


def test_mail_of_another_workspace_is_not_there(
    smtp: None, failed: Message, as_cleo: Client
) -> None:
    assert WHY not in as_cleo.get(OUTBOX).content.decode()
    assert as_cleo.post(send_again_address(failed)).status_code == 404


def test_with_a_mail_server_nobody_reads_the_links_of_somebody_else(
    smtp: None, failed: Message, as_ava: Client
) -> None:
    for page in ("messaging:mail", "messaging:mail_html"):
        assert as_ava.get(reverse(page, args=[failed.ref])).status_code == 404


def test_mail_that_is_tried_again_by_itself_shows_when_and_needs_no_button(
    smtp: None, failed: Message, as_ava: Client
) -> None:
    Message.objects.update(state=Message.State.WAITING)

    page = as_ava.get(OUTBOX).content.decode()

    assert "Next try" in page
    assert send_again_address(failed) not in page


def test_mail_on_its_way_and_mail_that_has_left_are_not_in_the_outbox(
    smtp: None, pmo: Workspace, as_ava: Client, clock: Clock
) -> None:
    make_mail(pmo, at=clock.moment)
    deliver_due(transport=Kept(), now=lambda: clock.moment)
    make_mail(pmo, at=clock.moment, to="bea@example.com")

    assert "Everything has left." in as_ava.get(OUTBOX).content.decode()


def test_mail_that_was_not_given_up_cannot_be_sent_twice(pmo: Workspace, clock: Clock) -> None:
    message = make_mail(pmo, at=clock.moment)

    with pytest.raises(RuleBroken, match="was not given up"):
        send_again(message=message, at=clock.moment)


def test_other_rooms_can_ask_which_mails_failed(
    failed: Message, cleo: Membership, clock: Clock
) -> None:
    make_mail(failed.workspace, at=clock.moment)

    assert list(failed_mails(workspace_id=failed.workspace_id)) == [failed]
    assert not failed_mails(workspace_id=cleo.workspace_id).exists()


def test_buttons_of_a_kept_mail_lead_out_of_the_frame(
    failed: Message, as_ava: Client, clock: Clock
) -> None:
    response = as_ava.get(reverse("messaging:mail_html", args=[failed.ref]))

    assert '<head><base target="_top">' in response.content.decode()
    assert "allow-top-navigation-by-user-activation" in response["Content-Security-Policy"]


def test_kept_mail_of_another_key_is_refused_in_words(
    failed: Message, ava: Membership, as_ava: Client, settings: Settings
) -> None:
    Message.objects.update(state=Message.State.KEPT)
    settings.SECRET_KEY = "another one " * 5
    as_ava.force_login(ava.user)

    response = as_ava.get(reverse("messaging:mail", args=[failed.ref]))

    assert response.status_code == 409
    assert "another SECONDSLICE_SECRET_KEY" in response.content.decode()


@pytest.mark.parametrize("role", ["owner", "lead"])
def test_who_was_rated_finds_no_mail_of_a_person_who_was_asked_in_confidence(
    ava: Membership, lea: Membership, max: Membership, clock: Clock, role: str
) -> None:
    rod = make_member(ava.workspace, "Rod", role=role)
    Membership.objects.filter(pk=rod.pk).update(rated_in_confidence=True)
    named = make_ask(max, at=clock.moment, name="Nan").ask
    sent = make_ask(max, at=clock.moment, name="Ben", project=named.project, mode="confidential")
    give(sent.ask, "no", at=clock.forward(hours=1), words="Nobody listens.")
    case, at = (
        Case.objects.select_related("workspace", "ask", "project", "contact").get(),
        clock.forward(hours=1),
    )
    case_adjusted(case=case, what="We do", starts_on=at.date(), by=lea.user, now=at, ask_now=True)
    settle_everything(now=clock.forward(hours=1))

    kinds = {"pulse.ask", "pulse.ask_again", "recovery.case_opened"}
    mails = Message.objects.exclude(to_name="Nan").filter(kind__in=kinds)
    assert set(mails.values_list("kind", flat=True)) == kinds
    for_rod, for_lea = sign_in(rod), sign_in(lea)
    list_of_rod = for_rod.get(OUTBOX).text
    assert named.message is not None
    assert str(named.message.ref) in list_of_rod
    for mail in mails:
        assert str(mail.ref) not in list_of_rod
        for name in ("messaging:mail", "messaging:mail_html"):
            assert for_rod.get(reverse(name, args=[mail.ref])).status_code == 404
            assert for_lea.get(reverse(name, args=[mail.ref])).status_code == 200
        assert for_rod.post(send_again_address(mail)).status_code == 404


def test_mail_by_name_to_who_was_asked_in_confidence_before_is_in_confidence_too(
    ava: Membership, max: Membership, clock: Clock
) -> None:
    """Whether and when it goes out depends on what was answered: an open case holds it back."""
    first = make_ask(max, at=clock.moment, mode="confidential").ask
    part = Stakeholder.objects.get(project=first.project, contact=first.contact)
    (later,) = send_asks(
        project=first.project, stakeholders=[part], asked_by=max.user, at=clock.forward(days=40)
    )

    assert later.mode == "named"
    assert later.message is not None
    assert later.message.in_confidence


def test_mail_in_confidence_is_its_addressees_whoever_that_is(
    ava: Membership, max: Membership, clock: Clock
) -> None:
    mail = make_mail(ava.workspace, at=clock.moment, to=max.user.email)
    Message.objects.filter(pk=mail.pk).update(in_confidence=True, state=Message.State.KEPT)

    assert sign_in(max).get(reverse("messaging:mail", args=[mail.ref])).status_code == 200


def test_number_of_mails_on_their_way_tells_who_was_rated_nothing_of_reminders_in_confidence(
    ava: Membership, clock: Clock
) -> None:
    batch = uuid.uuid4()
    for is_confided in (True, False):
        mail = make_mail(ava.workspace, at=clock.moment)
        Message.objects.filter(pk=mail.pk).update(batch=batch, in_confidence=is_confided)

    def leaving(*, all_of_them: bool) -> int:
        found = batches_leaving(
            workspace_id=ava.workspace_id, at=clock.moment, with_confidences=all_of_them
        )
        return found.all if found else 0

    assert (leaving(all_of_them=True), leaving(all_of_them=False)) == (2, 1)
