from __future__ import annotations

import io
import zipfile

import pytest

from secondslice.reports.template_rules import (
    MOST_BYTES,
    MOST_OF_XML,
    MOST_PARTS,
    Unfit,
    clean_name,
    why_unfit,
)
from secondslice.reports.tests.templates import a_template, rewritten

FIT = a_template()
RELS = "ppt/slideLayouts/_rels/slideLayout2.xml.rels"
OUTSIDE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="https://example.org/x"'
    b' TargetMode="External"/></Relationships>'
)
INSIDE = (
    (OUTSIDE % b"image")
    .replace(b"https://example.org/x", b"../media/image1.png")
    .replace(b"External", b"Internal")
)
HIDDEN = (  # each is read by PowerPoint as leading outside
    OUTSIDE.replace(b" Target=", b' Note=">" Target=') % b"image",
    OUTSIDE.replace(b'"External"', b'"Externa&#108;"') % b"image",
    (OUTSIDE % b"image").decode().encode("utf-16"),
    b'<?xml version="1.0" encoding="utf-16le"?>' + (OUTSIDE % b"image"),
    (OUTSIDE % b"image").replace(b"relationships/image", b"relationships/image' x='/hyperlink"),
    OUTSIDE.replace(b'TargetMode="External"', b"TargetMode=' External '") % b"image",
    b"<!DOCTYPE a [<!ENTITY e 'External'>]>" + OUTSIDE.replace(b"External", b"&e;") % b"image",
)
MACRO_BY_REFERENCE = (
    b"presentation.main+xml",
    b"ms-powerpoint.presentation.macro&#69;nabled.main+xml",
)
MACRO = (b"presentation.main+xml", b"ms-powerpoint.presentation.macroEnabled.main+xml")


def with_parts(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number in range(count):
            made.writestr(f"part{number}", b"")
    return out.getvalue()


def twice_the_same() -> bytes:
    out = io.BytesIO(FIT)
    with zipfile.ZipFile(out, "a") as made:
        made.writestr("PPT/presentation.xml", b"<another/>")
    return out.getvalue()


def with_password() -> bytes:
    """Return a file whose list of parts says that the first is encrypted."""
    place = FIT.rindex(b"PK\x01\x02")
    return FIT[: place + 8] + b"\x01\x00" + FIT[place + 10 :]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("ours.pptx", FIT, None),
        ("Ours.POTX", rewritten(FIT, {}, replace=(b"presentation.main+xml", b"template.main+xml")), None),
        ("ours.pptm", FIT, Unfit.MACROS),
        ("ours.ppt", FIT, Unfit.OLD),
        ("ours.docx", FIT, Unfit.ANOTHER_KIND),
        ("ours", FIT, Unfit.ANOTHER_KIND),
        ("ours.pptx", b"", Unfit.EMPTY),
        ("ours.pptx", b"PK" + b"0" * MOST_BYTES, Unfit.TOO_LARGE),
        ("ours.pptx", b"\xd0\xcf\x11\xe0" + b"0" * 600, Unfit.PROTECTED),
        ("ours.pptx", b"%PDF-1.7", Unfit.ANOTHER_KIND),
        ("ours.pptx", FIT[:2000], Unfit.BROKEN),
        ("ours.pptx", FIT[:-30], Unfit.BROKEN),
        ("ours.pptx", with_password(), Unfit.PROTECTED),
        ("ours.pptx", twice_the_same(), Unfit.BROKEN),
        ("ours.pptx", with_parts(MOST_PARTS + 1), Unfit.UNPACKS_TOO_LARGE),
        ("ours.pptx", with_parts(3), Unfit.ANOTHER_KIND),
        ("ours.pptx", rewritten(FIT, {"ppt/media/bomb.png": b"\0" * 90_000_000}), Unfit.UNPACKS_TOO_LARGE),
        ("ours.pptx", rewritten(FIT, {"ppt/big.xml": b" " * (MOST_OF_XML + 1)}), Unfit.UNPACKS_TOO_LARGE),
        ("ours.pptx", rewritten(FIT, {"ppt/vbaProject.bin": b"x"}), Unfit.MACROS),
        ("ours.pptx", rewritten(FIT, {}, replace=MACRO), Unfit.MACROS),
        ("ours.pptx", rewritten(FIT, {}, replace=MACRO_BY_REFERENCE), Unfit.MACROS),
        ("ours.pptx", rewritten(FIT, {"[Content_Types].xml": b"<Types/>"}), Unfit.ANOTHER_KIND),
        ("ours.pptx", rewritten(FIT, {"ppt/x.xml": b"<a><b></a>"}), Unfit.BROKEN),
        ("ours.pptx", rewritten(FIT, {"customXml/item1.xml": "<a/>".encode("utf-16")}), None),
        ("ours.pptx", rewritten(FIT, {"customXml/_rels/item1.xml.rels": OUTSIDE % b"image"}), Unfit.LINKED),
        ("ours.pptx", rewritten(FIT, {RELS: OUTSIDE.replace(b"External", b"Internal") % b"image"}), Unfit.LINKED),
        ("ours.pptx", rewritten(FIT, {RELS: INSIDE}), None),
        ("ours.pptx", rewritten(FIT, {RELS: OUTSIDE % b"image"}), Unfit.LINKED),
        ("ours.pptx", rewritten(FIT, {RELS: OUTSIDE % b"hyperlink"}), None),
        ("ours.pptx", rewritten(FIT, {"ppt/x.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), Unfit.BROKEN),
    ],
)  # fmt: skip
def test_template_is_taken_only_when_it_can_do_no_harm(
    name: str, content: bytes, why: Unfit | None
) -> None:
    assert why_unfit(name, content) == why


@pytest.mark.parametrize("words", HIDDEN)
def test_link_to_elsewhere_is_found_however_it_is_written(words: bytes) -> None:
    assert why_unfit("ours.pptx", rewritten(FIT, {RELS: words})) in {Unfit.LINKED, Unfit.BROKEN}


def test_size_that_a_list_of_parts_hides_is_not_unpacked_either() -> None:
    """The list says 1 kB, and the part holds 20 MB: no more than the list says is read of it, and it is refused."""
    bomb = rewritten(FIT, {"ppt/hidden.xml": b" " * 20_000_000})
    size = (20_000_000).to_bytes(4, "little")
    assert why_unfit("ours.pptx", bomb.replace(size, (1000).to_bytes(4, "little"))) == Unfit.BROKEN


def test_name_is_shown_without_folders_and_signs_that_nobody_sees() -> None:
    assert clean_name("../../etc/our\u202elook\x00.pptx") == "ourlook.pptx"
    assert len(clean_name("a" * 500 + ".pptx")) == 120
    assert clean_name("\x00") == "template.pptx"
