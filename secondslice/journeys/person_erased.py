"""A person wants to be forgotten: name, address, words and details go everywhere, and every count stays as it is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from secondslice.accounts.models import User
from secondslice.accounts.services.auditing import audit, forget_in_audit
from secondslice.customers import services as customers
from secondslice.customers.models import Contact
from secondslice.customers.rules import Want, Wish
from secondslice.customers.selectors import addresses_of
from secondslice.funnel import services as funnel
from secondslice.funnel.booking.services import forget_bookings_of
from secondslice.funnel.mail_kinds import TO_PEOPLE as TO_VISITORS
from secondslice.funnel.requested.services import forget_requests_of
from secondslice.journeys.session_booked import sessions_of_erased
from secondslice.messaging.services import Kinds, forget_person
from secondslice.projects.services.import_erasing import forget_in_imports
from secondslice.projects.services.stakeholders import forget_parts
from secondslice.pulse.mail_kinds import OF_SEVERAL, TO_PEOPLE
from secondslice.pulse.rules import Tap
from secondslice.pulse.services.erasing import erase_answers
from secondslice.pulse.services.unsending import forget_unsent, unsend
from secondslice.pulse.services.wishing import Taken, take_wish
from secondslice.recovery import services as recovery
from secondslice.recovery.mail_kinds import TO_PEOPLE as ABOUT_CASES
from secondslice.recovery.services.taking_back import forget_re_asks
from secondslice.value import services as value
from secondslice.value.bulletin.services.composing import forget_in_bulletins
from secondslice.value.bulletin.services.recalling import recall_from
from secondslice.value.counterfactual.services.forgetting import forget_executive
from secondslice.value.ledger.services.signing import forget_signer
from secondslice.value.mail_kinds import TO_PEOPLE as ABOUT_VALUE
from secondslice.value.outlook.services.closing import forget_in_watch
from secondslice.value.usage.services.planning import forget_usage_owner

KINDS = Kinds(to_them=(*TO_PEOPLE, *ABOUT_CASES, *TO_VISITORS, *ABOUT_VALUE), of_several=OF_SEVERAL)


@transaction.atomic
def erasure_pressed(
    *, contact: Contact, tap: Tap, browser: str, is_from_mail: bool = False
) -> Taken:
    """Erase was pressed on the person's own page: the first press asks for a second one, whoever pressed it.

    Where anything is doubtful, only the page to which the mail about it leads erases.
    """
    taken = take_wish(
        contact=contact,
        wish=Wish(Want.ERASE),
        tap=tap,
        browser=browser,
        is_final=tap.second_act and not is_from_mail,
    )
    if taken is not Taken.GRANTED:
        return taken
    if not tap.second_act:
        return Taken.ONE_MORE_ACT
    person_erased(contact=contact, how="page", now=tap.at)
    return taken


@transaction.atomic
def person_erased(*, contact: Contact, how: str, now: datetime, by: User | None = None) -> None:
    """Forget this person in every room, and write down that somebody was forgotten, not who.

    A new table that names a person, or holds what a person wrote, gets its line here; a test looks for what is left.
    """
    workspace, old, addresses = contact.workspace, contact.ref, addresses_of(contact)
    sessions_of_erased(contact=contact, now=now)
    never_left = unsend(contact=contact)
    forget_re_asks(asks=never_left)
    forget_unsent(asks=never_left)
    recall_from(contact=contact, why="erased")
    forget_signer(contact=contact)
    forget_executive(contact=contact)
    forget_usage_owner(contact=contact)
    forget_person(workspace_id=workspace.pk, about=old, addresses=addresses, kinds=KINDS)
    questions = erase_answers(contact=contact)
    forget_parts(contact=contact)
    was = customers.erase_contact(contact=contact, at=now)
    cases = recovery.erase_customer(contact=contact, was=was, at=now)
    funnel.forget_wisher(contact=contact, was=was)
    forget_requests_of(workspace=workspace, addresses=addresses)
    forget_bookings_of(workspace=workspace, addresses=addresses)
    forget_in_imports(workspace=workspace, addresses=addresses, name=was.name)
    forget_in_watch(contact=contact, was=was, at=now)
    value.erase_author(contact=contact, at=now)
    forget_in_bulletins(contact=contact, was=was, at=now)
    forget_in_audit(workspace=workspace, about=old, addresses=addresses, name=contact.name)
    audit(
        workspace=workspace,
        actor=by,
        verb=gettext_noop("All data was erased of somebody at"),
        subject=contact.customer.name,
        at=now,
        detail={"how": how, "questions": questions, "cases closed": cases},
    )
