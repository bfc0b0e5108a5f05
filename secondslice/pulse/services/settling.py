"""After the answer: what the person adds, and when what follows from it is due."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from secondslice.jobs.services import enqueue
from secondslice.pulse.models import AnswerDetail, Ask, Reason, Taste
from secondslice.pulse.modes import Mode
from secondslice.pulse.rules import CHANGE_DAYS
from secondslice.pulse.selectors.asks import label_of, shown_reasons
from secondslice.pulse.selectors.public import PublicAsk
from secondslice.pulse.services.holding import hold, settle_key

MOST_REASONS = 3
MOST_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Added:
    """What a person says beyond Yes or No."""

    reasons: Sequence[str] = ()
    comment: str = ""
    quote: str = AnswerDetail.Quote.NO
    wants_next: str = ""
    wants_call: str = ""
    """The words with which the person agreed to be called; empty: no."""

    @classmethod
    def of(cls, detail: AnswerDetail | None) -> Added:
        """Return what was said, as it was typed; nothing when there is nothing."""
        if detail is None:
            return cls()
        codes = tuple(reason["code"] for reason in detail.reasons)
        return cls(
            codes, detail.comment, detail.quote, detail.wants_next, wants_call=detail.wants_call
        )


class Adding(Enum):
    """What became of words that a person added."""

    KEPT = auto()
    SAME = auto()
    """The same words from the same page, sent again: nothing new."""
    USED = auto()
    """Other words from a page that was sent before: nothing is kept, the person is to send them once more."""
    OVERTAKEN = auto()
    """The answer they belong to was changed or taken back meanwhile."""


@transaction.atomic
def add_details(*, ask: PublicAsk, added: Added, at: datetime, nonce: str = "") -> Adding:
    """Keep what the person adds to the answer, as a new row; what follows is looked at again after the hold.

    The reasons are kept with the words the person saw, in that person's language. `nonce` is that of the page: what is
    sent from one page counts once, so that nobody who repeats it later overwrites what was said since.
    """
    # This also holds the row: two that add words at once take turns.
    if not Ask.objects.filter(pk=ask.id, taste=ask.taste).update(taste=ask.taste):
        return Adding.OVERTAKEN
    chosen = _chosen(ask, ask.taste, added.reasons)
    added = replace(added, reasons=tuple(one.code for one in chosen))
    if ask.taste == Taste.NO:
        added = replace(added, quote=AnswerDetail.Quote.NO, wants_next="")
    if ask.taste == Taste.YES or ask.mode != Mode.CONFIDENTIAL:
        added = replace(added, wants_call="")
    mine = AnswerDetail.objects.filter(ask_id=ask.id).order_by("-number")
    there = list(mine[:MOST_LOOKED_AT])
    if from_this_page := [one for one in there if nonce and one.nonce == nonce]:
        same = any(Added.of(one) == added for one in from_this_page)
        return Adding.SAME if same else Adding.USED
    with translation.override(ask.language):
        reasons = [_as_seen(one) for one in chosen]
    AnswerDetail.objects.create(
        workspace_id=ask.workspace_id,
        ask_id=ask.id,
        number=there[0].number + 1 if there else 1,
        taste=ask.taste,
        reasons=reasons,
        comment=added.comment,
        quote=added.quote,
        wants_next=added.wants_next,
        wants_call=added.wants_call,
        nonce=nonce,
        at=at,
    )
    hold_ends = (ask.changed_at or at) + hold()
    enqueue(
        name="pulse.settle_answer",
        key=settle_key(ask.id),
        payload={"ask": ask.id},
        run_at=max(hold_ends, at),
        workspace_id=ask.workspace_id,
    )
    return Adding.KEPT


def note_told(*, detail: AnswerDetail, at: datetime) -> bool:
    """Note that whoever mends it is told of these words now. Return whether they are news: each is so once."""
    mine = AnswerDetail.objects.filter(ask=detail.ask_id, taste=detail.taste)
    told = mine.filter(told_at__isnull=False).order_by("-number").first()
    mine.filter(number__lte=detail.number, told_at=None).update(told_at=at)
    return detail.comment not in {"", told.comment if told else ""}


def expire_asks(*, at: datetime, among: Collection[int] | None = None) -> int:
    """Close the asks that nobody answered in time, all or some. Silence is data, not a Yes. Return how many.

    Who took an answer back has as many days to give another as to change one.
    """
    silent = Q(changed_at=None) | Q(changed_at__lte=at - timedelta(days=CHANGE_DAYS))
    late = Ask.objects.filter(silent, state=Ask.State.SENT, expires_at__lte=at)
    if among is not None:
        late = late.filter(pk__in=among)
    return late.update(state=Ask.State.EXPIRED)


def chosen_reasons(*, ask: PublicAsk, taste: str, codes: Sequence[str]) -> list[dict[str, str]]:
    """Return the chosen reasons that may stand under this taste, in the words of the active language."""
    return [_as_seen(one) for one in _chosen(ask, taste, codes)]


def _as_seen(reason: Reason) -> dict[str, str]:
    return {"code": reason.code, "label": label_of(reason), "severity": reason.severity}


def _chosen(ask: PublicAsk, taste: str, codes: Sequence[str]) -> list[Reason]:
    shown = shown_reasons(ask.workspace_id, Taste(taste), language=ask.language)
    return [one for one in shown if one.code in codes][:MOST_REASONS]
