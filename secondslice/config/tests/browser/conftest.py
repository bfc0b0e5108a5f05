"""Chromium, and the product it looks at."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from secondslice.config.tests.browser.demo import AGENT, Demo
from secondslice.config.tests.product import Product, command, running

OPTIONS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic",
]  # fmt: skip
# A person's browser does not say that a program steers it; the tests play persons.
AS_A_PERSON = "--disable-blink-features=AutomationControlled"


def chromium() -> str | None:
    """Return the browser of this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("SECONDSLICE_CHROMIUM") or next(
        (path for name in names if (path := shutil.which(name))), None
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A running Chromium."""
    path = chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium found; on Debian: apt-get install chromium")
        pytest.skip("no Chromium found; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=[*OPTIONS, AS_A_PERSON])
        yield found
        found.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser window of its own, without cookies of others."""
    found = browser.new_context(user_agent=AGENT, viewport={"width": 1280, "height": 900})
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page on which an error of a script or a broken policy fails the test."""
    found = context.new_page()

    def fail(text: str) -> None:
        raise AssertionError(text)

    found.on("pageerror", lambda error: fail(str(error)))
    found.on(
        "console",
        lambda message: fail(message.text) if "Content Security Policy" in message.text else None,
    )
    return found


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product, just started, with nothing in it; an answer is settled after two seconds."""
    folder: Path = tmp_path_factory.mktemp("product")
    with running(folder, SECONDSLICE_ANSWER_HOLD="2") as found:
        yield found


@pytest.fixture(scope="session")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A small demo, as `./slice demo` makes it; an answer is settled after two seconds."""
    folder: Path = tmp_path_factory.mktemp("demo")
    assert command(folder, "prepare").returncode == 0
    told = command(folder, "demo", "--size", "small", "--random-seed", "1")
    assert told.returncode == 0, told.stderr
    email = re.search(r"Owner\s+(\S+@\S+)", told.stdout)
    password = re.search(r"password (\S+)", told.stdout)
    assert email
    assert password
    with running(folder, SECONDSLICE_ANSWER_HOLD="2") as found:
        yield Demo(found, browser, email.group(1), password.group(1))
