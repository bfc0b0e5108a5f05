"""Every number of the defence pack, reckoned again from the rows that it names, without the product's own sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.analytics.proportions import wilson
from secondslice.conftest import Clock
from secondslice.customers.models import Contact, Customer
from secondslice.impact.rules import Preset, numbers, talk
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.models import Ask
from secondslice.recovery.models import Adjustment, Case
from secondslice.reports.document import Chart, Document, Figure, Story, Table
from secondslice.reports.tests.made import Pmo, built, make_pmo
from secondslice.ui.templatetags.ui import percent
from secondslice.value.counterfactual.models import ComparisonProject, CounterfactualAnswer
from secondslice.value.counterfactual.words import CODES
from secondslice.value.ledger.models import Benefit, PmoCost, Reading, Signature

YEAR = timedelta(days=365)
NIGHT = datetime(2026, 11, 28, 23, 59, 59, 999999, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """A Saturday in November: a whole year lies before it."""
    return datetime(2026, 11, 28, 9, 30, tzinfo=UTC)


@pytest.fixture
def pmo(lea: Membership, now: datetime) -> Pmo:
    return make_pmo(lea, at=now)


def last(rows: Iterable[Reading]) -> Decimal:
    """Return the sum of readings: all benefits of this PMO add their periods up."""
    return sum((one.value or Decimal(0) for one in rows), Decimal(0))


def money(benefit: Benefit, kind: str) -> Decimal:
    return last(benefit.readings.filter(kind=kind, is_current=True))


def signed(benefit: Benefit) -> Decimal:
    said = Signature.objects.filter(benefit=benefit, is_valid=True).first()
    if said is None or benefit.stage not in {"cosigned", "verified"}:
        return Decimal(0)
    return (said.request.money or Decimal(0)) * said.percent / 100


def benefits(refs: Sequence[str]) -> list[Benefit]:
    return list(Benefit.objects.filter(ref__in=refs))


def asks(refs: Sequence[str]) -> list[Ask]:
    return list(Ask.objects.filter(ref__in=refs))


def cases(refs: Sequence[str]) -> list[Case]:
    return list(Case.objects.filter(ref__in=refs))


def projects(refs: Sequence[str]) -> list[Project]:
    return list(Project.objects.filter(ref__in=refs))


def share(part: float, whole: float) -> str:
    return f"{part / whole:.6f}"


def plain(amount: Decimal) -> str:
    return f"{amount:.2f}"


def return_on_costs(refs: Sequence[str]) -> str:
    cost = sum((one.amount for one in PmoCost.objects.filter(ref__in=refs)), Decimal(0))
    gain = sum((signed(one) for one in benefits(refs)), Decimal(0))
    return f"{float((gain - cost) / cost):.6f}"


def repeat_rate(refs: Sequence[str]) -> str:
    days: dict[int, set[date | None]] = {}
    for one in projects(refs):
        days.setdefault(one.customer_id, set()).add(one.starts_on)
    return share(sum(len(mine) > 1 for mine in days.values()), len(days))


def took(refs: Sequence[str]) -> str:
    """Return the median where everything that is open has waited longer than half of the mended took."""
    days = [
        ((one.closed_at or NIGHT) - one.opened_at) / timedelta(days=1)
        if one.state == "recovered"
        else 10_000.0
        for one in cases(refs)
    ]
    ordered = sorted(days)
    return f"{round(ordered[(len(ordered) - 1) // 2], 1):g}"


def reached(refs: Sequence[str], *, only_open: bool) -> float:
    """Return how many may have heard: each hears of several people independently, and nobody is told by himself."""
    found = cases(refs)
    people = 1 + max(0, everybody() - 1)
    known = talk(numbers(Preset.CAUTIOUS, {}))
    missed = 1.0
    for one in found:
        is_over = one.state == "recovered"
        if is_over and only_open:
            continue
        days = (NIGHT - one.opened_at) / timedelta(days=1)
        until = ((one.closed_at or NIGHT) - one.opened_at) / timedelta(days=1) if is_over else days
        heard = known.tellers * (1 - 0.5 ** (min(days, until) / known.half_life))
        missed *= 1 - min(heard, people - 1) / (people - 1)
    return (people) * (1 - missed)


def everybody() -> int:
    return Contact.objects.filter(erased_at=None).count()


def heard_sponsors(refs: Sequence[str]) -> tuple[int, int]:
    parts = Stakeholder.objects.filter(ref__in=refs)
    said = sum(
        Ask.objects.filter(
            project=one.project_id, contact=one.contact_id, sent_on__gte=(NIGHT - YEAR).date()
        )
        .exclude(taste="")
        .exists()
        for one in parts
    )
    return said, len(parts)


MODELS = (Benefit, PmoCost, Ask, Case, Project, Stakeholder)
FIGURES: dict[str, Callable[[Sequence[str]], str]] = {
    "money.confirmed": lambda refs: plain(sum((signed(one) for one in benefits(refs)), Decimal(0))),
    "money.signed": lambda refs: plain(sum((signed(one) for one in benefits(refs)), Decimal(0))),
    "money.claimed": lambda refs: plain(
        sum((money(one, "actual") - signed(one) for one in benefits(refs)), Decimal(0))
    ),
    "money.promised": lambda refs: plain(
        sum((money(one, "planned") for one in benefits(refs)), Decimal(0))
    ),
    "money.realised": lambda refs: share(
        float(sum((signed(one) for one in benefits(refs)), Decimal(0))),
        float(sum((money(one, "planned") for one in benefits(refs)), Decimal(0))),
    ),
    "money.roi": return_on_costs,
    "coverage.heard": lambda refs: share(*heard_sponsors(refs)),
    "coverage.unheard": lambda refs: str(
        sum(
            not Ask.objects.filter(project=one).exclude(taste="").exists() for one in projects(refs)
        )
    ),
    "taste.yes": lambda refs: share(sum(one.taste == "yes" for one in asks(refs)), len(asks(refs))),
    "taste.response": lambda refs: share(
        sum(one.taste != "" for one in asks(refs)), len(asks(refs))
    ),
    "cases.opened": lambda refs: str(len(cases(refs))),
    "cases.recovered": lambda refs: str(sum(one.state == "recovered" for one in cases(refs))),
    "cases.open": lambda refs: str(sum(one.closed_at is None for one in cases(refs))),
    "cases.late": lambda refs: str(
        sum(one.closed_at is None and one.due_at < NIGHT - timedelta(days=1) for one in cases(refs))
    ),
    "cases.share": lambda refs: share(
        sum(one.state == "recovered" for one in cases(refs)), len(cases(refs))
    ),
    "cases.median": took,
    "again.rate": repeat_rate,
    "again.orders": lambda refs: str(
        len({(one.customer_id, one.starts_on) for one in projects(refs)})
    ),
    "reach.open": lambda refs: str(round(reached(refs, only_open=True))),
    "reach.back": lambda refs: str(
        round(reached(refs, only_open=False) - reached(refs, only_open=True))
    ),
}


def answers(refs: Sequence[str]) -> list[CounterfactualAnswer]:
    return list(CounterfactualAnswer.objects.filter(ref__in=refs))


FIGURES |= {
    "without.said": lambda refs: str(len({one.ask.contact_id for one in answers(refs)})),
    "without.scale": lambda refs: (
        f"{sum((one.scale or 0) > 3 for one in answers(refs))}/{len(answers(refs))}"
    ),
}
OF_THE_OUTLOOK = {"outlook.word", "outlook.deed"}
"""Reckoned again in value/tests/test_outlook.py; here they are those of the outlook's page."""


def in_quarter(day: date, name: str) -> bool:
    return name == f"Q{(day.month - 1) // 3 + 1} {day.year}"


def chain(chart: Chart) -> list[list[float | None]]:
    found = benefits(chart.source.refs)
    stages = (
        sum((money(one, "planned") for one in found), Decimal(0)),
        sum((money(one, "actual") for one in found), Decimal(0)),
        sum((signed(one) for one in found), Decimal(0)),
        sum((signed(one) for one in found if one.stage == "verified"), Decimal(0)),
    )
    return [[float(one) for one in stages]]


def trend(chart: Chart) -> list[list[float | None]]:
    values: list[float | None] = []
    for name in chart.categories:
        said = [one.taste for one in asks(chart.source.refs) if in_quarter(one.sent_on, name)]
        values.append(round(said.count("yes") / len(said), 6) if len(said) >= 5 else None)
    return [values]


def flow(chart: Chart) -> list[list[float | None]]:
    found = cases(chart.source.refs)
    mended = [one.closed_at for one in found if one.state == "recovered" and one.closed_at]
    return [
        [
            float(sum(in_quarter(one.opened_at.date(), name) for one in found))
            for name in chart.categories
        ],
        [float(sum(in_quarter(one.date(), name) for one in mended)) for name in chart.categories],
    ]


CHARTS = {"money.chain": chain, "taste.trend": trend, "cases.flow": flow}


def of_customers(table: Table) -> set[tuple[str, ...]]:
    rows: set[tuple[str, ...]] = set()
    found = benefits(table.source.refs)
    for name in {one.project.customer.name for one in found}:
        mine = [one for one in found if one.project.customer.name == name]
        rows.add(
            (
                name,
                *(
                    f"{sum(amounts, Decimal(0)):,.0f}"
                    for amounts in (
                        [money(one, "planned") for one in mine],
                        [money(one, "actual") for one in mine],
                        [signed(one) for one in mine],
                        [signed(one) for one in mine if one.stage == "verified"],
                    )
                ),
            )
        )
    return rows


def tastes(table: Table) -> set[tuple[str, ...]]:
    found = asks(table.source.refs)
    rows: set[tuple[str, ...]] = set()
    for name in {one.customer.name for one in found if one.taste}:
        mine = [one.taste for one in found if one.customer.name == name]
        said = len(mine) - mine.count("")
        counts = (name, str(len(mine)), str(said))
        if said < 5:
            rows.add((*counts, "\N{EN DASH}", "too few"))
            continue
        low, high = wilson(mine.count("yes"), said)
        rows.add((*counts, percent(mine.count("yes") / said), f"{percent(low)} to {percent(high)}"))
    return rows


def states(table: Table) -> set[tuple[str, ...]]:
    said, whole = heard_sponsors(table.source.refs)
    return {("Answered", str(said)), ("Silent", str(whole - said))}


def codes(table: Table) -> set[tuple[str, ...]]:
    said = answers(table.source.refs)
    rows: set[tuple[str, ...]] = set()
    for code, label in CODES.items():
        count = sum(getattr(one, code) for one in said)
        low, high = wilson(count, len(said))
        share_, between = percent(count / len(said)), f"{percent(low)} to {percent(high)}"
        rows.add((str(label), str(count), share_, between))
    return rows


def compared(table: Table) -> set[tuple[str, ...]]:
    assert ComparisonProject.objects.filter(ref__in=table.source.refs, is_pmo=True).count() == 2
    lacks = {"On time": "Nothing to compare with", "Within cost": "Nothing to compare with"}
    names = ("On time", "Within cost", "Outcome reached")
    return {
        (name, lacks.get(name, "Too few to tell"), "\N{EN DASH}", "\N{EN DASH}") for name in names
    }


TABLES = {
    "money.customers": of_customers,
    "taste.customers": tastes,
    "coverage.states": states,
    "without.codes": codes,
    "without.deeds": compared,
}


def of_kind(document: Document, kind: type) -> list[object]:
    return [one for one in document.blocks() if isinstance(one, kind)]


def test_every_figure_of_the_defence_pack_follows_from_the_rows_it_names(pmo: Pmo) -> None:
    document = built(pmo.lead, at=pmo.now)

    told = {
        one.id: one
        for one in of_kind(document, Figure)
        if isinstance(one, Figure) and one.id not in OF_THE_OUTLOOK
    }
    again = {key: FIGURES[key](one.source.refs) for key, one in told.items()}

    assert again == {key: one.value for key, one in told.items()}
    assert set(told) == set(FIGURES), "this PMO has something to say everywhere"


def test_every_picture_and_table_of_it_does(pmo: Pmo) -> None:
    document = built(pmo.lead, at=pmo.now)

    pictures = {one.id: one for one in document.blocks() if isinstance(one, Chart)}
    tables = {
        one.id: one
        for one in document.blocks()
        if isinstance(one, Table) and one.id != "outlook.lines"
    }

    assert {key: [list(one.values) for one in chart.series] for key, chart in pictures.items()} == {
        key: CHARTS[key](chart) for key, chart in pictures.items()
    }
    assert {key: set(one.rows) for key, one in tables.items()} == {
        key: TABLES[key](one) for key, one in tables.items()
    }


def test_outlook_of_it_is_that_of_its_page(pmo: Pmo, as_lea: Client, clock: Clock) -> None:
    document = built(pmo.lead, at=pmo.now)
    page = as_lea.get("/w/acme/value/outlook/").content.decode()

    told = {one.id: one for one in document.blocks() if isinstance(one, Figure)}
    lines = next(
        one for one in document.blocks() if isinstance(one, Table) and one.id == "outlook.lines"
    )

    assert set(told) >= OF_THE_OUTLOOK
    for key in OF_THE_OUTLOOK:
        assert told[key].shown in page, key
        assert told[key].source.refs, key
    assert [name for name, *_rest in lines.rows if name not in page] == []
    counted = [share for _name, _light, share, *_rest in lines.rows if share != "\N{EN DASH}"]
    assert counted
    assert [share for share in counted if f"({share})" not in page] == []


def test_every_story_of_it_is_that_of_its_case(pmo: Pmo) -> None:
    stories = [one for one in built(pmo.lead, at=pmo.now).blocks() if isinstance(one, Story)]

    assert len(stories) == 5
    for one in stories:
        (case,) = cases(one.source.refs)
        change = Adjustment.objects.get(case=case)
        assert one.title == f"{case.customer.name}: {case.project.name}"
        assert one.steps[0].startswith(day(case.opened_at)), one.steps
        assert any(change.what in step for step in one.steps)
        assert case.closed_at is not None
        assert one.steps[-1].startswith(day(case.closed_at))


def day(at: datetime) -> str:
    months = [
        "Jan.",
        "Feb.",
        "March",
        "April",
        "May",
        "June",
        "July",
        "Aug.",
        "Sept.",
        "Oct.",
        "Nov.",
        "Dec.",
    ]
    return f"{months[at.month - 1]} {at.day}, {at.year}"


def test_whatever_stands_in_it_names_rows_that_are_there(pmo: Pmo) -> None:
    for key, source in built(pmo.lead, at=pmo.now).sources().items():
        found = {
            str(ref)
            for model in (*MODELS, CounterfactualAnswer, ComparisonProject, Customer)
            for ref in model._default_manager.filter(ref__in=source.refs).values_list(  # noqa: SLF001
                "ref", flat=True
            )
        }
        assert found == set(source.refs), key
        assert source.path.startswith("/w/acme/"), key
