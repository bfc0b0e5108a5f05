"""How many answers a second does the product take, and how far is that from what the database can do?

    ./slice bench intake [--asks 1000000] [--seconds 5] [--database sqlite|postgres]

An answer is one POST that is counted: signed nonce, verdict, the ask, its revision, the queued consequence and the
daily counts in one durable transaction. Load generator, server and database share this machine.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.load import Result, send_all
from tools.slice_postgres import find_server, throw_away_server, why_not

PORT = 8977
AGENT = "Mozilla/5.0 Firefox/140.0"
CONNECTIONS = (1, 8, 32)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./slice bench intake")
    parser.add_argument(
        "--asks",
        type=int,
        nargs="*",
        default=[20_000, 1_000_000],
        help="asks stored before measuring",
    )
    parser.add_argument(
        "--answers", type=int, default=6_000, help="answers sent for each line of the table"
    )
    parser.add_argument("--database", choices=["sqlite", "postgres"])
    options = parser.parse_args()
    for name in [options.database] if options.database else ["sqlite", "postgres"]:
        if name == "postgres" and (reason := why_not()):
            print(f"PostgreSQL: not measured, {reason}")
            continue
        for asks in options.asks:
            with _database(name) as environment:
                _measure(name, asks, options.answers, environment)
    return 0


@contextlib.contextmanager
def _database(name: str) -> Iterator[dict[str, str]]:
    folder = tempfile.mkdtemp(prefix="slice-bench-", dir=os.environ.get("SECONDSLICE_BENCH_DIR"))
    environment = {
        **os.environ,
        "SECONDSLICE_DATA_DIR": folder,
        "SECONDSLICE_SECRET_KEY": "bench",
        "PYTHONDONTWRITEBYTECODE": "",
    }
    try:
        if name == "sqlite":
            yield environment
        else:
            with throw_away_server(durable=True) as url:
                yield {**environment, "SECONDSLICE_DATABASE_URL": url}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(name: str, asks: int, answers: int, environment: dict[str, str]) -> None:
    """Fill, serve, and send: before each line what the database alone does at that moment, the disk's mood included."""
    product = [sys.executable, "-m", "secondslice"]
    subprocess.run([*product, "prepare"], cwd=ROOT, env=environment, check=True)
    start = time.perf_counter()
    filling = [sys.executable, __file__, "--fill", str(asks)]
    subprocess.run(filling, cwd=ROOT, env=environment, check=True)
    limit = (
        "SQLite alone, synchronous=FULL, one writer" if name == "sqlite" else "pgbench, 16 clients"
    )
    print(f"\n{name}, {asks:,} asks stored (filled in {time.perf_counter() - start:.0f} s)")
    print(
        f"Raw limit: single-row commits a second, {limit}, measured just before and after each line"
    )
    print("| connections | answers/s | raw limit/s | share | p50 ms | p95 ms | p99 ms | statuses |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    sent = 500
    with _server(environment):
        send_all(PORT, _posts(0, sent), connections=4)  # lay the pages out, warm the caches
        raw = _raw(name, environment)
        for connections in CONNECTIONS:
            count = answers if connections > 1 else answers // 2
            result = send_all(PORT, _posts(sent, count), connections=connections)
            sent += count
            before, raw = raw, _raw(name, environment)
            _line(connections, result, (before + raw) / 2)
        shown = send_all(PORT, _gets(sent, answers), connections=8)
        print(
            f"GET of the question page at 8 connections: {shown.rate:,.0f}/s,"
            f" p99 {shown.percentile(0.99):.1f} ms"
        )
    counting = [sys.executable, __file__, "--count"]
    counted = subprocess.run(
        counting, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    print(f"Counted answers in the database: {counted.stdout.strip()} of {sent:,} sent")


def _raw(name: str, environment: dict[str, str]) -> float:
    if name == "sqlite":
        return _raw_sqlite(Path(environment["SECONDSLICE_DATA_DIR"]))
    return _raw_postgres(environment)


def _line(connections: int, result: Result, raw: float) -> None:
    times = " | ".join(f"{result.percentile(share):.1f}" for share in (0.5, 0.95, 0.99))
    print(
        f"| {connections} | {result.rate:,.0f} | {raw:,.0f} | {result.rate / raw:.0%} | {times} | {result.statuses} |",
        flush=True,
    )


def _raw_sqlite(folder: Path, seconds: float = 2.0) -> float:
    """Return how many single-row transactions a second SQLite alone commits durably here."""
    path = folder / "raw.sqlite3"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (a INTEGER, b TEXT);"
    )
    end, count = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        connection.execute("INSERT INTO t VALUES (?, ?)", (count, "x" * 100))
        count += 1
    connection.close()
    path.unlink()
    return count / seconds


def _raw_postgres(environment: dict[str, str], seconds: int = 5) -> float:
    """Return what pgbench gives for single-row inserts with 16 clients."""
    server = find_server()
    assert server is not None
    host = re.search(r"host=(.+)$", environment["SECONDSLICE_DATABASE_URL"]).group(1)  # type: ignore[union-attr]
    where = ["-h", host, "-U", "secondslice", "postgres"]
    subprocess.run(
        [
            str(server / "psql"),
            "-q",
            *where,
            "-q",
            "-c",
            "SET client_min_messages = error; CREATE TABLE IF NOT EXISTS t (a serial, b text)",
        ],
        check=True,
    )
    script = Path(environment["SECONDSLICE_DATA_DIR"]) / "insert.sql"
    script.write_text("INSERT INTO t (b) VALUES (repeat('x', 100));\n")
    done = subprocess.run(
        [str(server / "pgbench"), "-n", "-c", "16", "-j", "2", "-T", str(seconds), "-f", str(script), *where],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return float(re.search(r"tps = ([\d.]+)", done.stdout).group(1))  # type: ignore[union-attr]


@contextlib.contextmanager
def _server(environment: dict[str, str], *, worker: bool = True) -> Iterator[None]:
    product = [sys.executable, "-m", "secondslice"]
    commands = [[*product, "web", "--port", str(PORT)], *([[*product, "worker"]] if worker else [])]
    processes = [subprocess.Popen(one, cwd=ROOT, env=environment) for one in commands]
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=1).read()
                break
            time.sleep(0.1)
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(10)


def token(number: int) -> str:
    """Return the token of ask number `number` of the bench: known, so that it can be answered."""
    return base64.urlsafe_b64encode(hashlib.md5(f"bench {number}".encode()).digest()).decode()[:22]


def _posts(first: int, count: int) -> list[bytes]:
    """Return requests as a browser sends them, one for each of `count` asks."""
    from secondslice.pulse import nonces, rules

    network = rules.network_digest(rules.coarse_network("127.0.0.1"))
    shown = datetime.now(UTC) - timedelta(seconds=30)
    requests = []
    for number in range(first, first + count):
        choice = "n" if number % 6 == 0 else "y"
        nonce = nonces.sign(nonces.Nonce(number + 1, shown, choice, "1", network))
        body = f"nonce={nonce}&hand=pointer&driven=0&website=".encode()
        requests.append(
            (
                f"POST /a/{token(number)}/{choice} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {AGENT}\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
            ).encode()
            + body
        )
    return requests


def _gets(first: int, count: int) -> list[bytes]:
    return [
        f"GET /a/{token(number)}/y HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {AGENT}\r\n\r\n".encode()
        for number in range(first, first + count)
    ]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secondslice.config.settings")
    os.environ.setdefault("SECONDSLICE_SECRET_KEY", "bench")
    if sys.argv[1:2] in (["--fill"], ["--count"]):
        from bench.fill import count, fill

        sys.exit(fill(int(sys.argv[2]), token) if sys.argv[1] == "--fill" else count())
    if "SECONDSLICE_DATA_DIR" not in os.environ:
        os.environ["SECONDSLICE_DATA_DIR"] = tempfile.mkdtemp(prefix="slice-bench-")
    sys.exit(main())
