"""How long does the pulse page take in an account with a million answers?

    ./slice bench pulse [--answers 1000000] [--database sqlite|postgres]

One PMO of 10,000 projects over five years: 100 customers, 80 project managers. Each page is asked for again and again
over one connection, by the owner and by a project manager. The time is that of the whole answer, loopback included.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlencode

from bench.intake import PORT, ROOT, _database, _server
from bench.load import send_all
from tools.slice_postgres import why_not

AIM = 100.0
TIMES = 40
PAGES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("the pulse, 12 months", "pulse/", {}),
    ("the pulse, 24 months", "pulse/", {"months": "24"}),
    ("the pulse, all five years", "pulse/", {"months": "0"}),
    ("one service", "pulse/", {"service": "Service 3"}),
    ("one project manager", "pulse/", {"manager": "pm7@example.org"}),
    ("one phase", "pulse/", {"phase": "execution"}),
    ("answers", "pulse/answers/", {}),
    ("answers of one phase that say No", "pulse/answers/", {"show": "no", "phase": "closing"}),
    ("coverage", "pulse/coverage/", {}),
)


def main() -> int:
    """Measure and print; 1 when the pulse page is too slow."""
    parser = argparse.ArgumentParser(prog="./slice bench pulse")
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--database", choices=["sqlite", "postgres"])
    options = parser.parse_args()
    slow = False
    for name in [options.database] if options.database else ["sqlite", "postgres"]:
        if name == "postgres" and (reason := why_not()):
            print(f"PostgreSQL: not measured, {reason}")
            continue
        with _database(name) as environment:
            slow |= _measure(name, options.answers, environment)
    return int(slow)


def _measure(name: str, answers: int, environment: dict[str, str]) -> bool:
    product = [sys.executable, "-m", "secondslice"]
    subprocess.run([*product, "prepare"], cwd=ROOT, env=environment, check=True)
    start = time.perf_counter()
    filling = [sys.executable, "-m", "bench.pulse", "--fill", str(answers)]
    told = subprocess.run(
        filling, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    owner, manager = told.stdout.split()
    print(f"\n{name}, {answers:,} answers (filled in {time.perf_counter() - start:.0f} s)")
    with _server(environment, worker=False):
        return show(owner, manager)


def show(owner: str, manager: str) -> bool:
    """Ask for every page on the running server and print a line for each; tell whether the first is too slow."""
    print("| page | p50 ms | p95 ms | statuses |")
    print("| --- | --- | --- | --- |")
    first = 0.0
    for words, path, query in PAGES:
        median = _line(words, path, query, owner)
        first = first or median
    _line("a project manager's pulse", "pulse/", {}, manager)
    print(f"\nThe pulse page opens in {first:.0f} ms. Aim: less than {AIM:.0f} ms.", flush=True)
    return first > AIM


def _line(words: str, path: str, query: dict[str, str], session: str) -> float:
    address = f"/w/large/{path}" + (f"?{urlencode(query)}" if query else "")
    request = (
        f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nCookie: sessionid={session}\r\n\r\n"
    ).encode()
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
        from bench.fill_pulse import fill

        sys.exit(fill(int(sys.argv[2])))
    sys.exit(main())
