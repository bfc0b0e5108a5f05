"""The board of cases: by keyboard, by drag and by menu, with and without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from secondslice.config.tests.browser.demo import AGENT, Demo, a_question, serious

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SOON = 15_000
"""Milliseconds in which the board is drawn anew, on a machine that has other things to do."""


@pytest.fixture
def board(demo: Demo) -> Iterator[Page]:
    """The board, on which somebody new has just said No."""
    say_no(demo)
    page = open_board(demo)
    yield page
    page.context.close()


def say_no(demo: Demo) -> None:
    """Let somebody who is being asked say No, and wait until it is settled."""
    context = demo.browser.new_context(user_agent=AGENT)
    page = context.new_page()
    page.goto(demo.address(f"{a_question(demo)}/n"))
    page.wait_for_timeout(1200)
    page.get_by_role("button", name="No, send it").click()
    expect(page.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    context.close()
    page = demo.open("recovery/")
    for _ in range(30):
        if page.locator("[data-column=new] [data-card]").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    page.context.close()


def open_board(demo: Demo, *, script: bool = True) -> Page:
    """Open the board; a script that is against the policy fails the test."""
    context = demo.browser.new_context(
        user_agent=AGENT, storage_state=demo.state, viewport={"width": 1440, "height": 900}, java_script_enabled=script
    )  # fmt: skip
    page = context.new_page()

    def fail(text: str) -> None:
        raise AssertionError(text)

    page.on("pageerror", lambda error: fail(str(error)))
    page.goto(demo.address("recovery/"))
    return page


def column(page: Page, state: str) -> Locator:
    return page.locator(f"[data-column={state}]")


def first_new(page: Page) -> tuple[Locator, str]:
    """Return the link of the first card that is new, and whose card it is."""
    link = column(page, "new").locator("[data-card-link]").first
    return link, link.inner_text()


def said(page: Page) -> Locator:
    return page.locator("#board-words")


def test_card_is_moved_with_the_keyboard_alone(board: Page) -> None:
    link, name = first_new(board)
    link.focus()
    board.keyboard.press("m")
    expect(board.get_by_role("button", name="Heard: we have talked").first).to_be_focused()
    board.keyboard.press("ArrowDown")
    board.keyboard.press("ArrowUp")
    board.keyboard.press("Enter")

    expect(said(board)).to_contain_text(f"The talk with {name} is noted.", timeout=SOON)
    moved = column(board, "acknowledged").locator("[data-card-link]", has_text=name).first
    expect(moved).to_be_focused(timeout=SOON)

    board.keyboard.press("Shift+ArrowLeft")
    expect(said(board)).to_contain_text("Only a new No of", timeout=SOON)
    expect(moved).to_be_focused()

    board.keyboard.press("Shift+ArrowRight")
    board.wait_for_url(re.compile(r"do=plan#do-plan"))
    expect(board.get_by_text(f"Write down what you agreed on with {name}")).to_be_visible()
    expect(board.get_by_label("What will be done?")).to_be_visible()


def test_arrows_walk_over_the_cards(board: Page) -> None:
    first_new(board)[0].focus()
    board.keyboard.press("ArrowRight")

    expect(
        board.locator("[data-column]:not([data-column=new]) [data-card-link]:focus")
    ).to_have_count(1)
    board.keyboard.press("ArrowLeft")
    expect(column(board, "new").locator("[data-card-link]:focus")).to_have_count(1)


def test_card_is_dragged_and_a_refused_one_says_why_and_stays(board: Page) -> None:
    _link, name = first_new(board)
    card = column(board, "new").locator("[data-card]").first
    ref = card.get_attribute("id")

    card.drag_to(column(board, "recovered").get_by_role("heading"))
    expect(said(board)).to_contain_text(
        f"Only a Yes of {name} to the question asked again", timeout=SOON
    )
    expect(column(board, "new").locator(f"#{ref}")).to_be_visible()
    assert serious(board) == []

    card.drag_to(column(board, "acknowledged").get_by_role("heading"))
    expect(said(board)).to_contain_text(f"The talk with {name} is noted.", timeout=SOON)
    expect(column(board, "acknowledged").locator(f"#{ref}")).to_be_visible(timeout=SOON)
    expect(column(board, "new").locator(f"#{ref}")).to_have_count(0)


def test_menu_moves_a_card_without_a_script(demo: Demo) -> None:
    say_no(demo)
    page = open_board(demo, script=False)
    card = column(page, "new").locator("[data-card]").first
    ref = card.get_attribute("id")
    card.locator("summary").click()
    card.get_by_role("button", name="Asked again: send the question").click()

    expect(
        page.get_by_role("status").filter(has_text="Write down first what changes.")
    ).to_be_visible()
    page.locator(f"#{ref} summary").click()
    page.locator(f"#{ref}").get_by_role("button", name="Heard: we have talked").click()
    expect(column(page, "acknowledged").locator(f"#{ref}")).to_be_visible()
    page.context.close()
