"""The product as a user starts it: `secondslice run` in a data folder of its own, on a free port."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Product:
    """A running tree of processes."""

    folder: Path
    port: int
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return where it is."""
        return f"http://127.0.0.1:{self.port}"

    def set_up_link(self) -> str:
        """Return the link that the first start printed."""
        return next(
            found.group(0)
            for line in self.lines
            if (found := re.search(r"http\S+/set-up/\S+", line))
        )

    def pids(self) -> list[int]:
        """Return the whole tree, the starting process first."""
        found = [self.process.pid]
        for pid in found:
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                with contextlib.suppress(OSError):
                    found += [int(child) for child in children.read_text().split()]
        return found

    def kill(self) -> None:
        """kill -9 of the whole tree, at once."""
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(10)

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Ask it to stop; return the seconds it took."""
        start = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(15)
        return time.monotonic() - start


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return an environment in which nothing of this machine's own product is seen."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SECONDSLICE_", "DJANGO_"))
    }
    return {**clean, "SECONDSLICE_DATA_DIR": str(folder), **more}


def command(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one `secondslice` command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "secondslice", *words],
        cwd=ROOT, env=environment(folder, **more), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@contextlib.contextmanager
def running(folder: Path, *, port: int = 0, **more: str) -> Iterator[Product]:
    """Start the product, wait until it answers, and see to it that nothing of it is left."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "secondslice", "run", "--port", str(port)],
        cwd=ROOT, env=environment(folder, **more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    product = Product(folder, port, process)
    try:
        _wait_until_it_answers(product)
        yield product
    finally:
        if process.poll() is None:
            product.stop()
        if process.stdout:
            process.stdout.close()


def _wait_until_it_answers(product: Product) -> None:
    assert product.process.stdout is not None
    os.set_blocking(product.process.stdout.fileno(), False)
    # A machine that many share takes a minute for the first start; who answers sooner is not kept waiting.
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        with contextlib.suppress(TypeError):  # nothing to read yet
            product.lines += product.process.stdout.readlines()
        if product.process.poll() is not None:
            raise AssertionError("it did not start:\n" + "".join(product.lines))
        try:
            with urllib.request.urlopen(f"{product.url}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise AssertionError("it does not answer:\n" + "".join(product.lines))
