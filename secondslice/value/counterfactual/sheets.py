"""What executives say, and the projects to compare, as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from secondslice.accounts.models import Workspace
from secondslice.ui.exports import Cell, Sheet
from secondslice.value.counterfactual.selectors.deeds import projects_to_compare
from secondslice.value.counterfactual.selectors.words import Earlier, Word
from secondslice.value.counterfactual.words import CODES, SCALE


def words_sheet(words: Sequence[Word]) -> Sheet:
    """Return the answers, earlier ones too: one row each."""
    headers = (
        _("Who"),
        _("Customer"),
        _("Day"),
        *(str(label) for label in CODES.values()),
        _("Scale, 1 to 5"),
        _("The scale in words"),
        _("In the person's words"),
        _("Counts"),
    )
    return Sheet(_("Without the PMO"), headers, _words(words))


def projects_sheet(workspace: Workspace) -> Sheet:
    """Return the projects that are compared, in the form in which they can come in again."""
    headers = (
        _("Id"),
        _("Project"),
        _("Customer"),
        _("Size"),
        _("Type"),
        _("Start"),
        _("Planned end"),
        _("End"),
        _("Planned cost"),
        _("Actual cost"),
        _("Outcome reached"),
        _("Run by the PMO"),
    )
    return Sheet(_("Projects to compare"), headers, _projects(workspace))


def _words(words: Sequence[Word]) -> Iterator[tuple[Cell, ...]]:
    for word in words:
        both: tuple[Word | Earlier, ...] = (word, *word.earlier)
        for place, said in enumerate(both):
            yield (
                word.name,
                word.customer_name,
                said.on,
                *(_yes(code in said.codes) for code in CODES),
                said.scale,
                str(SCALE.get(said.scale or 0, "")),
                said.words,
                _yes(place == 0),
            )


def _projects(workspace: Workspace) -> Iterator[tuple[Cell, ...]]:
    for one in projects_to_compare(workspace).iterator(500):
        yield (
            one.key,
            one.name,
            one.customer,
            one.size,
            one.kind,
            one.starts_on,
            one.planned_end_on,
            one.ended_on,
            one.planned_cost,
            one.actual_cost,
            "" if one.is_reached is None else _yes(one.is_reached),
            _yes(one.is_pmo),
        )


def _yes(is_so: bool) -> str:  # noqa: FBT001  (one word for one value)
    return _("yes") if is_so else _("no")
