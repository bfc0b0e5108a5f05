"""A person has said what he or she wants of our questions: it holds everywhere from this moment on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import Membership
from secondslice.customers import services as customers
from secondslice.customers.models import Contact, Preference
from secondslice.customers.rules import (
    ABOUT_BULLETINS,
    HOLDS_BACK,
    HOLDS_BULLETINS,
    Want,
    Wish,
)
from secondslice.journeys.case_moved import question_lost
from secondslice.journeys.project_changed import person_changed
from secondslice.pulse.rules import Tap
from secondslice.pulse.services.unsending import forget_unsent, unsend
from secondslice.pulse.services.wishing import Taken, doubt_wish, take_wish
from secondslice.recovery.selectors.times import cases_unreached
from secondslice.recovery.services.taking_back import forget_re_asks
from secondslice.value.bulletin.services.recalling import recall_from

STOP = Wish(Want.STOP)
WHY = {Want.STOP: "stopped", Want.PAUSE: "paused", Want.NO_BULLETIN: "no_bulletin"}
"""Why a bulletin that waits in the outbox is taken back."""


@transaction.atomic
def wish_pressed(*, contact: Contact, wish: Wish, tap: Tap, browser: str) -> Taken:
    """A button was pressed on the person's own page. Only what a person pressed is granted."""
    taken = take_wish(contact=contact, wish=wish, tap=tap, browser=browser)
    if taken is Taken.GRANTED:
        wish_said(contact=contact, wish=wish, how=Preference.How.PAGE, now=tap.at)
    return taken


@transaction.atomic
def wish_said(*, contact: Contact, wish: Wish, how: str, now: datetime) -> None:
    """Somebody vouches that the person has said it (the mail program, a reply): it is granted at once."""
    customers.grant(contact=contact, wish=wish, how=how, at=now)
    if wish.want in HOLDS_BULLETINS:
        recall_from(contact=contact, why=WHY[wish.want])
    if wish.want in HOLDS_BACK:
        _take_back(contact, now=now)
    if wish.want not in ABOUT_BULLETINS:
        person_changed(contact=contact, now=now)


@transaction.atomic
def stop_replied(*, contact: Contact, is_proven: bool, now: datetime) -> None:
    """A reply says stop. Where it is not shown that the person wrote it, the person is asked whether it is meant."""
    if is_proven:
        wish_said(contact=contact, wish=STOP, how=Preference.How.REPLY, now=now)
    else:
        doubt_wish(contact=contact, wish=STOP, at=now)


@transaction.atomic
def stop_told(*, contact: Contact, by: Membership, now: datetime) -> None:
    """A member was told that the person does not want to be asked any more."""
    customers.note_stop(by=by, contact=contact, at=now)
    recall_from(contact=contact, why=WHY[Want.STOP])
    _take_back(contact, now=now)
    person_changed(contact=contact, now=now)


@transaction.atomic
def stop_struck_out(*, contact: Contact, by: Membership, now: datetime) -> None:
    """What a member wrote down was not so. A stop by the person's own hand stays."""
    customers.take_back_note(by=by, contact=contact, at=now)
    person_changed(contact=contact, now=now)


def _take_back(contact: Contact, *, now: datetime) -> None:
    """Take back what has not left; where it was promised in a case, the case is ours again."""
    never_left = unsend(contact=contact)
    for case in cases_unreached(contact=contact):
        question_lost(case=case, now=now)
    forget_re_asks(asks=never_left)
    forget_unsent(asks=never_left)
