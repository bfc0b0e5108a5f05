"""What the pulse page and the list of sponsors show, as files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from secondslice.accounts.models import Membership
from secondslice.analytics.proportions import Proportion
from secondslice.pulse.pictures import period_name
from secondslice.pulse.scores import Tally
from secondslice.pulse.selectors import coverage
from secondslice.pulse.selectors.coverage import STATES, Sponsor
from secondslice.pulse.selectors.narrowing import Narrow
from secondslice.pulse.selectors.pulse import Cause, Pulse
from secondslice.pulse.words import because, kind_name
from secondslice.ui.exports import CHUNK, Cell, Sheet

Line = tuple[Cell, ...]


def pulse_sheet(pulse: Pulse) -> Sheet:
    """Return every figure of the page, one in each row."""
    headers = (
        _("Part"), _("Name"), pgettext("of an interval", "From"), pgettext("of an interval", "To"),
        _("Asked"), _("Answered"), _("Yes"), _("No"), _("Share of Yes"),
        _("Lower end"), _("Upper end"), _("Drawn share"), _("Drawn lower end"), _("Drawn upper end"),
    )  # fmt: skip
    return Sheet(_("Pulse"), headers, _lines(pulse))


def _lines(pulse: Pulse) -> Iterator[Line]:
    first, last = pulse.periods[0].first, pulse.periods[-1].last
    yield _line(_("All"), "", first, last, pulse.whole)
    for period in pulse.periods:
        yield _line(_("Time"), period_name(period), period.first, period.last, period.tally)
    for groups in pulse.groups:
        for row in groups.rows:
            drawn = row.compared.drawn
            line = _line(kind_name(groups.kind), row.name, first, last, row.compared.tally)
            yield (*line[:-3], drawn.share, drawn.low, drawn.high)
    for part, causes in ((_("Why No"), pulse.causes), (_("Why Yes"), pulse.praise)):
        yield from (_cause(part, one, first, last) for one in causes)
    for state, count in pulse.coverage.counts.items():
        yield (_("Sponsors"), str(STATES[state]), first, last, count, *[None] * 9)


def _line(part: str, name: str, first: date, last: date, tally: Tally) -> Line:
    score: Proportion | None = tally.score
    share = (score.share, score.low, score.high) if score else (None, None, None)
    counts = (tally.asked, tally.answered, tally.yes, tally.no)
    return (part, name, first, last, *counts, *share, None, None, None)


def _cause(part: str, one: Cause, first: date, last: date) -> Line:
    return (part, one.name, first, last, None, one.count, *[None] * 8)


def coverage_sheet(membership: Membership, narrow: Narrow, *, state: str, at: datetime) -> Sheet:
    """Return every sponsor in a state, or all of them, in the order of the page."""
    headers = (
        _("Sponsor"), _("Customer"), _("Project"), _("Project manager"), _("State"), _("Why"), _("Last asked"),
    )  # fmt: skip
    rows = _sponsors(membership, narrow, state=state, at=at)
    return Sheet(_("Coverage"), headers, rows)


def _sponsors(
    membership: Membership, narrow: Narrow, *, state: str, at: datetime
) -> Iterator[Line]:
    found = coverage.sponsors(membership, narrow, at=at, state=state)
    rest = found.order_by("sort_key", "ref").iterator(CHUNK)
    while some := list(islice(rest, CHUNK)):
        yield from map(_sponsor, coverage.explained(membership, narrow, some))


def _sponsor(one: Sponsor) -> Line:
    project = one.part.project
    return (
        one.part.contact.name,
        project.customer.name,
        project.name,
        project.manager.name if project.manager else project.manager_name,
        str(STATES[one.state]),
        because(one),
        one.ask.sent_on if one.ask else None,
    )
