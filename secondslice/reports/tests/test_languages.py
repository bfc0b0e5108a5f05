"""A report is whole in its language: nothing of it stays in another one, but what people typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.impact.services.scenarios import keep_scenario
from secondslice.impact.what_if import Way
from secondslice.projects.models import Stakeholder
from secondslice.pulse.models import Ask
from secondslice.reports.document import Document, as_values
from secondslice.reports.services.issuing import issue
from secondslice.reports.tests.made import Pmo, built, make_pmo
from secondslice.reports.tests.test_what_if_cited import WAY
from secondslice.value.models import Testimonial

TYPED = re.compile(
    r"Department [A-F]|(Customer|Project) ?\d+|Like \d|Less paper|Fewer returns|Quicker orders|Less energy"
    r"|One page, every Friday|Ask everybody|Acme PMO|PMO|EUR"
)
ALIKE = {"Status", "Q", "Name", "Phase"}
"""Words that German and English share."""
NAMES = {
    "id",
    "ref",
    "digest",
    "path",
    "refs",
    "key",
    "block",
    "value",
    "form",
    "unit",
    "tone",
    "badge",
}
NOT_TOLD = {"currency", "language", "kind", "begins_on", "ends_on"}


@pytest.fixture
def now() -> datetime:
    return datetime.fromisoformat("2026-11-27T09:30:00+00:00")


@pytest.fixture
def pmo(lea: Membership, now: datetime) -> Pmo:
    return make_pmo(lea, at=now)


def texts(value: Any, at: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401  (whatever a report holds)
    """Yield each text that a reader reads, with where it stands."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in NAMES | NOT_TOLD:
                yield from texts(one, f"{at}.{name}")
    elif isinstance(value, list | tuple):
        for place, one in enumerate(value):
            yield from texts(one, f"{at}.{place}")


def words_left(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{2,}", TYPED.sub(" ", text))) - ALIKE


@pytest.mark.parametrize("kind", ["executive", "defence", "one-pager"])
def test_german_report_shares_no_sentence_with_the_english_one(pmo: Pmo, kind: str) -> None:
    scenario = keep_scenario(by=pmo.lead, name="Ask everybody", way=Way.of(WAY), at=pmo.now)
    of = {"customer": pmo.customers[0]} if kind == "one-pager" else {"scenario": scenario}

    def told(language: str) -> Document:
        return built(pmo.lead, kind, at=pmo.now, language=language, **of)

    german = dict(texts(as_values(told("de"))))
    english = dict(texts(as_values(told("en-us"))))

    assert german.keys() == english.keys()
    same = {at: text for at, text in german.items() if english[at] == text and words_left(text)}
    assert same == {}


def test_quote_stands_in_a_german_report_whoever_reads_it(
    pmo: Pmo, as_lea: Client, clock: Clock
) -> None:
    Ask.objects.filter(pk=pmo.quote.ask_id).update(role=Stakeholder.Role.SPONSOR)
    Testimonial.objects.filter(pk=pmo.quote.pk).update(under=Testimonial.Name.ROLE)
    document = built(pmo.lead, at=pmo.now, language="de")
    report = issue(
        workspace=pmo.lead.workspace, document=document, customer=None, by=pmo.lead, at=pmo.now
    )

    page = as_lea.get(f"/w/acme/reports/{report.ref}/").content.decode()

    assert "They listen." in page
    assert "Auftraggeber, Department A" in page
    assert "Superseded" not in page
    assert "Superseded" not in as_lea.get("/w/acme/reports/").content.decode()
