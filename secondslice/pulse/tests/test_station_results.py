"""What members see of a station: how many at once, and the tastes only in company."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import AnonymousAnswer, CallRequest, Station
from secondslice.pulse.selectors.overview import counts
from secondslice.pulse.selectors.reason_names import ReasonNames
from secondslice.pulse.selectors.stations import Said, said_at, station_token, tally_of
from secondslice.pulse.services.stations import issue_again, reveal
from secondslice.pulse.tests.at_station import Passer, make_answers, make_station

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
LIST = "/w/acme/pulse/stations/"


@pytest.fixture
def station(ava: Membership, clock: Clock) -> Station:
    """A QR code about the PMO."""
    return make_station(ava, at=clock.moment)


def page_of(station: Station) -> str:
    return f"{LIST}{station.ref}/"


def read_at(station: Station, *, week: date, language: str = "en-us") -> Said:
    return said_at(station, week=week, names=ReasonNames(station.workspace_id, language))


def show(client: Client, station: Station, *, to: str = "") -> int:
    return client.post(f"{page_of(station)}reveal", {"to": to}).status_code


def test_under_five_answers_nothing_is_told_but_how_many(station: Station, as_ava: Client) -> None:
    make_answers(station, yes=1, no=3, comment="I am the only one in red socks.")

    seen, listed = as_ava.get(page_of(station)), as_ava.get(LIST)

    assert "Not enough yet: 4 of 5" in seen.text
    assert "Not enough yet: 4 of 5" in listed.text
    assert "red socks" not in seen.text
    assert show(as_ava, station) == 409
    assert not AnonymousAnswer.objects.filter(is_revealed=True).exists()


def test_five_are_shown_together_when_somebody_asks_for_it(
    station: Station, as_ava: Client
) -> None:
    make_answers(station, yes=4, no=1, comment="Crisp.")
    before = as_ava.get(page_of(station)).text
    assert "said Yes" not in before
    assert "Crisp." not in before

    assert show(as_ava, station) == 302

    after = as_ava.get(page_of(station)).text
    assert "4 of 5 said Yes" in after
    assert "Crisp." in after
    assert AuditEntry.objects.filter(verb="showed the answers of").exists()


def test_result_moves_only_by_five_new_answers_at_once(
    station: Station, ava: Membership, clock: Clock
) -> None:
    make_answers(station, yes=6)
    reveal(by=ava, station=station, at=clock.moment)
    make_answers(station, no=4)

    with pytest.raises(RuleBroken, match="Only 4 new answers"):
        reveal(by=ava, station=station, at=clock.moment)
    assert (tally_of(station).yes, tally_of(station).no, tally_of(station).n) == (6, 0, 10)
    make_answers(station, no=1)
    reveal(by=ava, station=station, at=clock.moment)
    assert (tally_of(station).yes, tally_of(station).no) == (6, 5)


def test_what_was_shown_cannot_be_changed_or_taken_back(
    station: Station, ava: Membership, clock: Clock
) -> None:
    passer = Passer(station)
    passer.open()
    clock.forward(seconds=2)
    passer.press("Yes")
    forms = passer.page.forms[:2]
    make_answers(station, no=4)
    reveal(by=ava, station=station, at=clock.moment)

    for path, form in forms:
        page = passer.post(path, {**form, "taste": "no"})
        assert page.status_code == 409
        assert "cannot be changed any more" in page.text
    assert tally_of(station).yes == 1


def test_words_after_the_result_wait_until_the_week_is_over(
    station: Station, ava: Membership, clock: Clock
) -> None:
    passer = Passer(station)
    passer.open()
    clock.forward(seconds=2)
    passer.press("Yes")
    make_answers(station, no=4)
    reveal(by=ava, station=station, at=clock.moment)

    page = passer.press("Send this too", comment="I typed too long.")

    assert "It has arrived" in page.text
    assert read_at(station, week=MONDAY).words == []
    assert [one.comment for one in read_at(station, week=date(2026, 3, 9)).words] == [
        "I typed too long."
    ]


def test_reasons_are_counted_from_eight_answers_on(
    station: Station, ava: Membership, clock: Clock
) -> None:
    make_answers(station, yes=7)
    AnonymousAnswer.objects.update(reasons=[{"code": "course", "label": "Held the course"}])
    reveal(by=ava, station=station, at=clock.moment)
    assert read_at(station, week=MONDAY).reasons == {}

    make_answers(station, yes=5)
    reveal(by=ava, station=station, at=clock.moment)

    assert read_at(station, week=MONDAY).reasons["yes"] == [("Held the course", 7)]
    assert read_at(station, week=MONDAY, language="de").reasons["yes"] == [("Hielt Kurs", 7)]


def test_station_is_never_mixed_into_the_share_of_those_who_were_asked(
    station: Station, ava: Membership, as_ava: Client, clock: Clock
) -> None:
    make_answers(station, yes=20)
    reveal(by=ava, station=station, at=clock.moment)

    assert counts(ava).asked == counts(ava).answered == 0
    assert "20 of 20" not in as_ava.get("/w/acme/pulse/").text
    assert "20 of 20" not in as_ava.get("/w/acme/today/").text


def test_screen_counts_who_answered_and_hides_the_result_until_it_is_shown(
    station: Station, as_ava: Client
) -> None:
    make_answers(station, yes=9, no=3)
    screen = f"{page_of(station)}screen/"
    as_ava.post(f"{page_of(station)}present", {"present": "20"})

    page = as_ava.get(screen).text
    part = as_ava.get(screen, headers={"HX-Request": "true"}).text
    assert "of 20 present have answered" in page
    assert ">12<" in part
    assert "<html" not in part
    assert "said Yes" not in page
    assert as_ava.get(f"{screen}?result=1").text.count("said Yes") == 0
    shown = as_ava.post(f"{page_of(station)}reveal", {"to": "screen"}, follow=True)

    assert "9 of 12 said Yes" in shown.text
    assert "said Yes" not in as_ava.get(screen).text


def test_manager_sees_stations_of_his_projects_and_makes_none_for_all_of_the_pmo(
    station: Station, ava: Membership, as_max: Client, max: Membership, clock: Clock
) -> None:
    mine = make_project(ava.workspace, "New tills", manager=max.user)
    make_station(ava, at=clock.moment, project=mine)

    assert as_max.get(LIST).text.count("Closing meeting") == 1
    form = {"name": "All", "language": "en-us", "opens_on": "2026-03-06", "most_per_hour": "60"}
    refused = as_max.post(f"{LIST}add/qr/", form)
    made = as_max.post(f"{LIST}add/qr/", {**form, "project": str(mine.pk)})

    assert refused.status_code == 422
    assert made.status_code == 302
    assert Station.objects.get(name="All").project == mine


def test_executive_reads_and_changes_nothing(
    station: Station, ava: Membership, as_exe: Client, clock: Clock
) -> None:
    make_answers(station, yes=6)

    page = as_exe.get(page_of(station))

    assert "6 answers are not shown yet" in page.text
    assert "<form" not in re.findall(r"<main.*?</main>", page.text, re.DOTALL)[0]
    assert station_token(station) not in page.text
    assert show(as_exe, station) == 403


def test_question_stays_once_it_is_answered(station: Station, as_ava: Client) -> None:
    form = {
        "name": "Renamed", "question": station.question, "language": "en-us", "opens_on": "2026-03-06",
        "most_per_hour": "100",
    }  # fmt: skip
    make_answers(station, yes=1)

    renamed = as_ava.post(f"{page_of(station)}edit/", form)
    other = as_ava.post(f"{page_of(station)}edit/", {**form, "question": "Is it hot?"})

    assert renamed.status_code == 302
    assert other.status_code == 422
    assert "People have answered this question already" in other.text
    station.refresh_from_db()
    assert (station.name, station.most_per_hour) == ("Renamed", 100)


def test_new_address_leaves_answers_where_they_are(
    station: Station, ava: Membership, as_ava: Client, clock: Clock
) -> None:
    make_answers(station, yes=6)
    old = station_token(station)

    as_ava.post(f"{page_of(station)}anew")

    fresh = Station.objects.get()
    assert station_token(fresh)
    assert station_token(fresh) != old
    assert tally_of(fresh).n == 6
    assert Client().get(f"/q/{old}").status_code == 404


def test_address_lost_with_the_key_is_said_in_words(
    station: Station, ava: Membership, as_ava: Client, clock: Clock
) -> None:
    Station.objects.update(token_digest="of another key")

    page = as_ava.get(page_of(station))
    poster = as_ava.get(f"{page_of(station)}poster.pdf")

    assert "the old address is lost" in page.text
    assert poster.status_code == 409
    issue_again(by=ava, station=Station.objects.get(), at=clock.moment)
    assert as_ava.get(f"{page_of(station)}poster.pdf").status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("question", "It tastes good.", "A question ends with a question mark"),
        ("closes_on", "2026-03-01", "The last day is before the first"),
        ("origins", "intranet.example.org", "is no address of a page"),
        ("origins", "https://*.example.org", "is no address of a page"),
        ("origins", "https://a.example;script-src *", "is no address of a page"),
    ],
)
def test_wrong_form_says_what_is_wrong(
    pmo: object, as_ava: Client, clock: Clock, field: str, value: str, words: str
) -> None:
    form = {
        "name": "Intranet", "language": "en-us", "opens_on": "2026-03-06", "most_per_hour": "30",
        "origins": "https://intranet.example.org",
    }  # fmt: skip

    page = as_ava.post(f"{LIST}add/widget/", {**form, field: value})

    assert page.status_code == 422
    assert words in page.text
    assert not Station.objects.exists()


def test_list_of_ten_stations_asks_the_database_as_often_as_one_of_one(
    ava: Membership, as_ava: Client, clock: Clock
) -> None:
    as_ava.get(LIST)  # the first one also notes that she was there
    seen = []
    for number in (1, 9):
        for _ in range(number):
            make_answers(make_station(ava, at=clock.moment), yes=6)
        with CaptureQueriesContext(connection) as queries:
            as_ava.get(LIST)
        seen.append(len(queries))

    assert seen[0] == seen[1] <= 12


def test_list_can_be_taken_away_and_tells_no_more_than_the_page(
    station: Station, as_ava: Client
) -> None:
    make_answers(station, yes=6)

    sheet = b"".join(as_ava.get(f"{LIST}?download=csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # a file

    assert sheet.splitlines()[1].endswith(",6,,")


def test_call_is_on_today_until_it_is_made_and_only_for_who_runs_the_pmo(
    ava: Membership, as_lea: Client, as_max: Client, clock: Clock
) -> None:
    request = CallRequest.objects.create(
        workspace=ava.workspace, name="Bo Berg", address="555 0123", at=clock.moment
    )

    assert "Bo Berg" in as_lea.get("/w/acme/today/").text
    assert "Bo Berg" not in as_max.get("/w/acme/today/").text
    as_lea.post(f"/w/acme/pulse/calls/{request.ref}/called", follow=True)

    assert "Bo Berg" not in as_lea.get("/w/acme/today/").text
    request.refresh_from_db()
    assert request.done_at == clock.moment
    as_lea.post(f"/w/acme/pulse/calls/{request.ref}/erase")
    assert not CallRequest.objects.exists()


def test_project_shows_its_stations_and_begins_a_new_one_about_itself(
    ava: Membership, as_ava: Client, clock: Clock
) -> None:
    project = make_project(ava.workspace, "New tills", manager=ava.user)
    make_answers(make_station(ava, at=clock.moment, project=project), yes=3)

    page = as_ava.get(f"/w/acme/projects/{project.ref}/").text
    form = as_ava.get(f"{LIST}add/qr/?project={project.ref}").text

    assert "Not enough yet: 3 of 5" in page
    assert f"{LIST}add/qr/?project={project.ref}" in page
    assert f'<option value="{project.pk}" selected>New tills</option>' in form
    assert as_ava.get(f"{LIST}add/qr/?project=nonsense").status_code == 200
