"""The page on which members read what became of each copy of a report."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Contact
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.projects.models import Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.budget import Why
from secondslice.pulse.models import Ask
from secondslice.pulse.tests.make import make_ask
from secondslice.reports.models import Report, ReportCopy, ReportReader
from secondslice.reports.rules import Dropped
from secondslice.reports.services.sharing import share
from secondslice.reports.tests.made import make_quote, make_report, take_back

ADDRESS = "/w/acme/reports/sending/"
State = ReportCopy.State


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def report(lea: Membership, clock: Clock) -> Report:
    return make_report(lea, "executive", at=clock.moment)


def make_copy(
    report: Report,
    clock: Clock,
    name: str = "Edda",
    *,
    person: Contact | None = None,
    **told: object,
) -> ReportCopy:
    person = person or make_contact(make_customer(report.workspace), name)
    made = share(report=report, by=None, at=clock.moment)
    return ReportCopy.objects.create(workspace=report.workspace, share=made, contact=person, **told)


def seen(client: Client, address: str = ADDRESS) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_page_says_that_nothing_has_left_yet(as_lea: Client, clock: Clock) -> None:
    assert "Nothing has left by mail to an executive of a department yet." in seen(as_lea)


def test_each_copy_says_to_whom_what_and_why(as_lea: Client, report: Report, clock: Clock) -> None:
    day = timedelta(days=1)
    make_copy(report, clock, "Sent Sara", state=State.SENT, sent_at=clock.moment - day)
    make_copy(report, clock, "Waiting Will", why=Why.PAUSED.value, again_at=clock.moment + day)
    make_copy(
        report,
        clock,
        "Left Lena",
        state=State.LEFT_OUT,
        why=Dropped.REPLACED.value,
        left_out_at=clock.moment - 2 * day,
    )

    told = seen(as_lea)

    for name in ("Sent Sara", "Waiting Will", "Left Lena", report.title):
        assert name in told
    assert "asked for a pause" in told
    assert "the report was issued again" in told
    for on in ("Nov. 22, 2026", "Nov. 24, 2026", "Nov. 21, 2026"):
        assert on in told


def test_copy_with_a_quote_that_is_gone_does_not_pretend_to_wait(
    lea: Membership, as_lea: Client, clock: Clock
) -> None:
    quote = make_quote(lea, make_project(lea.workspace), at=clock.moment)
    make_copy(make_report(lea, "executive", at=clock.moment), clock)
    assert "Waits" in seen(as_lea)

    take_back(quote)

    assert "Waits" not in seen(as_lea)
    assert "a quote in the report may not be shown any more" in seen(as_lea)


def test_reason_that_could_tell_an_answer_in_confidence_is_told_to_who_keeps_confidences_only(
    lea: Membership, as_lea: Client, report: Report, clock: Clock
) -> None:
    sent = make_ask(lea, at=clock.moment, name="Nora", mode=Ask.Mode.CONFIDENTIAL)
    make_copy(report, clock, person=sent.ask.contact, why=Why.SILENT.value, again_at=clock.moment)
    assert "silent three times" in seen(as_lea)

    Membership.objects.filter(pk=lea.pk).update(rated_in_confidence=True)

    told = seen(as_lea)
    assert "Nora" in told
    assert "silent three times" not in told
    assert "looked at again" not in told


def test_who_was_erased_has_no_name(as_lea: Client, report: Report, clock: Clock) -> None:
    copy = make_copy(report, clock, "Edda", state=State.LEFT_OUT, why=Dropped.ERASED.value)
    Contact.objects.filter(pk=copy.contact_id).update(erased_at=clock.moment, name="")

    assert "Somebody who was erased" in seen(as_lea)


def test_who_was_chosen_and_does_not_get_it_any_more_is_named_with_the_reason(
    lea: Membership, as_lea: Client, clock: Clock
) -> None:
    client = make_customer(lea.workspace, "Client AG", kind="external")
    person = make_contact(client, "Ida")
    make_stakeholder(
        make_project(lea.workspace, customer=client), person, role=Stakeholder.Role.EXECUTIVE
    )
    ReportReader.objects.create(workspace=lea.workspace, contact=person)

    told = seen(as_lea)

    assert "Chosen earlier, and left out:" in told
    assert "is with a client, and the report tells of all your customers" in told


def test_many_copies_are_paged_and_read_few_rows(
    as_lea: Client, report: Report, clock: Clock, django_assert_max_num_queries: object
) -> None:
    for number in range(20):
        make_copy(report, clock, f"Reader{number:02}")
    seen(as_lea)

    with django_assert_max_num_queries(16):  # type: ignore[operator]
        first = as_lea.get(ADDRESS)
    rest = as_lea.get(ADDRESS, {"after": first.context["after"]})

    assert first.content.decode().count(">Reader") == 15
    assert rest.content.decode().count(">Reader") == 5
    assert "To the top of the list" in rest.content.decode()


def test_copies_of_another_workspace_are_not_here(
    as_cleo: Client, report: Report, clock: Clock
) -> None:
    make_copy(report, clock, "Edda")

    assert "Edda" not in seen(as_cleo, "/w/other/reports/sending/")
