"""Keep what an executive says. An answer is never changed: another one stands beside it, and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.services.auditing import audit
from secondslice.core import clock
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.value.counterfactual import rules
from secondslice.value.counterfactual.models import CounterfactualAnswer, CounterfactualAsk
from secondslice.value.counterfactual.words import WRONG

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Said:
    """What an executive says; `nonce` is that of the page it was said on."""

    codes: Sequence[str]
    scale: int | None = None
    words: str = ""
    nonce: str = ""


@transaction.atomic
def answer(*, ask: CounterfactualAsk, said: Said, at: datetime) -> CounterfactualAnswer:
    """Keep an answer; what is said twice, or once more by the page that has said it, is kept once.

    Raise NotHere when the link is over, and RuleBroken, in words, for what does not go together.
    """
    found = CounterfactualAsk.objects.select_for_update(of=("self",)).filter(pk=ask.pk).first()
    if found is None or found.state != CounterfactualAsk.State.SENT:
        raise NotHere(words_for_over())
    if not rules.takes_answers(found.sent_at, at):
        raise NotHere(words_for_over())
    if wrong := rules.fault_of(said.codes, said.scale):
        raise RuleBroken(str(WRONG[wrong]))
    words = said.words.replace("\x00", "").strip()[:LONGEST]
    before = CounterfactualAnswer.objects.filter(ask=found)
    last = before.filter(is_current=True).first()
    says = (set(said.codes), said.scale, words)
    of_page = before.filter(nonce=said.nonce) if said.nonce else before.none()
    if last is not None and any(
        (set(one.codes), one.scale, one.words) == says for one in (last, *of_page)
    ):  # an old press may come again late; one that says otherwise is a correction after going back
        return last
    before.filter(is_current=True).update(is_current=False)
    made = CounterfactualAnswer.objects.create(
        workspace=ask.workspace,
        ask=found,
        number=before.count() + 1,
        scale=said.scale,
        words=words,
        nonce=said.nonce,
        on=clock.day_of(at, ask.workspace.time_zone),
        at=at,
        **dict.fromkeys(said.codes, True),
    )
    audit(
        workspace=ask.workspace,
        actor=None,
        verb=gettext_noop("An executive has said how it would be without the PMO:"),
        subject=ask.customer.name if ask.customer else ask.workspace.name,
        at=at,
    )
    return made


def words_for_over() -> str:
    """Return what is said where a link takes no answer any more."""
    return _("This link is over. You will be asked again in time, or write to the PMO.")
