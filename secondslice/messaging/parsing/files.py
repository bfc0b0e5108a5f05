"""The files that came with a mail."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import collapse_rfc2231_value

_FAULTS = (MessageError, ValueError, LookupError, TypeError, AttributeError)
"""What Python's parser raises over headers that are out of order; UnicodeError is a ValueError."""


@dataclass(frozen=True, slots=True)
class FileInMail:
    """A file as its sender named it."""

    name: str
    content: bytes
    is_cut: bool = False
    """The mail was longer than we keep: the end of this file is not here."""


def files_in(raw: bytes, *, is_cut: bool = False) -> list[FileInMail]:
    r"""Return the files of a raw mail, in their order. Pictures in its text are none. `is_cut`: it ends early.

    >>> files_in(b"From: ben@acme.example\\n\\nHello")
    []
    """
    try:
        found = list(_files(message_from_bytes(raw)))
    except RecursionError:
        return []
    if is_cut and found:
        found[-1] = FileInMail(found[-1].name, b"", is_cut=True)
    return found


def _files(mail: Message) -> Iterator[FileInMail]:
    for part in mail.walk():
        if part.is_multipart() or not _is_file(part):
            continue
        content = part.get_payload(decode=True)
        yield FileInMail(name_of(part), content if isinstance(content, bytes) else b"")


def _is_file(part: Message) -> bool:
    if part.get_content_disposition() == "attachment":
        return True
    # Apple's mail program calls a file "inline" too; what has an id is a picture in the text.
    return bool(part.get_filename()) and part.get("Content-ID") is None


def name_of(part: Message) -> str:
    """Return what the sender called a file, or its type where it has no name."""
    name = part.get_param("filename", "", "content-disposition") or part.get_param("name", "")
    plain = collapse_rfc2231_value(name)
    with contextlib.suppress(*_FAULTS):
        plain = str(make_header(decode_header(plain)))
    return plain or part.get_content_type()
