"""A small IMAP server for tests: one folder on loopback, in a thread, with as much of RFC 3501 as a reader needs."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Folder:
    """What is in the mailbox: uid -> mail; `seen` are the uids that were marked as read."""

    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    password: str = "right"
    name: str = "INBOX"
    withheld: set[int] = field(default_factory=set)
    """Mails that the server has lost the content of."""
    hangs_up_after: int = 1000
    """So many commands about mails, and the line is cut."""
    port: int = 0

    def put(self, raw: bytes) -> int:
        """Put a mail in, unread."""
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = raw
        return uid


class _Conversation(socketserver.StreamRequestHandler):
    folder: Folder

    def handle(self) -> None:
        """Talk until the visitor leaves."""
        self._say("* OK IMAP4rev1 at your service")
        for line in self.rfile:
            tag, _space, rest = line.decode().strip().partition(" ")
            command, _space, words = rest.partition(" ")
            if command.upper() == "UID":
                self.folder.hangs_up_after -= 1
                if self.folder.hangs_up_after < 0:
                    return
            answer = getattr(self, f"_{command.lower()}")(words)
            self._say(f"{tag} {answer}")
            if command.upper() == "LOGOUT":
                return

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def _capability(self, _words: str) -> str:
        self._say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def _login(self, words: str) -> str:
        right = words.split()[1].strip('"') == self.folder.password
        return "OK welcome" if right else "NO [AUTHENTICATIONFAILED] wrong name or password"

    def _select(self, words: str) -> str:
        if words.strip('"') != self.folder.name:
            return "NO no such folder"
        self._say(f"* {len(self.folder.mails)} EXISTS")
        self._say("* OK [UIDVALIDITY 42] UIDs valid")
        return "OK [READ-WRITE] selected"

    def _uid(self, words: str) -> str:
        command, _space, rest = words.partition(" ")
        return str(getattr(self, f"_uid_{command.lower()}")(rest))

    def _uid_search(self, _words: str) -> str:
        unread = sorted(self.folder.mails.keys() - self.folder.seen)
        self._say("* SEARCH " + " ".join(map(str, unread)))
        return "OK done"

    def _uid_fetch(self, words: str) -> str:
        uid = int(words.split(maxsplit=1)[0])
        most = int(re.findall(r"<0\.(\d+)>", words)[0])
        if uid in self.folder.withheld:
            return "NO [SERVERBUG] the content of this mail is gone"
        if uid in self.folder.mails:
            raw = self.folder.mails[uid][:most]
            self.wfile.write(f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw)
            self._say(")")
        return "OK done"

    def _uid_store(self, words: str) -> str:
        self.folder.seen.add(int(words.split(maxsplit=1)[0]))
        return "OK done"

    def _logout(self, _words: str) -> str:
        self._say("* BYE")
        return "OK bye"


@contextmanager
def imap_server() -> Iterator[Folder]:
    """Run a server on a free port, and give its folder."""
    folder = Folder()
    handler = type("Conversation", (_Conversation,), {"folder": folder})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        folder.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield folder
        server.shutdown()
        thread.join()
