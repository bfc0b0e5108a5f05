"""A visitor of the storefront books a session, moves it and cancels it; no other host is asked, no cookie is set."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from secondslice.config.tests.browser.demo import AGENT, Demo, serious

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BUDGET = 40_000
"""Bytes of a page with its style sheet."""


def visitor(browser: Browser, zone: str) -> BrowserContext:
    return browser.new_context(
        user_agent=AGENT, viewport={"width": 360, "height": 740}, timezone_id=zone, locale="en-US"
    )


def newest_link(demo: Demo, subject: str) -> str:
    """Return where a kept mail leads."""
    page = demo.open("/outbox/")
    page.get_by_role("link", name=re.compile(subject)).first.click()
    text = page.get_by_role("main").inner_text()
    page.context.close()
    found = re.search(r"/menu/margherita/book/[\w-]{22}", text)
    assert found
    return found.group(0)


def weight(page: Page) -> int:
    """Return how many bytes a page and its style sheet have, unpacked."""
    sheets = page.eval_on_selector_all("link[rel=stylesheet]", "all => all.map(one => one.href)")
    return len(page.content()) + sum(len(page.context.request.get(one).body()) for one in sheets)


def test_session_is_booked_by_the_visitors_clock_moved_and_cancelled(
    demo: Demo, browser: Browser
) -> None:
    context = visitor(browser, "America/New_York")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(demo.address("/menu/margherita"))
    page.get_by_role("link", name="Book a strategy session").click()
    page.wait_for_url(re.compile("zone=America"))  # by the script, at once
    expect(page.get_by_label("Your time zone")).to_have_value("America/New_York")
    assert weight(page) < BUDGET

    page.locator(".times a").first.click()
    page.get_by_label("Your name").fill("Ann Example")
    page.get_by_label("Your e-mail address").fill("ann@client.example")
    page.get_by_label("Your company or department").fill("Client AG")
    page.get_by_label("What would you like to talk about?").fill("Our tills.")
    page.wait_for_timeout(3200)  # nobody types faster
    page.get_by_role("button", name="Hold this time").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()

    page.goto(demo.address(newest_link(demo, "Please confirm your session")))
    page.get_by_role("button", name="Yes, book it").click()
    expect(page.get_by_role("heading", name="It is booked")).to_be_visible()
    assert serious(page) == []
    page.get_by_label("Another time").select_option(index=1)
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_role("heading", name="It is moved")).to_be_visible()
    page.get_by_text("Cancel the session").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(page.get_by_role("heading", name="Cancelled")).to_be_visible()

    assert context.cookies() == []
    assert all(url.startswith((demo.product.url, "data:")) for url in asked), asked
    context.close()


def test_pages_of_the_storefront_lead_nowhere_else_and_stay_light(
    demo: Demo, browser: Browser
) -> None:
    context = visitor(browser, "Europe/Berlin")
    page = context.new_page()
    seen: set[str] = set()
    waiting = ["/menu/margherita"]
    while waiting and len(seen) < 12:
        path = waiting.pop()
        seen.add(path)
        response = page.goto(demo.address(path))
        assert response is not None
        assert response.status == 200, path
        assert weight(page) < BUDGET, path
        links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        assert all(link.startswith((demo.product.url, "mailto:")) for link in links), path
        kinds = {re.sub(r"\?.*", "", link.removeprefix(demo.product.url)) for link in links}
        waiting += sorted(kinds - seen - set(waiting))
    assert {"/menu/margherita", "/menu/margherita/ask", "/menu/margherita/book"} <= seen
    assert context.cookies() == []
    context.close()


def test_card_of_the_funnel_is_moved_with_and_without_a_script(demo: Demo) -> None:
    for script in (True, False):
        context = demo.browser.new_context(
            user_agent=AGENT, storage_state=demo.state, viewport={"width": 1440, "height": 900},
            java_script_enabled=script,
        )  # fmt: skip
        page = context.new_page()
        page.goto(demo.address("funnel/"))
        card = page.locator("[data-column=lead] [data-card]").first
        ref = card.get_attribute("id")
        card.locator("summary").click()
        card.get_by_role("button", name="Prospect").click()
        expect(page.locator(f"[data-column=prospect] #{ref}")).to_be_visible(timeout=15_000)
        context.close()
