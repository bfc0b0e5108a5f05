"""Send prepared HTTP requests over a number of kept-open connections, and time each. One thread, one epoll."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Result:
    """What a run of requests gave. Times in seconds."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Return answers per second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the time below which this share of the requests stayed, in milliseconds."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


@dataclass
class _Line:
    socket: socket.socket
    started: float = 0.0
    received: bytes = b""
    wanted: int = -1


def send_all(port: int, requests: Sequence[bytes], *, connections: int) -> Result:
    """Send every request once, `connections` at a time; return when the last answer is complete."""
    result, waiting = Result(), iter(requests)
    poll = selectors.DefaultSelector()
    busy = 0
    start = time.perf_counter()
    for _ in range(connections):
        line = _Line(socket.create_connection(("127.0.0.1", port)))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if _send(line, waiting):
            poll.register(line.socket, selectors.EVENT_READ, line)
            busy += 1
    while busy:
        for key, _events in poll.select():
            line = key.data
            if not _receive(line, result):
                continue
            if not _send(line, waiting):
                poll.unregister(line.socket)
                line.socket.close()
                busy -= 1
    result.seconds = time.perf_counter() - start
    return result


def _send(line: _Line, waiting: object) -> bool:
    request = next(waiting, None)  # type: ignore[call-overload]
    if request is None:
        return False
    line.started, line.received, line.wanted = time.perf_counter(), b"", -1
    line.socket.sendall(request)
    return True


def _receive(line: _Line, result: Result) -> bool:
    """Read what is there; return True when the answer is complete."""
    data = line.socket.recv(65536)
    if not data:
        raise ConnectionError("the server closed the connection")
    line.received += data
    if line.wanted < 0:
        head, separator, _rest = line.received.partition(b"\r\n\r\n")
        if not separator:
            return False
        length = next(
            int(one.split(b":")[1])
            for one in head.lower().split(b"\r\n")
            if one.startswith(b"content-length")
        )
        line.wanted = len(head) + 4 + length
    if len(line.received) < line.wanted:
        return False
    result.times.append(time.perf_counter() - line.started)
    status = int(line.received[9:12])
    result.statuses[status] = result.statuses.get(status, 0) + 1
    return True
