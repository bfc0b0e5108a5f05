"""How long does the board of cases take with 5,000 open cases?

    ./slice bench board [--cases 5000] [--database sqlite|postgres]

One PMO with so many open cases and four times as many that have ended over five years. Each page is asked for again and
again over one connection. The time is that of the whole answer, loopback included.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from urllib.parse import unquote, urlencode

from bench.intake import PORT, ROOT, _database, _server
from bench.load import send_all
from tools.slice_postgres import why_not

AIM = 150.0
TIMES = 40
PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("the board", {}),
    ("overdue", {"late": "1"}),
    ("one owner", {"owner": "pm7@example.org"}),
    ("one project manager", {"manager": "pm7@example.org"}),
    ("one cause", {"cause": "cadence"}),
    ("a second person decides", {"second": "1"}),
    ("searched for words", {"q": "corridor"}),
    ("searched for a person", {"q": "Ben 17"}),
    ("searched for what is not there", {"q": "zebra"}),
    ("the list", {"view": "list"}),
    ("the list of closed cases", {"view": "list", "show": "closed"}),
)


def main() -> int:
    """Measure and print; 1 when the board is too slow."""
    parser = argparse.ArgumentParser(prog="./slice bench board")
    parser.add_argument("--cases", type=int, default=5_000)
    parser.add_argument("--database", choices=["sqlite", "postgres"])
    options = parser.parse_args()
    slow = False
    for name in [options.database] if options.database else ["sqlite", "postgres"]:
        if name == "postgres" and (reason := why_not()):
            print(f"PostgreSQL: not measured, {reason}")
            continue
        with _database(name) as environment:
            slow |= _measure(name, options.cases, environment)
    return int(slow)


def _measure(name: str, cases: int, environment: dict[str, str]) -> bool:
    product = [sys.executable, "-m", "secondslice"]
    subprocess.run([*product, "prepare"], cwd=ROOT, env=environment, check=True)
    start = time.perf_counter()
    filling = [sys.executable, "-m", "bench.board", "--fill", str(cases)]
    told = subprocess.run(
        filling, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    owner, manager = told.stdout.split()
    print(f"\n{name}, {cases:,} open cases (filled in {time.perf_counter() - start:.0f} s)")
    with _server(environment, worker=False):
        return show(owner, manager)


def show(owner: str, manager: str) -> bool:
    """Ask for every page on the running server and print a line for each; tell whether the first is too slow."""
    print("| page | p50 ms | p95 ms | statuses |")
    print("| --- | --- | --- | --- |")
    first = 0.0
    for words, query in PAGES:
        median = _line(words, query, owner)
        first = first or median
    more = _way_to_more(owner)
    _line("show more", more, owner, headers="HX-Request: true\r\n")
    _line("a project manager's board", {}, manager)
    print(f"\nThe board opens in {first:.0f} ms. Aim: less than {AIM:.0f} ms.", flush=True)
    return first > AIM


def _way_to_more(session: str) -> dict[str, str]:
    """Return the address of the next cards of the first column."""
    address = f"http://127.0.0.1:{PORT}/w/large/recovery/"
    request = urllib.request.Request(address, headers={"Cookie": f"sessionid={session}"})
    text = urllib.request.urlopen(request).read().decode()
    found = re.search(r'hx-get="\?column=(\w+)&amp;after=([^"]+)"', text)
    assert found, "There is no “Show more” on the board."
    return {"column": found[1], "after": unquote(found[2])}


def _line(words: str, query: dict[str, str], session: str, headers: str = "") -> float:
    address = "/w/large/recovery/" + (f"?{urlencode(query)}" if query else "")
    head = f"Host: 127.0.0.1\r\nUser-Agent: bench\r\n{headers}Cookie: sessionid={session}"
    request = f"GET {address} HTTP/1.1\r\n{head}\r\n\r\n".encode()
    send_all(PORT, [request] * 3, connections=1)
    result = send_all(PORT, [request] * TIMES, connections=1)
    times = " | ".join(f"{result.percentile(share):.0f}" for share in (0.5, 0.95))
    print(f"| {words} | {times} | {result.statuses} |", flush=True)
    return result.percentile(0.5)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secondslice.config.settings")
    os.environ.setdefault("SECONDSLICE_SECRET_KEY", "bench")
    if "SECONDSLICE_DATA_DIR" not in os.environ:
        os.environ["SECONDSLICE_DATA_DIR"] = tempfile.mkdtemp(prefix="slice-bench-")
    if sys.argv[1:2] == ["--fill"]:
        from bench.fill_board import fill

        sys.exit(fill(int(sys.argv[2])))
    sys.exit(main())
