"""Makers of what executives say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from secondslice.accounts.models import Membership, Workspace
from secondslice.core import clock
from secondslice.core.tokens import derived_token, digest
from secondslice.customers.models import Contact
from secondslice.value.counterfactual.models import CounterfactualAnswer, CounterfactualAsk


def make_counterfactual_ask(
    who: Contact | Membership, *, at: datetime, is_sent: bool = True
) -> CounterfactualAsk:
    """Return a question that was mailed to an executive, or that waits."""
    contact = who if isinstance(who, Contact) else None
    made = CounterfactualAsk(
        workspace=who.workspace,
        contact=contact,
        customer=contact.customer if contact else None,
        member=None if isinstance(who, Contact) else who.user,
        state="sent" if is_sent else "waiting",
        at=at,
        sent_at=at if is_sent else None,
    )
    made.token_digest = digest(derived_token("counterfactual", str(made.ref)))
    made.save()
    return made


def make_counterfactual(
    who: Contact | Membership,
    *codes: str,
    at: datetime,
    scale: int | None = None,
    words: str = "",
) -> CounterfactualAnswer:
    """Return what an executive says, by a link of its own."""
    ask = make_counterfactual_ask(who, at=at)
    return say(ask, codes, at=at, scale=scale, words=words)


def say(
    ask: CounterfactualAsk,
    codes: Sequence[str],
    *,
    at: datetime,
    scale: int | None = None,
    words: str = "",
) -> CounterfactualAnswer:
    """Store an answer by a link, after those that were given by it before."""
    before = CounterfactualAnswer.objects.filter(ask=ask)
    before.update(is_current=False)
    workspace: Workspace = ask.workspace
    return CounterfactualAnswer.objects.create(
        workspace=workspace,
        ask=ask,
        number=before.count() + 1,
        scale=scale,
        words=words,
        on=clock.day_of(at, workspace.time_zone),
        at=at,
        **dict.fromkeys(codes, True),
    )
