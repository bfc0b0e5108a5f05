"""A saved scenario of the what-if page, cited: what it changes, what would come of it, and how far that is trusted."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.impact import words as impact_words
from secondslice.impact.models import Scenario
from secondslice.impact.selectors.scenarios import Cited, cited
from secondslice.impact.selectors.scenarios import Figure as Reckoned
from secondslice.impact.what_if import PATHS
from secondslice.reports.building import words
from secondslice.reports.building.scope import Scope
from secondslice.reports.document import Block, Document, Figure, Lack, Section, Source, Table, Text
from secondslice.reports.selectors.rows import refs_of_portfolio

KEY = "what_if"
PLAIN = {"customers", "people", "cases"}
"""Units that are no currency."""


def section(scope: Scope, scenario: Scenario) -> Section:
    """Return what would come of a scenario, of the customers there are, each figure with its badge and its spread."""
    found = cited(scope.reader, scenario, now=scope.evening)
    name = words.nameless(found.name, scope.people) or _("a saved scenario")
    title = _("What if: %(name)s") % {"name": name}
    if not found.figures:
        lack = _("No customer has a project yet, so nothing would come of the scenario.")
        return Section(KEY, title, (Lack(lack),), (lack,))
    refs = (str(found.ref), *refs_of_portfolio(scope.reader))
    path = scope.path("impact:scenario", found.ref)
    source = Source(_("The scenario and its customers"), path, refs)
    blocks: tuple[Block, ...] = (
        *(_figure(one, source) for one in found.figures),
        _changes(found, Source(_("The scenario as it was saved"), path, refs[:1])),
        Text(
            _(
                "Reckoned, and not measured: of %(paths)s ways in which chance could go, one in ten ends below the"
                " first figure and one in ten above the last. The spread is that of chance alone."
            )
            % {"paths": words.number(PATHS)}
        ),
    )
    weak = _(
        "What the scenario “%(name)s” says is reckoned with numbers that are not measured here."
    )
    return Section(KEY, title, blocks, (weak % {"name": name},))


def scenario_in(document: Document) -> str:
    """Return the public id of the scenario that a report cites; nothing where it cites none."""
    for one in document.sections:
        for block in one.blocks if one.key == KEY else ():
            if isinstance(block, Figure):
                return block.source.refs[0]
    return ""


def _figure(one: Reckoned, source: Source) -> Figure:
    return Figure(
        f"what_if.{one.code}",
        str(impact_words.FIGURES[one.code]),
        _written(one.value, one.unit),
        f"{one.value:.2f}",
        _spread(one),
        source,
        badge=one.badge.value,
    )


def _spread(one: Reckoned) -> str:
    if one.low is None or one.high is None:
        return _("On average, without a spread.")
    middle = one.value if one.middle is None else one.middle
    told = {"low": one.low, "middle": middle, "high": one.high}
    return _("10 %%: %(low)s; 50 %%: %(middle)s; 90 %%: %(high)s.") % {
        name: _written(value, one.unit) for name, value in told.items()
    }


def _written(value: float, unit: str) -> str:
    number = round(value)
    if unit not in PLAIN:
        return f"{words.number(number)}\N{NO-BREAK SPACE}{unit}"
    text = {
        "customers": ngettext("%(count)s customer", "%(count)s customers", number),
        "people": ngettext("%(count)s person", "%(count)s people", number),
        "cases": ngettext("%(count)s case", "%(count)s cases", number),
    }[unit]
    return text % {"count": words.number(number)}


def _changes(found: Cited, source: Source) -> Table:
    values = found.way.as_values()
    rows = tuple(
        (str(name), words.number(int(values[code])) if code == "lost" else words.share(values[code]))
        for code, name in impact_words.SETTINGS.items()
    )  # fmt: skip
    note = ngettext(
        "Of %(count)s customer with %(people)s people.",
        "Of %(count)s customers with %(people)s people.",
        found.customers,
    ) % {"count": words.number(found.customers), "people": words.number(found.people)}
    columns = (_("What it assumes"), _("Value"))
    return Table("what_if.set", _("What the scenario changes"), columns, rows, source, (1,), note)
