"""How many questions leave a second, from the plan to the mail server, and how far is that from what the server takes?

    ./slice bench mails [--mails 10000] [--database sqlite|postgres] [--kill]

`secondslice ask` prepares and renders the mails, a worker delivers them meanwhile to an SMTP server (aiosmtpd) on
loopback. The raw limit is what that server takes of one ready-made mail of the same size, over one connection, measured
before and after. All of it shares this machine's cores. With --kill the worker is killed (SIGKILL) again and again
while it sends, and who got a mail twice, or none, is counted.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.intake import ROOT, _database
from secondslice.config.tests.product import free_port

PLAIN = 1500
KILLS, STUCK = 20, 20


@dataclass
class Sink:
    """The mail server, and the file in which it notes what it took."""

    port: int
    file: Path

    def count(self) -> int:
        """Return how many mails it has taken."""
        return self.file.read_bytes().count(b"\n") if self.file.exists() else 0

    def limit(self, size: int) -> float:
        """Return how many ready-made mails of this size it takes a second over one connection."""
        lines = "x" * 70 + "\r\n"
        mail = ("Subject: x\r\n\r\n" + lines * (size // len(lines))).encode()
        with smtplib.SMTP("127.0.0.1", self.port) as server:
            began = time.perf_counter()
            for _number in range(PLAIN):
                server.sendmail("a@example.org", ["b@example.org"], mail)
            return PLAIN / (time.perf_counter() - began)


@contextlib.contextmanager
def sink(folder: Path, name: str) -> Iterator[Sink]:
    """Run the mail server."""
    found = Sink(free_port(), folder / name)
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.sink", str(found.port), str(found.file)], cwd=ROOT
    )
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), smtplib.SMTP("127.0.0.1", found.port):
                break
            time.sleep(0.1)
        yield found
    finally:
        process.kill()
        process.wait()


def main() -> int:
    """Measure and print; 1 when anybody got two mails or none."""
    parser = argparse.ArgumentParser(prog="./slice bench mails")
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--kill", action="store_true", help="kill the worker again and again")
    options = parser.parse_args()
    with (
        _database(options.database) as environment,
        tempfile.TemporaryDirectory() as folder,
        sink(Path(folder), "taken.txt") as server,
        sink(Path(folder), "raw.txt") as bare,
    ):
        environment["SECONDSLICE_EMAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
        environment["SECONDSLICE_ONLY_WORKER"] = "yes"
        product(environment, "prepare")
        own(environment, str(options.mails))
        before = bare.limit(size=8000)
        began = time.perf_counter()
        sending = Sending(environment, server, options.mails)
        sending.finish(kill=options.kill)
        seconds = time.perf_counter() - began
        raw = (before + bare.limit(size=8000)) / 2
        rate = options.mails / seconds
        print(
            f"{options.database}: {options.mails:,} mails prepared, rendered and delivered in {seconds:.1f} s"
        )
        print(f"{rate:,.0f} a second; the server alone takes {raw:,.0f}; share {rate / raw:.0%}")
        print(f"The worker was killed {sending.kills} times.")
        print(f"memory of the worker, MB, at each tenth: {', '.join(sending.memory)}")
        return told(server, own(environment, "count").split())


@dataclass
class Sending:
    """A worker at work beside the command that prepares the mails, and what was seen of it on the way."""

    environment: dict[str, str]
    server: Sink
    mails: int

    def __post_init__(self) -> None:
        self.worker = start(self.environment, "worker")
        self.asking = start(self.environment, "ask")
        self.memory: list[str] = []
        self.kills = 0
        self._next_kill = self.mails // (KILLS + 2)
        self._seen, self._since = 0, time.monotonic()

    def finish(self, *, kill: bool) -> None:
        """Wait until every mail has come, or nothing comes any more."""
        try:
            while self.server.count() < self.mails and not self._is_stuck():
                time.sleep(0.05)
                if len(self.memory) < self._seen * 10 // self.mails:
                    self.memory.append(memory_of(self.worker.pid))
                if kill and self.kills < KILLS and self._seen >= self._next_kill:
                    self._kill()
            self.asking.wait()
        finally:
            for process in (self.asking, self.worker):
                if process.poll() is None:
                    process.send_signal(signal.SIGTERM)
                    process.wait(10)

    def _kill(self) -> None:
        self.worker.kill()
        self.worker.wait()
        self.worker = start(self.environment, "worker")
        self.kills += 1
        self._next_kill = self.server.count() + self.mails // (KILLS + 2)

    def _is_stuck(self) -> bool:
        """Tell whether all is prepared and nothing has come for twenty seconds: what is missing does not come."""
        count = self.server.count()
        if count != self._seen:
            self._seen, self._since = count, time.monotonic()
        code = self.asking.poll()
        return code not in {None, 0} or (code == 0 and time.monotonic() - self._since > STUCK)


def told(server: Sink, stored: list[str]) -> int:
    """Print who got what; return 1 when anybody got two or none."""
    to = Counter(line.split()[1] for line in server.file.read_text().splitlines())
    twice = sum(1 for number in to.values() if number > 1)
    asks, sent = (int(number) for number in stored)
    print(f"{asks:,} questions stored, {sent:,} noted as sent; {len(to):,} people got a mail, {twice} of them two,"
          f" {asks - len(to)} none")  # fmt: skip
    return 1 if twice or asks != len(to) else 0


def memory_of(pid: int) -> str:
    """Return the resident memory of a process in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = next((line for line in lines if line.startswith("VmRSS")), "VmRSS: 0 kB")
    return f"{int(found.split()[1]) / 1024:.0f}"


def start(environment: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
    """Start a command of the product."""
    return subprocess.Popen(
        [sys.executable, "-m", "secondslice", *words], cwd=ROOT, env=environment
    )


def product(environment: dict[str, str], *words: str) -> None:
    """Run a command of the product to its end."""
    command = [sys.executable, "-m", "secondslice", *words]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def own(environment: dict[str, str], *words: str) -> str:
    """Run the filler to its end; return what it printed."""
    command = [sys.executable, "-m", "bench.fill_plan", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()


if __name__ == "__main__":
    os.environ.setdefault("SECONDSLICE_SECRET_KEY", "bench")
    sys.exit(main())
