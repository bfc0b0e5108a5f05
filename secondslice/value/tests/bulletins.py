"""Makers for the tests of the bulletin: a PMO that has something to tell, and people to tell it to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from secondslice.accounts.models import Membership
from secondslice.config.clockwork import settle_everything
from secondslice.customers.models import Contact, Customer
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.messaging.models import Message
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.models import Adjustment
from secondslice.recovery.tests.make import make_case
from secondslice.value.bulletin.models import Bulletin
from secondslice.value.bulletin.selectors.facts import Fact, look_of, proposals
from secondslice.value.bulletin.services.composing import Text, begin_bulletin, write_bulletin
from secondslice.value.bulletin.services.sending import send_bulletin
from secondslice.value.models import Testimonial

TODAY = date(2026, 3, 6)
LONG_AGO = timedelta(days=60)
SAID = "The Friday page is the only report I read."
CHANGED = "Each project now sends one page every Friday."


@dataclass(frozen=True)
class News:
    """What can be told, and to whom."""

    tills: Project
    quote: Testimonial
    change: Adjustment
    shop: Customer
    ina: Contact
    """At a department."""
    eve: Contact
    """At a client."""


def make_news(lea: Membership, *, at: datetime) -> News:
    """Return Acme with a delivered project, a change that is told and a quote that is published.

    Ina of a department and Eve of a client may be written to, Otto too; something is being mended for Cora.
    """
    desk = make_customer(lea.workspace, "Finance")
    shop = make_customer(lea.workspace, "Shop AG", kind=Customer.Kind.EXTERNAL)
    tills = make_project(
        lea.workspace,
        "New tills",
        manager=lea.user,
        customer=desk,
        phase=Project.Phase.OPERATION,
        ends_on=TODAY - timedelta(days=20),
    )
    case = make_case(lea, at=at - 2 * LONG_AGO, name="Cora")
    change = Adjustment.objects.create(
        workspace=lea.workspace,
        case=case,
        what="Cora gets a page.",
        starts_on=TODAY - timedelta(days=30),
        public_words=CHANGED,
        told_on=TODAY - timedelta(days=10),
        by=lea.user,
        at=at,
    )
    quote = make_quote(lea, at=at)
    Message.objects.update(state=Message.State.SENT, sent_at=at - LONG_AGO)
    return News(
        tills,
        quote,
        change,
        shop,
        make_contact(desk, "Ina"),
        make_contact(shop, "Eve"),
    )


def make_quote(
    lea: Membership, *, at: datetime, words: str = SAID, mode: str = Ask.Mode.NAMED
) -> Testimonial:
    """Return words of Otto that he has let us publish and mail without his name; he was asked long ago."""
    project = make_project(lea.workspace, manager=lea.user)
    ask = make_ask(lea, at=at - 2 * LONG_AGO, name="Otto", project=project, mode=mode).ask
    return Testimonial.objects.create(
        workspace=lea.workspace,
        ask=ask,
        contact=ask.contact,
        project=ask.project,
        customer=ask.customer,
        words=words,
        consent=Testimonial.Consent.NAMED,
        state=Testimonial.State.PUBLISHED,
        at=at,
        published_at=at - timedelta(days=5),
        under=Testimonial.Name.NOBODY,
        until=TODAY + timedelta(days=300),
        on_storefront=True,
        in_bulletin=True,
    )


def facts_in(bulletin: Bulletin) -> list[Fact]:
    return proposals(bulletin, today=TODAY).all


def make_bulletin(
    by: Membership, *, at: datetime, items: Sequence[Fact] | None = None, **other: object
) -> Bulletin:
    """Return a draft that tells all that is proposed, to everybody; `other`: what else of its text."""
    draft = begin_bulletin(by=by, at=at)
    text = {
        "since": draft.since,
        "until": draft.until,
        "subject": "What is new",
        "words": "Dear all,\nthank you.",
        "segment": "all",
        **other,
    }
    write_bulletin(
        bulletin=draft,
        text=Text(**text),  # type: ignore[arg-type]
        items=facts_in(draft) if items is None else items,
        by=by,
        at=at,
    )
    return Bulletin.objects.select_related("workspace").get(pk=draft.pk)


def press(bulletin: Bulletin, by: Membership, *, at: datetime) -> bool:
    """Press the button below what was just looked at."""
    return send_bulletin(bulletin=bulletin, look=look_of(bulletin, today=TODAY), by=by, at=at)


def send_to_all(bulletin: Bulletin, by: Membership, *, at: datetime) -> None:
    """Press the button, and let the worker do all of it."""
    assert press(bulletin, by, at=at)
    settle_everything(now=at)
