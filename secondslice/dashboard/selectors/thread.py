"""The thread of a project or a customer: asks, answers, cases, opportunities, promises, touches, quotes, newest first.

It is paged by the moment of its last entry: each room gives its newest rows up to there, and what is read does not grow
with the age of the project. Entries of one moment keep their order, so none is lost between two pages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet

from secondslice.accounts.models import Membership
from secondslice.customers.models import Customer
from secondslice.dashboard.doors import may_open
from secondslice.funnel import for_dashboard as funnel_rows
from secondslice.funnel import selectors as funnel
from secondslice.funnel.models import Opportunity, PlannedTouch, StageChange
from secondslice.funnel.promises.models import Promise
from secondslice.projects.models import Project
from secondslice.projects.selectors.projects import may_see_which
from secondslice.pulse.models import AnswerDetail, AnswerRevision, Ask
from secondslice.pulse.selectors import for_dashboard as pulse
from secondslice.recovery import selectors as recovery
from secondslice.recovery.models import Adjustment, Case, CaseNote
from secondslice.recovery.selectors import for_dashboard as recovery_rows
from secondslice.value import selectors as value
from secondslice.value.ledger.models import Benefit, Signature, Verification
from secondslice.value.ledger.selectors import happened as ledger
from secondslice.value.models import Testimonial

SIZE = 30
Row = (
    Ask
    | AnswerRevision
    | CaseNote
    | Adjustment
    | Opportunity
    | StageChange
    | Testimonial
    | Benefit
    | Signature
    | Verification
    | Promise
    | PlannedTouch
)
KINDS = (
    "asked", "answered", "note", "adjusted", "opportunity", "stage", "promised", "delivered", "touch", "testimonial",
    "benefit", "signed", "verified",
)  # fmt: skip
"""In the order in which they follow from each other at one moment."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, and the row that tells it."""

    at: datetime
    kind: str
    row: Row
    round: list[Ask] = field(default_factory=list)
    """All questions of one moment, where one person asked several at once."""

    @property
    def order(self) -> tuple[datetime, int, int]:
        """Return what the thread is sorted by."""
        return self.at, KINDS.index(self.kind), self.row.pk

    @property
    def counts_now(self) -> bool:
        """Tell of an answer whether it is the one that counts."""
        return isinstance(self.row, AnswerRevision) and self.row.at == self.row.ask.changed_at

    @property
    def is_change(self) -> bool:
        """Tell of an answer whether the person had answered before."""
        return isinstance(self.row, AnswerRevision) and self.row.ask.answered_at != self.row.at

    @property
    def words(self) -> AnswerDetail | None:
        """Return the reasons and words that came with the answer that counts."""
        if not isinstance(self.row, AnswerRevision) or not self.counts_now:
            return None
        details: list[AnswerDetail] = getattr(self.row.ask, "latest_details", [])
        return next((one for one in details if one.taste == self.row.taste), None)


@dataclass(frozen=True, slots=True)
class Thread:
    """One page of the thread. `older` goes into the address of the next; it is empty at the end."""

    entries: list[Entry]
    older: str
    visible: set[int] = field(default_factory=set)
    """The keys of the projects named in it that the reader may open."""


def thread_of_project(membership: Membership, project: Project, *, after: str) -> Thread:
    """Return one page of what happened in a project."""
    about = _About(
        asks=pulse.asks_about(membership, project=project),
        cases=recovery.cases_of_project(membership, project),
        opportunities=funnel.opportunities_of_project(membership, project),
        testimonials=value.testimonials_of_project(membership, project),
        benefits=ledger.benefits_about(membership, project=project),
    )
    return _thread(membership, about, after=after)


def thread_of_customer(membership: Membership, customer: Customer, *, after: str) -> Thread:
    """Return one page of what happened with a customer, as far as this member may see it.

    What was handed over to a project manager may come from a project that is not his.
    """
    about = _About(
        asks=pulse.asks_about(membership, customer=customer),
        cases=recovery.cases_of_customer(membership, customer),
        opportunities=funnel.opportunities_of_customer(membership, customer),
        testimonials=value.testimonials_of_customer(membership, customer),
        benefits=ledger.benefits_about(membership, customer=customer),
        touched=customer,
    )
    thread = _thread(membership, about, after=after)
    named = {pk for entry in thread.entries if (pk := _project_of(entry.row)) is not None}
    return replace(thread, visible=may_see_which(membership, named))


@dataclass(frozen=True, slots=True)
class _About:
    """What a thread is about: the rows of each room, as this member may see them."""

    asks: QuerySet[Ask]
    cases: QuerySet[Case]
    opportunities: QuerySet[Opportunity]
    testimonials: QuerySet[Testimonial]
    benefits: QuerySet[Benefit]
    touched: Customer | None = None


def _thread(membership: Membership, about: _About, *, after: str) -> Thread:
    opportunities = about.opportunities
    until, skip = _read(after)
    most = SIZE + skip + 1
    entries: list[Entry] = []
    if may_open(membership, "pulse:overview"):
        sent, given = (
            read(about.asks, until=until, most=most) for read in (pulse.sent, pulse.given)
        )
        entries += _entries("asked", sent, lambda row: row.sent_at)
        entries += _entries("answered", given, lambda row: row.at)
    if may_open(membership, "recovery:case"):
        notes = recovery_rows.notes_of(about.cases, until=until, most=most)
        adjustments = recovery_rows.adjustments_of(about.cases, until=until, most=most)
        entries += _entries("note", notes, lambda row: row.at)
        entries += _entries("adjusted", adjustments, lambda row: row.at)
    if may_open(membership, "funnel:list"):
        moves = funnel_rows.stage_changes(opportunities, until=until, most=most)
        entries += _entries("stage", moves, lambda row: row.at)
        told, judged = (
            read(membership, opportunities, until=until, most=most)
            for read in (funnel_rows.promises_told, funnel_rows.promises_judged)
        )
        entries += _entries("promised", told, lambda row: row.at)
        entries += _entries("delivered", judged, lambda row: row.judged_at)
        if until is not None:
            opportunities = opportunities.filter(opened_at__lte=until)
        entries += _entries("opportunity", list(opportunities[:most]), lambda row: row.opened_at)
    if about.touched is not None and may_open(membership, "touching:list"):
        done = funnel_rows.touches_done(about.touched, until=until, most=most)
        entries += _entries("touch", done, lambda row: row.done_at)
    entries += _of_value(membership, about, until=until, most=most)
    entries.sort(key=lambda entry: entry.order, reverse=True)
    return _page(entries, until=until, skip=skip)


def _of_value(
    membership: Membership, about: _About, *, until: datetime | None, most: int
) -> list[Entry]:
    """Return the quotes and benefits, to those who read about value."""
    found: list[Entry] = []
    if may_open(membership, "value:overview"):
        quotes = about.testimonials
        quotes = quotes if until is None else quotes.filter(at__lte=until)
        found += _entries("testimonial", list(quotes[:most]), lambda row: row.at)
    if not may_open(membership, "ledger:page"):
        return found
    written, signed, verified = (
        read(about.benefits, until=until, most=most)
        for read in (ledger.written, ledger.signed, ledger.verified)
    )
    return [
        *found,
        *_entries("benefit", written, lambda row: row.at),
        *_entries("signed", signed, lambda row: row.at),
        *_entries("verified", verified, lambda row: row.at),
    ]


def _entries(kind: str, rows: Sequence[Row], at: Callable[..., datetime]) -> list[Entry]:
    return [Entry(at=at(row), kind=kind, row=row) for row in rows]


def _page(entries: list[Entry], *, until: datetime | None, skip: int) -> Thread:
    """Cut a page out of what was read: `skip` entries of the moment `until` stood on the page before."""
    shown = entries[skip : skip + SIZE]
    if len(entries) <= skip + SIZE:
        return Thread(entries=_in_rounds(shown), older="")
    last = shown[-1].at
    same = sum(entry.at == last for entry in shown)
    if last == until:
        same += skip
    return Thread(entries=_in_rounds(shown), older=f"{last.isoformat()}~{same}")


def _project_of(row: Row) -> int | None:
    """Return the key of the project that a row is about."""
    if isinstance(row, AnswerRevision):
        return row.ask.project_id
    if isinstance(row, CaseNote | Adjustment):
        return row.case.project_id
    if isinstance(row, PlannedTouch):
        return None
    if isinstance(row, Signature):
        return row.benefit.project_id
    if isinstance(row, Verification):
        return row.signature.benefit.project_id
    return row.opportunity.project_id if isinstance(row, StageChange | Promise) else row.project_id


def _in_rounds(entries: list[Entry]) -> list[Entry]:
    """Put questions that one person sent at one moment about one project into one entry."""
    told: list[Entry] = []
    for _key, group in groupby(entries, key=_round_of):
        same = list(group)
        asks = [entry.row for entry in same if isinstance(entry.row, Ask)]
        if len(asks) > 1:
            told.append(replace(same[0], round=asks[::-1]))
        else:
            told += same
    return told


def _round_of(entry: Entry) -> tuple[object, ...]:
    row = entry.row
    if not isinstance(row, Ask) or row.kind == Ask.Kind.RE_ASK:
        return (entry.kind, row.pk)
    return (entry.kind, entry.at, row.project_id, row.asked_by_id)


def _read(after: str) -> tuple[datetime | None, int]:
    """Read an `older`. One that nobody made here shows the first page: addresses are typed and cut by people."""
    moment, _, skip = after.partition("~")
    try:
        until = datetime.fromisoformat(moment)
    except ValueError:
        return None, 0
    if until.tzinfo is None or not skip.isdecimal():
        return None, 0
    return until, int(skip)
