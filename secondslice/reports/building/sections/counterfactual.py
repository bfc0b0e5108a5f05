"""What executives say to “What would this place look like if the PMO wasn't around?”, and what projects show."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.reports.building import words
from secondslice.reports.building.scope import Scope
from secondslice.reports.document import Block, Figure, Lack, Section, Source, Table, Text
from secondslice.reports.selectors.executives import refs_of_words, refs_to_compare, words_until
from secondslice.value.counterfactual.rules import LEAST_FOR_A_SHARE, Code
from secondslice.value.counterfactual.selectors.deeds import Deed, deeds
from secondslice.value.counterfactual.selectors.said import code_shares
from secondslice.value.counterfactual.selectors.words import Word
from secondslice.value.counterfactual.words import SCALE

PATH = "counterfactual:page"
ALONE = 4
"""From this step of the scale on an executive would rather have the PMO."""


def section(scope: Scope) -> Section:
    """Return words and deeds side by side: neither is made of the other."""
    said = words_until(scope.reader, scope.today)
    blocks = [*_said(scope, said), *_shown(scope)]
    return Section("counterfactual", _title(said), tuple(blocks), tuple(_weak(said)))


def _title(said: Sequence[Word]) -> str:
    """Return what was answered, and no more than that."""
    if not said:
        return _("Without the PMO: not asked yet")
    if len(said) < LEAST_FOR_A_SHARE:
        return _("Without the PMO: too few answers to show")
    worse = sum(not one.is_no_different for one in said)
    told = {"worse": words.number(worse), "all": words.number(len(said))}
    return (
        _("%(worse)s of %(all)s executives say: slower, dearer or left undone without the PMO")
        % told
    )


def _said(scope: Scope, said: Sequence[Word]) -> list[Block]:
    if not said:
        return [
            Lack(_("No executive was asked yet what this place would look like without the PMO."))
        ]
    source = Source(
        _("The latest answer of each executive"),
        scope.path(PATH),
        refs_of_words(scope.reader, said),
    )
    number = len(said)
    note = _("The latest answer of each, by %(day)s.") % {"day": words.day(scope.today)}
    blocks: list[Block] = [
        Figure("without.said", _("Executives who answered"), words.number(number), str(number), note, source)
    ]  # fmt: skip
    if number < LEAST_FOR_A_SHARE:
        return [*blocks, Lack(_too_few())]
    steps = [one.scale for one in said if one.scale is not None]
    if len(steps) >= LEAST_FOR_A_SHARE:
        blocks.append(_scale(steps, source))
    elif steps:
        blocks.append(Lack(_("On the scale stand too few to show.")))
    return [*blocks, _codes(said, source)]


def _too_few() -> str:
    """Return why nothing is told of what so few have said: each of them could be told by it."""
    least = {"least": LEAST_FOR_A_SHARE}
    return _("Too few to show: from %(least)s answers on it is told what they say.") % least


def _scale(steps: Sequence[int], source: Source) -> Figure:
    would = sum(step >= ALONE for step in steps)
    told = {"would": words.number(would), "all": words.number(len(steps))}
    note = _("Step 4 or 5 on the scale that ends with “%(end)s”.") % {"end": SCALE[5]}
    shown = _("%(would)s of %(all)s") % told
    label = _("Would rather have the PMO")
    return Figure("without.scale", label, shown, f"{would}/{len(steps)}", note, source)


def _codes(said: Sequence[Word], source: Source) -> Table:
    rows = []
    for one in code_shares(said):
        share, between = "\N{EN DASH}", _("too few")
        if one.share is not None:
            share, between = words.share(one.share.share), words.between(one.share)
        rows.append((str(one.label), words.number(one.count), share, between))
    columns = (_("Without the PMO"), _("Executives"), _("Share"), _("Interval"))
    note = _("Several may be said at once, but “no different” stands alone.")
    title = _("What this place would look like")
    return Table("without.codes", title, columns, tuple(rows), source, (1, 2, 3), note)


def _shown(scope: Scope) -> list[Block]:
    found = deeds(scope.workspace, today=scope.today)
    if not found.total:
        return [
            Lack(
                _(
                    "No list of projects run with and without the PMO was brought in, so none are compared."
                )
            )
        ]
    source = Source(
        _("Projects of the list to compare"), scope.path("counterfactual:list"), refs_to_compare(scope.reader)
    )  # fmt: skip
    rows = tuple(_deed(one) for one in found.deeds)
    columns = (_("Question"), _("What they show"), _("Difference in points"), _("Interval"))
    note = _("%(pmo)s projects of the PMO beside %(others)s others, told apart by %(by)s.") % {
        "pmo": words.number(found.pmo),
        "others": words.number(found.others),
        "by": ", ".join(found.strata) or "\N{EN DASH}",
    }
    title = _("What projects show")
    return [
        Table("without.deeds", title, columns, rows, source, (2, 3), note),
        Text(
            _(
                "Who is given to the PMO is nobody's dice: it may get the harder projects or the better ones, and"
                " matching cannot test that away. Better than like projects is not better because of the PMO."
            )
        ),
    ]


def _deed(one: Deed) -> tuple[str, str, str, str]:
    if one.points is None:
        return str(one.label), str(one.words), "\N{EN DASH}", "\N{EN DASH}"
    low, high = (round(end) for end in one.ends)
    between = _("%(low)s to %(high)s") % {"low": low, "high": high}
    return str(one.label), str(one.words), f"{round(one.points):+d}", between


def _weak(said: Sequence[Word]) -> list[str]:
    if not said:
        return [_("No executive was asked yet what this place would look like without the PMO.")]
    if len(said) < LEAST_FOR_A_SHARE:
        return [
            _(
                "Too few executives have said what this place would look like without the PMO to show it."
            )
        ]
    none = sum(Code.NO_DIFFERENT in one.codes for one in said)
    if not none:
        return []
    text = ngettext(
        "%(count)s executive sees no difference without the PMO.",
        "%(count)s executives see no difference without the PMO.",
        none,
    )
    return [text % {"count": none}]
