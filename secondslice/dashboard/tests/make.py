"""People who are asked and answer the whole way: link, tap, words, and what follows."""

from __future__ import annotations

from datetime import datetime, timedelta

from secondslice.accounts.models import Membership
from secondslice.journeys.answer_given import answer_given
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask
from secondslice.pulse.rules import Tap, network_digest
from secondslice.pulse.selectors.public import PublicAsk, ask_behind
from secondslice.pulse.services.answering import Outcome, Person, take_answer
from secondslice.pulse.services.settling import Added, add_details
from secondslice.pulse.tests.make import Sent, make_ask

HOME = "203.0.113.0/24"


def answer(
    sent: Sent, taste: str, *, at: datetime, added: Added | None = None, changes: bool = False
) -> Ask:
    """Let the person tap at this moment, add words, and let follow what follows."""
    tap = Tap(
        taste=taste,
        at=at,
        network=HOME,
        nonce=f"{at.timestamp():.0f}{taste}"[-16:],
        shown_at=at - timedelta(seconds=5),
        shown_network=network_digest(HOME),
        hand="pointer",
    )
    outcome = take_answer(ask=_open(sent, at), tap=tap, person=Person(is_proven=changes))
    assert outcome is Outcome.COUNTED
    if added:
        add_details(ask=_open(sent, at), added=added, at=at)
    ask = Ask.objects.select_related("workspace", "project", "customer", "contact", "owner").get(
        pk=sent.ask.pk
    )
    answer_given(ask=ask, now=at)
    return ask


def ask_and_answer(
    by: Membership,
    taste: str,
    *,
    name: str,
    project: Project,
    at: datetime,
    added: Added | None = None,
) -> Ask:
    """Ask a new person, who answers an hour later."""
    sent = make_ask(by, at=at, name=name, project=project)
    return answer(sent, taste, at=at + timedelta(hours=1), added=added)


def _open(sent: Sent, at: datetime) -> PublicAsk:
    public = ask_behind(sent.token, at=at)
    assert public is not None
    return public
