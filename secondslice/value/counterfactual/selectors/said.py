"""What executives say, counted: how many were asked, what they say of it, and where each customer stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from secondslice.accounts.models import Membership
from secondslice.analytics.proportions import Proportion, proportion
from secondslice.value.counterfactual.access import visible_asks, visible_work
from secondslice.value.counterfactual.models import (
    CounterfactualAnswer,
    CounterfactualAsk,
    CounterfactualWork,
)
from secondslice.value.counterfactual.rules import HIGHEST, LEAST_FOR_A_SHARE, LOWEST, Code
from secondslice.value.counterfactual.selectors.words import Word, words_for
from secondslice.value.counterfactual.words import CODES

STEPS = range(LOWEST, HIGHEST + 1)


@dataclass(frozen=True, slots=True)
class CodeShare:
    """How many of the executives say one thing. The share only where enough have answered."""

    code: str
    label: object
    count: int
    share: Proportion | None


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the executives of one customer stand on the scale."""

    name: str
    """Empty for members: they speak for the whole house."""
    ref: UUID | None
    steps: tuple[int, ...]
    """How many stand on each step, from "we can manage our own" on."""
    silent: int
    """How many left the scale out."""

    @property
    def n(self) -> int:
        """Return how many stand on the scale."""
        return sum(self.steps)


@dataclass(frozen=True, slots=True)
class Said:
    """Everything that executives say, as one member may read it."""

    asked: int
    answered: int
    """Of those whose last mail left: how many have answered that one."""
    words: Sequence[Word]
    codes: Sequence[CodeShare]
    stands: Sequence[Stand]
    open_work: Sequence[CounterfactualWork]
    done_work: Sequence[CounterfactualWork]

    @property
    def n(self) -> int:
        """Return how many executives have ever answered."""
        return len(self.words)

    @property
    def is_enough(self) -> bool:
        """Tell whether shares are shown, and not cases alone."""
        return self.n >= LEAST_FOR_A_SHARE


def said(membership: Membership) -> Said:
    """Return what executives say: five queries, whatever the number."""
    words = words_for(membership)
    asked, answered = _asked(membership)
    work = list(visible_work(membership).select_related("done_by").order_by("due_on", "pk"))
    return Said(
        asked=asked,
        answered=answered,
        words=words,
        codes=code_shares(words),
        stands=stands(words),
        open_work=[one for one in work if one.done_at is None],
        done_work=sorted(
            (one for one in work if one.done_at is not None), key=lambda one: one.at, reverse=True
        ),
    )


def code_shares(words: Sequence[Word]) -> list[CodeShare]:
    """Return how often each code was chosen, "no different" first."""
    n = len(words)
    found = []
    for code in Code:
        count = sum(code in word.codes for word in words)
        share = proportion(yes=count, n=n) if n >= LEAST_FOR_A_SHARE else None
        found.append(CodeShare(code.value, CODES[code], count, share))
    return found


def stands(words: Sequence[Word]) -> list[Stand]:
    """Return where each customer stands, by name; members come last."""
    rows: dict[tuple[str, UUID | None], list[int | None]] = {}
    for word in words:
        rows.setdefault((word.customer_name, word.customer_ref), []).append(word.scale)
    found = [
        Stand(name, ref, tuple(scales.count(step) for step in STEPS), scales.count(None))
        for (name, ref), scales in rows.items()
    ]
    return sorted(found, key=lambda one: (not one.name, one.name.casefold()))


def own_work(membership: Membership) -> QuerySet[CounterfactualWork]:
    """Return the open work that this member owns, the soonest first: whatever the day, for it takes weeks."""
    mine = visible_work(membership).filter(owner=membership.user_id, done_at=None)
    return mine.order_by("due_on", "pk")


def answer_of(ask: CounterfactualAsk) -> CounterfactualAnswer | None:
    """Return what was said last by this link, or None."""
    return ask.answers.filter(is_current=True).first()


def _asked(membership: Membership) -> tuple[int, int]:
    """Return how many were asked, and how many have answered their last mail."""
    rows = visible_asks(membership).exclude(sent_at=None).order_by("-sent_at", "-pk")
    last: dict[tuple[int | None, int | None], bool] = {}
    for ask in rows.prefetch_related("answers"):
        last.setdefault((ask.contact_id, ask.member_id), bool(ask.answers.all()))
    return len(last), sum(last.values())
