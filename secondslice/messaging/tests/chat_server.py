"""Slack and a Teams workflow on loopback: real sockets, and whatever answers a test wants."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OK = '{"ok": true, "ts": "1772789400.000100"}'


@dataclass(frozen=True)
class Said:
    """One answer of the server."""

    text: str = OK
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False


@dataclass(frozen=True)
class Request:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class ChatServer:
    """What came in, and what is still to be answered; the last answer goes on for ever."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    answers: list[Said] = field(default_factory=lambda: [Said()])

    def answer(self, *answers: Said) -> None:
        """Answer with these from now on."""
        self.answers = list(answers)

    def next(self) -> Said:
        """Return the answer to the present request."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def chat_server() -> Iterator[ChatServer]:
    """Run the server for as long as this lasts."""
    told = ChatServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            told.requests.append(Request(self.path, dict(self.headers), json.loads(raw)))
            said = told.next()
            if said.hangs_up:
                self.close_connection = True
                return
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.text.encode())

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
