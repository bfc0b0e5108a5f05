"""One contract for every channel in which nobody shows who he is: QR code, kiosk and widget.

It is to them what test_channels.py is to those in which a person was asked.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.jobs.services import run_due
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import (
    AnonymousAnswer,
    AnswerRevision,
    CallRequest,
    DailyTaste,
    NotCounted,
    Station,
    TapCount,
)
from secondslice.pulse.selectors.stations import not_counted_at
from secondslice.pulse.services.stations import close_station, issue_again
from secondslice.pulse.tests.at_station import Passer, make_station
from secondslice.pulse.tests.make import ELSEWHERE
from secondslice.recovery.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("kind", Station.Kind.values)]


@pytest.fixture
def station(kind: str, ava: Membership, clock: Clock) -> Station:
    """A station about New tills."""
    project = make_project(ava.workspace, "New tills", manager=ava.user)
    return make_station(ava, at=clock.moment, kind=kind, project=project)


@pytest.fixture
def passer(station: Station, ava: Membership, clock: Clock) -> Passer:
    """Somebody in front of the question, for some seconds."""
    return at_the_question(station, ava, clock)


def at_the_question(
    station: Station, by: Membership, clock: Clock, *, hand: str = "touch"
) -> Passer:
    found = Passer(station, hand=hand)
    if station.kind == Station.Kind.KIOSK:
        found.enrol(by, at=clock.moment)
    found.open()
    clock.forward(seconds=5)
    return found


def said() -> list[str]:
    return sorted(AnonymousAnswer.objects.values_list("taste", flat=True))


def test_answer_is_counted_once_with_its_week_and_nothing_of_the_person(
    kind: str, passer: Passer, station: Station
) -> None:
    page = passer.press("Yes")

    assert page.status_code == 200
    answer = AnonymousAnswer.objects.get()
    assert (answer.taste, answer.source, answer.station) == ("yes", kind, station)
    assert answer.week == date(2026, 3, 2)
    assert station.project is not None
    assert (answer.project, answer.customer) == (station.project, station.project.customer)
    assert not AnswerRevision.objects.exists()
    assert not DailyTaste.objects.exists()


def test_same_form_arriving_again_changes_nothing(passer: Passer) -> None:
    passer.press("No")

    passer.repeat()
    passer.repeat()

    assert said() == ["no"]


def test_form_replayed_from_elsewhere_gets_no_receipt_and_changes_nothing(
    passer: Passer, clock: Clock
) -> None:
    passer.press("Yes")
    path, form = passer.sent[-1]
    clock.forward(seconds=34)
    scanner = Passer(passer.station, address=ELSEWHERE, client=Client())
    scanner.client.cookies.update(
        {name: morsel for name, morsel in passer.client.cookies.items() if name == "kiosk"}
    )

    page = scanner.post(path, {**form, "taste": "no"})

    assert "is counted" in page.text
    assert "proof" not in page.text
    assert said() == ["yes"]


def test_page_of_the_answer_changes_it(passer: Passer) -> None:
    passer.press("Yes")
    passer.press("Send this too", comment="All fine.", reason="course")

    passer.press("Change to No")

    answer = AnonymousAnswer.objects.get()
    assert (answer.taste, answer.reasons, answer.comment) == ("no", [], "All fine.")


def test_page_of_the_answer_takes_it_back_and_one_can_answer_again(
    passer: Passer, clock: Clock
) -> None:
    passer.press("No")

    page = passer.press("Take it back")

    assert "taken back" in page.text
    assert said() == []
    clock.forward(seconds=3)
    passer.press("Yes")
    assert said() == ["yes"]


def test_nothing_is_changed_without_the_receipt(passer: Passer) -> None:
    passer.press("Yes")
    path, form = passer.page.forms[0]
    other = {**form, "proof": form["proof"][:-2] + "AA"}

    passer.post(path, other)

    assert said() == ["yes"]


def test_words_are_kept_with_the_answer_as_they_were_read(passer: Passer) -> None:
    passer.press("No")

    page = passer.press("Send this too", comment="Too late.", reason="schedule")

    assert "It has arrived" in page.text
    answer = AnonymousAnswer.objects.get()
    assert answer.comment == "Too late."
    assert [reason["label"] for reason in answer.reasons] == ["Late, or the date keeps moving"]


def test_no_never_opens_a_case(passer: Passer, clock: Clock) -> None:
    passer.press("No")
    passer.press("Send this too", comment="I am Ben, and it is all wrong.", reason="cost")
    clock.forward(hours=2)
    run_due(now=lambda: clock.moment)

    assert said() == ["no"]
    assert not Case.objects.exists()


@pytest.mark.parametrize("fault", [{"website": "http://spam.example"}, {"nonce": "made up"}])
def test_program_is_not_counted_and_its_reason_is_kept(
    passer: Passer, station: Station, fault: dict[str, str]
) -> None:
    page = passer.press("Yes", **fault)

    assert "One more tap" in page.text
    assert said() == []
    assert [(one.why, one.taps) for one in not_counted_at(station).rows] == [("machine", 1)]


def test_without_script_one_more_tap_is_enough_and_none_at_a_kiosk(
    kind: str, station: Station, ava: Membership, clock: Clock
) -> None:
    person = at_the_question(station, ava, clock, hand="")
    page = person.press("Yes")
    if kind != Station.Kind.KIOSK:
        assert "One more tap" in page.text
        assert said() == []
        clock.forward(seconds=3)
        person.press("New tills")

    assert said() == ["yes"]
    assert not NotCounted.objects.filter(count__gt=0).exists()


def test_closed_new_address_and_unknown_give_the_same_page_and_keep_nothing(
    kind: str, passer: Passer, station: Station, ava: Membership, clock: Clock
) -> None:
    unknown = passer.client.get("/q/" + "A" * 22)
    old_path, form = passer.page.forms[0]

    issue_again(by=ava, station=station, at=clock.moment)
    passer.post(old_path, {**form, "taste": "yes"})
    moved = passer.client.get(old_path)
    close_station(by=ava, station=station, at=clock.moment)
    closed = passer.open()

    assert unknown.status_code == moved.status_code == closed.status_code == 404
    assert unknown.content == moved.content == closed.content
    assert said() == []


def test_words_that_were_being_typed_when_it_closed_still_arrive(
    passer: Passer, station: Station, ava: Membership, clock: Clock
) -> None:
    passer.press("Yes")
    close_station(by=ava, station=station, at=clock.moment)
    clock.forward(minutes=3)

    passer.press("Send this too", comment="Thank you all.")

    assert AnonymousAnswer.objects.get().comment == "Thank you all."


def test_looking_changes_nothing(passer: Passer) -> None:
    before = TapCount.objects.count()
    for more in ("", "/call"):
        passer.open(more)
        passer.client.head(passer.path + more)

    assert said() == []
    assert TapCount.objects.count() == before
    assert not NotCounted.objects.exists()


def test_name_is_kept_apart_from_the_answer_once_and_only_with_consent(
    passer: Passer, clock: Clock
) -> None:
    passer.press("No")
    passer.open("/call")
    clock.forward(seconds=20)

    refused = passer.press("Please call me", name="Ben", address="555 0123")
    assert refused.status_code == 422
    assert not CallRequest.objects.exists()
    clock.forward(seconds=5)
    passer.press("Please call me", name="Ben", address="555 0123", agrees="1")
    passer.repeat()

    request = CallRequest.objects.get()
    assert (request.name, request.address) == ("Ben", "555 0123")
    assert "Acme PMO may use this" in request.consent
    assert str(AnonymousAnswer.objects.get().ref) != str(request.ref)
    assert not Case.objects.exists()
