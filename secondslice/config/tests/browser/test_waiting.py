"""Asked by hand at night: everywhere it is said when the question leaves; it is taken back, and sent at once."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from secondslice.config.tests.browser.demo import AGENT
from secondslice.config.tests.product import ROOT, Product, command, environment, running
from secondslice.core import clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "a slice of margherita"
ZONES = ("Pacific/Honolulu", "America/New_York", "Europe/London", "Asia/Dubai", "Asia/Tokyo")
"""Somewhere among them it is night at every hour."""
WHEN = r"(today|tomorrow|on \w+\.? \d+, \d+) at 8 a\.m\."
LIST = """Project;Department;Sponsor;Sponsor e-mail;Start;End
New tills;Retail;Ben Brandt;ben@example.com;2026-01-12;2099-12-18
"""


def at_night() -> str:
    """Return a zone in which nobody is written to now, and not for the next hour."""
    hours = {zone: clock.now().astimezone(ZoneInfo(zone)).hour for zone in ZONES}
    return next(zone for zone, hour in hours.items() if hour >= 19 or hour < 6)


@pytest.fixture
def lead(browser: Browser, tmp_path: Path) -> Iterator[tuple[Product, Page]]:
    """A PMO where it is night, with one project, and the window of its owner."""
    folder = tmp_path / "product"
    folder.mkdir()
    assert command(folder, "prepare").returncode == 0
    words = ["--name=Acme PMO", "--owner-email=ava@example.org", "--owner-name=Ava"]
    words.append(f"--time-zone={at_night()}")
    made = subprocess.run(
        [sys.executable, "-m", "secondslice", "createworkspace", "--password-stdin", *words],
        cwd=ROOT, env=environment(folder), input=PASSWORD, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    projects = folder / "projects.csv"
    projects.write_text(LIST, encoding="utf-8")
    brought = command(folder, "import", "projects", str(projects), "--workspace", "acme-pmo")
    assert brought.returncode == 0, brought.stdout + brought.stderr
    with running(folder) as product:
        page = browser.new_context(
            user_agent=AGENT, viewport={"width": 1280, "height": 900}
        ).new_page()
        page.goto(f"{product.url}/sign-in/")
        page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill("ava@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile("/today"))
        yield product, page
        page.context.close()


def says(page: Page) -> None:
    """See that the page says when Ben is asked, and nowhere that he is not."""
    main = page.get_by_role("main")
    expect(main.get_by_text(re.compile(f"is asked {WHEN}")).first).to_be_visible()
    expect(main.get_by_text(re.compile("never asked|not asked|Not asked yet"))).to_have_count(0)


def test_question_of_the_night_is_told_taken_back_and_sent_at_once(
    lead: tuple[Product, Page],
) -> None:
    product, page = lead
    home = f"{product.url}/w/acme-pmo"
    page.goto(f"{home}/projects/")
    page.get_by_role("link", name="New tills").first.click()
    project = page.url

    # Asked at night: it is said when it leaves, here and wherever Ben is shown
    page.goto(f"{project}ask/")
    page.get_by_role("checkbox", name=re.compile("Ben Brandt")).check()
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_text(re.compile(f"Ben Brandt is asked {WHEN}"))).to_be_visible()
    for address in (project, f"{home}/today/", f"{home}/pulse/plan/"):
        page.goto(address)
        says(page)
    page.goto(project)
    page.get_by_role("link", name="Ben Brandt").last.click()
    says(page)
    page.goto(f"{project}ask/")
    expect(page.get_by_role("checkbox", name=re.compile("Ben Brandt"))).to_be_disabled()
    page.goto(f"{product.url}/outbox/")
    expect(page.get_by_text("comes in the morning")).to_be_visible()

    # Taken back from the page that asks: Ben is offered again
    page.goto(f"{project}ask/")
    page.get_by_role("button", name="Take back Ben Brandt").click()
    expect(page.get_by_text("Taken back: Ben Brandt is not asked.")).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("Ben Brandt")).check()
    page.get_by_role("button", name="Send the question").click()

    # Sent at once from Today, not without a reason
    page.goto(f"{home}/today/")
    page.get_by_role("link", name="Send now Ben Brandt").click()
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Say why it cannot wait.").first).to_be_visible()
    page.get_by_label("Why it cannot wait").fill("The board meets at seven.")
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("The question is on its way to Ben Brandt.")).to_be_visible()
    page.goto(project)
    expect(page.get_by_role("main").get_by_text(re.compile("is asked"))).to_have_count(0)
    expect(page.get_by_text("Ava asked Ben Brandt")).to_be_visible()
    page.wait_for_timeout(1500)
    page.goto(f"{product.url}/outbox/")
    expect(page.get_by_role("row").filter(has_text="Ben Brandt")).to_be_visible()
    page.goto(f"{home}/settings/audit/")
    expect(page.get_by_text("The board meets at seven.")).to_be_visible()
    expect(page.get_by_text("took back the question to").first).to_be_visible()
