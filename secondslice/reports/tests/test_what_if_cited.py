"""A saved scenario in a report: its badges go wherever the report goes, and its figures follow from rows."""

from __future__ import annotations

import io
from datetime import datetime
from html import unescape
from pathlib import Path

import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pptx import Presentation

from secondslice.accounts.models import Membership
from secondslice.analytics.portfolio import Customer as OneOfMany
from secondslice.analytics.portfolio import expected_kept
from secondslice.conftest import Clock
from secondslice.customers.models import Customer
from secondslice.impact.models import Scenario
from secondslice.impact.rules import Preset, numbers, table
from secondslice.impact.services.scenarios import delete_scenario, keep_scenario
from secondslice.impact.what_if import Way, blend
from secondslice.reports import files
from secondslice.reports.document import Document, Figure, Table, canonical, fingerprint
from secondslice.reports.models import Report
from secondslice.reports.tests.made import DAY, Pmo, built, make_pmo

WAY = {"unhappy": 0.25, "major": 0.5, "voiced": 0.75, "slowly": 0.2, "quickly": 0.5, "lost": 0}
FIGURES = {"what_if.kept", "what_if.value", "what_if.reached", "what_if.cases"}


@pytest.fixture
def now() -> datetime:
    return datetime.fromisoformat("2026-11-27T09:30:00+00:00")


@pytest.fixture
def pmo(lea: Membership, now: datetime) -> Pmo:
    return make_pmo(lea, at=now)


@pytest.fixture
def scenario(pmo: Pmo) -> Scenario:
    return keep_scenario(by=pmo.lead, name="Ask everybody", way=Way.of(WAY), at=pmo.now - 9 * DAY)


def told(document: Document) -> dict[str, Figure]:
    return {
        one.id: one
        for one in document.blocks()
        if isinstance(one, Figure) and one.id.startswith("what_if.")
    }


@pytest.mark.parametrize("kind", ["defence", "executive"])
def test_report_cites_the_scenario_with_its_spread_and_its_badges(
    pmo: Pmo, scenario: Scenario, kind: str
) -> None:
    document = built(pmo.lead, kind, at=pmo.now, scenario=scenario)

    figures = told(document)
    assert set(figures) == FIGURES
    assert {one.badge for one in figures.values()} == {"folklore"}
    assert all(f"{part} %:" in figures["what_if.reached"].note for part in (10, 50, 90))
    titles = [one.title for one in document.sections]
    assert "What if: Ask everybody" in titles
    changes = next(
        one for one in document.blocks() if isinstance(one, Table) and one.id == "what_if.set"
    )
    assert ("Of the unhappy, so many say so", "75\N{NO-BREAK SPACE}%") in changes.rows
    assert any("Ask everybody" in one for section in document.sections for one in section.weak)


def test_report_without_a_scenario_has_no_such_section(pmo: Pmo, scenario: Scenario) -> None:
    for kind in ("defence", "executive"):
        assert not told(built(pmo.lead, kind, at=pmo.now))
    pager = built(pmo.lead, "one-pager", at=pmo.now, customer=pmo.customers[0], scenario=scenario)
    assert not told(pager)


def test_figures_of_it_follow_from_the_rows_they_name(pmo: Pmo, scenario: Scenario) -> None:
    figures = told(built(pmo.lead, at=pmo.now, scenario=scenario))

    for one in figures.values():
        assert one.source.refs[0] == str(scenario.ref)
        assert Customer.objects.filter(ref__in=one.source.refs[1:]).count() == 6
    known = numbers(Preset.CAUTIOUS, {})
    way = Way.of(Scenario.objects.get(ref=figures["what_if.kept"].source.refs[0]).values)
    theirs = [OneOfMany(way.unhappy, blend(table(known), way.major), 0.0)] * 6
    assert figures["what_if.kept"].value == f"{expected_kept(theirs, way.mix):.2f}"
    assert figures["what_if.cases"].value == f"{6 * 0.25 * 0.75:.2f}"


def test_same_inputs_give_the_same_report_with_a_scenario(pmo: Pmo, scenario: Scenario) -> None:
    first = built(pmo.lead, at=pmo.now, scenario=scenario)

    assert fingerprint(built(pmo.lead, at=pmo.now, scenario=scenario)) == fingerprint(first)
    assert fingerprint(built(pmo.lead, at=pmo.now)) != fingerprint(first)


def test_badges_stand_beside_the_figures_on_the_page_in_the_pdf_and_on_slides(
    pmo: Pmo, scenario: Scenario, as_lea: Client, clock: Clock
) -> None:
    document = built(pmo.lead, at=pmo.now, scenario=scenario)
    page = as_lea.get(f"/w/acme/reports/draft/defence/?scenario={scenario.ref}").content.decode()
    section = page[page.index('id="what_if"') : page.index('id="quotes"')]
    assert unescape(section).count(">Folklore</span>") == len(FIGURES)

    pdf = pypdf.PdfReader(io.BytesIO(files.file_of(document, {}, ending="pdf")))
    text = " ".join(page.extract_text() for page in pdf.pages)
    part = text[text.index("What if: Ask everybody") :]
    assert part.count("folklore") >= len(FIGURES)

    deck = Presentation(io.BytesIO(files.file_of(document, {}, ending="pptx")))
    shown = [
        shape.text_frame.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame and any(f"  {one}\n" in shape.text_frame.text for one in FIGURES)
    ]
    assert len(shown) == len(FIGURES)
    assert all("[folklore]" in one for one in shown)


def test_draft_offers_the_scenarios_and_issues_the_chosen_one(
    pmo: Pmo, scenario: Scenario, as_lea: Client, clock: Clock
) -> None:
    offered = as_lea.get("/w/acme/reports/draft/defence/").content.decode()
    assert "Ask everybody" in offered
    assert "None is cited" in offered

    address = f"/w/acme/reports/draft/defence/?scenario={scenario.ref}&language=en-us"
    seen = as_lea.get(address).context["seen"]
    as_lea.post(address, {"seen": seen})

    issued = Report.objects.get()
    assert "What if: Ask everybody" in issued.content
    again = as_lea.get(f"/w/acme/reports/{issued.ref}/").context["again"]
    assert str(scenario.ref) in again
    rows = as_lea.get(f"/w/acme/reports/{issued.ref}/from/what_if.kept/").content.decode()
    assert f"/w/acme/impact/scenarios/{scenario.ref}/" in rows


def test_scenario_that_was_deleted_stays_in_what_was_issued_and_is_offered_no_more(
    pmo: Pmo, scenario: Scenario, as_lea: Client, clock: Clock
) -> None:
    document = built(pmo.lead, at=pmo.now, scenario=scenario)
    address = f"/w/acme/reports/draft/defence/?scenario={scenario.ref}"
    as_lea.post(address, {"seen": as_lea.get(address).context["seen"]})
    report = Report.objects.get()

    delete_scenario(by=pmo.lead, scenario=scenario, at=pmo.now)

    page = as_lea.get(f"/w/acme/reports/{report.ref}/")
    assert page.status_code == 200
    assert "scenario" not in page.context["again"]
    assert as_lea.get(address).status_code == 404
    assert "Ask everybody" in canonical(document)


def test_scenario_of_another_workspace_is_not_cited(
    pmo: Pmo, cleo: Membership, as_lea: Client, clock: Clock
) -> None:
    other = keep_scenario(by=cleo, name="Theirs", way=Way.of(WAY), at=pmo.now)

    assert as_lea.get(f"/w/acme/reports/draft/defence/?scenario={other.ref}").status_code == 404
    with pytest.raises(CommandError, match="no scenario"):
        call_command("report", "defence", workspace="acme", out="x.html", scenario=str(other.ref))


def test_report_written_by_the_command_cites_a_scenario(
    pmo: Pmo, scenario: Scenario, clock: Clock, tmp_path: Path
) -> None:
    out = tmp_path / "pack.html"
    call_command("report", "defence", workspace="acme", out=str(out), scenario=str(scenario.ref))

    assert "Ask everybody" in out.read_text(encoding="utf-8")
