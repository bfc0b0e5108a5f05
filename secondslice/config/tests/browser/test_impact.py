"""The sliders of what if: by keyboard, saved under a name once, and put side by side."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from secondslice.config.tests.browser.demo import Demo, serious

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_slider_is_moved_by_keyboard_and_its_figure_follows_before_anything_is_reckoned(
    demo: Demo,
) -> None:
    page = demo.open("impact/what-if/")
    slider = page.locator("input[name=b-voiced]")
    shown = page.locator(f"output[for={slider.get_attribute('id')}]")
    expect(shown).to_have_text("75\N{NO-BREAK SPACE}%")

    slider.focus()
    page.keyboard.press("ArrowLeft")

    expect(shown).to_have_text("70\N{NO-BREAK SPACE}%")
    page.keyboard.press("Enter")
    page.wait_for_url("**b-voiced=70**")
    expect(page.locator("input[name=b-voiced]")).to_have_value("70")
    assert serious(page) == []
    page.context.close()


def test_way_with_a_lost_sponsor_is_saved_and_stands_beside_another_one(demo: Demo) -> None:
    page = demo.open("impact/what-if/?b-lost=1")
    for _time in range(2):
        page.goto(demo.address("impact/what-if/?b-lost=1"))
        page.get_by_label("Name of the other way").fill("A sponsor leaves soon")
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        page.wait_for_timeout(500)

    assert "A scenario is already called" in page.locator("body").inner_text()
    page.goto(demo.address("impact/scenarios/"))
    page.get_by_role("link", name="A sponsor leaves soon", exact=True).first.click()
    page.wait_for_url("**/scenarios/*-*/**")
    others = page.locator("select[name=beside]")
    others.select_option(label="As if nobody asked")
    others.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**beside=**")
    expect(page.get_by_role("columnheader", name="As if nobody asked").first).to_be_visible()
    assert "beside=" in page.locator("#link").input_value()
    assert serious(page) == []
    page.context.close()
