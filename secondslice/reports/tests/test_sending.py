"""The executive report that leaves by itself when a quarter is over, once; and the command that writes a file."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact, Customer
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.projects.models import Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Touch
from secondslice.pulse.tests.make import send_asks
from secondslice.reports.models import Report, ReportCopy, ReportReader, ReportShare, ReportTerms
from secondslice.reports.rules import Dropped
from secondslice.reports.services.choosing import set_sending
from secondslice.reports.services.mailing import mail_executive
from secondslice.reports.services.sending import document_due, send_quarter
from secondslice.reports.services.sharing import revoke
from secondslice.reports.tasks import send_quarters
from secondslice.reports.tests.made import make_quote, make_report, take_back
from secondslice.value.mail_kinds import QUARTER


@pytest.fixture
def now() -> datetime:
    """A Monday in the middle of a quarter."""
    return datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def board(lea: Membership) -> Stakeholder:
    """An executive at a customer."""
    project = make_project(lea.workspace, "New tills", manager=lea.user)
    person = make_contact(project.customer, "Edda")
    return make_stakeholder(project, person, role=Stakeholder.Role.EXECUTIVE)


def switch_on(lea: Membership, clock: Clock, *contacts: Contact) -> None:
    set_sending(by=lea, is_sent=True, contacts=contacts, at=clock.moment)


def live(clock: Clock) -> None:
    """Let the day's work happen."""
    send_quarters(payload={}, now=clock.moment)
    settle_everything(now=clock.moment)


def new_year(clock: Clock) -> None:
    """A working day after the quarter ended, at an hour at which mail may leave."""
    clock.moment = datetime(2027, 1, 5, 10, 30, tzinfo=UTC)


def test_nothing_leaves_by_itself_unless_somebody_says_so(
    lea: Membership, exe: Membership, clock: Clock
) -> None:
    new_year(clock)
    live(clock)

    assert not Report.objects.exists()


def test_quarter_that_is_over_is_issued_and_mailed_once(
    lea: Membership, exe: Membership, clock: Clock
) -> None:
    switch_on(lea, clock)
    live(clock)
    assert not Report.objects.exists()

    new_year(clock)
    live(clock)
    clock.forward(days=1)
    live(clock)

    report = Report.objects.get()
    assert (report.kind, report.issued_by) == ("executive", None)
    assert (str(report.begins_on), str(report.ends_on)) == ("2026-10-01", "2026-12-31")
    mail = Message.objects.get(kind="reports.quarter_to_member")
    assert mail.to == exe.user.email
    text = opened(mail).text
    link = next(word for word in text.split() if "/report/" in word)
    assert link not in mail.text
    assert (
        Client().get(link.partition("8000")[2] or link[link.index("/report/") :]).status_code == 200
    )


def test_two_workers_send_it_once(lea: Membership, exe: Membership, clock: Clock) -> None:
    switch_on(lea, clock)
    new_year(clock)
    document = document_due(workspace=lea.workspace, at=clock.moment)
    assert document is not None

    first = send_quarter(workspace=lea.workspace, document=document, at=clock.moment)
    second = send_quarter(workspace=lea.workspace, document=document, at=clock.moment)

    assert (first, second) == (True, False)
    assert Message.objects.filter(kind="reports.quarter_to_member").count() == 1


def test_executive_at_a_customer_gets_it_as_a_touch(
    lea: Membership, board: Stakeholder, clock: Clock
) -> None:
    switch_on(lea, clock, board.contact)
    new_year(clock)
    live(clock)

    mail = Message.objects.get(kind=QUARTER)
    assert mail.to == board.contact.email
    assert ReportCopy.objects.get().state == ReportCopy.State.SENT
    assert Touch.objects.get(contact=board.contact).kind == Touch.Kind.VALUE


def test_copy_that_does_not_fit_the_budget_waits_with_the_reason_and_comes_later(
    lea: Membership, board: Stakeholder, clock: Clock
) -> None:
    switch_on(lea, clock, board.contact)
    new_year(clock)
    send_asks(project=board.project, stakeholders=[board], asked_by=lea.user, at=clock.moment)
    live(clock)

    waits = ReportCopy.objects.get()
    assert waits.state == ReportCopy.State.WAITING
    assert waits.why
    assert not Message.objects.filter(kind=QUARTER).exists()
    for _day in range(40):
        clock.forward(days=1)
        settle_everything(now=clock.moment)

    assert ReportCopy.objects.get().state == ReportCopy.State.SENT
    assert Message.objects.filter(kind=QUARTER).count() == 1


def waiting_copy(lea: Membership, board: Stakeholder, clock: Clock) -> ReportCopy:
    """A copy that waits, because its reader was asked something on the day it came."""
    switch_on(lea, clock, board.contact)
    new_year(clock)
    send_asks(project=board.project, stakeholders=[board], asked_by=lea.user, at=clock.moment)
    live(clock)
    copy = ReportCopy.objects.get()
    assert copy.state == ReportCopy.State.WAITING
    return copy


def live_on(clock: Clock, days: int = 40) -> None:
    for _day in range(days):
        clock.forward(days=1)
        settle_everything(now=clock.moment)


@pytest.mark.parametrize(("is_sent", "why"), [(True, Dropped.REMOVED), (False, Dropped.OFF)])
def test_waiting_copy_does_not_leave_to_who_was_taken_off_nor_when_mail_is_off(
    lea: Membership, board: Stakeholder, clock: Clock, is_sent: bool, why: str
) -> None:
    waits = waiting_copy(lea, board, clock)

    set_sending(by=lea, is_sent=is_sent, contacts=[], at=clock.moment)
    waits.refresh_from_db()

    assert (waits.state, waits.why) == (ReportCopy.State.LEFT_OUT, why)
    assert (waits.left_out_at, waits.again_at) == (clock.moment, None)
    live_on(clock)
    assert not Message.objects.filter(kind=QUARTER).exists()


def test_copy_of_who_stays_a_reader_goes_on_waiting(
    lea: Membership, board: Stakeholder, clock: Clock
) -> None:
    waits = waiting_copy(lea, board, clock)

    switch_on(lea, clock, board.contact)
    waits.refresh_from_db()

    assert waits.state == ReportCopy.State.WAITING


def test_worker_asks_again_who_is_a_reader_before_it_mails(
    lea: Membership, board: Stakeholder, clock: Clock
) -> None:
    waits = waiting_copy(lea, board, clock)
    ReportReader.objects.all().delete()

    live_on(clock)
    waits.refresh_from_db()

    assert (waits.state, waits.why) == (ReportCopy.State.LEFT_OUT, Dropped.REMOVED)
    assert not Message.objects.filter(kind=QUARTER).exists()


def test_copy_of_a_report_that_is_issued_again_says_so_at_once(
    lea: Membership, board: Stakeholder, clock: Clock
) -> None:
    waits = waiting_copy(lea, board, clock)
    Report.objects.update(fingerprint="0" * 64)

    make_report(lea, "executive", at=clock.moment)
    waits.refresh_from_db()

    assert (waits.state, waits.why) == (ReportCopy.State.LEFT_OUT, Dropped.REPLACED)
    assert waits.left_out_at == clock.moment


def test_copy_whose_link_is_taken_back_says_so_at_once(
    lea: Membership, board: Stakeholder, clock: Clock
) -> None:
    waits = waiting_copy(lea, board, clock)

    revoke(share=waits.share, by=lea, at=clock.moment)
    waits.refresh_from_db()

    assert (waits.state, waits.why) == (ReportCopy.State.LEFT_OUT, Dropped.REVOKED)


def test_copy_whose_quote_is_taken_back_says_so_when_its_day_comes(
    lea: Membership, board: Stakeholder, clock: Clock
) -> None:
    quote = make_quote(lea, board.project, at=datetime(2026, 12, 20, 9, tzinfo=UTC))
    waits = waiting_copy(lea, board, clock)
    assert waits.share.report.quoted

    take_back(quote)
    live_on(clock)
    waits.refresh_from_db()

    assert (waits.state, waits.why) == (ReportCopy.State.LEFT_OUT, Dropped.QUOTE_GONE)
    assert not Message.objects.filter(kind=QUARTER).exists()


def test_copy_whose_link_has_expired_meanwhile_says_so(
    lea: Membership, board: Stakeholder, clock: Clock
) -> None:
    waits = waiting_copy(lea, board, clock)
    ReportShare.objects.update(expires_at=clock.moment)

    live_on(clock)
    waits.refresh_from_db()

    assert (waits.state, waits.why) == (ReportCopy.State.LEFT_OUT, Dropped.EXPIRED)


def test_copy_whose_link_leads_nowhere_since_the_key_was_changed_says_so(
    lea: Membership, board: Stakeholder, clock: Clock
) -> None:
    waits = waiting_copy(lea, board, clock)
    ReportShare.objects.update(token_digest="0" * 64)

    live_on(clock)
    waits.refresh_from_db()

    assert (waits.state, waits.why) == (ReportCopy.State.LEFT_OUT, Dropped.NO_LINK)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_switches_it_on_while_another_switches_it_off_begins_with_the_quarter_that_runs(
    lea: Membership, board: Stakeholder, clock: Clock
) -> None:
    switch_on(lea, clock)
    new_year(clock)

    while_saving(
        lambda: set_sending(by=lea, is_sent=False, contacts=[], at=clock.moment),
        lambda: switch_on(lea, clock, board.contact),
    )

    terms = ReportTerms.objects.get()
    assert (terms.is_sent, str(terms.done_until)) == (True, "2026-12-31")
    assert ReportReader.objects.get().contact == board.contact


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_copy_does_not_leave_while_its_reader_is_being_taken_off(
    lea: Membership, board: Stakeholder, clock: Clock
) -> None:
    switch_on(lea, clock, board.contact)
    new_year(clock)
    document = document_due(workspace=lea.workspace, at=clock.moment)
    assert document is not None
    send_quarter(workspace=lea.workspace, document=document, at=clock.moment)

    while_saving(
        lambda: switch_on(lea, clock),
        lambda: mail_executive(contact=board.contact, at=clock.moment),
    )

    assert ReportCopy.objects.get().why == Dropped.REMOVED
    assert not Message.objects.filter(kind=QUARTER).exists()


def while_saving(save: Callable[[], object], other: Callable[[], object]) -> None:
    """Do the other thing while what was saved is not seen by anybody yet. What it raises is raised here."""

    def on_another_line() -> None:
        try:
            other()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as second:
        with transaction.atomic():
            save()
            going = second.submit(on_another_line)
            wait([going], timeout=1)
        going.result(timeout=30)


def test_who_was_erased_gets_nothing(lea: Membership, board: Stakeholder, clock: Clock) -> None:
    switch_on(lea, clock, board.contact)
    Contact.objects.filter(pk=board.contact.pk).update(erased_at=clock.moment)
    new_year(clock)
    live(clock)

    assert not ReportCopy.objects.exists()


@pytest.fixture
def client_board(lea: Membership) -> Stakeholder:
    """An executive at a client organisation."""
    client = make_customer(lea.workspace, "Client AG", kind=Customer.Kind.EXTERNAL)
    project = make_project(lea.workspace, "New doors", customer=client, manager=lea.user)
    person = make_contact(client, "Ida")
    return make_stakeholder(project, person, role=Stakeholder.Role.EXECUTIVE)


def test_executive_of_a_client_cannot_be_chosen(
    as_lea: Client, lea: Membership, board: Stakeholder, client_board: Stakeholder, clock: Clock
) -> None:
    with pytest.raises(RuleBroken, match="Leave out: Ida"):
        switch_on(lea, clock, board.contact, client_board.contact)

    address = "/w/acme/reports/sending/"
    assert "Ida" not in as_lea.get(address).content.decode()
    refused = as_lea.post(address, {"is_sent": "on", "readers": [client_board.contact.pk]})

    assert refused.status_code == 422
    assert "tells of all your customers" in refused.content.decode()
    assert not ReportReader.objects.exists()


def test_who_was_chosen_before_and_is_with_a_client_is_left_out_with_the_reason(
    as_lea: Client, lea: Membership, client_board: Stakeholder, clock: Clock
) -> None:
    switch_on(lea, clock)
    ReportReader.objects.create(workspace=lea.workspace, contact=client_board.contact)
    new_year(clock)

    live(clock)

    copy = ReportCopy.objects.get()
    assert (copy.state, copy.why) == (ReportCopy.State.LEFT_OUT, Dropped.CLIENT)
    assert not Message.objects.filter(kind=QUARTER).exists()


def test_copy_that_waits_for_somebody_at_a_client_does_not_leave(
    lea: Membership, board: Stakeholder, clock: Clock
) -> None:
    waits = waiting_copy(lea, board, clock)
    Customer.objects.update(kind=Customer.Kind.EXTERNAL)

    live_on(clock)
    waits.refresh_from_db()

    assert (waits.state, waits.why) == (ReportCopy.State.LEFT_OUT, Dropped.CLIENT)


def test_who_is_no_executive_any_more_is_left_out_with_the_reason(
    lea: Membership, board: Stakeholder, clock: Clock
) -> None:
    waits = waiting_copy(lea, board, clock)
    Stakeholder.objects.update(role=Stakeholder.Role.TEAM)

    live_on(clock)
    waits.refresh_from_db()

    assert (waits.state, waits.why) == (ReportCopy.State.LEFT_OUT, Dropped.NO_EXECUTIVE)


def test_form_keeps_who_gets_it(
    as_lea: Client, lea: Membership, board: Stakeholder, clock: Clock
) -> None:
    address = "/w/acme/reports/sending/"
    assert "Edda" in as_lea.get(address).content.decode()

    as_lea.post(address, {"is_sent": "on", "readers": [board.contact.pk]})

    assert ReportTerms.objects.get().is_sent
    assert ReportReader.objects.get().contact == board.contact
    as_lea.post(address, {})
    assert not ReportTerms.objects.get().is_sent
    assert not ReportReader.objects.exists()


class TestCommand:
    def test_writes_one_page_that_holds_all_it_needs(
        self, lea: Membership, clock: Clock, tmp_path: Path
    ) -> None:
        out = tmp_path / "defence.html"

        call_command("report", "defence", workspace="acme", out=str(out), stdout=StringIO())

        page = out.read_text(encoding="utf-8")
        assert "What this organisation gets from its PMO" in page
        assert "<script" not in page
        assert ' src="' not in page
        assert "<link" not in page

    def test_says_what_it_needs(self, lea: Membership, clock: Clock, tmp_path: Path) -> None:
        out = str(tmp_path / "x.html")
        with pytest.raises(CommandError, match="about a customer"):
            call_command("report", "one-pager", workspace="acme", out=out)
        with pytest.raises(CommandError, match="no workspace"):
            call_command("report", "defence", workspace="nowhere", out=out)
        with pytest.raises(CommandError, match="must end with"):
            call_command("report", "defence", workspace="acme", out=str(tmp_path / "x.doc"))
        with pytest.raises(CommandError, match="no quarter"):
            call_command("report", "executive", workspace="acme", out=out, quarter="2031-Q1")

    def test_takes_the_customer_by_name(
        self, lea: Membership, board: Stakeholder, clock: Clock, tmp_path: Path
    ) -> None:
        out, customer = tmp_path / "one.html", board.project.customer
        call_command(
            "report",
            "one-pager",
            workspace="acme",
            out=str(out),
            customer=customer.name,
            stdout=StringIO(),
        )

        assert f"{customer.name} and the PMO" in out.read_text(encoding="utf-8")
