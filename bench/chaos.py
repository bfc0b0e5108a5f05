"""Break things on purpose: kill -9 the whole product while answers stream in, again and again.

    ./slice chaos [--kills 20]

Every answer that was acknowledged (its 2xx arrived) must be there afterwards, and what follows from each must have
happened exactly once: one case and one mail for a No, nothing twice.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from secondslice.config.tests.product import Product, command, environment, free_port, running

KEY = "chaos-" + "k" * 40
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def main() -> int:
    """Run it and print what was found; 1 when anything was lost or doubled."""
    parser = argparse.ArgumentParser(prog="./slice chaos")
    parser.add_argument("--kills", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = kill_while_answering(Path(folder), kills=options.kills)
    print(report.text())
    return 0 if report.is_good() else 1


class Report:
    """What was acknowledged, and what was found afterwards."""

    def __init__(self, acknowledged: dict[int, str], found: dict[str, int], kills: int) -> None:
        self.acknowledged, self.found, self.kills = acknowledged, found, kills

    def is_good(self) -> bool:
        """Nothing lost, nothing doubled, nothing left undone."""
        return not any(
            self.found[name]
            for name in (
                "lost",
                "doubled_cases",
                "doubled_mails",
                "missing",
                "jobs_left",
                "wrong_counts",
            )
        )

    def text(self) -> str:
        """Return the figures."""
        figures = ", ".join(f"{name}: {value}" for name, value in self.found.items())
        return f"{self.kills} kills, {len(self.acknowledged)} answers acknowledged; {figures}"


def kill_while_answering(
    folder: Path, *, kills: int, asks: int = 1500, database_url: str = ""
) -> Report:
    """Start, stream answers from two people's browsers at once, kill; `kills` times. Then let it finish and look."""
    settings = {"SECONDSLICE_SECRET_KEY": KEY, "SECONDSLICE_ANSWER_HOLD": "1"}
    if database_url:
        settings["SECONDSLICE_DATABASE_URL"] = database_url
    command(folder, "prepare", **settings)
    look_at(folder, settings, "fill", str(asks))
    acknowledged: dict[int, str] = {}
    waiting = list(range(asks))
    luck, port = random.Random(7), free_port()
    for _ in range(kills):
        with running(folder, port=port, **settings) as product:
            threads = [
                threading.Thread(target=_answer, args=(product, waiting, acknowledged))
                for _ in range(2)
            ]
            for thread in threads:
                thread.start()
            time.sleep(luck.uniform(0.3, 1.8))
            product.kill()
            for thread in threads:
                thread.join()
    with running(folder, port=port, **settings):
        _wait_for_the_queue(folder, settings)
    found = look_at(
        folder, settings, "look", *[f"{ask + 1}:{taste}" for ask, taste in acknowledged.items()]
    )
    return Report(
        acknowledged,
        {name: int(value) for name, value in (line.split() for line in found.splitlines())},
        kills,
    )


def _answer(product: Product, waiting: list[int], acknowledged: dict[int, str]) -> None:
    """Answer one ask after the other until the server is gone."""
    from bench.intake import token
    from secondslice.pulse import nonces, rules

    network = rules.network_digest(rules.coarse_network("127.0.0.1"))
    while True:
        try:
            number = waiting.pop()
        except IndexError:
            return
        choice = "n" if number % 3 == 0 else "y"
        shown = datetime.now(UTC) - timedelta(seconds=20)
        nonce = nonces.sign(nonces.Nonce(number + 1, shown, choice, "1", network))
        data = urllib.parse.urlencode({"nonce": nonce, "hand": "pointer", "driven": "0"}).encode()
        request = urllib.request.Request(
            f"{product.url}/a/{token(number)}/{choice}", data=data, headers={"User-Agent": AGENT}
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                if response.status // 100 == 2 and b"Thank you" in response.read():
                    acknowledged[number] = "no" if choice == "n" else "yes"
        except (OSError, urllib.error.URLError, ConnectionError):
            return  # not acknowledged: it may be there or not


def _wait_for_the_queue(folder: Path, settings: dict[str, str]) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if look_at(folder, settings, "waiting").strip() == "0":
            return
        time.sleep(1)


def look_at(folder: Path, settings: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "chaos_look.py"), *words],
        cwd=ROOT, env=environment(folder, **settings), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secondslice.config.settings")
    os.environ["SECONDSLICE_SECRET_KEY"] = KEY
    os.environ.setdefault("SECONDSLICE_DATA_DIR", tempfile.mkdtemp(prefix="slice-chaos-"))
    sys.exit(main())
