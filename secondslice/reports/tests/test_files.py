"""Reports that were issued, as files: what stands in them is what stands on their pages."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pypdf
import pytest
from django.test import Client
from pptx import Presentation

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.reports.models import Report
from secondslice.reports.templates_kept.services import keep_template
from secondslice.reports.tests.made import Pmo, make_pmo, make_report, take_back
from secondslice.reports.tests.templates import a_template

pytestmark = pytest.mark.once
WORDS = "They listen."


@pytest.fixture
def now() -> datetime:
    return datetime.fromisoformat("2026-11-27T09:30:00+00:00")


@pytest.fixture
def full(lea: Membership, now: datetime) -> Pmo:
    return make_pmo(lea, at=now)


def file(client: Client, report: Report, ending: str) -> bytes:
    given = client.get(f"/w/acme/reports/{report.ref}/report.{ending}")
    assert given.status_code == 200
    return given.content


def pdf_text(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def slide_text(content: bytes) -> str:
    deck = Presentation(io.BytesIO(content))
    shapes = [shape for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    return " ".join(" ".join(shape.text_frame.text for shape in shapes).split())


@pytest.mark.parametrize("kind", ["executive", "defence"])
def test_issued_report_can_be_had_as_pdf_and_slides_with_its_fingerprint(
    full: Pmo, as_lea: Client, clock: Clock, kind: str
) -> None:
    report = make_report(full.lead, kind, at=full.now)

    pdf = file(as_lea, report, "pdf")
    for told in (pdf_text(pdf), slide_text(file(as_lea, report, "pptx"))):
        assert report.title in told
        assert report.fingerprint[:12] in told
        assert WORDS in told
    assert pdf == file(as_lea, report, "pdf")


def test_quote_that_is_taken_back_is_gone_from_the_files_which_say_that_they_are_superseded(
    full: Pmo, as_lea: Client, clock: Clock
) -> None:
    report = make_report(full.lead, at=full.now)
    assert "may not be shown any more" not in pdf_text(file(as_lea, report, "pdf"))

    take_back(full.quote)

    for told in (pdf_text(file(as_lea, report, "pdf")), slide_text(file(as_lea, report, "pptx"))):
        assert WORDS not in told
        assert "may not be shown any more" in told


def test_page_of_its_own_tells_its_fingerprint_and_that_it_is_superseded(
    full: Pmo, as_lea: Client, clock: Clock
) -> None:
    report = make_report(full.lead, at=full.now)
    page = file(as_lea, report, "html").decode()
    assert report.fingerprint in page
    assert "A later report has taken the place" not in page

    make_report(full.lead, at=full.now + timedelta(days=1))

    told = file(as_lea, report, "html").decode()
    assert "A later report has taken the place of this one." in told
    assert report.fingerprint in told
    take_back(full.quote)
    later = Report.objects.get(superseded_at=None)
    assert (
        "that were quoted in this report may not be shown" in file(as_lea, later, "html").decode()
    )


def test_slides_of_a_report_are_made_with_the_template(
    full: Pmo, as_lea: Client, clock: Clock
) -> None:
    report = make_report(full.lead, at=full.now)
    keep_template(by=full.lead, name="Our look.pptx", content=a_template(), at=full.now)

    deck = Presentation(io.BytesIO(file(as_lea, report, "pptx")))

    assert {one.slide_layout.name for one in deck.slides} == {"Asettelu 0", "Asettelu 1"}
