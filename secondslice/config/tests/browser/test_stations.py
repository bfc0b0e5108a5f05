"""QR code, kiosk, screen and widget as people meet them: a phone, a tablet in the lobby, a page of somebody else."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from secondslice.config.tests.browser.demo import AGENT
from secondslice.config.tests.product import ROOT, Product, command, environment, running

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "a slice of margherita"
PHONE = {"width": 320, "height": 640}
LEAST_TARGET = 48


@dataclass
class Pmo:
    """The product with a PMO in it, and the window of its owner."""

    product: Product
    browser: Browser
    page: Page

    def put_up(self, kind: str, name: str, **more: str) -> None:
        """Make a station by its form; its page is open then."""
        self.page.goto(f"{self.product.url}/w/acme-pmo/pulse/stations/add/{kind}/")
        self.page.get_by_label("Name", exact=True).fill(name)
        for label, value in more.items():
            self.page.get_by_label(label.replace("_", " ")).fill(value)
        self.page.get_by_role("button", name="Make it").click()
        expect(self.page.get_by_role("heading", name=name)).to_be_visible()

    def address(self) -> str:
        """Return the public address that the page of a station shows."""
        return self.page.get_by_role("textbox", name="Address", exact=True).input_value()

    def window(self, **options: object) -> BrowserContext:
        """Return a window of somebody else."""
        return self.browser.new_context(user_agent=AGENT, **options)  # type: ignore[arg-type]  # options of a window

    def answers(self) -> str:
        """Return what the page of the station says about its answers."""
        self.page.reload()
        return self.page.get_by_role("region", name="Answers").inner_text()


@pytest.fixture(scope="module")
def pmo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pmo]:
    """A PMO of its own."""
    folder = tmp_path_factory.mktemp("stations")
    assert command(folder, "prepare").returncode == 0
    words = ["--name=Acme PMO", "--owner-email=ava@example.org", "--owner-name=Ava"]
    made = subprocess.run(
        [sys.executable, "-m", "secondslice", "createworkspace", "--password-stdin", *words],
        cwd=ROOT, env=environment(folder), input=PASSWORD, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    with running(folder) as product:
        page = browser.new_context(user_agent=AGENT).new_page()
        page.goto(f"{product.url}/sign-in/")
        page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill("ava@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile("/today"))
        yield Pmo(product, browser, page)
        page.context.close()


def serious(page: Page) -> list[str]:
    """Return what axe finds serious or critical."""
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in {"serious", "critical"}]


def fits_a_thumb(page: Page) -> None:
    """See to it that nothing stands beside the screen, and every target is 48 pixels high."""
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0
    for target in page.locator("button:visible, .chips label:visible, a:visible").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= LEAST_TARGET, target.inner_text()


def press(place: Page | FrameLocator, page: Page, name: str) -> None:
    """Press a button after having looked for a second and more, as people do."""
    page.wait_for_timeout(1200)
    place.get_by_role("button", name=name).click()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_person_with_a_phone_answers_changes_and_takes_back(pmo: Pmo, colours: str) -> None:
    pmo.put_up("qr", f"Closing meeting, {colours}")
    window = pmo.window(viewport=PHONE, color_scheme=colours, bypass_csp=True)
    phone = window.new_page()
    phone.goto(pmo.address())
    assert serious(phone) == []
    fits_a_thumb(phone)

    press(phone, phone, "Yes")
    expect(phone.get_by_text("You said Yes")).to_be_visible()
    assert serious(phone) == []
    fits_a_thumb(phone)
    phone.get_by_label("Held the course").check()
    phone.get_by_label("In your words").fill("Well done.")
    phone.get_by_role("button", name="Send this too").click()
    expect(phone.get_by_text("It has arrived")).to_be_visible()
    phone.get_by_role("button", name="Change to No").click()
    expect(phone.get_by_text("You said No")).to_be_visible()
    phone.goto(pmo.address())
    expect(phone.get_by_text("You said No")).to_be_visible()
    assert "Not enough yet: 1 of 5" in pmo.answers()
    phone.get_by_role("button", name="Take it back").click()
    expect(phone.get_by_text("taken back")).to_be_visible()

    assert "Nobody has answered yet" in pmo.answers()
    window.close()


def test_phone_without_script_and_cookies_needs_one_more_tap(pmo: Pmo) -> None:
    pmo.put_up("qr", "Without script")
    window = pmo.window(viewport=PHONE, java_script_enabled=False)
    phone = window.new_page()
    phone.goto(pmo.address())

    press(phone, phone, "No")
    expect(phone.get_by_role("heading", name="One more tap")).to_be_visible()
    window.clear_cookies()
    press(phone, phone, "Acme PMO")

    expect(phone.get_by_text("You said No")).to_be_visible()
    assert "1 of 5" in pmo.answers()
    window.close()


def test_keyboard_alone_answers_and_asks_for_a_call(pmo: Pmo) -> None:
    pmo.put_up("qr", "By keyboard")
    window = pmo.window(viewport=PHONE, bypass_csp=True)
    phone = window.new_page()
    phone.goto(pmo.address())
    phone.wait_for_timeout(1200)

    phone.keyboard.press("Tab")
    expect(phone.get_by_role("button", name="Yes")).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("You said Yes")).to_be_visible()
    phone.get_by_role("link", name="Would you like us to call you?").press("Enter")
    expect(phone.get_by_role("heading", name="call you")).to_be_visible()
    assert serious(phone) == []
    fits_a_thumb(phone)
    phone.get_by_label("Your name").fill("Bo Berg")
    phone.get_by_label("E-mail address or telephone").fill("555 0123")
    phone.get_by_role("checkbox").check()
    press(phone, phone, "Please call me")
    expect(phone.get_by_role("heading", name="We will call you")).to_be_visible()

    pmo.page.goto(f"{pmo.product.url}/w/acme-pmo/today/")
    expect(pmo.page.get_by_role("region", name="Call")).to_contain_text("Bo Berg")
    window.close()


def test_screen_counts_while_the_room_answers_and_shows_the_result_when_asked(pmo: Pmo) -> None:
    pmo.put_up("qr", "In the room", People_in_the_room="6")
    address = pmo.address()
    pmo.page.get_by_role("link", name="Screen for the room").click()
    expect(pmo.page.get_by_text("of 6 present")).to_be_visible()

    for number in range(5):
        window = pmo.window(viewport=PHONE)
        phone = window.new_page()
        phone.goto(address)
        press(phone, phone, "No" if number == 0 else "Yes")
        expect(phone.get_by_role("heading", name="Thank you!")).to_be_visible()
        window.close()

    expect(pmo.page.get_by_text("5", exact=True)).to_be_visible(timeout=8000)  # nobody reloads it
    expect(pmo.page.get_by_text("said Yes")).not_to_be_visible()
    pmo.page.get_by_role("button", name="Show the result").click()
    expect(pmo.page.get_by_text("4 of 5 said Yes")).to_be_visible()


def test_kiosk_is_enrolled_with_a_code_and_returns_to_the_question(pmo: Pmo) -> None:
    pmo.put_up("kiosk", "Lobby")
    address = pmo.address()
    pmo.page.get_by_label("Name of the device").fill("Tablet in the lobby")
    pmo.page.get_by_role("button", name="Add a device").click()
    code = pmo.page.get_by_text(re.compile(r"^\d{4} \d{4}$")).inner_text()
    window = pmo.window(viewport={"width": 1024, "height": 768}, bypass_csp=True)
    tablet = window.new_page()
    tablet.clock.install()
    tablet.goto(address)
    assert serious(tablet) == []
    tablet.get_by_label("Code of the device").fill(code)
    tablet.get_by_role("button", name="Take answers here").click()

    for taste in ("Yes", "No"):
        expect(tablet.get_by_role("button", name=taste)).to_be_visible()
        assert serious(tablet) == []
        tablet.get_by_role("button", name=taste).click()
        expect(tablet.get_by_text(f"You said {taste}")).to_be_visible()
        tablet.clock.fast_forward("00:20")

    expect(tablet.get_by_role("button", name="Yes")).to_be_visible()
    assert "2 of 5" in pmo.answers()
    window.close()


class Intranet(BaseHTTPRequestHandler):
    """A page of somebody else, which allows no style of ours."""

    embed = ""

    def do_GET(self) -> None:
        """Answer with the page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "style-src 'self'")
        self.end_headers()
        page = f"<!doctype html><title>Intranet</title><h1>News</h1>{self.embed}<p>The end</p>"
        self.wfile.write(page.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@dataclass
class Site:
    """Somebody else's site. By the name localhost it is another site to a browser than 127.0.0.1."""

    address: str
    page: type[Intranet]


@pytest.fixture
def site() -> Iterator[Site]:
    """A running site of somebody else."""
    page = type("Page", (Intranet,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(f"http://localhost:{server.server_address[1]}", page)
    server.shutdown()
    server.server_close()


def embed_code(pmo: Pmo) -> str:
    """Return the line that the page of a widget shows."""
    return pmo.page.get_by_role("textbox", name="Code for the page").input_value()


def test_widget_asks_inside_another_site_without_cookies(pmo: Pmo, site: Site) -> None:
    pmo.put_up("widget", "Intranet", Pages_that_may_show_it=f"{site.address}/news")
    site.page.embed = embed_code(pmo)
    errors: list[str] = []
    window = pmo.window()
    page = window.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(site.address)
    frame = page.frame_locator("iframe[title='Does your project taste good?']")
    expect(frame.get_by_role("heading", name="Does your project")).to_be_visible()
    low = page.locator("iframe").bounding_box()

    press(frame, page, "Yes")
    expect(frame.get_by_text("You said Yes")).to_be_visible()
    frame.get_by_label("In your words").fill("From the intranet.")
    frame.get_by_role("button", name="Send this too").click()
    expect(frame.get_by_text("It has arrived")).to_be_visible()

    high = page.locator("iframe").bounding_box()
    assert low is not None
    assert high is not None
    assert high["height"] > low["height"]
    assert window.cookies() == []
    assert errors == []
    assert "1 of 5" in pmo.answers()
    window.close()


def test_page_that_is_not_allowed_shows_no_question_and_does_not_break(
    pmo: Pmo, site: Site
) -> None:
    pmo.put_up("widget", "Elsewhere", Pages_that_may_show_it="https://intranet.example.org")
    embed = embed_code(pmo)
    unknown = re.sub(r"/widget/[\w-]+", "/widget/" + "A" * 22, embed)
    errors: list[str] = []
    for line in (embed, unknown):
        site.page.embed = line
        window = pmo.window()
        page = window.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(site.address)
        page.wait_for_load_state("networkidle")

        expect(page.get_by_text("The end")).to_be_visible()
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("button", name="Yes")).not_to_be_visible()
        window.close()
    assert errors == []
