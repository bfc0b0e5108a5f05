"""The board: every open case in the column of its state, and what has ended lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.errors import RuleBroken
from secondslice.core.keyset import Slice, slice_of
from secondslice.customers.models import Preference
from secondslice.pulse.models import AnswerDetail, Taste
from secondslice.pulse.selectors.reason_names import ReasonNames, names_for
from secondslice.recovery.access import visible_cases
from secondslice.recovery.board_words import not_moved_words, way_words
from secondslice.recovery.cards import Card, card_of
from secondslice.recovery.columns import (
    COLUMNS,
    ENDS,
    LEADS_TO,
    SHOWN_FOR,
    ways_on,
    why_not,
)
from secondslice.recovery.models import IS_CLOSED, IS_OPEN, Case, Waiver
from secondslice.recovery.rules import Event, State
from secondslice.recovery.selectors.filtering import (
    IS_SECOND,
    ME,
    CaseFilter,
    filtered,
    is_late,
    waits_for_second,
)
from secondslice.recovery.selectors.untouched import still_of
from secondslice.recovery.words import state_words

CARDS, ENDED_CARDS = 25, 8
"""So many cards of a column come first."""
UNENDED = Q(closed_at__isnull=True)
"""The condition that a case is open, as the indexes of both databases know it."""
ON_CARD = ("project", "customer", "contact", "owner")
SHOWN = (
    "ref", "state", "severity", "deviation", "second_no", "due_at", "touched_at", "acknowledged_at", "closed_at", "ask",
    "project__name", "customer__name", "contact__name", "owner__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CardCounts:
    """How many open cases each button of the filter would leave."""

    open: int
    mine: int
    late: int
    again: int
    second: int


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the first of its cards, and how many there are. `after` leads to the next ones."""

    state: State
    name: str
    cards: list[Card]
    count: int
    after: str
    ways: list[tuple[State, str]]
    """Where the menu of a card leads, with the words for it."""


@dataclass(frozen=True, slots=True)
class Board:
    """What the page of the board shows."""

    columns: list[Column]
    ends: list[Column]
    counts: CardCounts
    has_past: bool
    """Whether there is any case at all, also one that ended long ago; told of a board without a card."""

    @property
    def is_empty(self) -> bool:
        """Tell whether there is no card at all."""
        return not any(column.count for column in (*self.columns, *self.ends))


def cases_on_board(membership: Membership, chosen: CaseFilter, at: datetime) -> QuerySet[Case]:
    """Return every case that has a card: what is open, and what ended in the last 30 days."""
    found = filtered(visible_cases(membership), chosen, membership, at=at)
    return found.filter(IS_OPEN | _ended_lately(at))


def board_of(
    membership: Membership, chosen: CaseFilter, *, at: datetime, column: str = "", after: str = ""
) -> Board:
    """Return the board, in as many queries however many cards there are; one column may begin further down."""
    counted = _counts(membership, chosen, at)
    listed = {
        state: _slice(membership, chosen, state, at=at, after=after if state == column else "")
        for state in (*COLUMNS, *ENDS)
    }
    cards = _cards([case for some in listed.values() for case in some.rows], membership, at)
    made = {
        state: _column(state, [cards[case.pk] for case in some.rows], counted[state], some.after)
        for state, some in listed.items()
    }
    is_empty = not any(counted[state] for state in (*COLUMNS, *ENDS))
    return Board(
        columns=[made[state] for state in COLUMNS],
        ends=[made[state] for state in ENDS],
        counts=card_counts(counted),
        has_past=not is_empty or visible_cases(membership).exists(),
    )


def more_of(
    membership: Membership, chosen: CaseFilter, *, column: str, after: str, at: datetime
) -> Column | None:
    """Return the next cards of one column; None when there is no such column."""
    if column not in {*COLUMNS, *ENDS}:
        return None
    some = _slice(membership, chosen, State(column), at=at, after=after)
    cards = _cards(some.rows, membership, at)
    return _column(
        State(column), [cards[case.pk] for case in some.rows], len(some.rows), some.after
    )


def event_of_move(case: Case, to: str) -> Event:
    """Return what bringing the card of this case to a column means. Raise RuleBroken, in words, where it cannot be."""
    state = State(to)
    why = why_not(case.state, state)
    if why is not None:
        raise RuleBroken(not_moved_words(why, case.state, state, name=case.contact.name))
    event = LEADS_TO[state]
    if event is Event.WAIVE and case.waivers.filter(decided_at=None).exists():
        raise RuleBroken(
            _("Somebody wants to give this case up already. A second person has to decide.")
        )
    return event


def list_counts(membership: Membership, chosen: CaseFilter, at: datetime) -> tuple[CardCounts, int]:
    """Return how many cases are open, by the buttons of the filter, and how many are closed: one query.

    It takes a second one where another owner is chosen.
    """
    found = filtered(visible_cases(membership), chosen, membership, at=at)
    counted = found.aggregate(**_by_button(membership, at), closed=Count("pk", filter=IS_CLOSED))
    counted |= _mine(membership, chosen, at)
    return card_counts(counted), counted["closed"]


def card_counts(counted: dict[str, int]) -> CardCounts:
    """Return the numbers of the buttons out of a row of counts."""
    return CardCounts(**{name: counted[name] for name in CardCounts.__dataclass_fields__})


def _counts(membership: Membership, chosen: CaseFilter, at: datetime) -> dict[str, int]:
    """Return how many cards each column has, and how many each button would leave: two queries.

    It takes a third one where another owner is chosen.
    """
    found = filtered(visible_cases(membership), chosen, membership, at=at)
    is_open = {state: Count("pk", filter=Q(state=state)) for state in COLUMNS}
    ended = {state: Count("pk", filter=Q(state=state)) for state in ENDS}
    return {
        **found.filter(UNENDED).aggregate(**_by_button(membership, at), **is_open),
        **found.filter(_ended_lately(at)).aggregate(**ended),
        **_mine(membership, chosen, at),
    }


def _mine(membership: Membership, chosen: CaseFilter, at: datetime) -> dict[str, int]:
    """Return how many are left by the button that chooses who reads in place of another owner."""
    if not chosen.owner or chosen.is_mine:  # then the count by the button says it
        return {}
    mine = replace(chosen, owner=ME)
    found = filtered(visible_cases(membership), mine, membership, at=at)
    return {"mine": found.filter(UNENDED).count()}


def _by_button(membership: Membership, at: datetime) -> dict[str, Count]:
    second = waits_for_second(membership.workspace_id)
    return {
        "open": Count("pk", filter=IS_OPEN),
        "mine": Count("pk", filter=IS_OPEN & Q(owner=membership.user_id)),
        "late": Count("pk", filter=is_late(at)),
        "again": Count("pk", filter=IS_OPEN & IS_SECOND),
        "second": Count("pk", filter=IS_OPEN & second),
    }


def _ended_lately(at: datetime) -> Q:
    return Q(state__in=ENDS, closed_at__gte=at - SHOWN_FOR)


def _slice(
    membership: Membership, chosen: CaseFilter, state: State, *, at: datetime, after: str
) -> Slice[Case]:
    """Return some cases of one column: soonest due first, of what has ended the latest first."""
    found = filtered(visible_cases(membership), chosen, membership, at=at).filter(state=state)
    found = found.select_related(None).select_related(*ON_CARD).only(*SHOWN)
    if state in ENDS:
        found = found.filter(closed_at__gte=at - SHOWN_FOR)
        return slice_of(found, by="closed_at", after=after, size=ENDED_CARDS, newest_first=True)
    return slice_of(found, by="due_at", after=after, size=CARDS)


def _column(state: State, cards: list[Card], count: int, after: str) -> Column:
    ways = [(to, way_words(to)) for to in ways_on(state)]
    return Column(state, state_words(state), cards, count, after, ways)


def _cards(cases: Sequence[Case], membership: Membership, at: datetime) -> dict[int, Card]:
    """Return the cards of these cases by key, with what the customers said: four queries, one more with reasons."""
    workspace = membership.workspace
    still = still_of(workspace, at)
    said = _said([case.ask_id for case in cases], names_for(membership))
    waiting = set(
        Waiver.objects.filter(
            workspace=workspace, decided_at=None, case__in=[case.pk for case in cases]
        ).values_list("case", flat=True)
    )
    people = Preference.objects.filter(contact__in=[case.contact_id for case in cases])
    stopped = set(people.exclude(stopped_at=None).values_list("contact", flat=True))
    return {
        case.pk: card_of(
            case,
            said=said.get(case.ask_id, ""),
            waits_for_second=case.pk in waiting,
            has_stopped=case.contact_id in stopped,
            is_untouched=still.holds(case),
            at=at,
        )
        for case in cases
    }


def _said(asks: Sequence[int], names: ReasonNames) -> dict[int, str]:
    """Return what was said last about each No, or the reasons that were chosen, as the reader calls them."""
    details = AnswerDetail.objects.filter(ask__in=asks, taste=Taste.NO).order_by("number")
    return {
        ask: comment or ", ".join(names.named(Taste.NO, reasons))
        for ask, comment, reasons in details.values_list("ask", "comment", "reasons")
    }
