"""Two hundred visitors want twenty sessions at the same moment: twenty get one each, the others are told so.

On the product as it is started, with a database of its own; for PostgreSQL see storefront/tests/test_booking.py.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from secondslice.config.tests.product import ROOT, Product, command, environment, running

pytestmark = [pytest.mark.once, pytest.mark.slow]
SCRIPT = "secondslice.config.tests.bookers"
VISITORS, AT_ONCE = 200, 40


def said(folder: Path, word: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", SCRIPT, word],
        cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return done.stdout.strip()


def asks(product: Product, number: int, begins: str, shown: str) -> str:
    """Let one visitor send the form; return what the page says."""
    typed = {
        "name": f"Visitor {number}",
        "email": f"visitor{number}@client.example",
        "organisation": "Client AG",
        "words": "Our tills.",
        "begins": begins,
        "shown": shown,
    }
    try:
        with urllib.request.urlopen(
            f"{product.url}/menu/acme/book?zone=UTC",
            data=urllib.parse.urlencode(typed).encode(),
            timeout=120,
        ) as page:
            text: str = page.read().decode()
    except urllib.error.HTTPError as refused:
        text = refused.read().decode()
    told: list[str] = re.findall(r"Look into your mail</h1>|Somebody was faster", text)
    return told[0] if told else text


def test_twenty_of_two_hundred_get_a_session_and_the_others_are_told(tmp_path: Path) -> None:
    assert command(tmp_path, "prepare").returncode == 0
    said(tmp_path, "world")
    with running(tmp_path) as product:
        with urllib.request.urlopen(f"{product.url}/menu/acme/book?zone=UTC", timeout=60) as page:
            first = re.findall(r"\?at=(\d+)", page.read().decode())
        form = f"{product.url}/menu/acme/book?zone=UTC&at={first[0]}"
        with urllib.request.urlopen(form, timeout=60) as page:
            text = page.read().decode()
        free = re.findall(r'<option value="(\d+)"', text)
        shown = re.findall(r'name="shown" value="([^"]+)"', text)[0]
        time.sleep(3.1)  # nobody fills the form in faster
        with ThreadPoolExecutor(AT_ONCE) as visitors:
            told = Counter(
                visitors.map(
                    lambda number: asks(product, number, free[number % len(free)], shown),
                    range(VISITORS),
                )
            )

    assert len(free) == 20
    assert told == {"Look into your mail</h1>": 20, "Somebody was faster": 180}
    assert said(tmp_path, "look") == "20 20 20"
