"""Whether the PMO would survive a belt tightening: the outlook by word and by deed, apart, and who walks away."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.analytics.outlook import Light, Position
from secondslice.reports.building import words
from secondslice.reports.building.scope import Scope
from secondslice.reports.document import Block, Figure, Lack, Section, Source, Table, Text
from secondslice.reports.selectors.executives import refs_of_deeds, refs_of_words
from secondslice.value.counterfactual.rules import LEAST_FOR_A_SHARE
from secondslice.value.outlook.selectors.reading import (
    Line,
    Outlook,
    Side,
    Standing,
    outlook_of_all,
)
from secondslice.value.outlook.words import LIGHT, WHAT, where_words

PATH = "outlook:page"


def section(scope: Scope) -> Section:
    """Return where the PMO stands. No predictor of what becomes of a PMO is proven, and that is said."""
    found = outlook_of_all(scope.reader, at=scope.evening)
    outlook = found.outlook
    said = Source(
        _("The latest answer of each executive"),
        scope.path(PATH),
        refs_of_words(scope.reader, outlook.words),
    )
    done = Source(
        _("Projects, answers by name, cases and work that went around the PMO"),
        scope.path(PATH),
        refs_of_deeds(scope.reader, at=scope.evening),
    )
    blocks: list[Block] = []
    if 0 < len(outlook.words) < LEAST_FOR_A_SHARE:
        blocks.append(Lack(_("What executives say: too few to show.")))
    elif outlook.word.position.seen:
        blocks.append(_side("word", _("By what executives say"), outlook.word, said, is_word=True))
    else:
        blocks.append(
            Lack(_("No executive was asked yet whether others could deliver like the PMO."))
        )
    if outlook.deed.position.seen:
        blocks.append(_side("deed", _("By what is done"), outlook.deed, done, is_word=False))
        blocks.append(_lines(outlook.deed.lines, done))
    else:
        blocks.append(Lack(_("Nothing was observed yet from which an outlook could be made.")))
    blocks += _walking(found.walking_away, done)
    blocks.append(
        Text(_("Nobody has shown what predicts the end of a PMO. The weights are ours."))
    )  # fmt: skip
    weak = tuple(_weak(outlook, found.walking_away))
    return Section("outlook", _title(outlook), tuple(blocks), weak)


def _title(outlook: Outlook) -> str:
    """Return where the PMO stands by word and by deed, each named: neither stands for the other."""
    word = where_words(outlook.word.position, is_word=True)
    if 0 < len(outlook.words) < LEAST_FOR_A_SHARE:
        word = _("Too few to show")
    deed = where_words(outlook.deed.position, is_word=False)
    return _("The outlook. By word: %(word)s; by deed: %(deed)s") % {"word": word, "deed": deed}


def _side(key: str, label: str, side: Side, source: Source, *, is_word: bool) -> Figure:
    at = side.position
    note = _("%(where)s. Between %(low)s and %(high)s; %(known)s of %(all)s inputs are known.") % {
        "where": where_words(at, is_word=is_word),
        "low": words.share(at.low),
        "high": words.share(at.high),
        "known": side.known,
        "all": len(side.lines),
    }
    return Figure(
        f"outlook.{key}",
        label,
        words.share(at.share),
        f"{at.share:.6f}",
        note,
        source,
        badge="ours",
    )


def _lines(lines: Sequence[Line], source: Source) -> Table:
    rows = tuple(
        (
            str(WHAT[one.what]),
            str(LIGHT[one.position.light]),
            words.share(one.counted) if one.seen else "\N{EN DASH}",
            *_place(one.position),
            words.number(one.weight),
        )
        for one in lines
    )
    columns = (
        _("What is observed"), _("Traffic light"), _("Counted"), _("Placed at"), _("Interval"), _("Weight"),
    )  # fmt: skip
    note = _(
        "Placed with caution: of few observations the interval is wide, and the place stays near the middle."
    )
    title = _("What the outlook is made of")
    return Table("outlook.lines", title, columns, rows, source, (2, 3, 4, 5), note)


def _place(at: Position) -> tuple[str, str]:
    if not at.seen:
        return "\N{EN DASH}", "\N{EN DASH}"
    told = {"low": words.share(at.low), "high": words.share(at.high)}
    return words.share(at.share), _("%(low)s to %(high)s") % told


def _walking(found: Sequence[Standing], source: Source) -> list[Block]:
    if not found:
        return []
    rows = tuple((one.customer.name, words.share(one.deed.share)) for one in found)
    refs = tuple(str(one.customer.ref) for one in found)
    says = Source(_("Customers who say Yes and order nothing"), source.path, refs)
    columns = (_("Customer"), _("By what is done"))
    return [Table("outlook.away", _("Say Yes, and walk away"), columns, rows, says, (1,))]


def _weak(outlook: Outlook, away: Sequence[Standing]) -> list[str]:
    found = []
    if not outlook.words:
        found.append(_("No executive was asked yet whether others could deliver like the PMO."))
    said = outlook.word.lines if len(outlook.words) >= LEAST_FOR_A_SHARE else ()
    for one in (*said, *outlook.deed.lines):
        if one.position.light is Light.ACT:
            told = {"what": WHAT[one.what], "share": words.share(one.counted)}
            found.append(_("%(what)s: %(share)s.") % told)
    if away:
        text = ngettext(
            "%(count)s customer says Yes and orders nothing.",
            "%(count)s customers say Yes and order nothing.",
            len(away),
        )
        found.append(text % {"count": len(away)})
    return found
