"""Three stations: the closing meeting of a project, a kiosk in the canteen, and a widget that nobody has found yet."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from secondslice.accounts.models import Membership
from secondslice.config.demo import words
from secondslice.config.demo.chance import ZONE, workdays_before
from secondslice.config.demo.story import READING, Story, tap
from secondslice.core import clock
from secondslice.projects.models import Project
from secondslice.pulse import slips
from secondslice.pulse.models import Station, Taste
from secondslice.pulse.rules import network_digest
from secondslice.pulse.services.calls import Wish, ask_for_call
from secondslice.pulse.services.station_answers import Hand, add_words, take_at_station
from secondslice.pulse.services.station_devices import enrol_device, expect_device
from secondslice.pulse.services.stations import StationFacts, close_station, put_up, reveal
from secondslice.pulse.slips import Slip, enrolment_code

Kind = Station.Kind
ROOM, CANTEEN, INTRANET = "198.51.100.0/24", "192.0.2.0/24", "203.0.113.0/24"
IN_THE_ROOM, PRESENT, NOES = 17, 20, 4
LENT = timedelta(seconds=23)
"""The pause between two people in one room."""
KIOSK_DAYS, PASSERS_A_DAY, LATELY = 12, 4, 3
AT_THE_WIDGET = 3
WANTS_A_CALL = Wish(
    name="Rosa Brandt",
    address="+49 40 555 0123",
    about="Who looks after it from next month on?",
    consent="",
)


class _Stand:
    """One station in the story, and the people who come by."""

    def __init__(self, story: Story, station: Station, *, network: str, device: str = "") -> None:
        self.story, self.station, self.network, self.device = story, station, network, device
        self._said: set[str] = set()

    def answer(self, taste: str, at: datetime, *, hand: str = "touch") -> None:
        """Tap as somebody who passes, and now and then add a reason and words."""
        slip = Slip(self.station.pk, at - READING, "a", "1", network_digest(self.network))
        receipt = slips.receipt_of(slip)
        pressed = tap(taste, at, network=self.network, hand=hand)
        take_at_station(
            station=self.station, tap=pressed, hand=Hand(receipt=receipt, device=self.device)
        )
        if hand and self.story.chance.happens(0.6):
            code, said = self._words(taste)
            add_words(station=self.station, receipt=receipt, codes=[code], comment=said)

    def _words(self, taste: str) -> tuple[str, str]:
        """Return a reason, and now and then words that nobody here has used before."""
        chance, is_no = self.story.chance, taste == Taste.NO
        code = chance.weighted(words.CAUSE_WEIGHTS if is_no else words.PRAISE_WEIGHTS)
        said = chance.one((words.COMPLAINTS if is_no else words.PRAISES)[code])
        if said in self._said or not chance.happens(0.45):
            return code, ""
        self._said.add(said)
        return code, said


def put_them_up(story: Story) -> None:
    """Make the stations and let people pass; what happens there changes nothing else in the story."""
    today = clock.day_of(story.now, story.cast.workspace.time_zone)
    lead = next(one for one in story.cast.members if one.role == Membership.Role.LEAD)
    _closing_meeting(story, lead, today)
    _kiosk(story, lead, today)
    _widget(story, lead, today)


def _closing_meeting(story: Story, lead: Membership, today: date) -> None:
    day = workdays_before(today, 4)
    begins = _at(day, 15)
    project = _finished(story)
    facts = StationFacts(
        name=f"Closing meeting, {project.name}"[:80],
        language=project.workspace.language,
        opens_on=day,
        project=project,
        present=PRESENT,
    )
    station = put_up(by=lead, kind=Kind.QR, facts=facts, at=begins)
    stand = _Stand(story, station, network=ROOM)
    tastes = [*[Taste.YES] * (IN_THE_ROOM - NOES), *[Taste.NO] * NOES]
    for number, taste in enumerate(story.chance.some(tastes, IN_THE_ROOM)):
        stand.answer(taste, begins + LENT * number)
    stand.answer(Taste.YES, begins + timedelta(minutes=9), hand="")  # a scanner found the address
    slip = Slip(station.pk, begins, "c", "1", network_digest(ROOM))
    ask_for_call(station=station, wish=WANTS_A_CALL, slip=slip, network=ROOM, at=begins + LENT * 20)
    reveal(by=lead, station=station, at=begins + timedelta(minutes=12))
    close_station(by=lead, station=station, at=begins + timedelta(hours=1))


def _kiosk(story: Story, lead: Membership, today: date) -> None:
    first = workdays_before(today, KIOSK_DAYS)
    facts = StationFacts(
        name="Canteen, head office",
        language=lead.workspace.language,
        opens_on=first,
        question="Does the work of the PMO taste good?",
        most_per_hour=120,
    )
    station = put_up(by=lead, kind=Kind.KIOSK, facts=facts, at=_at(first, 8))
    device = expect_device(by=lead, station=station, name="Tablet at the till", at=_at(first, 8))
    code = enrolment_code(str(device.ref))
    enrol_device(station=station, code=code, network=CANTEEN, at=_at(first, 8))
    stand = _Stand(story, station, network=CANTEEN, device=device.ref.hex)
    for days in range(KIOSK_DAYS, 0, -1):
        noon = _at(workdays_before(today, days), 12)
        passers = PASSERS_A_DAY if days > 1 else LATELY
        for number in range(passers):
            taste = Taste.YES if story.chance.happens(0.72) else Taste.NO
            stand.answer(taste, noon + timedelta(minutes=7 * number))
        if days == 2:  # noqa: PLR2004  (the evening before the last day)
            reveal(by=lead, station=station, at=noon + timedelta(hours=5))


def _widget(story: Story, lead: Membership, today: date) -> None:
    first = workdays_before(today, 2)
    facts = StationFacts(
        name="Project pages of the intranet",
        language=lead.workspace.language,
        opens_on=first,
        most_per_hour=30,
        origins=["https://intranet.example.org"],
    )
    station = put_up(by=lead, kind=Kind.WIDGET, facts=facts, at=_at(first, 9))
    stand = _Stand(story, station, network=INTRANET)
    for number in range(AT_THE_WIDGET):
        taste = Taste.YES if story.chance.happens(0.7) else Taste.NO
        stand.answer(taste, _at(first, 11 + 2 * number))


def _finished(story: Story) -> Project:
    """Return a project that is closing, or the one that ended last."""
    closing = [one for one in story.cast.projects if one.phase == Project.Phase.CLOSING]
    return (closing or story.cast.projects)[-1]


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZONE)
