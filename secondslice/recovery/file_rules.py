"""Which files may stand in a case. Plain values in, plain values out.

A file is taken when it is what its name says, by its first bytes, and of a kind that brings no program along. It is
never looked into beyond that, and nothing here searches for viruses.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from enum import StrEnum

MOST_BYTES = 10_000_000
MOST_BYTES_OF_A_CASE = 50_000_000
MOST_LETTERS = 120
PDF_BEGINS_WITHIN = 1024


class Unfit(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    CASE_IS_FULL = "case_is_full"
    PROGRAM = "program"
    WEB_PAGE = "web_page"
    ARCHIVE = "archive"
    MACROS = "macros"
    OLD_OFFICE = "old_office"
    ANOTHER_KIND = "another_kind"
    """It is not what its name says."""
    UNKNOWN = "unknown"
    UNPROVEN = "unproven"
    """Nobody knows who sent it."""


PROGRAMS = frozenset({
    "exe", "com", "scr", "pif", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "mjs", "wsf", "wsh", "msi", "msp",
    "dll", "sys", "cpl",
    "hta", "jar", "apk", "app", "dmg", "pkg", "deb", "rpm", "sh", "bash", "py", "pl", "rb", "php", "lnk",
    "reg", "inf", "gadget", "iso", "img", "vhd", "chm", "url", "webloc", "scf",
})  # fmt: skip
WEB_PAGES = frozenset({
    "html", "htm", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl", "xslt", "swf",
})  # fmt: skip
ARCHIVES = frozenset({
    "zip", "rar", "7z", "gz", "tgz", "bz2", "xz", "tar", "zst", "cab", "arj", "lzh", "ace",
})  # fmt: skip
WITH_MACROS = frozenset({
    "docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm",
})  # fmt: skip
OLD_OFFICE = frozenset({"doc", "dot", "xls", "xlt", "ppt", "pps", "pot", "msg", "mdb"})
OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
OPEN_DOCUMENT = frozenset(["odt", "ods", "odp"])
TEXT = frozenset(["txt", "csv", "md", "log", "ics"])
PICTURES: dict[str, tuple[bytes, ...]] = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
}
KINDS = (*sorted(OFFICE), *sorted(OPEN_DOCUMENT), "pdf", *PICTURES, "webp", "heic", *sorted(TEXT))
"""The endings of names that are taken."""

_REFUSED = (
    (PROGRAMS, Unfit.PROGRAM), (WEB_PAGES, Unfit.WEB_PAGE), (ARCHIVES, Unfit.ARCHIVE),
    (WITH_MACROS, Unfit.MACROS), (OLD_OFFICE, Unfit.OLD_OFFICE),
)  # fmt: skip
_BEGINNINGS = (
    (b"MZ", Unfit.PROGRAM), (b"\x7fELF", Unfit.PROGRAM), (b"#!", Unfit.PROGRAM), (b"\xca\xfe\xba\xbe", Unfit.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Unfit.PROGRAM), (b"Rar!", Unfit.ARCHIVE), (b"7z\xbc\xaf\x27\x1c", Unfit.ARCHIVE),
    (b"\x1f\x8b", Unfit.ARCHIVE), (b"BZh", Unfit.ARCHIVE), (b"\xfd7zXZ", Unfit.ARCHIVE),
    (b"\xd0\xcf\x11\xe0", Unfit.OLD_OFFICE),
)  # fmt: skip
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|script|svg|\?xml|!--)", re.IGNORECASE)


def clean_name(name: str) -> str:
    r"""Return what a file is called, without folders and without letters that make it look like something else.

    >>> clean_name("..\\secret/plan\u202e fdp.pdf "), clean_name("\x00"), len(clean_name("a" * 300 + ".pdf"))
    ('plan fdp.pdf', 'file', 120)
    """
    last = re.split(r"[\\/]", name)[-1]
    shown = "".join(one for one in last if unicodedata.category(one)[0] != "C")
    plain = " ".join(shown.split()).strip(". ") or "file"
    stem, dot, ending = plain.rpartition(".")
    if len(plain) <= MOST_LETTERS:
        return plain
    return f"{stem[: MOST_LETTERS - len(ending) - 1]}{dot}{ending}"[:MOST_LETTERS]


def why_unfit(name: str, content: bytes, *, kept: int = 0) -> Unfit | None:
    """Return why a file is not taken, or None. `kept`: how many bytes the case holds already.

    >>> why_unfit("plan.pdf", b"%PDF-1.7 ..."), why_unfit("plan.pdf", b"MZ..."), why_unfit("plan.exe", b"%PDF-")
    (None, <Unfit.PROGRAM: 'program'>, <Unfit.PROGRAM: 'program'>)
    """
    ending = name.rpartition(".")[2].lower()
    reasons = (
        (len(content) > MOST_BYTES, Unfit.TOO_LARGE),
        (not content, Unfit.EMPTY),
        *((ending in endings, why) for endings, why in _REFUSED),
        *((content.startswith(begins), why) for begins, why in _BEGINNINGS),
        (_MARKUP.match(content[:400].removeprefix(b"\xef\xbb\xbf")) is not None, Unfit.WEB_PAGE),
        (ending not in KINDS, Unfit.UNKNOWN),
    )
    why = next((why for is_so, why in reasons if is_so), None) or _why_another(ending, content)
    if why is None and kept + len(content) > MOST_BYTES_OF_A_CASE:
        return Unfit.CASE_IS_FULL
    return why


def _why_another(ending: str, content: bytes) -> Unfit | None:
    """Look whether the content is of the kind that the name says."""
    if ending in OFFICE or ending in OPEN_DOCUMENT:
        return _why_no_document(ending, content)
    if ending in TEXT:
        return None if _is_text(content) else Unfit.ANOTHER_KIND
    is_so = {
        "pdf": b"%PDF-" in content[:PDF_BEGINS_WITHIN],
        "webp": content[:4] == b"RIFF" and content[8:12] == b"WEBP",
        "heic": content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"msf1"},
    }.get(ending, content.startswith(PICTURES.get(ending, ())))
    return None if is_so else Unfit.ANOTHER_KIND


def _why_no_document(ending: str, content: bytes) -> Unfit | None:
    """Look into the list of a document's parts, not into the parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return Unfit.ANOTHER_KIND
    lower = [name.lower() for name in names]
    if any("vbaproject" in name or name.startswith(("basic/", "scripts/")) for name in lower):
        return Unfit.MACROS
    if ending in OPEN_DOCUMENT:
        return None if "mimetype" in lower and "content.xml" in lower else Unfit.ANOTHER_KIND
    has_kind = any(name.startswith(OFFICE[ending]) for name in lower)
    return None if has_kind and "[content_types].xml" in lower else Unfit.ANOTHER_KIND


def _is_text(content: bytes) -> bool:
    """Tell whether somebody can read it: letters in UTF-8 or in a table of one byte, and no control characters."""
    try:
        text = content.decode("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return not any(
        unicodedata.category(one) == "Cc" and one not in "\t\r\n\f" for one in text[:100_000]
    )
