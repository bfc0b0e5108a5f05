"""Makers for the tests of quotes: Ben has lent his words, and decides with the link in a mail."""

from __future__ import annotations

import re
from datetime import datetime

from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.tests.make import Sent, make_ask
from secondslice.recovery.tests.make import give
from secondslice.storefront.services import Terms, set_storefront
from secondslice.storefront.tests.visitors import BROWSER, approval_on
from secondslice.value.models import Testimonial

WORDS = "The Friday page is the only report I read."
SHORTER = "The Friday page: the only report I read."
EVERYWHERE = ["wall", "storefront", "reports", "bulletin"]
PERSON, OK = {"User-Agent": BROWSER}, 200


def lend_words(
    by: Membership, *, at: datetime, name: str = "Ben", mode: str = Ask.Mode.NAMED
) -> tuple[Testimonial, Sent]:
    """Let Ben say Yes and lend his words, with the storefront open. Return them, and the secrets of his mail."""
    sent = make_ask(by, at=at, name=name, mode=mode)
    ask = give(sent.ask, Taste.YES, at=at, words=WORDS, quote="named")
    set_storefront(by=by, terms=Terms("public"), at=at)
    return Testimonial.objects.select_related("workspace").get(ask=ask), sent


def ask_author(as_lea: Client, lent: Testimonial) -> str:
    """Let Lea ask, and return where the mail leads."""
    as_lea.post(f"/w/acme/value/{lent.ref}/publish/")
    return link_in_mail()


def link_in_mail() -> str:
    """Return where the last mail to an author leads."""
    mails = Message.objects.filter(kind__in=["value.may_we_publish", "value.other_words"])
    found = re.search(r"(/menu/acme/quote/\S+)", opened(mails.latest("pk")).text)
    assert found is not None
    return found[1]


def decide(author: Client, where: str, **typed: str | int | list[str]) -> str:
    """Let the author press a button on that page; with nothing typed, publish the words everywhere."""
    sent = {
        "decide": "yes", "under": "full", "years": "1", "words": WORDS, "places": EVERYWHERE, **typed
    }  # fmt: skip
    page = author.get(where, headers=PERSON)
    hidden = approval_on(page.text) if sent["decide"] == "yes" and page.status_code == OK else {}
    return author.post(where, {**hidden, **sent}, headers=PERSON).text
