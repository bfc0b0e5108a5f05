"""From a No to a Yes, as the customer sees it on the page of the answer and the PMO on the page of the case."""

from __future__ import annotations

import contextlib
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from secondslice.config.tests.browser.test_first_loop import ask_now, tap
from secondslice.config.tests.product import ROOT, Product, command, environment, running

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "a slice of margherita"
LIST = """Project;Project number;Department;Sponsor;Sponsor e-mail;Start;End
New tills;P-1;Retail;Ben Brandt;ben@example.com;2026-01-12;2036-12-18
"""
TRIES, PAUSE = 40, 1500
"""An answer has its consequences after the hold of two seconds, on a machine that many share a little later."""


@pytest.fixture
def pmo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A PMO with one project."""
    folder = tmp_path_factory.mktemp("recovery")
    assert command(folder, "prepare").returncode == 0
    words = ["--name=Acme PMO", "--owner-email=ava@example.org", "--owner-name=Ava"]
    made = subprocess.run(
        [sys.executable, "-m", "secondslice", "createworkspace", "--password-stdin", *words],
        cwd=ROOT, env=environment(folder), input=PASSWORD, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    (folder / "projects.csv").write_text(LIST, encoding="utf-8")
    done = command(folder, "import", "projects", str(folder / "projects.csv"))
    assert done.returncode == 0, done.stdout + done.stderr
    with running(
        folder,
        SECONDSLICE_ANSWER_HOLD="2",
        SECONDSLICE_REPLY_ADDRESS="answers@pmo.example",
    ) as found:
        yield found


def link_in(page: Page, product: Product, subject: str, choice: str) -> str:
    """Return a link in the newest kept mail with this subject."""
    page.goto(f"{product.url}/outbox/")
    row = page.get_by_role("row").filter(has_text=subject).first
    come(page, row)
    row.get_by_role("link").click()
    text = page.get_by_role("main").inner_text()
    found = re.search(rf"http://\S+/a/[\w-]{{22}}/{choice}", text)
    assert found, text
    return found[0]


def let_it_be_morning(product: Product) -> None:
    """Let the question that was put again leave now: at night and on a day off it waits for the morning."""
    with contextlib.closing(sqlite3.connect(product.folder / "secondslice.sqlite3")) as database:
        database.execute("UPDATE messaging_message SET due_at = created_at WHERE sent_at IS NULL")
        database.commit()


def come(page: Page, what: Locator) -> None:
    """Load the page again until this stands on it."""
    for _try in range(TRIES):
        if what.is_visible():
            return
        page.wait_for_timeout(PAUSE)
        page.reload()
    expect(what).to_be_visible()


def home_of(customer: Page) -> str:
    """Return the page of the answer, in the browser that gave it."""
    return re.sub(r"/[ynu]$", "", customer.url)


def reads(customer: Page, words: str) -> None:
    """See that these words stand on the page of the answer now."""
    customer.goto(home_of(customer))
    come(customer, customer.get_by_text(re.compile(words)))


def test_customer_sees_on_the_page_of_the_answer_how_a_no_becomes_a_yes(
    pmo: Product, page: Page, browser: Browser
) -> None:
    page.goto(f"{pmo.url}/sign-in/")
    page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill("ava@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile("/today"))
    page.goto(f"{pmo.url}/w/acme-pmo/projects/")
    page.get_by_role("link", name="New tills").first.click()
    page.get_by_role("link", name="Ask", exact=True).last.click()
    ask_now(page)

    # No: the page promises an answer
    ben = tap(browser, link_in(page, pmo, "taste good", "n"), "No, send it")
    expect(ben.get_by_text("will answer you within one working day")).to_be_visible()

    # A mail answers it
    page.goto(f"{pmo.url}/w/acme-pmo/recovery/")
    found = page.get_by_role("link", name="Ben Brandt")
    come(page, found)
    found.click()
    page.get_by_text("Write to Ben Brandt").click()
    expect(page.get_by_label("This answers the No")).to_be_checked()
    page.get_by_label("Your words").fill("We heard you. I call you tomorrow.")
    page.get_by_role("button", name="Send the mail").click()
    expect(page.get_by_text("Ava answered the No by mail")).to_be_visible()
    case = page.url
    reads(ben, r"Ava took this up on \w+day; you will hear by")

    # Something changes, and the question is put again
    page.get_by_text("Change something for Ben Brandt").click()
    page.get_by_label("What changes?").fill("You get one page, every Friday.")
    page.get_by_label("It has begun: ask again at once").check()
    page.get_by_role("button", name="Write the change down").click()
    is_put = re.compile("on its way to Ben Brandt|Ben Brandt is asked again")  # by the hour
    expect(page.get_by_text(is_put).first).to_be_visible()
    reads(ben, r"We ask(ed)? you again on \w+")
    let_it_be_morning(pmo)

    # Yes: recovered, on both pages of the customer and on that of the case
    again = tap(browser, link_in(page, pmo, "better now", "y"), "Yes, send it")
    expect(again.get_by_role("heading", name="Thank you!")).to_be_visible()
    reads(again, "You said Yes when we asked again: this is recovered")
    reads(ben, "You said Yes when we asked again: this is recovered")
    page.goto(case)
    expect(page.get_by_text("This case is recovered.")).to_be_visible()
    for one in (ben, again):
        one.context.close()
