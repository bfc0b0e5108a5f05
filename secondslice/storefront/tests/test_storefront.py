"""The menu for everybody: open for whom the PMO says, and silent about everybody else."""

from __future__ import annotations

import re
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.funnel.menu.services import (
    Offer,
    add_service,
    set_offered,
    start_from_catalogue,
)
from secondslice.funnel.models import Order, Service
from secondslice.funnel.tests.make_menu import make_service
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import DailyTaste
from secondslice.recovery import services as recovery
from secondslice.recovery.services import Terms as AdjustmentTerms
from secondslice.recovery.tests.make import make_case
from secondslice.storefront.models import Logo, Storefront
from secondslice.storefront.selectors import proof
from secondslice.storefront.services import Terms, set_storefront
from secondslice.value.ledger.models import Benefit
from secondslice.value.tests.bulletins import SAID, make_quote
from secondslice.value.tests.ledger import make_benefit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MENU = "/menu/acme"
SETTINGS = "/w/acme/settings/storefront/"
FRIDAY = date(2026, 3, 6)
INSIDE, OUTSIDE = "10.1.2.3", "203.0.113.9"
BUDGET = 40_000


class Tags(HTMLParser):
    """Which tags are open, and which were closed in the wrong order."""

    EMPTY = frozenset({"meta", "link", "rect", "img", "input", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY and (not self.open or self.open.pop() != tag):
            self.wrong.append(tag)


@pytest.fixture
def opened(lea: Membership, now: datetime) -> Membership:
    """Lea has opened the storefront to everybody, with one service on it."""
    make_service(lea, "Kick-start")
    set_storefront(by=lea, terms=Terms("public"), at=now)
    return lea


def answers(lea: Membership, day: date, *, asked: int, yes: int, no: int) -> None:
    DailyTaste.objects.create(
        workspace=lea.workspace,
        scope=DailyTaste.Scope.WORKSPACE,
        scope_id=lea.workspace_id,
        day=day,
        asked=asked,
        yes=yes,
        no=no,
    )


# for whom it is open


def test_storefront_is_closed_until_somebody_opens_it(lea: Membership, client: Client) -> None:
    closed, nowhere = client.get(MENU), client.get("/menu/nobody")

    assert (closed.status_code, nowhere.status_code) == (404, 404)
    assert closed.text.replace("acme", "nobody") == nowhere.text


def test_company_network_reads_it_and_nobody_else(
    lea: Membership, client: Client, now: datetime
) -> None:
    make_service(lea, "Kick-start")
    set_storefront(by=lea, terms=Terms("network", "10.0.0.0/8\n2001:db8::/32"), at=now)

    for address in (INSIDE, "2001:db8::1", f"::ffff:{INSIDE}"):
        assert client.get(MENU, REMOTE_ADDR=address).status_code == 200, address
    for address in (OUTSIDE, "", "unix:"):
        assert client.get(MENU, REMOTE_ADDR=address).status_code == 404, address


def test_visitor_cannot_write_himself_into_the_network(
    lea: Membership, client: Client, now: datetime, settings: object
) -> None:
    set_storefront(by=lea, terms=Terms("network", "10.0.0.0/8"), at=now)
    pretends = {"X-Forwarded-For": f"{INSIDE}"}
    assert client.get(MENU, REMOTE_ADDR=OUTSIDE, headers=pretends).status_code == 404

    settings.PROXIES = 1  # type: ignore[attr-defined]
    pretends = {"X-Forwarded-For": f"{INSIDE}, {OUTSIDE}"}
    assert client.get(MENU, REMOTE_ADDR="127.0.0.1", headers=pretends).status_code == 404
    seen = {"X-Forwarded-For": INSIDE}
    assert client.get(MENU, REMOTE_ADDR="127.0.0.1", headers=seen).status_code == 200


# the settings


def test_lead_opens_and_closes_it(as_lea: Client, lea: Membership, client: Client) -> None:
    as_lea.post(SETTINGS, {"openness": "public", "is_findable": "on"})
    assert client.get(MENU).status_code == 200
    assert AuditEntry.objects.filter(verb="set the storefront to").count() == 1

    as_lea.post(SETTINGS, {"openness": "off"})
    assert client.get(MENU).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"openness": "network"}, "No network is named"),
        ({"openness": "network", "networks": "the office"}, "“the” is no network"),
        (
            {"openness": "network", "networks": "10.0.0.0/8", "is_findable": "on"},
            "Search engines find only",
        ),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_words(
    as_lea: Client, typed: dict[str, str], words: str
) -> None:
    page = as_lea.post(SETTINGS, typed)

    assert page.status_code == 422
    assert words in page.text
    assert not Storefront.objects.exists()


def test_settings_say_what_is_seen_of_the_visitor(as_lea: Client) -> None:
    page = as_lea.get(SETTINGS, REMOTE_ADDR=OUTSIDE).text

    assert OUTSIDE in page
    assert "SECONDSLICE_PROXIES" in page


def test_others_do_not_open_it(as_max: Client, as_sal: Client, max: Membership) -> None:
    for client in (as_max, as_sal):
        assert client.post(SETTINGS, {"openness": "public"}).status_code == 403
    with pytest.raises(RuleBroken):
        set_storefront(by=max, terms=Terms("network"), at=max.created_at)


# what stands on it


def test_only_what_is_offered_stands_on_it(
    opened: Membership, cleo: Membership, client: Client
) -> None:
    make_service(opened, "Not yet", is_offered=False)
    make_service(cleo, "Hers")

    page = client.get(MENU).text

    assert "Kick-start" in page
    assert "Your project starts well." in page
    assert "Not yet" not in page
    assert "Hers" not in page


def test_bundle_says_what_is_in_it(opened: Membership, client: Client, now: datetime) -> None:
    part = make_service(opened, "Weekly page", is_offered=False)
    offer = Offer(name="Slice", promise="A good start.", group=Service.Group.BUNDLE, parts=[part])
    add_service(by=opened, offer=offer, at=now, is_offered=True)

    assert '<li dir="auto">Weekly page</li>' in client.get(MENU).text


def test_proof_says_nothing_before_twenty_have_answered(opened: Membership, client: Client) -> None:
    answers(opened, date(2026, 1, 30), asked=60, yes=12, no=7)

    assert proof(opened.workspace, today=FRIDAY) is None
    assert "Does it taste good?" not in client.get(MENU).text


def test_proof_leaves_out_what_is_being_answered_now_and_is_rounded_down(
    opened: Membership, client: Client
) -> None:
    answers(opened, date(2026, 1, 30), asked=64, yes=31, no=8)
    answers(opened, date(2026, 2, 2), asked=50, yes=40, no=9)

    shown = proof(opened.workspace, today=FRIDAY)

    assert shown is not None
    assert (shown.asked, shown.answered, shown.yes) == (60, 35, 30)
    assert "<dd>60</dd>" in client.get(MENU).text
    assert "At least so many, asked before Feb. 1, 2026." in client.get(MENU).text


def test_proof_holds_nothing_that_was_said_in_confidence(opened: Membership) -> None:
    answers(opened, date(2026, 1, 30), asked=60, yes=20, no=5)
    DailyTaste.objects.update(more_asked=30, more_yes=3, more_no=27, hidden=30)

    shown = proof(opened.workspace, today=FRIDAY)

    assert shown is not None
    assert (shown.asked, shown.answered, shown.yes) == (60, 25, 20)


def test_what_we_changed_is_told_and_who_had_said_no_is_not(
    opened: Membership, max: Membership, client: Client, now: datetime
) -> None:
    case = make_case(max, at=now, reasons=["cadence"], words="I hear nothing.")
    change = recovery.adjust(
        case=case, what="Ben gets one page.", starts_on=FRIDAY, by=max.user, at=now,
        terms=AdjustmentTerms(for_whom="all"),
    )  # fmt: skip
    assert "What we changed" not in client.get(MENU).text

    recovery.tell_everybody(adjustment=change, words="Reports are one page now.", by=max, at=now)

    page = client.get(MENU).text
    assert "Reports are one page now." in page
    for secret in ("Ben", "I hear nothing.", case.project.name, case.customer.name, str(case.ref)):
        assert secret not in page


# how it is handed out


def test_search_engines_find_it_only_when_wanted(
    opened: Membership, client: Client, now: datetime
) -> None:
    page = client.get(MENU)
    assert page["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page.text

    set_storefront(by=opened, terms=Terms("public", is_findable=True), at=now)

    page = client.get(MENU)
    assert not page.has_header("X-Robots-Tag")
    assert "noindex" not in page.text


def test_page_sets_no_cookie_runs_no_script_and_calls_nobody(
    opened: Membership, client: Client
) -> None:
    page = client.get(MENU)

    assert not page.cookies
    assert "<script" not in page.text
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert not re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", page.text)


def test_every_tag_is_closed_and_every_name_stands_once(opened: Membership, client: Client) -> None:
    answers(opened, date(2026, 1, 30), asked=64, yes=31, no=8)
    text = client.get(MENU).text
    reader = Tags()
    reader.feed(text)

    assert reader.open == []
    assert reader.wrong == []
    names = re.findall(r' id="([^"]+)"', text)
    assert len(names) == len(set(names)) > 1


def test_words_of_a_service_are_never_markup(opened: Membership, client: Client) -> None:
    make_service(opened, "<script>alert(1)</script>")

    assert "<script" not in client.get(MENU).text


def test_signed_in_people_get_the_same_page_as_strangers(
    opened: Membership, as_exe: Client, client: Client
) -> None:
    assert as_exe.get(MENU).text == client.get(MENU).text


def test_full_menu_and_its_style_stay_under_forty_kilobytes(
    as_lea: Client, opened: Membership, client: Client
) -> None:
    start_from_catalogue(by=opened, at=opened.created_at)
    for service in Service.objects.filter(is_offered=False):
        set_offered(by=opened, service=service, is_offered=True, at=opened.created_at)
    style = Path(str(finders.find("storefront/menu.css"))).read_bytes()

    assert len(client.get(MENU).content) + len(style) < BUDGET


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "nl", "ar"])
def test_page_speaks_the_visitors_language(
    opened: Membership, client: Client, language: str
) -> None:
    page = client.get(MENU, headers={"Accept-Language": language}).text

    assert re.search(rf'<html lang="{language}', page)
    assert ('dir="rtl"' in page) == (language == "ar")


def test_page_is_read_with_few_queries(
    opened: Membership, client: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(10):
        make_service(opened, f"Service {number}")

    with django_assert_max_num_queries(11):  # type: ignore[operator]
        client.get(MENU)


# the logo


PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")
LOGO_PAGE = "/w/acme/settings/storefront/logo/"


def send_logo(as_lea: Client, content: bytes, name: str = "logo.png") -> HttpResponse:
    sent = as_lea.post(LOGO_PAGE, {"logo": SimpleUploadedFile(name, content)})
    assert isinstance(sent, HttpResponse)
    return sent


def test_logo_stands_on_the_menu_and_is_served_from_here(
    as_lea: Client, client: Client, opened: Membership
) -> None:
    send_logo(as_lea, PNG)

    page = client.get(MENU).content.decode()
    found = re.search(r'<img class="logo" src="([^"]+)"', page)
    assert found is not None
    picture = client.get(found[1])
    assert (picture["Content-Type"], picture.content) == ("image/png", PNG)
    assert picture["X-Content-Type-Options"] == "nosniff"

    as_lea.post(LOGO_PAGE, {"remove": "1"})
    assert "<img" not in client.get(MENU).content.decode()
    assert client.get(found[1]).status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "no picture that we"),
        (PNG + b"0" * 60_000, "at most 60 keep the page quick"),
    ],
)
def test_logo_that_cannot_be_shown_is_refused_in_words(
    as_lea: Client, opened: Membership, content: bytes, words: str
) -> None:
    refused = send_logo(as_lea, content)

    assert (refused.status_code, words in refused.content.decode()) == (422, True)
    assert not Logo.objects.exists()


def test_logo_of_a_closed_storefront_is_not_given_out(
    as_lea: Client, client: Client, opened: Membership, clock: Clock
) -> None:
    send_logo(as_lea, PNG)
    set_storefront(by=opened, terms=Terms("off"), at=clock.moment)

    assert client.get(f"{MENU}/logo").status_code == 404


# what stands behind a service


def test_service_shows_the_words_and_the_confirmed_benefits_of_its_projects(
    client: Client, opened: Membership, clock: Clock
) -> None:
    service = Service.objects.get()
    quote = make_quote(opened, at=clock.moment)
    others = [make_project(opened.workspace, manager=opened.user) for _number in range(3)]
    for project in (quote.project, *others):
        Order.objects.create(
            workspace=opened.workspace,
            project=project,
            version=service.versions.get(),
            at=clock.moment,
        )
    for project in others:
        assert "benefits confirmed" not in client.get(MENU).content.decode()
        made = make_benefit(opened, project, at=clock.moment)
        Benefit.objects.filter(pk=made.pk).update(stage="cosigned")

    page = client.get(MENU).content.decode()
    assert "3 benefits confirmed by customers" in page
    dish = page[page.index("<article>") : page.index("</article>")]
    assert SAID in dish
    assert page.count(SAID) == 1


def test_words_about_no_service_stand_on_their_own(
    client: Client, opened: Membership, clock: Clock
) -> None:
    make_quote(opened, at=clock.moment)

    page = client.get(MENU).content.decode()

    assert SAID in page[: page.index("<article>")]


@pytest.mark.parametrize("path", ["/ask", "/book", "/book?at=1"])
def test_forms_of_the_storefront_are_well_formed(
    client: Client, opened: Membership, path: str
) -> None:
    reader = Tags()
    reader.feed(client.get(f"{MENU}{path}").content.decode())

    assert (reader.wrong, reader.open) == ([], [])
