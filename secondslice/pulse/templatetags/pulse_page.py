"""Sentences, charts and addresses of the pulse page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from secondslice.pulse import pictures, words
from secondslice.pulse.changes import Change, Side
from secondslice.pulse.scores import Period
from secondslice.pulse.selectors.coverage import STATES, Coverage
from secondslice.pulse.selectors.narrowing import Narrow
from secondslice.pulse.selectors.pulse import Groups, Pulse

register = template.Library()
for name in ("headline", "usual", "reckoning", "compared_with_before"):
    register.filter(name, getattr(words, name))
register.filter("sponsor_because", words.because)
register.filter("kind_name", words.kind_name)


@register.filter
def period_name(period: Period) -> str:
    """Return what a period is called."""
    return pictures.period_name(period)


@register.filter
def band(pulse: Pulse) -> str:
    """Return what silence leaves open."""
    return words.band(pulse)


@register.filter
def groups_title(groups: Groups) -> str:
    """Return which groups stand apart."""
    return words.groups_title(groups)


@register.filter
def causes_title(pulse: Pulse) -> str:
    """Return what is named most under a No."""
    return words.causes_title(pulse.causes, pulse.whole)


@register.filter
def praise_title(pulse: Pulse) -> str:
    """Return what is named most under a Yes."""
    return words.praise_title(pulse.praise, pulse.whole)


@register.filter
def coverage_title(pulse: Pulse) -> str:
    """Return how many sponsors were heard."""
    return words.coverage_title(pulse.coverage)


@register.simple_tag(takes_context=True)
def answers_url(context: template.Context, **changes: object) -> str:
    """Return where the answers behind a figure are: those of the page, narrowed a little further."""
    return _answers(context, {name: str(value) for name, value in changes.items()})


@register.simple_tag(takes_context=True)
def group_answers_url(context: template.Context, kind: str, value: str) -> str:
    """Return where the answers of a group are."""
    return _answers(context, {kind: value})


@register.simple_tag(takes_context=True)
def narrowed_url(context: template.Context, kind: str, value: str) -> str:
    """Return the address of this page for one group alone."""
    query = context["request"].GET.copy()
    query[kind] = value
    query.pop("all", None)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sponsors_url(context: template.Context, *, state: str = "") -> str:
    """Return where the sponsors are, narrowed as the page is, and to one state."""
    narrow: Narrow = replace(context["narrow"], since=None, until=None, reason="")
    where = reverse("pulse:coverage", args=[context["request"].membership.workspace.slug])
    return where + narrow.address(months=str(context["months"]), state=state)


@dataclass(frozen=True, slots=True)
class Part:
    """The sponsors in one state, and where they lie in a bar of all."""

    state: str
    name: str
    count: int
    start: float
    end: float


@register.filter
def stacked(coverage: Coverage) -> list[Part]:
    """Return the states one after the other, for a bar."""
    parts, start = [], 0.0
    for state, count in coverage.counts.items():
        end = start + count / coverage.whole
        parts.append(Part(state, state_name(state), count, start, end))
        start = end
    return parts


@register.filter
def state_name(state: str) -> str:
    """Return what the state of a sponsor is called."""
    return str(STATES.get(state, state))


@register.simple_tag(takes_context=True)
def shares(context: template.Context) -> SafeString:
    """Draw the share of Yes over time; each period leads to its answers."""
    pulse: Pulse = context["pulse"]
    where = partial(_of_period, context)
    return pictures.shares_chart(pulse.periods, pulse.whole, where).drawn()


@register.simple_tag
def sums(change: Change) -> SafeString:
    """Draw the two sums that tell a change from chance."""
    chart = pictures.sums_chart(change)
    return chart.drawn() if chart else SafeString("")


@register.filter
def steps_of(side: Side) -> dict[str, float]:
    """Return what a No and a Yes add to a sum."""
    return {"no": side.chart.step(is_no=True), "yes": side.chart.step(is_no=False)}


def _of_period(context: template.Context, period: Period) -> str:
    since, until = period.first.isoformat(), period.last.isoformat()
    return _answers(context, {"since": since, "until": until})


def _answers(context: template.Context, changes: dict[str, str]) -> str:
    slug: str = context["request"].membership.workspace.slug
    pulse: Pulse | None = context.get("pulse")
    narrow = pulse.narrow if pulse else Narrow()
    return reverse("pulse:answers", args=[slug]) + narrow.address(**changes)
