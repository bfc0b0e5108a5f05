"""What customers answered: the share of Yes with its n and interval, who answered at all, and the trend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.pulse.models import Taste
from secondslice.pulse.scores import LEAST_FOR_A_SCORE, Tally, changed
from secondslice.reports.building import words
from secondslice.reports.building.scope import Scope
from secondslice.reports.document import (
    Block,
    Chart,
    Figure,
    Lack,
    Section,
    Series,
    Source,
    Table,
    Text,
)
from secondslice.reports.selectors.rows import AskRow

MOST_CUSTOMERS = 8
HALF = 0.5


def section(scope: Scope) -> Section:
    """Return what customers say of their projects, as far as it was not said in confidence."""
    asked = in_time(scope)
    tally = tally_of(asked)
    score = tally.score
    if score is None:
        title = _("Too few answers for a score")
    else:
        told = {"share": words.share(score.share), "n": words.number(score.n)}
        title = _("%(share)s of %(n)s answers are Yes") % told
    blocks: list[Block] = [*_score(scope, asked, tally), *_response(scope, asked, tally)]
    blocks += [_change(scope, tally), *_trend(scope)]
    if scope.customer is None:
        blocks += [*_by_customer(scope, asked), _elsewhere()]
    return Section("taste", title, tuple(blocks), tuple(_weak(tally)))


def in_time(scope: Scope) -> list[AskRow]:
    """Return the questions sent in the days of the report."""
    return [one for one in scope.asks if one.sent_on >= scope.begins_on]


def tally_of(asked: Iterable[AskRow]) -> Tally:
    """Return how many were asked, and what they said."""
    tastes = [one.taste for one in asked]
    return Tally(len(tastes), tastes.count(Taste.YES), tastes.count(Taste.NO))


def answered(asked: Iterable[AskRow]) -> list[AskRow]:
    """Return those that were answered."""
    return [one for one in asked if one.taste]


def questions(scope: Scope, asked: Iterable[AskRow], what: str) -> Source:
    """Return the source of a number that is made of these questions."""
    query = {"since": scope.begins_on.isoformat(), "until": scope.ends_on.isoformat()}
    if scope.customer is not None:
        query["customer"] = str(scope.customer.ref)
    path = scope.path("pulse:answers", **query)
    return Source(what, path, tuple(one.ref for one in asked))


def _score(scope: Scope, asked: Sequence[AskRow], tally: Tally) -> list[Block]:
    if tally.score is None:
        text = ngettext(
            "%(count)s answer came in this time: %(yes)s Yes and %(no)s No. From %(least)s on there is a score.",
            "%(count)s answers came in this time: %(yes)s Yes and %(no)s No. From %(least)s on there is a score.",
            tally.answered,
        )
        told = {"yes": tally.yes, "no": tally.no, "least": LEAST_FOR_A_SCORE}
        return [Lack(text % {"count": tally.answered, **told})]
    note = _("%(yes)s of %(n)s answers; with 95 %% confidence %(interval)s. %(counted)s") % {
        "yes": words.number(tally.yes),
        "n": words.number(tally.answered),
        "interval": words.between(tally.score),
        "counted": _counted(scope),
    }
    source = questions(scope, answered(asked), _("Answers to questions of the time of the report"))
    share = tally.yes / tally.answered
    return [Figure("taste.yes", _("Yes"), words.share(share), f"{share:.6f}", note, source)]


def _counted(scope: Scope) -> str:
    """Say which questions are counted, so that other figures of about the same time can be told from these."""
    return _("Counted: all asked by name from %(first)s to %(last)s, once or again, each with its latest answer.") % {
        "first": words.day(scope.begins_on), "last": words.day(scope.ends_on),
    }  # fmt: skip


def _elsewhere() -> Text:
    """Say why other pages show other figures."""
    return Text(
        _(
            "The pulse page counts whole months, the benchmarks only who was asked for the first time, and the impact"
            " page also groups that answered in confidence: their figures differ from these."
        )
    )


def _response(scope: Scope, asked: Sequence[AskRow], tally: Tally) -> list[Block]:
    rate = tally.response_rate
    if rate is None:
        return [Lack(_("Nobody was asked in this time."))]
    note = _("%(answered)s of %(asked)s who were asked. Silence is not counted as a Yes.") % {
        "answered": words.number(tally.answered),
        "asked": words.number(tally.asked),
    }
    source = questions(scope, asked, _("Questions of the time of the report"))
    label = _("Response rate")
    return [Figure("taste.response", label, words.share(rate), f"{rate:.6f}", note, source)]


def _change(scope: Scope, now: Tally) -> Text:
    """Say whether the share has changed against as long a time before; nothing is called better without cause."""
    before = tally_of(one for one in scope.asks if scope.before_on <= one.sent_on < scope.begins_on)
    if not (now.has_score and before.has_score):
        return Text(_("There are too few answers of the time before to compare with."))
    told = {"share": words.share(before.yes / before.answered), "n": words.number(before.answered)}
    sentences = {
        -1: _("That is less than in the time before (%(share)s of %(n)s), and more than chance would make it."),
        0: _("That does not differ from the time before (%(share)s of %(n)s) by more than chance would make it."),
        1: _("That is more than in the time before (%(share)s of %(n)s), and more than chance would make it."),
    }  # fmt: skip
    return Text(sentences[changed(before, now)] % told)


def _trend(scope: Scope) -> list[Block]:
    tallies, counted = [], list[AskRow]()
    for quarter in scope.quarters:
        mine = [one for one in scope.asks if quarter.begins_on <= one.sent_on <= quarter.ends_on]
        tallies.append(tally_of(mine))
        counted += answered(mine)
    scores = [one.score for one in tallies]
    if sum(one is not None for one in scores) < 2:  # noqa: PLR2004  (one point is no trend)
        return [Lack(_("Fewer than two quarters have answers enough for a trend."))]
    return [
        Chart(
            "taste.trend",
            _("The share of Yes, quarter by quarter"),
            "lines",
            tuple(words.quarter(one) for one in scope.quarters),
            (
                Series(
                    _("Yes"),
                    tuple(None if one is None else round(one.yes / one.n, 6) for one in scores),
                    tuple(None if one is None else round(one.low, 6) for one in scores),
                    tuple(None if one is None else round(one.high, 6) for one in scores),
                    "yes",
                ),
            ),
            "share",
            questions(scope, counted, _("Answers to questions of these quarters")),
            note=_("By the day of asking, with 95 %% intervals. n: %(counts)s.")
            % {"counts": ", ".join(words.number(one.answered) for one in tallies)},
        )
    ]


def _by_customer(scope: Scope, asked: Sequence[AskRow]) -> list[Block]:
    grouped: dict[int, list[AskRow]] = {}
    for one in asked:
        grouped.setdefault(one.customer, []).append(one)
    tallies = {key: tally_of(mine) for key, mine in grouped.items()}
    found = sorted(
        (key for key, one in tallies.items() if one.answered),
        key=lambda key: (-tallies[key].answered, scope.names.get(key, "")),
    )
    if not found:
        return []
    more = len(found) - MOST_CUSTOMERS
    note = _("Not a ranking: most intervals overlap.")
    if more > 0:
        text = ngettext("%(count)s more has answered.", "%(count)s more have answered.", more)
        note = f"{note} {text % {'count': more}}"
    return [
        Table(
            "taste.customers",
            _("By customer, those with most answers first"),
            (_("Customer"), _("Asked"), _("Answered"), _("Yes"), _("Interval")),
            tuple(_row(scope.names.get(key, ""), tallies[key]) for key in found[:MOST_CUSTOMERS]),
            questions(scope, asked, _("Questions of the time of the report")),
            numeric=(1, 2, 3, 4),
            note=note,
        )
    ]


def _row(name: str, tally: Tally) -> tuple[str, ...]:
    counts = (name, words.number(tally.asked), words.number(tally.answered))
    if tally.score is None:
        return (*counts, "\N{EN DASH}", _("too few"))
    return (*counts, words.share(tally.score.share), words.between(tally.score))


def _weak(tally: Tally) -> list[str]:
    if not tally.asked:
        return [_("Nobody was asked, so nothing is known of what customers think.")]
    found = []
    if tally.score is None:
        found.append(_("There are too few answers for a score."))
    rate = tally.response_rate or 0.0
    if rate < HALF:
        told = {"share": words.share(1 - rate)}
        found.append(
            _("%(share)s of those asked have not answered: what they think is not known.") % told
        )
    return found
