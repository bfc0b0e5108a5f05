"""A mail server on loopback that takes everything and notes whom each mail was for: aiosmtpd, in a process of its own.

    python -m bench.sink PORT FILE

FILE gets one line for each mail: its Message-ID and its recipient.
"""

from __future__ import annotations

import asyncio
import re
import sys
from typing import IO

from aiosmtpd.smtp import SMTP, Envelope, Session

_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Notes:
    """Takes every mail."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    async def handle_DATA(  # noqa: N802  (aiosmtpd's names)
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        """Note the mail, at once: a killed reader must see what was accepted."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        found = _ID.search(content)
        name = found[1].decode() if found else "?"
        self._file.write(f"{name} {envelope.rcpt_tos[0]}\n")
        return "250 OK"


async def serve(port: int, path: str) -> None:
    """Serve until killed."""
    with open(path, "a", buffering=1, encoding="utf-8") as file:  # noqa: PTH123
        notes = Notes(file)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(notes), "127.0.0.1", port)
        async with server:
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
