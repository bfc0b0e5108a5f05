"""Which files may be a template for slides. Plain values in, plain values out.

A template is opened each time slides are made, so it must not be able to fill the memory, and it must bring neither a
program along nor a link that is followed when somebody opens the slides.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from enum import StrEnum
from xml.parsers import expat

MOST_BYTES = 10_000_000
MOST_UNPACKED = 80_000_000
MOST_PARTS = 3_000
MOST_OF_XML = 8_000_000
"""A part of XML takes several times its size in memory."""
_MOST_LETTERS = 120
_OLE = b"\xd0\xcf\x11\xe0"
_WITH_MACROS = {"pptm", "potm", "ppsm", "ppam"}
_OLD = {"ppt", "pot", "pps"}
_HYPERLINKS = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/hyperlink",
}
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\\\", re.IGNORECASE)
"""How a target begins that is not in the file itself."""
_MAIN = re.compile(r"presentationml\.(presentation|template)\.main\+xml")


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
    kinds = [told.get("ContentType", "") for told in _told_in(parts.read("[Content_Types].xml"))]
    if any("macroenabled" in kind.lower() for kind in kinds):
        return Unfit.MACROS
    if not any(_MAIN.search(kind) for kind in kinds):
        return Unfit.ANOTHER_KIND
    for one in parts.infolist():
        if not _is_read(one.filename):
            continue
        told = _told_in(parts.read(one))
        if one.filename.lower().endswith(".rels") and any(_fetches(each) for each in told):
            return Unfit.LINKED
    return None


def _fetches(told: Mapping[str, str]) -> bool:
    """Tell whether something else than a link to click on leads outside."""
    modes = [value for name, value in told.items() if name.lower() == "targetmode"]
    is_inside = all(mode.strip().lower() == "internal" for mode in modes)
    is_inside = is_inside and not _ELSEWHERE.match(told.get("Target", "").strip())
    return not is_inside and told.get("Type") not in _HYPERLINKS


def _told_in(content: bytes) -> list[dict[str, str]]:
    """Return the attributes of elements that tell a kind of part or where a link leads, references resolved.

    Raise ValueError for what is not well formed, holds a DOCTYPE, or is written in something else than UTF-8: then two
    programs might read it in two ways.
    """
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate("utf-8")

    def refuse(*_told: object) -> None:
        raise ValueError("a DOCTYPE")

    def must_be_utf8(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in {"utf-8", "us-ascii"}:
            raise ValueError("another encoding")

    def begin(_name: str, told: dict[str, str]) -> None:
        if {"ContentType", "Target"} & told.keys() or "targetmode" in map(str.lower, told):
            found.append(told)

    parser.StartDoctypeDeclHandler = refuse
    parser.XmlDeclHandler = must_be_utf8
    parser.StartElementHandler = begin
    try:
        parser.Parse(content, True)  # noqa: FBT003  (it is the whole)
    except expat.ExpatError as why:
        raise ValueError("not well formed") from why
    return found


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _is_read(name: str) -> bool:
    """Tell whether somebody will read a part as XML. What other programs left in customXml/ is only passed on."""
    return _is_xml(name) and (name.lower().endswith(".rels") or "customxml/" not in name.lower())
