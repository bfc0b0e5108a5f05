"""From the set-up link to the first answers and what follows, as a new user does it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from secondslice.config.tests.browser.demo import AGENT
from secondslice.config.tests.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIST = """Project;Project number;Department;Sponsor;Sponsor e-mail;Start;End
New tills;P-1;Retail;Ben Brandt;ben@example.com;2026-01-12;2026-12-18
Payroll change;P-2;Finance;Bea Bianchi;bea@example.com;2026-02-02;2026-11-27
"""


def tap(browser: Browser, link: str, choice: str, *, script: bool = True) -> Page:
    """Open a link of a mail in a browser of its own and press the button, as the respondent does."""
    context = browser.new_context(
        user_agent=AGENT, viewport={"width": 360, "height": 740}, java_script_enabled=script
    )
    page = context.new_page()
    page.goto(link)
    page.wait_for_timeout(1200)
    page.get_by_role("button", name=choice).click()
    return page


def links_of(page: Page, product: Product, name: str) -> dict[str, str]:
    """Return the links in the newest kept mail to a person."""
    page.goto(f"{product.url}/outbox/")
    page.get_by_role("row").filter(has_text=name).first.get_by_role("link").click()
    text = page.get_by_role("main").inner_text()
    found = re.findall(r"http://\S+/a/[\w-]{22}/([yn])", text)
    assert found == ["y", "n"]
    return {one[-1]: one for one in re.findall(r"http://\S+/a/[\w-]{22}/[yn]", text)}


def ask_now(page: Page, person: str = "") -> None:
    """Send the question at once. At night and on a day off the page offers the morning, and asks why it cannot wait.

    Then nobody is chosen before: whoever is meant is chosen here.
    """
    page.get_by_role("checkbox", name=re.compile(person or "Sponsor")).first.check()
    cannot_wait = page.get_by_text("It cannot wait", exact=True)
    if cannot_wait.is_visible():
        cannot_wait.click()
        page.get_by_label("Ask at once in spite of it").check()
        page.get_by_label("Why").fill("The steering committee meets tonight.")
    page.get_by_role("button", name="Send the question").click()


def test_set_up_import_ask_answer_and_what_follows(
    product: Product, page: Page, browser: Browser, tmp_path: Path
) -> None:
    # Set up
    page.goto(product.set_up_link())
    page.get_by_label("Name of your PMO").fill("Acme PMO")
    page.get_by_label("Your name").fill("Ava Adler")
    page.get_by_label("Your e-mail address").fill("ava@example.org")
    page.get_by_label("Password").fill("a slice of margherita")
    page.get_by_role("button", name="Open the PMO").click()
    expect(page).to_have_url(re.compile(r"/w/acme-pmo/today/$"))

    # Import
    path = tmp_path / "projects.csv"
    path.write_text(LIST, encoding="utf-8")
    page.goto(f"{product.url}/w/acme-pmo/projects/import/")
    page.get_by_label("Projects, with their sponsors").check()
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Check every row").click()
    page.get_by_role("button", name="Import 2 rows").click(timeout=20_000)
    expect(page.get_by_role("heading", name="Imported")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("2 rows were new")).to_be_visible()

    # Ask about both projects
    for name, person in (("New tills", "Ben Brandt"), ("Payroll change", "Bea Bianchi")):
        page.goto(f"{product.url}/w/acme-pmo/projects/")
        page.get_by_role("link", name=name).first.click()
        page.get_by_role("link", name="Ask", exact=True).last.click()
        ask_now(page, person)
        expect(page.get_by_role("status").filter(has_text="on its way")).to_be_visible()
    page.wait_for_timeout(1500)

    # Ben says Yes in one tap, and adds what he wants next
    ben = tap(browser, links_of(page, product, "Ben Brandt")["y"], "Yes, send it")
    expect(ben.get_by_role("heading", name="Thank you!")).to_be_visible()
    ben.get_by_label("Held the course").check()
    ben.get_by_label("What did you like most?").fill("You held the course.")
    ben.get_by_label("Yes, with my name").check()
    ben.get_by_label("What should we take on next?").fill("New cash desks in the north")
    ben.get_by_role("button", name="Send this too").click()
    expect(ben.get_by_role("heading", name="It has arrived")).to_be_visible()

    # Bea says No, without JavaScript: one more button
    bea = tap(browser, links_of(page, product, "Bea Bianchi")["n"], "No, send it", script=False)
    bea.wait_for_timeout(1200)
    bea.get_by_role("button", name="Payroll change").click()
    expect(bea.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    bea.get_by_label("In your words").fill("I learned about the delay in the corridor.")
    bea.get_by_role("button", name="Send this too").click()

    # What follows, after the hold
    page.wait_for_timeout(4000)
    page.goto(f"{product.url}/w/acme-pmo/recovery/")
    page.get_by_role("link", name="Bea Bianchi").click()
    expect(page.get_by_text("I learned about the delay in the corridor.")).to_be_visible()
    page.goto(f"{product.url}/w/acme-pmo/funnel/")
    expect(page.get_by_text("New cash desks in the north").first).to_be_visible()
    page.goto(f"{product.url}/w/acme-pmo/value/")
    expect(page.get_by_text("You held the course.").first).to_be_visible()
    page.goto(f"{product.url}/outbox/")
    expect(page.get_by_text(re.compile("Bea Bianchi.*Payroll change")).first).to_be_visible()
