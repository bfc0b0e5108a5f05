"""Ask the customer whether a benefit has arrived, and keep what the customer says. The words signed are those shown."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User
from secondslice.accounts.services.auditing import audit
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.tokens import derived_token, digest
from secondslice.customers.models import Contact
from secondslice.jobs.services import enqueue
from secondslice.messaging.selectors import suppressed
from secondslice.messaging.services import take_back_one
from secondslice.value.ledger import rules
from secondslice.value.ledger.models import Benefit, Signature, SignRequest, Verification
from secondslice.value.ledger.selectors.people import signers
from secondslice.value.ledger.selectors.signing import facts_of
from secondslice.value.ledger.services.losing import forget_reminders
from secondslice.value.ledger.services.settling import close_request, held, settle
from secondslice.value.ledger.terms import terms_of

JOB = "value.ask_to_sign"
State, Verdict = SignRequest.State, Signature.Verdict
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Said:
    """What the customer says of the figures."""

    verdict: str
    percent: Decimal = rules.NOTHING
    words: str = ""


@transaction.atomic
def ask_to_sign(*, by: Membership, benefit: Benefit, contact: Contact, at: datetime) -> SignRequest:
    """Put the figures as they stand to somebody at the customer, in the next mail that the contact budget allows."""
    found = held(benefit=benefit)
    if not signers(found).filter(pk=contact.pk).exists():
        raise RuleBroken(_("Ask the sponsor, or the owner in operations."))
    _must_be_reachable(contact)
    made = put_to(benefit=found, contact=contact, by=by.user, at=at)
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("asked whether the benefit has arrived"),
        subject=found.title,
        at=at,
    )
    return made


def put_to(*, benefit: Benefit, contact: Contact, by: User | None, at: datetime) -> SignRequest:
    """Write the request down, of a benefit that the caller holds; the link of the one before is over.

    `by`: who asks; None: a measuring day has come.
    """
    facts = facts_of(benefit)
    if facts is None:
        raise RuleBroken(_("Nothing has been measured yet. Write down what has arrived first."))
    close_request(benefit=benefit)
    made = SignRequest(
        workspace=benefit.workspace,
        benefit=benefit,
        contact=contact,
        facts=facts.shown,
        amount=facts.amount,
        money=facts.money,
        until=facts.until,
        is_automatic=by is None,
        by=by,
        at=at,
    )
    made.token_digest = digest(token_of(request=made))
    made.save()
    ask_worker(contact=contact, run_at=at)
    return made


def token_of(*, request: SignRequest) -> str:
    """Return the secret in the link of a request: derived, so that nothing secret is stored."""
    return derived_token("sign", str(request.ref))


def ask_worker(*, contact: Contact, run_at: datetime) -> None:
    """Let a worker write the mail at this moment, in the caller's transaction."""
    enqueue(
        name=JOB,
        key=f"{JOB}:{contact.pk}:{uuid.uuid4()}",
        payload={"contact": contact.pk},
        run_at=run_at,
        workspace_id=contact.workspace_id,
    )


@transaction.atomic
def sign(*, request: SignRequest, said: Said, at: datetime) -> bool:
    """Keep what the customer says; a later word of the same link replaces it. Return False when the figures changed."""
    benefit = held(benefit=request.benefit)
    stands = SignRequest.objects.filter(pk=request.pk).exclude(state=State.OVER).exists()
    if not stands:
        return False
    if said.verdict == Verdict.PARTLY and not rules.NOTHING < said.percent < rules.HUNDRED:
        raise RuleBroken(_("Say how much of it has arrived, between 1 and 99 %."))
    if said.verdict == Verdict.NOT and not said.words.strip():
        raise RuleBroken(_("Say in a few words what is missing."))
    percent = rules.accepted(said.verdict, said.percent)
    words = said.words.replace("\x00", "").strip()[:LONGEST]
    valid = Signature.objects.filter(benefit=benefit, is_valid=True)
    before = valid.first()
    if before and before.request_id == request.pk and (before.verdict, before.percent, before.words) == (
        said.verdict, percent, words
    ):  # fmt: skip
        return True
    valid.update(is_valid=False, void_at=at)
    Signature.objects.create(
        workspace=request.workspace,
        request=request,
        benefit=benefit,
        verdict=said.verdict,
        percent=percent,
        words=words,
        on=clock.day_of(at, request.workspace.time_zone),
        at=at,
    )
    settle(benefit=benefit)
    audit(
        workspace=request.workspace,
        actor=None,
        verb=gettext_noop("The customer has answered whether it arrived:"),
        subject=benefit.title,
        at=at,
    )
    return True


@transaction.atomic
def verify(*, by: Membership, benefit: Benefit, words: str, at: datetime) -> None:
    """Finance stands behind a signed figure. Only the executive named for finance may, never who runs the PMO."""
    named = terms_of(by.workspace).finance_id
    if by.role != Membership.Role.EXECUTIVE or named is None or named != by.user_id:
        raise RuleBroken(
            _(
                "Only the executive named for finance verifies. Who runs the PMO names one under Reckoning."
            )
        )
    found = held(benefit=benefit)
    signed = Signature.objects.filter(benefit=found, is_valid=True, percent__gt=0).first()
    if signed is None:
        raise RuleBroken(
            _("The customer has not signed it as it stands. Only what is signed is verified.")
        )
    _made, is_new = Verification.objects.get_or_create(
        signature=signed,
        defaults={"workspace": by.workspace, "words": words.strip()[:300], "by": by.user, "at": at},
    )
    settle(benefit=found)
    if is_new:
        audit(
            workspace=by.workspace,
            actor=by.user,
            verb=gettext_noop("verified the benefit"),
            subject=found.title,
            at=at,
        )


@transaction.atomic
def forget_signer(*, contact: Contact) -> None:
    """Somebody had all own data erased: nobody is asked any more, the words go, the counted signature stays."""
    mine = SignRequest.objects.filter(workspace=contact.workspace_id, contact=contact)
    on_their_way = mine.exclude(message=None).exclude(state=State.OVER)
    for message in on_their_way.values_list("message", flat=True).distinct():
        take_back_one(message_id=message)
    mine.update(state=State.OVER, message=None)
    forget_reminders(contact=contact)
    Signature.objects.filter(request__in=mine).update(words="")
    Benefit.objects.filter(workspace=contact.workspace_id, owner=contact).update(owner=None)


def _must_be_reachable(contact: Contact) -> None:
    wishes = getattr(contact, "preference", None)
    told = {"name": contact.name}
    if contact.erased_at is not None:
        raise RuleBroken(_("This person had all own data erased."))
    if wishes is not None and wishes.stopped_at is not None:
        raise RuleBroken(_("%(name)s does not want any questions by mail. Ask in person.") % told)
    if suppressed(contact.workspace_id, [contact.email]):
        raise RuleBroken(
            _(
                "Mail to %(name)s comes back. Correct the address, or lift the block under Settings, Mail."
            )
            % told
        )
