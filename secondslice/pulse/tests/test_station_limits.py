"""How often one browser, one network and one device may answer at a station."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.pulse.models import AnonymousAnswer, Station, StationDevice, TapCount
from secondslice.pulse.selectors.stations import not_counted_at
from secondslice.pulse.services.calls import forget_calls
from secondslice.pulse.services.station_answers import forget_receipts
from secondslice.pulse.services.station_devices import expect_device, remove_device
from secondslice.pulse.services.station_limits import forget_counts
from secondslice.pulse.slips import enrolment_code
from secondslice.pulse.station_rules import MOST_A_MINUTE, MOST_CODES_AN_HOUR
from secondslice.pulse.tasks import forget_passers
from secondslice.pulse.tests.at_station import Passer, make_answers, make_station
from secondslice.pulse.tests.make import HOME

pytestmark = pytest.mark.django_db
OTHER_NETWORK = "198.51.100.9"
Answers = Callable[..., int]


@pytest.fixture
def qr(ava: Membership, clock: Clock) -> Station:
    """A QR code that takes five answers an hour from one network."""
    return make_station(ava, at=clock.moment, most_per_hour=5)


@pytest.fixture
def kiosk(ava: Membership, clock: Clock) -> Station:
    """A kiosk."""
    return make_station(ava, at=clock.moment, kind="kiosk", most_per_hour=8)


def answers() -> int:
    return AnonymousAnswer.objects.count()


def press(station: Station, clock: Clock, *, address: str = HOME) -> int:
    """Answer with a browser that nobody used before; return the status of the page."""
    passer = Passer(station, address=address)
    passer.open()
    clock.forward(seconds=2)
    return passer.press("Yes").status_code


def refused(station: Station) -> dict[str, int]:
    return {one.why: one.taps for one in not_counted_at(station).rows}


def test_browser_answers_once_and_is_shown_its_answer(qr: Station, clock: Clock) -> None:
    passer = Passer(qr)
    passer.open()
    stale = passer.page.forms[0]
    passer.open()
    clock.forward(seconds=2)
    passer.press("Yes")

    again = passer.open()
    second_tab = passer.post(stale[0], {**stale[1], "taste": "no", "hand": "touch"})

    assert "You said Yes" in again.text
    assert second_tab.status_code == 409
    assert answers() == 1
    assert refused(qr) == {"browser": 1}


def test_cookie_of_the_browser_is_for_this_page_alone(qr: Station, clock: Clock) -> None:
    passer = Passer(qr)
    passer.open()
    clock.forward(seconds=2)
    page = passer.press("Yes")

    (cookie,) = page.cookies.values()
    assert cookie["httponly"]
    assert (cookie["path"], cookie["samesite"]) == ("/q/", "Lax")
    assert cookie["domain"] == ""


def test_widget_sets_no_cookie(ava: Membership, clock: Clock) -> None:
    passer = Passer(make_station(ava, at=clock.moment, kind="widget"))
    passer.open()
    clock.forward(seconds=2)
    page = passer.press("Yes")

    assert not page.cookies
    assert answers() == 1


def test_one_network_answers_so_often_in_an_hour_and_another_one_too(
    qr: Station, clock: Clock
) -> None:
    statuses = [press(qr, clock) for _ in range(7)]

    assert statuses == [200] * 5 + [429] * 2
    assert refused(qr) == {"network": 2}
    assert press(qr, clock, address=OTHER_NETWORK) == 200
    clock.forward(hours=1)
    assert press(qr, clock) == 200
    assert answers() == 7


def test_too_many_is_said_calmly_and_to_the_pmo_with_its_reason(
    qr: Station, clock: Clock, as_ava: Client
) -> None:
    for _ in range(5):
        press(qr, clock)
    passer = Passer(qr)
    passer.open()
    clock.forward(seconds=2)

    page = passer.press("No")
    seen = as_ava.get(f"/w/acme/pulse/stations/{qr.ref}/")

    assert "Please try again in an hour" in page.text
    assert "Too many from one network within an hour" in seen.text
    assert "raise the limit" in seen.text


def test_counts_tell_neither_address_nor_station_and_are_forgotten(
    qr: Station, clock: Clock
) -> None:
    press(qr, clock)

    row = TapCount.objects.get()
    assert "203.0.113" not in row.key
    assert len(row.key) == 64
    clock.forward(hours=1)
    assert forget_counts(at=clock.moment) == 1


def test_kiosk_takes_answers_only_on_an_enrolled_device(
    kiosk: Station, ava: Membership, clock: Clock
) -> None:
    stranger = Passer(kiosk)
    page = stranger.open()
    assert "not a kiosk yet" in page.text
    lobby = Passer(kiosk).enrol(ava, at=clock.moment)
    lobby.open()
    clock.forward(seconds=2)
    path, form = lobby.page.forms[0]

    stolen = stranger.post(path, {**form, "taste": "yes", "hand": "touch"})
    assert stolen.status_code == 409
    assert answers() == 0
    lobby.press("Yes")
    assert answers() == 1


def test_removed_device_takes_no_more_answers(
    kiosk: Station, ava: Membership, clock: Clock
) -> None:
    lobby = Passer(kiosk).enrol(ava, at=clock.moment)
    remove_device(by=ava, device=StationDevice.objects.get(), at=clock.moment)

    assert "not a kiosk yet" in lobby.open().text


def test_kiosk_pauses_one_device_that_is_pressed_without_end(
    kiosk: Station, ava: Membership, clock: Clock
) -> None:
    clock.forward(seconds=30)
    lobby = Passer(kiosk).enrol(ava, at=clock.moment)
    statuses = []
    for _ in range(MOST_A_MINUTE + 1):
        lobby.open()
        clock.forward(seconds=1)
        statuses.append(lobby.press("No").status_code)

    assert statuses == [200] * MOST_A_MINUTE + [429]
    assert refused(kiosk) == {"device": 1}
    clock.forward(minutes=1)
    lobby.open()
    assert lobby.press("No").status_code == 200


def test_code_works_once_and_for_half_an_hour(
    kiosk: Station, ava: Membership, clock: Clock
) -> None:
    device = expect_device(by=ava, station=kiosk, name="Lobby", at=clock.moment)
    late = expect_device(by=ava, station=kiosk, name="Gate", at=clock.moment)
    code = enrolment_code(str(device.ref))
    for passer, status in ((Passer(kiosk), 302), (Passer(kiosk), 422)):
        passer.open()
        assert (
            passer.press("Take answers here", code=f"{code[:4]} {code[4:]}").status_code == status
        )
    clock.forward(minutes=31)
    passer = Passer(kiosk)
    passer.open()

    assert passer.press("Take answers here", code=enrolment_code(str(late.ref))).status_code == 422


def test_guessing_codes_ends_after_some_tries(
    kiosk: Station, ava: Membership, clock: Clock
) -> None:
    device = expect_device(by=ava, station=kiosk, name="Lobby", at=clock.moment)
    right = enrolment_code(str(device.ref))
    wrong = "00000000" if right != "00000000" else "00000001"
    passer = Passer(kiosk)
    passer.open()
    for _ in range(MOST_CODES_AN_HOUR):
        passer.press("Take answers here", code=wrong)

    assert passer.press("Take answers here", code=right).status_code == 422


def test_receipt_is_forgotten_and_the_answer_stays(qr: Station, clock: Clock) -> None:
    passer = Passer(qr)
    passer.open()
    clock.forward(seconds=2)
    passer.press("Yes")
    before = AnonymousAnswer.objects.get().receipt_digest
    assert forget_receipts(at=clock.forward(days=8)) == 0

    assert forget_receipts(at=clock.forward(days=8)) == 1

    assert AnonymousAnswer.objects.get().receipt_digest != before
    assert forget_receipts(at=clock.moment) == 0
    assert "Your answer is counted" in passer.open().text


def test_clock_forgets_everything_that_has_served_its_time(qr: Station, clock: Clock) -> None:
    make_answers(qr, yes=3)
    press(qr, clock)
    clock.forward(days=20)

    forget_passers.prepare(payload={}, now=clock.moment)()

    assert not TapCount.objects.exists()
    digests = AnonymousAnswer.objects.values_list("receipt_digest", flat=True)
    assert all(one.startswith("-") for one in digests)
    assert forget_calls(at=clock.moment) == 0
