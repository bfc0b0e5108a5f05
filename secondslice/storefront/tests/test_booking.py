"""A visitor books a strategy session: held, confirmed by mail, moved, cancelled, in both calendars and the funnel."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import icalendar
import pytest
import vobject
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import Clock
from secondslice.core.logs import without_tokens
from secondslice.customers.models import Contact
from secondslice.funnel.booking.calendars import keep_busy, read_all, sealed
from secondslice.funnel.booking.models import Booking, BookingHost, BusyTime, OpenHours, TimeOff
from secondslice.funnel.booking.rules import Hours, Span
from secondslice.funnel.booking.services import SlotTaken, Wish, forget_bookings, hold_slot
from secondslice.funnel.models import Opportunity, PlannedTouch
from secondslice.funnel.requested.services import Visitor, Wanted
from secondslice.funnel.tests.make_menu import make_service
from secondslice.jobs.services import run_due
from secondslice.journeys.person_erased import person_erased
from secondslice.messaging.models import Message, Suppression
from secondslice.messaging.services import deliver_due
from secondslice.messaging.services.writing import opened
from secondslice.messaging.tests.mail_server import Server, mail_server
from secondslice.messaging.transports import mail_transport
from secondslice.storefront.services import Terms, set_storefront

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),  # on loopback
]
BOOK = "/menu/acme/book"
TYPED = {"name": "Ann", "email": "Ann@Client.example", "organisation": "Client AG", "words": "Our tills."}  # fmt: skip
MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)
"""The clock stands on the Friday before, at half past nine."""


def make_host(member: Membership, *, minutes: int = 60, **more: object) -> BookingHost:
    """Return a host who can be booked on working days from nine to twelve, UTC."""
    host = BookingHost.objects.create(
        workspace=member.workspace, user=member.user, zone="UTC", minutes=minutes, **more
    )
    for day in range(5):
        OpenHours.objects.create(
            workspace=member.workspace, host=host, weekday=day, begins=time(9), ends=time(12)
        )
    return host


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on a free port, and the product set to use it."""
    with mail_server(settings, monkeypatch) as found:
        yield found


@pytest.fixture
def host(lea: Membership, clock: Clock) -> BookingHost:
    """Lea has opened the storefront and her hours."""
    set_storefront(by=lea, terms=Terms("public"), at=clock.moment)
    return make_host(lea, place="https://meet.example/lea")


def at(moment: datetime) -> str:
    return str(int(moment.timestamp()))


def hold(
    visitor: Client, clock: Clock, begins: datetime = MONDAY, *, zone: str = "UTC", **typed: str
) -> HttpResponse:
    """Choose a time, take half a minute for the form, and send it."""
    where = f"{BOOK}?at={at(begins)}&zone={zone}"
    page = visitor.get(where).content.decode()
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    assert shown is not None
    clock.forward(seconds=30)
    sent = visitor.post(where, {**TYPED, "begins": at(begins), "shown": shown[1], **typed})
    assert isinstance(sent, HttpResponse)
    return sent


def link(kind: str = "funnel.confirm_session") -> str:
    """Return where the newest mail of this kind leads, as its reader has it."""
    text = opened(Message.objects.filter(kind=kind).latest("pk")).text
    found = re.search(r"(/menu/acme/book/\S+)", text)
    assert found is not None
    return found[1]


def book(visitor: Client, clock: Clock, begins: datetime = MONDAY, **typed: str) -> str:
    """Hold a time and confirm it. Return the link."""
    hold(visitor, clock, begins, **typed)
    where = link()
    visitor.post(where, {"decide": "confirm"})
    return where


def entry(kind: str) -> Any:  # noqa: ANN401  (the library types none of its properties)
    """Return the entry of the calendar in the newest mail of this kind."""
    mail = Message.objects.filter(kind=kind).latest("pk")
    calendar = icalendar.Calendar.from_ical(mail.calendar)
    (event,) = calendar.walk("VEVENT")
    return event


def times(page: str) -> list[str]:
    return re.findall(r'<a href="\?at=[^"]+">([^<]+)</a>', page)


def test_free_times_stand_there_by_the_visitors_clock(stranger: Client, host: BookingHost) -> None:
    page = stranger.get(f"{BOOK}?zone=Europe/Berlin").content.decode()

    assert times(page)[:3] == ["10 a.m.", "11 a.m.", "noon"]
    assert "Monday, 9 March" in page
    assert times(stranger.get(f"{BOOK}?zone=nonsense").content.decode())[0] == "9 a.m."


def test_time_that_was_asked_for_is_held_and_counts_once_it_is_confirmed(
    stranger: Client, host: BookingHost, lea: Membership, clock: Clock
) -> None:
    page = hold(stranger, clock, zone="Europe/Berlin")
    assert (page.status_code, "Look into your mail" in page.content.decode()) == (200, True)
    assert not Opportunity.objects.exists()
    assert times(stranger.get(BOOK).content.decode())[0] == "10 a.m."  # the first is held

    where = link()
    shown = stranger.get(where)
    assert "Is this your session?" in shown.content.decode()
    assert shown["Referrer-Policy"] == "no-referrer"
    assert Booking.objects.get().state == "held"  # whoever only opens the link confirms nothing
    done = stranger.post(where, {"decide": "confirm"}).content.decode()

    assert "It is booked" in done
    assert "March 9, 2026, 10 a.m." in done
    made = Booking.objects.get()
    assert (made.state, made.email, made.words) == ("booked", "", "")
    lead = Opportunity.objects.get()
    assert (lead.source, lead.owner, lead.words) == ("storefront", lea.user, "Our tills.")
    assert (lead.next_action, lead.next_on) == ("Strategy session", MONDAY.date())
    touch = PlannedTouch.objects.get()
    assert (touch.kind, touch.owner, touch.on) == ("meet", lea.user, MONDAY.date())
    assert touch.contact.email == "ann@client.example"


def test_both_get_an_entry_that_a_calendar_can_read(
    stranger: Client, host: BookingHost, lea: Membership, clock: Clock, server: Server
) -> None:
    book(stranger, clock)

    for kind in ("funnel.session", "funnel.session_for_host"):
        event = entry(kind)
        assert (event.start, event.end) == (MONDAY, MONDAY + timedelta(hours=1))
        assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
        assert event["LOCATION"] == "https://meet.example/lea"
        people = {str(one) for one in event["ATTENDEE"]}
        assert people == {"mailto:ann@client.example", f"mailto:{lea.user.email}"}
        other = vobject.readOne(Message.objects.filter(kind=kind).latest("pk").calendar)
        assert other.method.value == "REQUEST"  # and by a library that has not written it
        assert other.vevent.dtstart.value == MONDAY
        assert other.vevent.uid.value == event["UID"]
    deliver_due(transport=mail_transport(), now=lambda: clock.moment)
    sent = next(
        one for one in server.mails if one.get_filename() is None and "Booked" in one["Subject"]
    )
    (part,) = [one for one in sent.walk() if one.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert "BEGIN:VEVENT" in part.get_content()


def test_moved_it_keeps_its_uid_and_its_sequence_grows(
    stranger: Client, host: BookingHost, clock: Clock
) -> None:
    where = book(stranger, clock)
    before = entry("funnel.session")
    later = MONDAY + timedelta(days=1)

    page = stranger.post(where, {"decide": "move", "begins": at(later)}).content.decode()

    after = entry("funnel.session")
    assert "It is moved" in page
    assert (after["UID"], after["SEQUENCE"], after.start) == (before["UID"], 1, later)
    assert PlannedTouch.objects.get().on == later.date()
    assert times(stranger.get(BOOK).content.decode())[0] == "9 a.m."  # the old one is free again


def test_cancelled_by_the_visitor_it_is_free_again_and_taken_out_of_both_calendars(
    stranger: Client, host: BookingHost, clock: Clock
) -> None:
    where = book(stranger, clock)

    page = stranger.post(where, {"decide": "cancel"}).content.decode()

    assert "Nobody waits for you" in page
    for kind in ("funnel.session", "funnel.session_for_host"):
        mail = Message.objects.filter(kind=kind).latest("pk")
        assert "METHOD:CANCEL" in mail.calendar
        assert (entry(kind)["STATUS"], entry(kind)["SEQUENCE"]) == ("CANCELLED", 1)
    assert not PlannedTouch.objects.exists()
    assert times(stranger.get(BOOK).content.decode())[0] == "9 a.m."
    again = stranger.post(where, {"decide": "cancel"})
    assert (again.status_code, "cancelled already" in again.content.decode()) == (409, True)


def test_cancelled_by_the_host_the_visitor_reads_why(
    as_lea: Client, stranger: Client, host: BookingHost, clock: Clock
) -> None:
    where = book(stranger, clock)
    made = Booking.objects.get()
    assert "Ann" in as_lea.get("/w/acme/funnel/sessions/").text

    bare = as_lea.post(f"/w/acme/funnel/sessions/{made.ref}/cancel/", {})
    as_lea.post(f"/w/acme/funnel/sessions/{made.ref}/cancel/", {"why": "I am ill."})

    assert bare.status_code == 422
    assert "I am ill." in Message.objects.filter(kind="funnel.session").latest("pk").text
    assert "I am ill." in stranger.get(where).content.decode()
    assert AuditEntry.objects.filter(verb="cancelled the session with").exists()


def test_who_comes_second_is_told_and_keeps_what_was_typed(
    stranger: Client, host: BookingHost, clock: Clock
) -> None:
    hold(stranger, clock)

    second = hold(stranger, clock, email="bob@client.example")

    text = second.content.decode()
    assert (second.status_code, "Somebody was faster" in text) == (422, True)
    assert TYPED["words"] in text
    assert Booking.objects.count() == 1


def test_session_moves_to_no_time_that_is_taken(
    stranger: Client, host: BookingHost, clock: Clock
) -> None:
    first = book(stranger, clock)
    book(stranger, clock, MONDAY + timedelta(hours=1), email="bob@client.example")

    refused = stranger.post(first, {"decide": "move", "begins": at(MONDAY + timedelta(hours=1))})

    assert (refused.status_code, "Somebody was faster" in refused.content.decode()) == (409, True)


def test_hold_that_ran_out_is_free_for_others_and_confirmed_while_nobody_has_it(
    stranger: Client, host: BookingHost, clock: Clock
) -> None:
    hold(stranger, clock)
    late = link()
    clock.forward(minutes=61)
    hold(stranger, clock, email="bob@client.example")
    bobs = link()
    clock.forward(minutes=61)

    gone = stranger.post(late, {"decide": "confirm"})
    mine = stranger.post(bobs, {"decide": "confirm"})

    assert gone.status_code == 404
    assert "It is booked" in mine.content.decode()


def test_mailbox_gets_three_mails_a_day_and_nobody_reads_from_it_that_it_did(
    stranger: Client, host: BookingHost, clock: Clock
) -> None:
    pages = [hold(stranger, clock).content for _turn in range(2)]
    pages += [hold(stranger, clock, MONDAY + timedelta(hours=number)).content for number in (1, 2)]

    assert len({page for page in pages if b"Look into your mail" in page}) == 1
    assert Message.objects.filter(kind="funnel.confirm_session").count() == 3


def test_visitor_who_asked_for_whoever_is_free_comes_to_who_has_least(
    stranger: Client, host: BookingHost, lea: Membership, clock: Clock
) -> None:
    other = make_host(make_member(lea.workspace, "Mia"))
    for number in range(2):
        book(stranger, clock, email=f"a{number}@client.example")

    assert {one.host for one in Booking.objects.all()} == {host, other}
    assert times(stranger.get(BOOK).content.decode())[0] == "10 a.m."
    with_mia = stranger.get(f"{BOOK}?with={other.ref}").content.decode()
    assert f'value="{other.ref}" selected' in with_mia


def test_what_is_busy_off_or_away_is_not_offered(
    stranger: Client, host: BookingHost, lea: Membership, clock: Clock
) -> None:
    BusyTime.objects.create(
        workspace=lea.workspace, host=host, begins_at=MONDAY, ends_at=MONDAY + timedelta(hours=2)
    )
    day = MONDAY.date() + timedelta(days=1)
    TimeOff.objects.create(workspace=lea.workspace, host=host, begins_on=day, ends_on=day)
    Membership.objects.filter(pk=lea.pk).update(
        away_from=day + timedelta(days=1), away_until=day + timedelta(days=1)
    )

    page = stranger.get(f"{BOOK}?zone=UTC").content.decode()

    assert times(page)[:2] == ["11 a.m.", "9 a.m."]
    assert "Tuesday, 10 March" not in page
    assert "Wednesday, 11 March" not in page
    assert "Thursday, 12 March" in page


def test_visitor_is_reminded_a_day_before_once_and_not_of_what_is_cancelled(
    stranger: Client, host: BookingHost, clock: Clock
) -> None:
    tuesday = MONDAY + timedelta(days=1)
    book(stranger, clock, tuesday)
    gone = book(stranger, clock, tuesday + timedelta(hours=1), email="bob@client.example")
    stranger.post(gone, {"decide": "cancel"})

    clock.moment = tuesday - timedelta(hours=24)
    for _turn in range(2):
        run_due(now=lambda: clock.moment)
    clock.forward(hours=2)
    run_due(now=lambda: clock.moment)

    (mail,) = Message.objects.filter(kind="funnel.session_reminder")
    assert (mail.to, mail.calendar) == ("ann@client.example", "")


def test_what_nobody_confirmed_is_gone_after_a_day(
    stranger: Client, host: BookingHost, clock: Clock
) -> None:
    hold(stranger, clock)
    clock.forward(days=1)

    assert forget_bookings(at=clock.moment) == 1
    assert not Booking.objects.exists()


def test_who_is_erased_comes_to_no_session_and_stands_in_none(
    stranger: Client, host: BookingHost, clock: Clock
) -> None:
    book(stranger, clock)
    ann = Contact.objects.get(email="ann@client.example")
    hold(stranger, clock, MONDAY + timedelta(hours=1))

    person_erased(contact=ann, how="page", now=clock.moment)

    (kept,) = Booking.objects.all()
    assert (kept.state, kept.contact, kept.who) == ("cancelled", None, "")
    told = Message.objects.filter(kind="funnel.session_for_host").latest("pk")
    assert "METHOD:CANCEL" in told.calendar
    assert "Ann" not in told.text + told.calendar + told.subject
    assert not Message.objects.filter(to__icontains="ann@").exists()
    assert not Message.objects.filter(calendar__contains="ann@").exists()


def test_service_that_was_chosen_goes_along(
    stranger: Client, host: BookingHost, lea: Membership, clock: Clock
) -> None:
    service = make_service(lea, "Kick-start")
    page = stranger.get(f"{BOOK}?service={service.ref}").content.decode()
    assert f"service={service.ref}" in page
    where = f"{BOOK}?at={at(MONDAY)}&zone=UTC&service={service.ref}"
    shown = re.search(r'name="shown" value="([^"]+)"', stranger.get(where).content.decode())
    assert shown is not None
    clock.forward(seconds=30)
    stranger.post(where, {**TYPED, "begins": at(MONDAY), "shown": shown[1]})
    stranger.post(link(), {"decide": "confirm"})

    assert Opportunity.objects.get().title == "Kick-start"


def test_pages_are_small_set_no_cookie_and_tell_nobody_else(
    stranger: Client, host: BookingHost, clock: Clock
) -> None:
    css = 5_000
    for where in (BOOK, f"{BOOK}?at={at(MONDAY)}", book(stranger, clock)):
        page = stranger.get(where)
        assert len(page.content) + css < 40_000
        assert not page.cookies
        assert not re.findall(
            r'(?:src|href)="(?:https?:)?//(?!meet\.example)', page.content.decode()
        )
    assert "[" in without_tokens(f"GET {link()}")


def test_closed_storefront_and_nobody_to_book_say_so(
    stranger: Client, host: BookingHost, lea: Membership, clock: Clock
) -> None:
    BookingHost.objects.update(is_open=False)
    assert "cannot be booked here at the moment" in stranger.get(BOOK).content.decode()
    assert "Book a strategy session" not in stranger.get("/menu/acme").content.decode()

    set_storefront(by=lea, terms=Terms("off"), at=clock.moment)
    assert stranger.get(BOOK).status_code == 404


# the host's own page


WEEK = {"d0_0_begins": "09:00", "d0_0_ends": "12:00"}
HOST = {
    "is_open": "on", "zone": "Europe/Berlin", "minutes": "30", "buffer": "0", "notice": "24", "ahead": "28",
    "place": "", "feed": "",
}  # fmt: skip


def test_member_opens_the_own_hours(as_max: Client, max: Membership) -> None:
    page = as_max.post("/w/acme/funnel/sessions/hours/", {**HOST, **WEEK}, follow=True)

    assert "30 minutes, Europe/Berlin" in page.text
    host = BookingHost.objects.get()
    assert (host.user, list(host.terms.hours)) == (max.user, [Hours(0, time(9), time(12))])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Give at least one day with hours"),
        ({"d0_0_begins": "09:00"}, "Monday: give both times, or none."),
        ({"d0_0_begins": "09:00", "d0_0_ends": "08:00"}, "the end lies before the beginning"),
        ({**WEEK, "d0_1_begins": "11:00", "d0_1_ends": "13:00"}, "the two times overlap"),
        ({**WEEK, "feed": "ftp://example.org/x.ics"}, "no address of a calendar"),
        ({**WEEK, "feed": "http://127.0.0.1:9/x.ics"}, "leads into the server&#x27;s own network"),
        ({**WEEK, "zone": "Atlantis"}, "not a time zone we know"),
    ],
)
def test_wrong_hours_are_refused_in_words_and_nothing_is_stored(
    as_max: Client, typed: dict[str, str], words: str
) -> None:
    page = as_max.post("/w/acme/funnel/sessions/hours/", {**HOST, **typed})

    assert (page.status_code, words in page.text) == (422, True)
    assert not BookingHost.objects.exists()


def test_days_off_are_added_and_given_back(as_lea: Client, host: BookingHost) -> None:
    add = "/w/acme/funnel/sessions/days-off/"
    over = as_lea.post(add, {"begins_on": "2026-03-01", "ends_on": "2026-03-02"})
    turned = as_lea.post(add, {"begins_on": "2026-03-12", "ends_on": "2026-03-10"})
    as_lea.post(add, {"begins_on": "2026-03-10", "ends_on": "2026-03-12"})

    off = TimeOff.objects.get()
    assert "These days are over" in over.text
    assert "lies before the first" in turned.text
    as_lea.post(f"{add}{off.ref}/end/")
    assert not TimeOff.objects.exists()


def test_other_peoples_sessions_are_not_shown_to_a_manager(
    as_max: Client, as_exe: Client, stranger: Client, host: BookingHost, clock: Clock
) -> None:
    book(stranger, clock)
    made = Booking.objects.get()

    assert "Ann" not in as_max.get("/w/acme/funnel/sessions/").text
    assert as_max.get(f"/w/acme/funnel/sessions/{made.ref}/cancel/").status_code == 404
    assert as_exe.get("/w/acme/funnel/sessions/").status_code == 403


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_twenty_of_two_hundred_at_once_get_a_session(
    host: BookingHost, lea: Membership, clock: Clock
) -> None:
    OpenHours.objects.filter(weekday=0).update(begins=time(0), ends=time(20))
    slots = [MONDAY.replace(hour=number) for number in range(20)]
    BookingHost.objects.update(notice=0)
    got, refused = [], []

    def wants(number: int) -> None:
        wanted = Wanted("Ann", f"ann{number}@client.example", "Client AG", "Our tills.")
        try:
            made = hold_slot(
                workspace=lea.workspace,
                wish=Wish(slots[number % 20], "UTC"),
                wanted=wanted,
                visitor=Visitor("", "en-us"),
                at=clock.moment,
            )
            got.append(made)
        except SlotTaken as why:
            refused.append(str(why))
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as visitors:
        list(visitors.map(wants, range(200)))

    assert (len(got), len(refused)) == (20, 180)
    assert len({one.begins_at for one in Booking.objects.all()}) == 20
    assert set(refused) == {"Somebody was faster: this time is taken. Please choose another one."}


# the own calendar, read over the wire


class Calendars(BaseHTTPRequestHandler):
    """A server with one calendar, an address that leads to it, and nothing else."""

    text = (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        b"DTSTART:20260309T090000Z\r\nDTEND:20260309T110000Z\r\nSUMMARY:Secret talks\r\n"
        b"END:VEVENT\r\nEND:VCALENDAR\r\n"
    )

    def do_GET(self) -> None:
        """Answer."""
        status = {"/mine.ics": 200, "/endless.ics": 200, "/moved.ics": 302}.get(self.path, 404)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/mine.ics")
        self.end_headers()
        if status == 200:
            endless = b"RRULE:FREQ=SECONDLY\r\nEND:VEVENT"
            is_endless = self.path == "/endless.ics"
            text = self.text.replace(b"END:VEVENT", endless) if is_endless else self.text
            self.wfile.write(text)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def calendars(settings: Settings) -> Iterator[str]:
    """The address of a server in the own network whose host is allowed."""
    settings.CALENDAR_HOSTS = ["127.0.0.1"]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Calendars)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_own_calendar_keeps_times_free_and_nothing_of_it_but_busy_is_kept(
    as_lea: Client, stranger: Client, host: BookingHost, calendars: str, clock: Clock
) -> None:
    typed = {**HOST, "zone": "UTC", "minutes": "60", **WEEK, "feed": f"{calendars}/moved.ics"}

    as_lea.post("/w/acme/funnel/sessions/hours/", typed)

    assert times(stranger.get(f"{BOOK}?zone=UTC").content.decode())[0] == "11 a.m."
    host.refresh_from_db()
    assert (calendars in host.feed, host.feed_fault) == (False, "")  # sealed
    busy = BusyTime.objects.get()
    assert "Secret talks" not in str(vars(busy))


def test_calendar_that_is_gone_is_told_to_its_host_and_what_was_known_stays(
    as_lea: Client, host: BookingHost, calendars: str, clock: Clock
) -> None:
    typed = {**HOST, **WEEK, "feed": f"{calendars}/mine.ics"}
    as_lea.post("/w/acme/funnel/sessions/hours/", typed)
    BookingHost.objects.update(feed=sealed(f"{calendars}/gone.ics"))

    read_all(at=clock.moment)

    page = as_lea.get("/w/acme/funnel/sessions/hours/").text
    assert "answers 404" in page
    assert BusyTime.objects.count() == 1


# what follows when something changes


def test_name_of_several_lines_harms_nobodys_mail(
    stranger: Client, host: BookingHost, server: Server, clock: Clock
) -> None:
    hold(stranger, clock, name="Ann\r\nBcc: all@client.example")

    deliver_due(transport=mail_transport(), now=lambda: clock.moment)

    (sent,) = server.mails
    assert (sent["To"], sent["Bcc"]) == ('"Ann Bcc: all@client.example" <ann@client.example>', None)
    assert not Suppression.objects.exists()


def test_next_step_of_the_lead_follows_the_session_and_goes_with_it(
    stranger: Client, host: BookingHost, clock: Clock
) -> None:
    where = book(stranger, clock)
    later = MONDAY + timedelta(days=1)

    stranger.post(where, {"decide": "move", "begins": at(later)})
    assert Opportunity.objects.get().next_on == later.date()
    stranger.post(where, {"decide": "cancel"})

    lead = Opportunity.objects.get()
    assert (lead.next_action, lead.next_on) == ("", None)


def test_next_step_that_somebody_planned_since_stays(
    stranger: Client, host: BookingHost, clock: Clock
) -> None:
    where = book(stranger, clock)
    Opportunity.objects.update(next_action="Send the offer")

    stranger.post(where, {"decide": "cancel"})

    assert Opportunity.objects.get().next_action == "Send the offer"


def test_time_that_has_begun_is_not_confirmed_any_more(
    stranger: Client, host: BookingHost, clock: Clock
) -> None:
    BookingHost.objects.update(notice=0)
    clock.moment = MONDAY - timedelta(minutes=30)
    hold(stranger, clock)
    clock.forward(minutes=45)

    late = stranger.post(link(), {"decide": "confirm"})

    assert (late.status_code, "has begun already" in late.content.decode()) == (409, True)
    assert not Opportunity.objects.exists()


def test_who_types_somebodys_address_takes_no_time_away(
    stranger: Client, host: BookingHost, clock: Clock
) -> None:
    hold(stranger, clock)
    mine = link()
    hold(stranger, clock, MONDAY + timedelta(hours=1))

    assert "It is booked" in stranger.post(mine, {"decide": "confirm"}).content.decode()
    assert [one.state for one in Booking.objects.order_by("pk")] == ["booked", "lapsed"]


def test_member_who_left_meets_nobody_and_the_visitors_are_told(
    as_ava: Client, stranger: Client, host: BookingHost, lea: Membership, clock: Clock
) -> None:
    BookingHost.objects.update(feed=sealed("https://calendar.example/lea.ics"))
    BusyTime.objects.create(
        workspace=lea.workspace, host=host, begins_at=MONDAY, ends_at=MONDAY + timedelta(minutes=1)
    )
    book(stranger, clock, MONDAY + timedelta(hours=1))

    as_ava.post(f"/w/acme/settings/members/{lea.ref}/remove")

    host.refresh_from_db()
    assert (host.is_open, host.feed, BusyTime.objects.count()) == (False, "", 0)
    assert Booking.objects.get().state == "cancelled"
    told = Message.objects.filter(kind="funnel.session").latest("pk")
    assert "Lea does not work here any more" in told.text


def test_closed_host_takes_nobody_who_moves(
    stranger: Client, host: BookingHost, clock: Clock
) -> None:
    where = book(stranger, clock)
    BookingHost.objects.update(is_open=False)

    refused = stranger.post(where, {"decide": "move", "begins": at(MONDAY + timedelta(days=1))})

    assert refused.status_code == 409
    assert Booking.objects.get().begins_at == MONDAY


def test_calendar_that_was_taken_away_meanwhile_is_not_kept(
    host: BookingHost, clock: Clock
) -> None:
    host.feed = sealed("https://calendar.example/lea.ics")  # as it was when reading began
    span = Span(MONDAY, MONDAY + timedelta(hours=1))

    keep_busy(host=host, spans=[span], at=clock.moment)

    assert not BusyTime.objects.exists()


def test_calendar_that_breaks_stops_no_other(
    host: BookingHost, lea: Membership, calendars: str, clock: Clock
) -> None:
    other = make_host(make_member(lea.workspace, "Mia"))
    for one, path in ((host, "endless.ics"), (other, "mine.ics")):
        BookingHost.objects.filter(pk=one.pk).update(feed=sealed(f"{calendars}/{path}"))

    read_all(at=clock.moment)

    assert list(BusyTime.objects.values_list("host", flat=True)) == [other.pk]
    host.refresh_from_db()
    assert "repeats every minute or second" in host.feed_fault


def test_long_absence_is_off_to_its_end(
    stranger: Client, host: BookingHost, lea: Membership, clock: Clock
) -> None:
    Membership.objects.filter(pk=lea.pk).update(
        away_from=date(2025, 1, 1), away_until=date(2027, 1, 1)
    )

    assert "No time is free" in stranger.get(BOOK).content.decode()


def test_days_off_of_more_than_a_year_are_refused(as_lea: Client, host: BookingHost) -> None:
    page = as_lea.post(
        "/w/acme/funnel/sessions/days-off/", {"begins_on": "2026-03-10", "ends_on": "9999-12-31"}
    )

    assert "more than a year" in page.text
    assert not TimeOff.objects.exists()
