"""Who is erased is gone everywhere, and every count stays as it was."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from email.headerregistry import Address
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import models
from pytest_django import Settings

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock, sign_in
from secondslice.customers.models import Contact, Preference
from secondslice.customers.rules import Want, Wish
from secondslice.customers.services import ContactFacts, add_contact, change_contact
from secondslice.dashboard.selectors.own_page import everything_about
from secondslice.funnel.models import Opportunity
from secondslice.funnel.services import set_next_action
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.case_moved import case_moved
from secondslice.journeys.clocks_watched import clocks_watched
from secondslice.journeys.link_given import link_given
from secondslice.journeys.person_erased import person_erased
from secondslice.journeys.person_talked_to import person_talked_to
from secondslice.journeys.wish_said import wish_said
from secondslice.messaging.models import InboundMail, Message
from secondslice.messaging.parsing.bounces import Kind
from secondslice.messaging.services.suppressing import CameBack, lift_address, note_bounce
from secondslice.projects.imports.fields import Kind as ListKind
from secondslice.projects.imports.spec import spec_from
from secondslice.projects.models import ImportContent, ImportRun, Project
from secondslice.projects.services.import_runs import check_import, start_import
from secondslice.projects.services.stakeholders import add_stakeholder, change_role
from secondslice.projects.tests.imports.make import csv_bytes, workbook
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask, DailyTaste, Reason, Taste
from secondslice.pulse.selectors.asks import label_of
from secondslice.pulse.services.counting import rebuild_counts
from secondslice.pulse.services.leaving_out import leave_out
from secondslice.pulse.services.pressing import take_press
from secondslice.pulse.services.telling import tell_unreachable
from secondslice.pulse.services.wording import seed_reasons
from secondslice.pulse.slack_presses import Press
from secondslice.pulse.tests.make import Visitor, make_ask, send_asks
from secondslice.pulse.tests.slack import ADDRESS, connect_slack
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Adjustment, Case, CaseMail, CaseNote, CaseReply
from secondslice.recovery.services import add_file
from secondslice.recovery.tests.letters import PDF, address_of, come_in, letter, write
from secondslice.recovery.tests.make import give, make_case
from secondslice.value.models import Testimonial

pytestmark = pytest.mark.django_db
Capture = Callable[..., AbstractContextManager[object]]
EMAIL, OLD_EMAIL = "ben.brandtner@customer.example", "bb@old.example"
SAID = ("Zwiebelkuchen", "Himbeertorte", "Quarkstrudel", "Marillenknödel", "Apfelstrudel")
CARD = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;ENCODING=QUOTED-PRINTABLE:Ben=20Brand=\r\ntner\r\n"
    "EMAIL:ben.brand\r\n tner@customer.example\r\nEND:VCARD\r\n"
)
PLAN, REASON = "Pflaumenmus", "Kirschmichel"
IN_SLACK, IN_TEAMS = "U0BRANDTN", "bb@teams.example"
TRACES = (
    "Brandtner", "brandtner", OLD_EMAIL, "+49 30 1234567", "Head of Bakery", IN_SLACK, IN_TEAMS, PLAN, REASON, *SAID,
)  # fmt: skip
POINTS_AT_A_PERSON = {
    "customers.ContactKey.contact": "deleted",
    "customers.Preference.contact": "deleted",
    "funnel.Booking.contact": "emptied",
    "funnel.Opportunity.contact": "emptied",
    "funnel.PlannedTouch.contact": "deleted",
    "projects.Stakeholder.contact": "deleted",
    "pulse.Ask.contact": "kept, the row has no name",
    "pulse.LeftOut.contact": "deleted",
    "pulse.PlannedAsk.contact": "deleted",
    "pulse.ReplyAddress.contact": "deleted",
    "pulse.Touch.contact": "deleted",
    "pulse.WishAttempt.contact": "deleted",
    "recovery.Case.contact": "kept, the row has no name",
    "reports.ReportCopy.contact": "kept, the row has no name",
    "reports.ReportReader.contact": "kept, the row has no name",
    "value.Alarm.contact": "kept, the row has no name",
    "value.Benefit.owner": "emptied",
    "value.BulletinCopy.contact": "kept, the row has no name",
    "value.CounterfactualAsk.contact": "kept without words",
    "value.KnownExecutive.contact": "deleted",
    "value.Reading.reader": "emptied",
    "value.Reminder.contact": "kept, the row has no name",
    "value.SignRequest.contact": "kept, the row has no name",
    "value.Testimonial.contact": "kept without words",
    "value.UsageAnswer.contact": "kept without words",
    "value.UsageAsk.contact": "kept, the row has no name",
    "value.UsageOwner.contact": "deleted",
}


def everything() -> str:
    """Return every value of every table as one text."""
    return "\n".join(
        f"{model.__name__} {row}"
        for model in apps.get_models()
        for row in model._default_manager.values()  # noqa: SLF001  (Django's public name for it)
    )


def counts() -> set[tuple[object, ...]]:
    rows = DailyTaste.objects.exclude(asked=0, yes=0, no=0)
    return set(rows.values_list("scope", "scope_id", "day", "asked", "yes", "no"))


@pytest.fixture(autouse=True)
def takes_replies_and_files(settings: Settings, tmp_path: Path) -> None:
    """The installation has a mailbox for replies, and a folder for files of this test's own."""
    settings.FILES_ROOT = tmp_path / "files"
    settings.REPLY_ADDRESS = Address("", "answers", "pmo.example")


@pytest.fixture
def ben(lea: Membership, ava: Membership, now: datetime, clock: Clock) -> Contact:
    """Ben Brandtner, with everything that can be known of a customer."""
    seed_reasons(workspace=lea.workspace)
    project = make_project(lea.workspace, "New tills", manager=lea.user)
    facts = ContactFacts("Ben Brandtner", OLD_EMAIL, title="Head of Bakery", phone="+49 30 1234567")
    contact = add_contact(by=lea, customer=project.customer, facts=facts, at=now)
    facts = ContactFacts(
        "Ben Brandtner", EMAIL, title="Head of Bakery", phone="+49 30 1234567", slack_id=IN_SLACK, teams_name=IN_TEAMS
    )  # fmt: skip
    change_contact(by=lea, contact=contact, customer=project.customer, facts=facts, at=now)
    part = add_stakeholder(by=lea, project=project, contact=contact, role="customer", at=now)
    change_role(by=lea, stakeholder=part, role="sponsor", at=now)
    (first,) = send_asks(
        project=project, stakeholders=[part], asked_by=lea.user, at=now, note=f"Ben, {SAID[4]}!"
    )
    give(first, Taste.NO, at=now, words=SAID[0], reasons=["cadence"])
    case = Case.objects.get()
    recovery.acknowledge(case=case, words=f"Ben says {SAID[1]}", by=lea.user, at=now)
    recovery.plan(case=case, what=f"Ben gets {PLAN}.", planned_for=now.date(), by=lea.user, at=now)
    case_moved(case=case)
    waiver = recovery.ask_waiver(case=case, reason=f"Ben wants {REASON}.", by=lea.user, at=now)
    recovery.decide_waiver(case=case, waiver=waiver, agrees=False, by=ava.user, at=now)
    recovery.adjust(
        case=case, what="Send Ben Brandtner one page.", starts_on=now.date(), by=lea.user, at=now
    )
    other = make_project(lea.workspace, "Payroll", manager=lea.user, customer=project.customer)
    part = add_stakeholder(by=lea, project=other, contact=contact, role="sponsor", at=now)
    (second,) = send_asks(project=other, stakeholders=[part], asked_by=lea.user, at=now)
    give(second, Taste.YES, at=now, words=SAID[2], quote="named", wants_next=SAID[3])
    set_next_action(
        opportunity=Opportunity.objects.get(), next_action="Call Mr Brandtner", next_on=now.date(), at=now
    )  # fmt: skip
    leave_out(by=lea, project=other, contact=contact, reason="Brandtner is on leave.", at=now)
    settle_everything(now=clock.forward(minutes=10))
    mail_of_ben(first)
    correspond(lea, clock)
    chat_with_ben(first)
    pause = Wish(Want.PAUSE, date(2026, 3, 8))
    wish_said(contact=contact, wish=pause, how=Preference.How.PAGE, now=clock.moment)
    wish_said(contact=contact, wish=Wish(Want.AGAIN), how=Preference.How.PAGE, now=clock.moment)
    person_talked_to(by=lea, contact=contact, words="Brandtner was friendly.", now=clock.moment)
    listed(lea, clock)
    third = make_project(lea.workspace, "Ovens", manager=lea.user, customer=project.customer)
    part = add_stakeholder(by=lea, project=third, contact=contact, role="sponsor", at=now)
    link_given(part=part, by=ava, now=clock.moment, reason="Brandtner is here only today.")
    asked_again(
        case=Case.objects.select_related("project__workspace", "ask__contact", "workspace").get(),
        by=lea.user,
        now=clock.moment,
    )
    return Contact.objects.select_related("workspace", "customer").get(pk=contact.pk)


def listed(by: Membership, clock: Clock) -> None:
    """Bring in lists that name him, of which one is only matched, and one that does not."""
    headers = ("Name", "E-mail", "Customer", "Job title")
    both = csv_bytes(headers, ("Ben Brandtner", EMAIL.upper(), "Retail", "Head of Bakery"),
                     ("Eva Ernst", "eva@retail.example", "Retail", ""))  # fmt: skip
    other = (headers, ("Eva Ernst", "eva@retail.example", "Retail", ""))
    for content, name in (
        (both, "people.csv"),
        (workbook({"People": other, "More": [("Brandtner, Ben",)]}), "m.xlsx"),
        (CARD.encode(), "ben_brandtner.vcf"),
        (csv_bytes(*other), "eva.csv"),
    ):
        start_import(
            by=by, kind=ListKind.CONTACTS, file_name=name, content=content, at=clock.moment
        )
    run = ImportRun.objects.get(file_name="people.csv")
    check_import(run=run, spec=spec_from(ListKind.CONTACTS, run.spec), at=clock.moment)
    settle_everything(now=clock.moment)


def correspond(lea: Membership, clock: Clock) -> None:
    """Write to him from his case, let him write back with a file, and put one more into the case."""
    mail = write(Case.objects.get(), lea, at=clock.moment, words=f"{SAID[1]}, Ben?")
    reply = letter(
        address_of(mail),
        SAID[0],
        sender=f"Ben Brandtner <{EMAIL}>",
        files={"Brandtner.txt": SAID[2].encode()},
    )
    come_in(reply, clock)
    add_file(
        case=Case.objects.get(), name="Brandtner.pdf", content=PDF, by=lea.user, at=clock.moment
    )


def files_on_disk() -> list[Path]:
    return [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]


def chat_with_ben(ask: Ask) -> None:
    """Let him press a button in Slack."""
    connect_slack(ask.workspace, at=ask.sent_at)
    press = Press(IN_SLACK, ask.ref, "no", "", "1", ADDRESS)
    asked = Ask.objects.select_related("contact", "project", "wording").get(pk=ask.pk)
    take_press(ask=asked, press=press, at=ask.sent_at + timedelta(minutes=9))


def mail_of_ben(ask: Ask) -> None:
    """Let a mail of his come in, and one of ours come back."""
    InboundMail.objects.create(
        workspace=ask.workspace, key="1", way=InboundMail.Way.PIPE, received_at=ask.sent_at,
        state=InboundMail.State.READ, what=InboundMail.What.WORDS, sender=EMAIL.title(), subject=f"Re: {SAID[0]}",
    )  # fmt: skip
    report = CameBack(OLD_EMAIL.upper(), Kind.HARD, f"<{OLD_EMAIL}> is gone", key="2")
    note_bounce(workspace_id=ask.workspace_id, report=report, at=ask.sent_at)
    report = CameBack(EMAIL, Kind.HARD, f"<{EMAIL}> is gone", key="3")
    note_bounce(workspace_id=ask.workspace_id, report=report, at=ask.sent_at)
    tell_unreachable(workspace=ask.workspace, at=ask.sent_at)
    settle_everything(now=ask.sent_at)
    lift_address(workspace_id=ask.workspace_id, address=EMAIL, by_id=None, at=ask.sent_at)


def test_fixture_leaves_its_traces_everywhere(ben: Contact) -> None:
    there = everything()
    assert [trace for trace in TRACES if trace not in there] == []


def test_nothing_in_any_table_tells_who_it_was(ben: Contact, clock: Clock) -> None:
    old_ref = ben.ref.hex
    settle_everything(now=clock.moment)

    person_erased(contact=ben, how="page", now=clock.moment)
    settle_everything(now=clock.forward(minutes=10))

    left = everything()
    assert [trace for trace in (*TRACES, old_ref) if trace in left] == []


def test_lists_that_name_the_person_are_dropped_and_their_counts_and_other_lists_stay(
    ben: Contact, clock: Clock
) -> None:
    before = ImportRun.objects.get(file_name="people.csv")
    assert (before.state, sum(before.counts.values())) == ("checked", 2)
    assert b"Brandtner" in zlib.decompress(ImportContent.objects.get(run=before).fates)

    person_erased(contact=ben, how="page", now=clock.moment)

    kept = ImportContent.objects.exclude(file=b"", fates=b"")
    assert [one.run.file_name for one in kept] == ["eva.csv"]
    run = ImportRun.objects.get(pk=before.pk)
    assert (run.counts, run.peek["samples"], run.peek["words"]) == (before.counts, [], {})
    assert set(ImportRun.objects.values_list("file_name", flat=True)) == {
        "people.csv", "m.xlsx", "….vcf", "eva.csv",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "is_named"),
    [
        ("BEN.Brandtner@Customer.Example", True), ("<bb@old.example>", True), ("Brandtner;Retail;Ben", True),
        ("ruben.brandtner@customer.example", False), ("bb@old.examples", False), ("Brandtner", False),
        ("Bentley Brandtner", False),
    ],
)  # fmt: skip
def test_list_names_a_person_by_an_address_or_by_all_of_the_name(
    ben: Contact, lea: Membership, clock: Clock, line: str, is_named: bool
) -> None:
    ImportRun.objects.all().delete()
    start_import(
        by=lea, kind=ListKind.PROJECTS, file_name="list.csv", content=csv_bytes(("Project",), (line,)), at=clock.moment
    )  # fmt: skip

    person_erased(contact=ben, how="page", now=clock.moment)

    assert (bytes(ImportContent.objects.get().file) == b"") == is_named


def test_lists_of_another_workspace_stay(
    ben: Contact, lea: Membership, cleo: Membership, clock: Clock
) -> None:
    ImportRun.objects.all().delete()
    listed(cleo, clock)

    person_erased(contact=ben, how="page", now=clock.moment)

    assert ImportContent.objects.exclude(file=b"").count() == 4


def test_files_of_the_person_are_gone_from_the_disk(
    ben: Contact, clock: Clock, django_capture_on_commit_callbacks: Capture
) -> None:
    assert len(files_on_disk()) == 2

    with django_capture_on_commit_callbacks(execute=True):
        person_erased(contact=ben, how="page", now=clock.moment)

    assert files_on_disk() == []
    assert not CaseMail.objects.exists()
    assert not CaseReply.objects.exists()


def test_person_takes_along_what_was_written(ben: Contact) -> None:
    written = everything_about(ben)["written"]

    assert isinstance(written, list)
    assert [(one["from"], one["words"]) for one in written] == [
        ("Lea", f"{SAID[1]}, Ben?"),
        ("Ben Brandtner", SAID[0]),
    ]
    assert written[1]["files"] == ["Brandtner.txt"]


def test_counts_stay_as_they_were_and_can_be_made_anew(ben: Contact, clock: Clock) -> None:
    settle_everything(now=clock.moment)
    rebuild_counts(workspace_id=ben.workspace_id)
    before, answers = counts(), list(Ask.objects.order_by("pk").values_list("taste", "sent_on"))

    person_erased(contact=ben, how="page", now=clock.moment)

    assert counts() == before
    rebuild_counts(workspace_id=ben.workspace_id)
    assert counts() == before
    assert list(Ask.objects.order_by("pk").values_list("taste", "sent_on")) == answers
    detail = Ask.objects.order_by("pk")[0].details.get()
    assert detail.reasons[0]["code"] == "cadence"


def test_open_case_is_closed_and_its_owner_is_told_without_a_name(
    ben: Contact, lea: Membership, clock: Clock
) -> None:
    settle_everything(now=clock.moment)

    person_erased(contact=ben, how="page", now=clock.moment)

    case = Case.objects.get()
    assert (case.state, case.closed_at) == (Case.State.ERASED, clock.moment)
    assert CaseNote.objects.order_by("-pk")[0].kind == CaseNote.Kind.ERASED
    mail = Message.objects.get(kind="recovery.customer_erased")
    assert mail.to == lea.user.email
    assert "New tills" in mail.text
    page = sign_in(lea).get(f"/w/acme/recovery/{case.ref}/")
    assert "there is nobody left to mend it for" in page.text
    assert "Send … one page." in page.text


def test_what_was_changed_for_others_does_not_name_the_person_any_more(
    ben: Contact, lea: Membership, now: datetime, clock: Clock
) -> None:
    case = make_case(lea, at=now, name="Nora Nowak")
    recovery.adjust(
        case=case,
        what="Brandtners page goes to Nora, Ben's too, as Ben Brandtner said.",
        starts_on=now.date(),
        by=lea.user,
        at=now,
    )

    person_erased(contact=ben, how="page", now=clock.moment)

    change = Adjustment.objects.get(case=case)
    assert change.what == "… page goes to Nora, …'s too, as … said."


def test_part_of_the_name_that_somebody_else_bears_stays_in_cases_of_others(
    ben: Contact, lea: Membership, now: datetime, clock: Clock
) -> None:
    case = make_case(lea, at=now, name="Ben Nowak")
    recovery.adjust(
        case=case,
        what="Ben Brandtner asks Ben.",
        starts_on=now.date(),
        by=lea.user,
        at=now,
    )

    person_erased(contact=ben, how="page", now=clock.moment)

    assert Adjustment.objects.get(case=case).what == "… asks Ben."


def test_work_goes_on_without_the_person(ben: Contact, clock: Clock) -> None:
    person_erased(contact=ben, how="page", now=clock.moment)

    found = Opportunity.objects.get()
    assert (found.contact, found.words, found.title) == (None, "", f"A wish of {ben.customer.name}")
    assert found.next_action == "Call Mr …"
    quote = Testimonial.objects.get()
    assert (quote.state, quote.words) == (Testimonial.State.WITHDRAWN, "")


def test_every_link_that_went_out_leads_nowhere(
    ava: Membership, now: datetime, clock: Clock
) -> None:
    sent = make_ask(ava, at=now, accepted_at=now)
    person = Visitor(sent)
    person.open("/y")
    clock.forward(minutes=1)
    person.press("Yes")

    person_erased(contact=sent.ask.contact, how="page", now=clock.moment)

    assert person.open().status_code == 404
    assert Visitor(sent, root=f"/me/{sent.me}").open().status_code == 404


def test_mail_that_waits_never_leaves(ben: Contact, clock: Clock) -> None:
    assert Message.objects.filter(state="waiting", about=ben.ref).exists()

    person_erased(contact=ben, how="page", now=clock.moment)

    waiting = Message.objects.filter(state="waiting")
    assert set(waiting.values_list("kind", flat=True)) == {"recovery.customer_erased"}


def test_answer_of_the_last_minute_opens_no_case_for_nobody(
    ava: Membership, now: datetime, clock: Clock
) -> None:
    sent = make_ask(ava, at=now, accepted_at=now)
    clock.forward(minutes=1)
    person = Visitor(sent)
    person.open("/n")
    clock.forward(seconds=5)
    person.press("No")

    person_erased(contact=sent.ask.contact, how="page", now=clock.moment)
    settle_everything(now=clock.forward(minutes=10))

    assert not Case.objects.exists()
    assert DailyTaste.objects.get(scope="w").no == 1


def test_audit_trail_says_that_somebody_was_erased_and_not_who(ben: Contact, clock: Clock) -> None:
    person_erased(contact=ben, how="page", now=clock.moment)

    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.verb, entry.subject) == ("All data was erased of somebody at", ben.customer.name)
    assert entry.detail == {"how": "page", "questions": 3, "cases closed": 1}  # one had not left
    assert AuditEntry.objects.filter(subject="Somebody, erased").count() >= 5


def test_who_comes_back_with_a_list_is_not_asked(
    ben: Contact, lea: Membership, clock: Clock
) -> None:
    person_erased(contact=ben, how="page", now=clock.moment)

    facts = ContactFacts("Ben Brandtner", EMAIL.upper())
    again = add_contact(by=lea, customer=ben.customer, facts=facts, at=clock.moment)

    found = Preference.objects.get(contact=again)
    assert found.stopped_how == Preference.How.ERASED
    assert found.hold(today=date(2026, 12, 1)) is not None


def test_erased_person_is_in_no_list_and_no_search(
    ben: Contact, lea: Membership, clock: Clock
) -> None:
    person_erased(contact=ben, how="page", now=clock.moment)
    client = sign_in(lea)
    project = Project.objects.order_by("pk")[0]

    for path in (
        "customers/people/",
        f"customers/{ben.customer.ref}/",
        f"projects/{project.ref}/people/",
        "search/?q=somebody",
    ):
        page = client.get(f"/w/acme/{path}").text
        assert ">Somebody, erased<" not in page.partition('id="thread"')[0], path
    assert client.get(f"/w/acme/customers/people/{ben.ref}/edit/").status_code == 404


def test_every_table_that_points_at_a_person_has_been_thought_of() -> None:
    found = {
        f"{model._meta.label}.{field.name}"  # noqa: SLF001
        for model in apps.get_models()
        for field in model._meta.get_fields()  # noqa: SLF001
        if isinstance(field, models.ForeignKey) and field.related_model is Contact
    }
    assert found == set(POINTS_AT_A_PERSON), "say in person_erased.py what becomes of the new ones"


class TestCommand:
    def test_is_the_same_service(self, ben: Contact, clock: Clock) -> None:
        told = StringIO()

        call_command("erase", contact=str(ben.ref), yes=True, stdout=told)

        assert "Ben Brandtner" in told.getvalue()
        assert Contact.objects.get(pk=ben.pk).erased_at is not None
        assert AuditEntry.objects.order_by("-pk")[0].detail["how"] == "command"

    def test_finds_a_person_by_the_address_and_asks_first(self, ben: Contact) -> None:
        with pytest.raises(CommandError, match="Nothing is erased"):
            call_command("erase", contact=EMAIL, stdout=StringIO())

        assert Contact.objects.get(pk=ben.pk).erased_at is None

    @pytest.mark.parametrize(
        "whom", ["nobody@customer.example", "7b0c4c5a-0000-4000-8000-000000000000"]
    )
    def test_nobody_is_a_sentence(self, ben: Contact, whom: str) -> None:
        with pytest.raises(CommandError, match="Nobody here is"):
            call_command("erase", contact=whom, yes=True, stdout=StringIO())

    def test_one_address_in_two_workspaces_must_be_told_apart(
        self, ben: Contact, cleo: Membership, now: datetime
    ) -> None:
        theirs = make_case(cleo, at=now - timedelta(days=1)).contact
        Contact.objects.filter(pk=theirs.pk).update(email=EMAIL)

        with pytest.raises(CommandError, match="is known in acme, other"):
            call_command("erase", contact=EMAIL, yes=True, stdout=StringIO())
        call_command("erase", contact=EMAIL, workspace="other", yes=True, stdout=StringIO())

        assert Contact.objects.get(pk=ben.pk).erased_at is None
        assert Contact.objects.get(pk=theirs.pk).erased_at is not None


def test_button_that_is_pressed_in_slack_after_the_erasure_brings_nothing_back(
    ben: Contact, clock: Clock
) -> None:
    settle_everything(now=clock.moment)
    ask = Ask.objects.filter(contact=ben, mode="named").order_by("pk")[0]
    person_erased(contact=ben, how="page", now=clock.moment)
    messages = Message.objects.count()
    asked = Ask.objects.select_related("contact", "project", "wording").get(pk=ask.pk)

    take_press(
        ask=asked,
        press=Press(IN_SLACK, ask.ref, "yes", "", "9", ADDRESS),
        at=clock.forward(minutes=1),
    )

    assert Message.objects.count() == messages
    assert IN_SLACK not in everything()


def test_case_that_was_given_up_says_by_whom_and_no_more_why(
    lea: Membership, ava: Membership, now: datetime, clock: Clock
) -> None:
    case = make_case(lea, at=now)
    waiver = recovery.ask_waiver(case=case, reason="Ben is angry.", by=lea.user, at=now)
    recovery.decide_waiver(case=case, waiver=waiver, agrees=True, by=ava.user, at=now)
    address = f"/w/acme/recovery/{case.ref}/"
    before = sign_in(lea).get(address).text
    assert "Lea and Ava gave this case up: Ben is angry. It does not count" in before

    person_erased(contact=case.contact, how="page", now=clock.moment)

    page = sign_in(lea).get(address).text
    assert "Lea and Ava gave this case up. It does not count as recovered." in page
    assert "angry" not in page


def test_thread_of_who_was_erased_still_tells_the_warnings_and_the_cause(
    lea: Membership, max: Membership, now: datetime, clock: Clock
) -> None:
    case = make_case(max, at=now)
    clocks_watched(workspace=max.workspace, now=now + timedelta(hours=5))
    recovery.name_cause(case=case, code="cadence", by=max.user, at=now)
    address = f"/w/acme/recovery/{case.ref}/"
    clock.forward(hours=6)
    said = "Max was reminded: half of the time for this step was over"
    cause = label_of(Reason.objects.get(workspace=max.workspace, code="cadence"))
    assert said in sign_in(lea).get(address).text

    person_erased(contact=case.contact, how="page", now=clock.moment)

    page = sign_in(lea).get(address).text
    assert said in page
    assert "this step is late" not in page
    assert f'whitespace-pre-line rounded-xl bg-base-200 p-3">{cause}</p>' in page
