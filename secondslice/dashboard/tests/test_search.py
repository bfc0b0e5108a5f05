"""Search: what the words lead to, and for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.dashboard.selectors.search import MOST, search
from secondslice.dashboard.tests.make import ask_and_answer
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SEARCH = "/w/acme/search/"


@pytest.fixture
def tills(max: Membership) -> Project:
    """The project New tills of Retail, which Max manages."""
    retail = make_customer(max.workspace, "Retail")
    return make_project(max.workspace, "New tills", customer=retail, manager=max.user, code="P-7")


def test_finds_each_kind(as_lea: Client, lea: Membership, tills: Project, clock: Clock) -> None:
    ask_and_answer(
        lea, "no", name="Retta Tilly", project=tills, at=clock.moment - timedelta(days=1)
    )

    page = as_lea.get(SEARCH, {"q": "ret"})
    assert "Retail" in page.text
    assert "Retta Tilly" in page.text
    assert "/w/acme/recovery/" in page.text

    assert "New tills" in as_lea.get(SEARCH, {"q": "P-7"}).text
    assert "/w/acme/settings/members/" in as_lea.get(SEARCH, {"q": "memb"}).text


def test_every_word_must_be_held_and_beginnings_come_first(lea: Membership) -> None:
    customer = make_customer(lea.workspace, "Retail")
    make_contact(customer, "Jana Brandt")
    make_contact(customer, "Bran Janson")
    make_contact(customer, "Zeb Brandt")

    assert search(lea, "bran").people[0].name == "Bran Janson"
    assert [one.name for one in search(lea, " brandt  ja ").people] == ["Jana Brandt"]


@pytest.mark.parametrize("typed", ["ŞEN", "şen", "Şen"])
def test_case_does_not_matter_in_any_alphabet(lea: Membership, typed: str) -> None:
    make_contact(make_customer(lea.workspace, "Retail"), "Şen Öztürk")

    assert [one.name for one in search(lea, typed).people] == ["Şen Öztürk"]


def test_at_most_eight_of_a_kind(lea: Membership) -> None:
    for number in range(MOST + 3):
        make_project(lea.workspace, f"Roll-out {number}")

    assert len(search(lea, "roll").projects) == MOST


def test_signs_of_a_pattern_are_letters(lea: Membership) -> None:
    make_project(lea.workspace, "Plain")

    assert search(lea, "%%").is_empty
    assert search(lea, "__").is_empty


def test_nothing_found_and_too_short_are_said(as_lea: Client) -> None:
    assert "Nothing is called “zzz”" in as_lea.get(SEARCH, {"q": "zzz"}).text
    assert "at least two letters" in as_lea.get(SEARCH, {"q": "z"}).text
    assert "at least two letters" in as_lea.get(SEARCH).text


def test_dialog_gets_the_results_alone(as_lea: Client, tills: Project) -> None:
    page = as_lea.get(
        SEARCH, {"q": "tills"}, headers={"HX-Request": "true", "HX-Target": "search-results"}
    )

    assert "New tills" in page.text
    assert "<html" not in page.text
    assert "<form" not in page.text
    assert "HX-Request" in page.headers["Vary"]


def test_each_finds_only_what_he_may_see(
    max: Membership,
    sal: Membership,
    exe: Membership,
    cleo: Membership,
    lea: Membership,
    tills: Project,
    clock: Clock,
) -> None:
    hers = make_project(lea.workspace, "Tills of hers", manager=lea.user)
    for project, name in ((tills, "Tillman His"), (hers, "Tillman Hers")):
        ask_and_answer(lea, "no", name=name, project=project, at=clock.moment - timedelta(days=1))

    assert [one.name for one in search(max, "till").projects] == ["New tills"]
    assert [one.contact.name for one in search(max, "till").cases] == ["Tillman His"]
    assert not search(sal, "till").cases
    assert not search(sal, "recovery").pages
    assert len(search(exe, "till").cases) == 2
    assert not search(exe, "import").pages
    assert search(cleo, "till").is_empty
    assert [page.label for page in search(lea, "recov").pages] == ["Recovery"]


def test_stranger_to_the_workspace_gets_404(as_cleo: Client, pmo: object) -> None:
    assert as_cleo.get(SEARCH, {"q": "tills"}).status_code == 404
