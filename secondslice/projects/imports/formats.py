"""Tell what kind of file the bytes are, and refuse in words what cannot be read as a list."""

from __future__ import annotations

import io
import zipfile

from django.utils.translation import gettext as _

from secondslice.core.errors import RuleBroken

MOST_BYTES = 25_000_000
_MOST_UNPACKED = 500_000_000
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(content: bytes, *, name: str) -> bool:
    """Return True for an Excel workbook, False for text. Raise RuleBroken for all else."""
    if not content.strip(b"\0 \r\n\t"):
        raise RuleBroken(_("This file is empty. Choose the file that holds the list."))
    if len(content) > MOST_BYTES:
        raise RuleBroken(
            _(
                "This file has more than 25 MB. Split the list, or leave out columns that "
                "are not needed, and import the parts."
            )
        )
    if content.startswith(_ZIP):
        _must_be_workbook(content)
        return True
    if refusal := _known_refusal(content, ending=name.lower().rpartition(".")[2]):
        raise RuleBroken(refusal)
    return False


def _must_be_workbook(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = {item.filename for item in packed.infolist()}
            size = sum(item.file_size for item in packed.infolist())
    except zipfile.BadZipFile:
        raise RuleBroken(
            _(
                "This workbook is damaged. Open it in Excel or LibreOffice, save it again "
                "as .xlsx, and choose that file."
            )
        ) from None
    if not names & {"xl/workbook.xml", "xl/workbook.bin"}:
        raise RuleBroken(
            _(
                "This is a packed file, but not an Excel workbook. Save the list as .xlsx "
                "or .csv and choose that file."
            )
        )
    if size > _MOST_UNPACKED:
        raise RuleBroken(
            _(
                "This workbook holds more than 500 MB when it is opened. Copy the list "
                "alone into a new workbook, and choose that."
            )
        )


def _known_refusal(  # noqa: PLR0911  (one line for each kind of file)
    content: bytes, *, ending: str
) -> str:
    """Return why a file of a kind we know, and do not read, is refused."""
    head = content[:2000].removeprefix(b"\xef\xbb\xbf").lstrip()
    low = head.lower()
    if content.startswith(_OLE):
        return _old_office(ending)
    if b"schemas.microsoft.com/project" in low or head.startswith(b"MPX"):
        return _microsoft_project()
    if head.startswith(b"ERMHDR") or b"apibusinessobjects" in low:
        return _(
            "This is a Primavera file, which cannot be read yet. Export the list of "
            "projects from Primavera to Excel, and choose that file."
        )
    if head.startswith(b"%PDF"):
        return _(
            "This is a PDF. Export the list as .xlsx or .csv from where the PDF was made, and choose that file."
        )
    if low.startswith((b"<!doctype html", b"<html", b"<table")):
        return _(
            "This file is a web page, whatever its name says. Open it in Excel or "
            "LibreOffice, save it as .xlsx, and choose that file."
        )
    if head.startswith((b"<?xml", b"<")):
        return _(
            "This is an XML file, which cannot be read as a list. Save the list as .xlsx "
            "or .csv and choose that file."
        )
    if head.startswith((b"{", b"[")) and ending == "json":
        return _(
            "This is a JSON file, which cannot be read yet. Save the list as .xlsx or .csv and choose that file."
        )
    return ""


def _old_office(ending: str) -> str:
    if ending in {"mpp", "mpt", "mpd"}:
        return _microsoft_project()
    return _(
        "This is an old Excel file (.xls) or a workbook with a password. Save it as .xlsx "
        "without a password, and choose that file."
    )


def _microsoft_project() -> str:
    return _(
        "This is a Microsoft Project file, which cannot be read yet. In Project, save the "
        "list of projects as an Excel workbook, and choose that file."
    )
