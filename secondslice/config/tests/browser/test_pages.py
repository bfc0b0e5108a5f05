"""Every page with the demo's data: nothing serious for axe, nothing beside the screen, the keyboard is enough."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from secondslice.config.tests.browser.demo import AGENT, Demo, a_question, serious

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LISTS = (
    "today/", "pulse/", "pulse/?months=0&all=customer", "pulse/answers/", "pulse/coverage/", "pulse/doubtful/",
    "projects/", "projects/add/", "projects/import/", "customers/", "customers/people/", "recovery/",
    "recovery/?view=list", "recovery/?show=closed",
    "funnel/", "funnel/?view=list", "funnel/flow/", "funnel/add/", "settings/funnel/",
    "value/", "impact/", "impact/what-if/", "impact/parameters/", "search/?q=an", "settings/", "settings/members/",
    "pulse/stations/", "pulse/stations/add/qr/", "pulse/stations/add/widget/", "pulse/calls/", "pulse/success/",
    "settings/question/", "settings/reasons/", "settings/audit/", "settings/plan/", "settings/recovery/",
    "funnel/menu/", "funnel/menu/add/", "settings/storefront/", "funnel/ready/", "funnel/times/", "funnel/touches/",
    "funnel/sessions/", "funnel/sessions/hours/", "funnel/promises/", "funnel/bulletins/", "funnel/import/",
    "settings/chat/", "settings/mail/", "settings/mail/addresses/", "settings/api-keys/",
    "pulse/plan/", "pulse/plan/?show=never", "pulse/plan/people/", "pulse/plan/projects/", "pulse/plan/left-out/",
)  # fmt: skip
DETAILS = {
    "projects/": r"/projects/[0-9a-f-]{36}/$",
    "customers/": r"/customers/[0-9a-f-]{36}/$",
    "customers/people/": r"/customers/people/[0-9a-f-]{36}/$",
    "recovery/": r"/recovery/[0-9a-f-]{36}/$",
    "funnel/": r"/funnel/[0-9a-f-]{36}/$",
    "pulse/stations/": r"/pulse/stations/[0-9a-f-]{36}/$",
    "funnel/menu/": r"/funnel/menu/[0-9a-f-]{36}/$",
    "impact/": r"/impact/[0-9a-f-]{36}/$",
}
BELOW = (
    "projects/ then ask/", "projects/ then people/", "projects/ then milestones/", "projects/ then edit/",
    "customers/people/ then edit/", "pulse/stations/ then edit/",
)  # fmt: skip
"""What stands below the first detail page of a list."""
SIZES = ((1440, "light"), (768, ""), (360, "dark"))
"""Each width, and in which colours it is looked at closely: what is wrong in the middle is wrong at an end too."""


@pytest.mark.parametrize(
    "path",
    [
        *LISTS,
        "/account/",
        "/outbox/",
        "/menu/margherita",
        "/menu/margherita/ask",
        "/menu/margherita/book",
        *[f"first of {name}" for name in (*DETAILS, *BELOW)],
    ],
)
def test_page_is_accessible_and_fits_the_screen(demo: Demo, path: str) -> None:
    if path.startswith("first of "):
        listing, _, below = path.removeprefix("first of ").partition(" then ")
        path = demo.first_detail(listing, DETAILS[listing]) + below
    page = demo.open(path)
    for width, colours in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        if colours:
            page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
            # What fades from one colour to the next has not the colour that people read.
            page.evaluate(
                "document.body.offsetWidth; document.getAnimations().forEach(one => one.finish())"
            )
            assert serious(page) == [], f"{path} at {width} px, {colours}"
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{path} is {wide} px wider than a screen of {width} px"
    page.context.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_pages_for_strangers_and_respondents_are_accessible(
    demo: Demo, browser: Browser, colours: str
) -> None:
    context = browser.new_context(
        user_agent=AGENT, viewport={"width": 320, "height": 640}, bypass_csp=True,
        color_scheme="dark" if colours == "dark" else "light",
    )  # fmt: skip
    page = context.new_page()
    mail, mine = a_question(demo), an_own_page(demo)
    own = [f"{mine}{path}" for path in ("", "/answers", "/erase")]
    others = ["/sign-in/", "/password/reset/", "/sign-up/", "/a/unknown", "/me/unknown"]
    for address in (*others, mail, f"{mail}/y", *own):
        page.goto(demo.address(address))
        assert serious(page) == [], address
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{address} is {wide} px too wide for 320 px"
    context.close()


def an_own_page(demo: Demo) -> str:
    """Return the address of a person's own page, from a kept mail."""
    page = demo.open("/outbox/")
    page.get_by_role("link", name=re.compile("taste good")).first.click()
    text = page.get_by_role("main").inner_text()
    page.context.close()
    found = re.search(r"/me/[\w-]{22}", text)
    assert found
    return found.group(0)


def test_person_pauses_stops_and_comes_back_without_a_script(demo: Demo, browser: Browser) -> None:
    context = browser.new_context(
        user_agent=AGENT, viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(demo.address(an_own_page(demo)))
    for button, said in (
        ("Pause for three months", "You have a pause until"),
        ("Do not ask me any more", "We do not ask you any more"),
        ("Ask me again", "times a year at most"),
    ):
        page.wait_for_timeout(1200)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("heading", name="One more tap")).to_be_visible()
        page.wait_for_timeout(1200)
        wanted = "Pause until" if "Pause" in button else button
        page.get_by_role("button", name=wanted).click()
        expect(page.get_by_text(said)).to_be_visible()
    context.close()


def test_person_stops_with_one_press_where_scripts_run(demo: Demo, browser: Browser) -> None:
    context = browser.new_context(user_agent=AGENT)
    page = context.new_page()
    page.goto(demo.address(an_own_page(demo)))
    page.wait_for_timeout(1200)
    page.get_by_role("button", name="Only at the end of a project").click()

    expect(page.get_by_text("We ask you only at the end of a project.")).to_be_visible()
    page.wait_for_timeout(1200)
    page.get_by_role("button", name="Ask me again").click()
    expect(page.get_by_text("times a year at most")).to_be_visible()
    context.close()


def test_respondent_answers_with_the_keyboard_alone(demo: Demo, browser: Browser) -> None:
    context = browser.new_context(user_agent=AGENT)
    page = context.new_page()
    page.goto(demo.address(f"{a_question(demo)}/y"))
    page.wait_for_timeout(1200)

    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Yes, send it")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    reasons = page.get_by_role("checkbox")
    for place in range(3):
        reasons.nth(place).focus()
        page.keyboard.press("Space")
    expect(reasons.nth(3)).to_be_disabled()
    page.keyboard.press("Space")
    expect(reasons.nth(3)).to_be_enabled()
    context.close()


def test_member_reaches_content_search_and_menus_with_the_keyboard(demo: Demo) -> None:
    page = demo.open("today/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("por")
    expect(page.locator("#search-results").get_by_role("link").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#search-results").get_by_role("link").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).not_to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("cust")
    expect(page.get_by_role("searchbox")).to_have_value("cust")
    page.context.close()


def test_no_page_asks_another_host_for_anything(demo: Demo) -> None:
    for path in ("today/", "recovery/", "/outbox/", a_question(demo)):
        page = demo.open(path)
        asked = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
        assert asked
        assert all(url.startswith((demo.product.url, "data:")) for url in asked), asked
        page.context.close()
