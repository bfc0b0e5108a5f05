"""Which files may be a template for slides. Plain values in, plain values out.

A template is opened each time slides are made, so it must not be able to fill the memory, and it must bring neither a
program along nor a link that is followed when somebody opens the slides.
"""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum

MOST_BYTES = 10_000_000
MOST_UNPACKED = 80_000_000
MOST_PARTS = 3_000
MOST_OF_XML = 8_000_000
"""A part of XML takes several times its size in memory."""
_MOST_LETTERS = 120
_OLE = b"\xd0\xcf\x11\xe0"
_WITH_MACROS = {"pptm", "potm", "ppsm", "ppam"}
_OLD = {"ppt", "pot", "pps"}
_MAIN = re.compile(rb"presentationml\.(presentation|template)\.main\+xml")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.IGNORECASE)
_IS_OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']", re.IGNORECASE)
_IS_HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")
_DOCTYPE = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


class Unfit(StrEnum):
    """Why a file is no template for slides."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    MACROS = "macros"
    OLD = "old"
    PROTECTED = "protected"
    ANOTHER_KIND = "another_kind"
    BROKEN = "broken"
    LINKED = "linked"
    """It holds pictures or objects that are fetched from elsewhere."""
    NO_LAYOUT = "no_layout"


def why_unfit(name: str, content: bytes) -> Unfit | None:
    """Return why a file is not taken as a template, or None.

    >>> why_unfit("ours.pptm", b"PK"), why_unfit("ours.pptx", b""), why_unfit("ours.pptx", b"PK no zip")
    (<Unfit.MACROS: 'macros'>, <Unfit.EMPTY: 'empty'>, <Unfit.BROKEN: 'broken'>)
    """
    return _why_not_outside(name, content) or _why_not_inside(content)


def clean_name(name: str) -> str:
    r"""Return what the file is called, without folders and signs that nobody sees.

    >>> clean_name("C:\\secret\\Our look\x00.pptx")
    'Our look.pptx'
    """
    last = re.split(r"[\\/]", name)[-1]
    return (
        "".join(one for one in last if one.isprintable()).strip()[-_MOST_LETTERS:]
        or "template.pptx"
    )


def _why_not_outside(name: str, content: bytes) -> Unfit | None:
    """Look at the name, the size and the first bytes."""
    ending = name.rpartition(".")[2].lower()
    reasons = (
        (ending in _WITH_MACROS, Unfit.MACROS),
        (ending in _OLD, Unfit.OLD),
        (ending not in {"pptx", "potx"}, Unfit.ANOTHER_KIND),
        (not content, Unfit.EMPTY),
        (len(content) > MOST_BYTES, Unfit.TOO_LARGE),
        (content.startswith(_OLE), Unfit.PROTECTED),
        (not content.startswith(b"PK"), Unfit.ANOTHER_KIND),
    )
    return next((why for is_so, why in reasons if is_so), None)


def _why_not_inside(content: bytes) -> Unfit | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            # What a list of parts tells as a part's size is also the most that is read of it.
            return _why_not_parts(parts) or _why_not_words(parts)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        ValueError,
        KeyError,
        NotImplementedError,
        OSError,
        EOFError,
        RuntimeError,
    ):
        return Unfit.BROKEN


def _why_not_parts(parts: zipfile.ZipFile) -> Unfit | None:
    """Look at the list of parts, before anything is unpacked."""
    listed = parts.infolist()
    names = [one.filename.lower() for one in listed]
    if len(listed) > MOST_PARTS or sum(one.file_size for one in listed) > MOST_UNPACKED:
        return Unfit.UNPACKS_TOO_LARGE
    if any(_is_xml(one.filename) and one.file_size > MOST_OF_XML for one in listed):
        return Unfit.UNPACKS_TOO_LARGE
    if any(
        "vbaproject" in name or "/activex/" in name or name.endswith((".exe", ".dll"))
        for name in names
    ):
        return Unfit.MACROS
    if any(one.flag_bits & 1 for one in listed):
        return Unfit.PROTECTED
    if "[content_types].xml" not in names:
        return Unfit.ANOTHER_KIND
    return Unfit.BROKEN if len(set(names)) < len(names) else None


def _why_not_words(parts: zipfile.ZipFile) -> Unfit | None:
    """Look into the parts of XML: what kind of file it is, and what it fetches from elsewhere."""
    kinds = parts.read("[Content_Types].xml")
    if b"macroenabled" in kinds.lower():
        return Unfit.MACROS
    if not _MAIN.search(kinds):
        return Unfit.ANOTHER_KIND
    for one in parts.infolist():
        if not _is_xml(one.filename):
            continue
        words = parts.read(one)
        if any(mark in words for mark in _DOCTYPE):
            return Unfit.BROKEN
        if one.filename.lower().endswith(".rels") and _fetches(words):
            return Unfit.LINKED
    return None


def _fetches(words: bytes) -> bool:
    """Tell whether something else than a link to click on leads outside."""
    return any(
        _IS_OUTSIDE.search(one) and not _IS_HYPERLINK.search(one) for one in _LINK.findall(words)
    )


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))
