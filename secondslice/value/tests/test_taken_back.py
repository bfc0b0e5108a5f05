"""A quote that was taken back is shown nowhere: every page of every role, every file, the API, mails and the menu."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts import rules
from secondslice.accounts.models import Membership
from secondslice.accounts.rules import ACCESS, Door
from secondslice.accounts.tests.make import make_api_key, make_member
from secondslice.api.tests.make import Program
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock, sign_in
from secondslice.journeys.person_erased import person_erased
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask, Taste
from secondslice.recovery.tests.make import give
from secondslice.test_access import ADDRESSES
from secondslice.test_confidence import content_of, links_in, swiftly
from secondslice.value.bulletin.selectors.facts import proposals
from secondslice.value.bulletin.services.composing import begin_bulletin
from secondslice.value.models import Testimonial
from secondslice.value.selectors import quotes_for_reports
from secondslice.value.tests.bulletins import facts_in, make_bulletin, make_news, send_to_all
from secondslice.value.tests.quotes import EVERYWHERE, ask_author, decide, lend_words

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
QUOTE = "Brillig pages, and slithy dates are gone."
"""What the author wrote instead of the words of the answer: so it is read nowhere but as a quote."""
MOST = 1000
PUBLIC = ("/menu/acme", "/menu/acme/wall", "/menu/acme/ask", "/menu/acme/book")


def pages_of_the_workspace() -> Iterator[str]:
    """Return the addresses that need nothing but the workspace."""
    for one in ADDRESSES:
        if ACCESS[one.name].door is Door.MEMBER and one.parameters == ("workspace",):
            yield reverse(one.name, kwargs={"workspace": "acme"})


def read_by(client: Client, starts: list[str]) -> dict[str, str]:
    """Return what stands on these pages and on all to which they lead, files included."""
    seen: dict[str, str] = {}
    waiting = list(starts)
    with swiftly():
        while waiting and len(seen) < MOST:
            path = waiting.pop()
            if path in seen:
                continue
            response = client.get(path)
            seen[path] = content_of(response)
            if response.headers.get("Content-Type", "").startswith("text/html"):
                waiting += links_in(seen[path], path, both_files=False)
    assert len(seen) < MOST
    return seen


def everything(ava: Membership, quote: Testimonial, manager: Membership) -> dict[str, str]:
    """Return all that anybody reads: each role, a stranger, a program, and whoever gets a mail."""
    found: dict[str, str] = {}
    extra = [f"/w/acme/value/quotes/{quote.ref}/"]
    for role in sorted(rules.EVERYBODY):
        who = (
            manager if role == rules.MANAGER else make_member(ava.workspace, f"A{role}", role=role)
        )
        if role == rules.OWNER:
            who = ava
        read = read_by(sign_in(who), [*pages_of_the_workspace(), *extra])
        found |= {f"{role} at {path}": text for path, text in read.items()}
        if who not in {ava, manager}:
            who.delete()
    said = f"/menu/acme/said/{quote.ref}"
    public = read_by(Client(), [*PUBLIC, said])
    found |= {f"a stranger at {path}": text for path, text in public.items()}
    program = Program(make_api_key(ava, name=f"K{quote.pk}{len(found)}")[1])
    for path in ("/projects", "/asks", "/ready", f"/projects/{quote.project.ref}"):
        found[f"a program at {path}"] = program.get(path).text
    for mail in Message.objects.exclude(kind__in=["value.may_we_publish", "value.other_words"]):
        letter = opened(mail)
        found[f"a mail {mail.pk}"] = f"{letter.text} {letter.html}"
    return found


@pytest.fixture
def published(lea: Membership, max: Membership, clock: Clock) -> Testimonial:
    """Ben's quote stands in every place, and a bulletin with it has gone out: some of it has left, some waits."""
    make_news(lea, at=clock.moment)
    lent = lend_words(lea, at=clock.moment - timedelta(days=70))[0]
    Project.objects.filter(pk=lent.project_id).update(manager=max.user)
    Message.objects.update(state=Message.State.SENT, sent_at=clock.moment - timedelta(days=60))
    where = ask_author(sign_in(lea), lent)
    Message.objects.filter(kind="value.may_we_publish").update(
        state=Message.State.SENT, sent_at=clock.moment
    )
    decide(Client(), where, which="mine", mine=QUOTE)
    draft = begin_bulletin(by=lea, at=clock.moment)
    assert QUOTE in [one.words for one in facts_in(draft)]
    send_to_all(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)
    settle_everything(now=clock.forward(minutes=5))
    lent.refresh_from_db()
    return lent


def test_quote_taken_back_is_read_nowhere_any_more(
    ava: Membership, max: Membership, published: Testimonial, clock: Clock
) -> None:
    before = everything(ava, published, max)
    reads = {where for where, text in before.items() if QUOTE in text}
    for where in (*PUBLIC[:2], f"/menu/acme/said/{published.ref}"):
        assert f"a stranger at {where}" in reads  # the walk would have found it
    for role in rules.EVERYBODY:
        assert f"{role} at /w/acme/value/" in reads
    assert any(where.startswith("a mail") for where in reads)
    link = next(
        opened(one).text
        for one in Message.objects.filter(kind="value.may_we_publish").order_by("-pk")
    )
    where = "/menu/acme/quote/" + link.partition("/menu/acme/quote/")[2].split()[0]

    decide(Client(), where, decide="no")
    settle_everything(now=clock.forward(minutes=5))

    still = [where for where, text in everything(ava, published, max).items() if QUOTE in text]
    assert still == []


WAYS: dict[str, Callable[[Testimonial, Clock], object]] = {
    "the answer became No": lambda one, clock: give(
        Ask.objects.get(pk=one.ask_id), Taste.NO, at=clock.forward(minutes=1)
    ),
    "the answer lends nothing any more": lambda one, clock: give(
        Ask.objects.get(pk=one.ask_id), Taste.YES, at=clock.forward(minutes=1), words="x"
    ),
    "the author was erased": lambda one, clock: person_erased(
        contact=one.contact, how="page", now=clock.forward(minutes=1)
    ),
    "the day has come": lambda _one, clock: clock.forward(days=367),
}


@pytest.mark.parametrize("way", WAYS)
def test_however_it_ends_it_is_gone_from_every_place(
    lea: Membership, published: Testimonial, clock: Clock, way: str
) -> None:
    draft = begin_bulletin(by=lea, at=clock.moment)
    WAYS[way](published, clock)
    settle_everything(now=clock.forward(minutes=5))

    today = clock.moment.date()
    for path in PUBLIC[:2]:
        assert QUOTE not in Client().get(path).text, path
    assert Client().get(f"/menu/acme/said/{published.ref}").status_code == 410
    assert QUOTE not in [one.words for one in quotes_for_reports(lea.workspace, today=today)]
    assert QUOTE not in [one.words for one in proposals(draft, today=today).all]
    waiting = Message.objects.filter(kind="value.bulletin", state=Message.State.WAITING)
    assert not any(QUOTE in opened(one).text for one in waiting)


def test_walk_covers_every_place_there_is() -> None:
    assert set(EVERYWHERE) == set(Testimonial.Place.values)
