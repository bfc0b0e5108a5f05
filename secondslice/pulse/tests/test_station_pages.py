"""The public pages of a station: small, closed to the world, in its language; the widget; the poster."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.core.logs import without_tokens
from secondslice.projects.tests.make import make_project
from secondslice.pulse import slips
from secondslice.pulse.models import Station
from secondslice.pulse.posters import code_png, code_svg, poster_pdf
from secondslice.pulse.selectors.stations import station_token
from secondslice.pulse.slips import Slip
from secondslice.pulse.tests.at_station import HOST, Passer, make_station

pytestmark = pytest.mark.django_db
TEN_KILOBYTES = 10_000
ADDRESS = "https://pmo.example.org/q/tS1wHB9k5OBlLfPhK4w0RQ"
KINDS = Station.Kind.values


@pytest.mark.parametrize("kind", KINDS)
def test_pages_with_their_style_and_scripts_stay_under_ten_kilobytes(
    kind: str, ava: Membership, clock: Clock
) -> None:
    static = Path(__file__).parents[1] / "static" / "pulse"
    passer = Passer(make_station(ava, at=clock.moment, kind=kind))
    if kind == "kiosk":
        passer.enrol(ava, at=clock.moment)
    pages = [passer.open(), passer.open("/call"), passer.open()]
    clock.forward(seconds=2)
    pages.append(passer.press("No"))

    for page in pages:
        names = re.findall(r'"/static/pulse/([\w.]+)"', page.text)
        assert {"answer.css", "answer.js", "station.css"} <= set(names)
        beside = sum((static / name).stat().st_size for name in names)
        assert len(page.content) + beside < TEN_KILOBYTES


@pytest.mark.parametrize("kind", KINDS)
def test_page_loads_nothing_from_elsewhere_and_only_the_widget_is_framed(
    kind: str, ava: Membership, clock: Clock
) -> None:
    page = Passer(make_station(ava, at=clock.moment, kind=kind)).open()

    policy = page["Content-Security-Policy"]
    frames = HOST if kind == "widget" else "'none'"
    assert f"frame-ancestors {frames};" in policy
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in page.headers
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"] == "noindex"
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page.text)
    assert "Set-Cookie" not in page.headers


def test_page_says_who_sees_the_answer_and_that_nobody_is_known(
    ava: Membership, clock: Clock
) -> None:
    project = make_project(ava.workspace, "New tills", manager=ava.user)

    about_all = Passer(make_station(ava, at=clock.moment)).open()
    about_one = Passer(make_station(ava, at=clock.moment, project=project)).open()

    assert "Nobody will know that it was you" in about_all.text
    assert "Acme PMO and its executives see the answers together" in about_all.text
    assert "Acme PMO, its executives and Ava see the answers together" in about_one.text


def test_look_costs_one_query_and_nonsense_none(ava: Membership, clock: Clock) -> None:
    passer = Passer(make_station(ava, at=clock.moment))

    with CaptureQueriesContext(connection) as queries:
        passer.open()
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        assert Client().get("/q/not-a-token").status_code == 404
    assert len(queries) == 0


def test_names_cannot_break_out_of_the_page(ava: Membership, clock: Clock) -> None:
    project = make_project(ava.workspace, "<script>alert(1)</script> & co", manager=ava.user)

    page = Passer(make_station(ava, at=clock.moment, project=project)).open()

    assert "<script>alert" not in page.text


def test_arabic_station_reads_from_right_to_left(ava: Membership, clock: Clock) -> None:
    station = make_station(ava, at=clock.moment)
    Station.objects.filter(pk=station.pk).update(language="ar", question="هل مشروعك لذيذ؟")

    page = Passer(station).open()

    assert '<html lang="ar" dir="rtl">' in page.text


def test_token_is_in_no_row_and_in_no_log(ava: Membership, clock: Clock) -> None:
    station = make_station(ava, at=clock.moment, kind="widget")
    token = station_token(station)

    assert token not in str(Station.objects.values().get())
    assert token not in without_tokens(f"GET /q/{token}/call /widget/{token}.js 200")


class TestWidget:
    """The script in somebody else's page."""

    def test_script_is_served_to_any_page_and_names_the_question(
        self, ava: Membership, clock: Clock, client: Client
    ) -> None:
        station = make_station(ava, at=clock.moment, kind="widget")
        Station.objects.update(question='Does "it" taste </script> good?')

        script = client.get(f"/widget/{station_token(station)}.js")

        assert script.status_code == 200
        assert script["Content-Type"].startswith("text/javascript")
        assert script["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert r'frame.title = "Does \"it\" taste </script> good?";' in script.text
        assert "Set-Cookie" not in script.headers
        assert len(script.content) < 2_000

    def test_unknown_closed_or_other_station_gives_a_script_that_does_nothing(
        self, ava: Membership, clock: Clock, client: Client
    ) -> None:
        qr = make_station(ava, at=clock.moment)

        for token in ("A" * 22, station_token(qr)):
            script = client.get(f"/widget/{token}.js")
            assert script.status_code == 404
            assert script.text.startswith("//")
            assert script.text.count("\n") == 1


class TestPoster:
    """The code to scan and the sheet it is printed on."""

    def test_code_is_an_svg_that_scales_and_a_png(self) -> None:
        drawing = ET.fromstring(code_svg(ADDRESS))
        assert "viewBox" in drawing.attrib
        assert "width" not in drawing.attrib
        assert code_png(ADDRESS).startswith(b"\x89PNG")

    @pytest.mark.parametrize(
        ("language", "question", "project"),
        [
            ("en-us", "Does your project taste good?", "New tills"),
            ("ar", "هل مشروعك لذيذ؟", "نظام الصندوق"),
            ("en-us", "Q" * 30 + " long question " * 6, "A project with a long name " * 7),
            ("en-us", "#set page(fill: red) *good* $x$?", '"]; #panic()'),
        ],
    )
    def test_poster_is_one_accessible_page(
        self, ava: Membership, clock: Clock, language: str, question: str, project: str
    ) -> None:
        station = make_station(
            ava, at=clock.moment, project=make_project(ava.workspace, project[:200])
        )
        station.language, station.question = language, question[:120]

        pdf = poster_pdf(station, address=ADDRESS)

        assert pdf.startswith(b"%PDF-")
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
        assert b"pdfuaid:part" in pdf
        assert b"Inter" in pdf

    def test_name_in_an_alphabet_that_we_do_not_ship_still_gives_a_poster(
        self, ava: Membership, clock: Clock
    ) -> None:
        station = make_station(
            ava, at=clock.moment, project=make_project(ava.workspace, "\ue000\ue001")
        )

        assert poster_pdf(station, address=ADDRESS).startswith(b"%PDF-")

    def test_member_downloads_them(self, ava: Membership, clock: Clock, as_ava: Client) -> None:
        station = make_station(ava, at=clock.moment)
        path = f"/w/acme/pulse/stations/{station.ref}/"

        poster = as_ava.get(f"{path}poster.pdf")
        picture = as_ava.get(f"{path}code.svg")

        assert poster["Content-Disposition"] == 'attachment; filename="closing-meeting.pdf"'
        assert picture["Content-Type"] == "image/svg+xml"
        assert as_ava.get(f"{path}code.exe").status_code == 404


class TestSlips:
    """What a page carries."""

    def slip(self, clock: Clock, station_id: int = 7) -> Slip:
        return Slip(station_id, clock.moment, "a", "1", "0a0b0c0d")

    def test_slip_is_read_only_as_it_was_signed(self, clock: Clock) -> None:
        slip = self.slip(clock)
        text = slips.sign(slip)

        assert slips.read(text) == slip
        assert slips.read(text[:-1] + ("A" if text[-1] != "A" else "B")) is None
        assert slips.read(text + "!") is None
        assert slips.read("") is None

    def test_two_people_who_look_at_one_moment_get_two_receipts(self, clock: Clock) -> None:
        one, other = self.slip(clock), self.slip(clock)

        assert slips.receipt_of(one) != slips.receipt_of(other)

    def test_receipt_is_good_at_its_station_alone(self, clock: Clock) -> None:
        receipt = slips.receipt_of(self.slip(clock))

        assert slips.is_receipt(receipt, station_id=7)
        assert not slips.is_receipt(receipt, station_id=8)
        assert not slips.is_receipt(receipt[:-1] + "é", station_id=7)
