from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.recovery import file_rules
from secondslice.recovery.file_rules import (
    MOST_BYTES,
    MOST_BYTES_OF_A_CASE,
    Unfit,
    clean_name,
    why_unfit,
)
from secondslice.recovery.tests.letters import PDF, document

WORD = document("[Content_Types].xml", "word/document.xml")
FIT = {
    "plan.pdf": PDF,
    "Plan.PDF": PDF,
    "photo.jpg": b"\xff\xd8\xff\xe0....",
    "shot.png": b"\x89PNG\r\n\x1a\n....",
    "shot.webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "phone.heic": b"\x00\x00\x00\x18ftypheic....",
    "report.docx": WORD,
    "numbers.xlsx": document("[Content_Types].xml", "xl/workbook.xml"),
    "talk.pptx": document("[Content_Types].xml", "ppt/presentation.xml"),
    "letter.odt": document("mimetype", "content.xml"),
    "note.txt": "Grüße".encode(),
    "old.txt": "Grüße".encode("latin-1"),
    "list.csv": b"a;b\r\n1;2\r\n",
}
UNFIT = {
    "setup.exe": (b"MZ\x90", Unfit.PROGRAM),
    "plan.pdf.exe": (PDF, Unfit.PROGRAM),
    "run.sh": (b"#!/bin/sh\n", Unfit.PROGRAM),
    "note.txt": (b"#!/bin/sh\nrm -rf /\n", Unfit.PROGRAM),
    "plan.pdf": (b"MZ\x90", Unfit.PROGRAM),
    "page.html": (b"<!doctype html>", Unfit.WEB_PAGE),
    "logo.svg": (b"<svg onload='x'>", Unfit.WEB_PAGE),
    "a.txt": (b"\xef\xbb\xbf  <SCRIPT>alert(1)</SCRIPT>", Unfit.WEB_PAGE),
    "b.png": (b"<svg xmlns='http://www.w3.org/2000/svg'>", Unfit.WEB_PAGE),
    "all.zip": (document("a.txt"), Unfit.ARCHIVE),
    "all.7z": (b"7z\xbc\xaf\x27\x1c", Unfit.ARCHIVE),
    "all.pdf": (b"Rar!\x1a\x07", Unfit.ARCHIVE),
    "macro.docm": (WORD, Unfit.MACROS),
    "macro.docx": (document("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), Unfit.MACROS),
    "macro.odt": (document("mimetype", "content.xml", "Basic/Standard/M.xml"), Unfit.MACROS),
    "old.doc": (b"\xd0\xcf\x11\xe0....", Unfit.OLD_OFFICE),
    "old.docx": (b"\xd0\xcf\x11\xe0....", Unfit.OLD_OFFICE),
    "fake.docx": (document("a.txt"), Unfit.ANOTHER_KIND),
    "broken.docx": (b"PK\x03\x04 and no more", Unfit.ANOTHER_KIND),
    "fake.pdf": (b"plain words", Unfit.ANOTHER_KIND),
    "fake.txt": (b"\x00\x01\x02", Unfit.ANOTHER_KIND),
    "thing.xyz": (b"something", Unfit.UNKNOWN),
    "noending": (b"something", Unfit.UNKNOWN),
    "empty.pdf": (b"", Unfit.EMPTY),
    "huge.pdf": (PDF + b"x" * MOST_BYTES, Unfit.TOO_LARGE),
}  # fmt: skip


@pytest.mark.parametrize("name", FIT)
def test_what_people_send_each_other_is_taken(name: str) -> None:
    assert why_unfit(name, FIT[name]) is None


@pytest.mark.parametrize("name", UNFIT)
def test_what_could_run_or_hides_what_it_is_is_refused(name: str) -> None:
    content, why = UNFIT[name]
    assert why_unfit(name, content) is why


def test_case_takes_fifty_megabytes_and_no_more() -> None:
    left = MOST_BYTES_OF_A_CASE - len(PDF)
    assert why_unfit("plan.pdf", PDF, kept=left) is None
    assert why_unfit("plan.pdf", PDF, kept=left + 1) is Unfit.CASE_IS_FULL


@given(st.text(max_size=300))
def test_name_is_short_and_leads_nowhere(name: str) -> None:
    found = clean_name(name)
    assert 0 < len(found) <= 120
    assert not set(found) & set("/\\\x00\r\n\u202e")
    assert found not in {".", ".."}


@given(st.binary(max_size=200), st.sampled_from(file_rules.KINDS))
def test_no_content_makes_the_check_fail(content: bytes, ending: str) -> None:
    why_unfit(f"file.{ending}", b"PK\x03\x04" + content)
    why_unfit(f"file.{ending}", content)


def test_examples_in_the_docs_hold() -> None:
    assert doctest.testmod(file_rules).failed == 0
