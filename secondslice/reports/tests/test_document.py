from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from secondslice.reports.document import (
    Chart,
    Document,
    Figure,
    Lack,
    Quote,
    Section,
    Series,
    Source,
    Story,
    Table,
    Text,
    as_values,
    canonical,
    fingerprint,
    from_values,
)

ROWS = Source("The ledger's lines", "/w/nord/value", ("b1", "b2"))
REPORT = Document(
    kind="executive",
    title="What the PMO was worth",
    subtitle="Third quarter",
    pmo="Nord PMO",
    language="en",
    currency="EUR",
    begins_on=date(2026, 7, 1),
    ends_on=date(2026, 9, 30),
    sections=(
        Section(
            "value",
            "Customers confirm 120,000 €",
            (
                Figure("F1", "Confirmed", "€120,000", "120000.00", "2 benefits", ROWS),
                Text("Only what customers signed counts."),
                Table("T1", "By customer", ("Customer", "€"), (("Finance", "120,000"),), ROWS, (1,)),
                Chart(
                    "C1", "It grows", "lines", ("Q2", "Q3"),
                    (Series("Yes", (0.5, None), (0.3, None), (0.7, None), "yes"),), "share", ROWS,
                ),
                Quote("Q1", "3f0c", "ab"),
                Story("S1", "Finance", ("No", "Mended", "Yes"), ROWS),
                Lack("Nobody has answered yet."),
            ),
            weak=("One executive stands behind half of it.",),
        ),
    ),
    weak=("Silent sponsors: 3 of 9.",),
)  # fmt: skip


def test_a_frozen_report_comes_back_as_it_was() -> None:
    assert from_values(json.loads(canonical(REPORT))) == REPORT


def test_the_same_content_has_the_same_fingerprint_and_a_cent_changes_it() -> None:
    again = from_values(json.loads(json.dumps(as_values(REPORT))))
    assert fingerprint(again) == fingerprint(REPORT)
    value = REPORT.sections[0]
    figure = value.blocks[0]
    assert isinstance(figure, Figure)
    figure = replace(figure, value="120000.01")
    dearer = replace(REPORT, sections=(replace(value, blocks=(figure, *value.blocks[1:])),))
    assert fingerprint(dearer) != fingerprint(REPORT)


def test_every_number_table_picture_and_story_names_its_rows() -> None:
    assert list(REPORT.sources()) == ["F1", "T1", "C1", "S1"]
    assert [one.ref for one in REPORT.quotes()] == ["3f0c"]
