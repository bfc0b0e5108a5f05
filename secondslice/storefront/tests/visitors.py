"""A person who reads a page of the storefront and presses a button on it, as the page's script tells it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.test import Client

from secondslice.pulse import nonces

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
KINDS = ("in use", "quote", "sign", "measure", "without the pmo")
READING = timedelta(seconds=20)
NONCE = re.compile(r'name="nonce" value="([\w-]+)"')


class Person(Client):
    """Somebody with a browser of today."""

    def __init__(self) -> None:
        super().__init__(headers={"User-Agent": BROWSER})

    def press(self, path: str, sent: dict[str, Any], *, hand: str = "pointer") -> Any:  # noqa: ANN401
        """Open the page, read it for twenty seconds, and press. Without a script there is no `hand`."""
        page = self.get(path)
        return self.press_on(page.text, path, sent, hand=hand) if page.status_code == 200 else page

    def press_on(
        self,
        page: str,
        path: str,
        sent: dict[str, Any],
        *,
        hand: str = "pointer",
        headers: dict[str, str] | None = None,
    ) -> Any:  # noqa: ANN401  (the test client's own class)
        """Press on a page that was shown twenty seconds ago."""
        typed = {"nonce": read_for_a_while(page), "hand": hand, **sent}
        return self.post(path, typed, headers=headers)


def read_for_a_while(page: str) -> str:
    """Return the nonce of a page as if it had been shown twenty seconds ago."""
    found = NONCE.search(page)
    assert found is not None, "the page has no nonce"
    for kind in KINDS:
        if (nonce := nonces.read(found[1], page=kind)) is not None:
            return nonces.sign(replace(nonce, shown_at=nonce.shown_at - READING), page=kind)
    raise AssertionError("the nonce is of no page that is known here")


def approval_on(page: str) -> dict[str, str]:
    """Return what the form of an author's page sends besides what the author chooses."""
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen is not None, "the page has no form"
    return {"nonce": read_for_a_while(page), "seen": seen[1], "hand": "pointer"}
