"""The demo in a browser: its owner signed in, and what the tests of several pages look for."""

from __future__ import annotations

import re
import subprocess
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from secondslice.config.tests.product import ROOT, Product, environment

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"


class Demo:
    """The product with the demo's workspace, and the owner signed in."""

    def __init__(self, product: Product, browser: Browser, email: str, password: str) -> None:
        self.product, self.browser = product, browser
        context = browser.new_context(user_agent=AGENT)
        page = context.new_page()
        page.goto(f"{product.url}/sign-in/")
        page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill(email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile("/today"))
        self.state = context.storage_state()
        context.close()

    def open(self, path: str, *, width: int = 1440, colours: str = "light") -> Page:
        """Return a page of a new window; `path` is below the workspace's address, or begins with a slash."""
        context = self.browser.new_context(
            user_agent=AGENT, storage_state=self.state, viewport={"width": width, "height": 900},
            color_scheme="dark" if colours == "dark" else "light", bypass_csp=True,
        )  # fmt: skip
        page = context.new_page()
        response = page.goto(self.address(path))
        assert response is not None
        assert response.status == 200, f"{path} answered {response.status}"
        return page

    def address(self, path: str) -> str:
        """Return the whole address of a path."""
        return self.product.url + (path if path.startswith("/") else f"/w/margherita/{path}")

    def first_detail(self, listing: str, pattern: str) -> str:
        """Return the first address of a kind to which a list links."""
        page = self.open(listing)
        links = (
            page.get_by_role("main")
            .get_by_role("link")
            .evaluate_all("all => all.map(a => a.getAttribute('href'))")
        )
        page.context.close()
        return str(next(link for link in links if re.search(pattern, link or "")))


def serious(page: Page) -> list[str]:
    """Return what axe finds serious or critical on a page."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


def a_question(demo: Demo) -> str:
    """Return the address of an open question to somebody new. Who opens its Yes and its No at once is a machine."""
    done = subprocess.run(
        [sys.executable, "-m", "secondslice.config.tests.browser.asking"],
        cwd=ROOT, env=environment(demo.product.folder), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
