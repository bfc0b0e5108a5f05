"""Mails as several mail programs and servers send them, from `received/`: made by us, and small."""

from __future__ import annotations

from itertools import count
from pathlib import Path

FOLDER = Path(__file__).parent / "received"
NO_SUCH_USER = "550 5.1.1 <ben@acme.example>: Recipient address rejected: User unknown"
_numbers = count(1)


def received(name: str, **marks: str) -> bytes:
    """Return the mail `received/<name>.eml` with its marks filled in; each has a Message-ID of its own."""
    values = {
        "to": "answers@pmo.example",
        "back": "answers@pmo.example",
        "recipient": "ben@acme.example",
        "message_id": "<nothing@pmo.example>",
        "action": "failed",
        "status": "5.1.1",
        "said": NO_SUCH_USER,
        "n": str(next(_numbers)),
        **marks,
    }
    text = (FOLDER / f"{name}.eml").read_text(encoding="utf-8")
    for mark, value in values.items():
        text = text.replace("{{" + mark + "}}", value)
    return text.encode()
