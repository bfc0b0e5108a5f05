"""Ask the author whether the words may be published, and keep what the author decides."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.core.tokens import digest, looks_like_token, new_token
from secondslice.customers.models import Contact
from secondslice.messaging.services import Envelope, queue_mail
from secondslice.pulse.models import Ask
from secondslice.pulse.services.talking import note_mail
from secondslice.value.consent.models import ConsentEvent, Wording
from secondslice.value.consent.services.logging import log_consent
from secondslice.value.consent.services.wording import Choice, refuse_proposal, settle_wording
from secondslice.value.models import PLACES, Testimonial
from secondslice.value.rules import words_digest
from secondslice.value.selectors import with_decisions
from secondslice.value.services import NOWHERE
from secondslice.value.unsaying import recall, unsay

YEARS = (1, 2, 3)
"""For how many years an author may allow it."""
State = Testimonial.State
Kind, How = ConsentEvent.Kind, ConsentEvent.How
DECIDABLE = (State.ASKED, State.PUBLISHED, State.REVOKED, State.ENDED)
AS_IT_STANDS = Choice()


@dataclass(frozen=True, slots=True)
class Approval:
    """In which places (Testimonial.Place), under which name, and until when."""

    under: str
    until: date
    places: frozenset[str]


@transaction.atomic
def ask_to_publish(*, testimonial: Testimonial, by: Membership, at: datetime) -> None:
    """Send the author the words as they stand, with the link that approves them. Raise RuleBroken where it cannot."""
    contact = testimonial.contact
    if contact.erased_at is not None or testimonial.state == State.WITHDRAWN:
        raise RuleBroken(_("Its author does not allow it any more."))
    stopped = getattr(contact, "preference", None)
    if stopped is not None and stopped.stopped_at is not None:
        raise RuleBroken(
            _("%(name)s does not want any questions by mail. Ask in person.")
            % {"name": contact.name}
        )
    if with_decisions(Testimonial.objects.filter(pk=testimonial.pk)).get().is_refused:
        raise RuleBroken(
            _("Its author has said no to these words. Propose other ones, or ask in person.")
        )
    token, is_confided = new_token(), testimonial.ask.mode != Ask.Mode.NAMED
    askable = [State.DRAFT, State.ENDED]
    mine = Testimonial.objects.filter(pk=testimonial.pk, state__in=askable)
    if not mine.update(state=State.ASKED, asked_at=at, at=at, token_digest=digest(token)):
        raise RuleBroken(_("The author was asked already."))
    workspace = testimonial.workspace
    queue_mail(
        workspace_id=workspace.pk,
        kind="value.may_we_publish",
        envelope=Envelope(
            to=contact.email,
            to_name=contact.name,
            from_name=f"{by.user.name}, {workspace.name}",
            reply_to=by.user.email,
            about=contact.ref,
            in_confidence=is_confided,
        ),
        language=contact.language or workspace.language,
        at=at,
        context={"workspace": workspace, "testimonial": testimonial, "asker": by.user.name},
        secrets={"link": f"{settings.BASE_URL}/menu/{workspace.slug}/quote/{token}"},
    )
    if not is_confided:  # else a later question would tell that there was something to publish
        note_mail(by=by.user, contact=contact, at=at)
    log_consent(testimonial=testimonial, kind=Kind.ASKED, how=How.US, by=by.user, at=at)
    audit(
        workspace=workspace,
        actor=by.user,
        verb=gettext_noop("asked whether the words may be published of"),
        subject=contact.name,
        at=at,
        about=contact.ref,
        in_confidence=is_confided,
    )


def behind(token: str, *, slug: str) -> Testimonial | None:
    """Return the words that this link is about; None for nonsense and for what was changed or withdrawn since."""
    if not looks_like_token(token):
        return None
    secret = digest(token)
    about = Wording.objects.filter(token_digest=secret).values("testimonial")
    found = Testimonial.objects.select_related("workspace", "contact", "customer", "ask").filter(
        Q(token_digest=secret) | Q(pk__in=about), workspace__slug=slug
    )
    return found.exclude(state__in=[State.WITHDRAWN, State.DRAFT]).first()


@transaction.atomic
def approve(
    *,
    testimonial: Testimonial,
    approval: Approval,
    words: str,
    at: datetime,
    choice: Choice = AS_IT_STANDS,
) -> bool:
    """Publish exactly these words in these places and no others, as the author wants it.

    `words` and `choice`: what the page showed, and which of it was chosen. Return False when that is other by now.
    Raise RuleBroken when there is no place, or there are no words.
    """
    if not approval.places:
        raise RuleBroken(_("Choose at least one place, or say no below."))
    stands = Testimonial.objects.select_for_update(no_key=True).get(pk=testimonial.pk)
    if stands.state not in DECIDABLE or words_digest(stands.words) != words_digest(words):
        return False
    wanted = settle_wording(testimonial=stands, choice=choice, at=at)
    if wanted is None:
        return False
    Testimonial.objects.filter(pk=stands.pk).update(
        state=State.PUBLISHED,
        words=wanted,
        published_at=at,
        at=at,
        under=approval.under,
        until=approval.until,
        **{column: place in approval.places for place, column in PLACES.items()},
    )
    was_published = stands.state == State.PUBLISHED
    kind = Kind.CHANGED if was_published else Kind.APPROVED
    log_consent(testimonial=testimonial, kind=kind, how=How.LINK, at=at)
    recall(testimonial=testimonial, at=at)  # what waits may name another name
    _note(testimonial, gettext_noop("let us publish the words"), at=at)
    return True


@transaction.atomic
def refuse(*, testimonial: Testimonial, at: datetime, how: str = How.LINK) -> bool:
    """The author does not want it, or not any more: it is published nowhere from now on. The link still works.

    Return whether this changed anything.
    """
    stands = Testimonial.objects.select_for_update(no_key=True).get(pk=testimonial.pk)
    if stands.state in {State.REVOKED, State.WITHDRAWN}:
        return False
    Testimonial.objects.filter(pk=stands.pk).update(state=State.REVOKED, at=at, **NOWHERE)
    refuse_proposal(testimonial=stands, at=at)
    kind = Kind.REVOKED if stands.state == State.PUBLISHED else Kind.REFUSED
    log_consent(testimonial=testimonial, kind=kind, how=how, at=at)
    unsay(testimonial=testimonial, at=at)
    _note(testimonial, gettext_noop("does not let us publish the words"), at=at)
    return True


@transaction.atomic
def take_back(*, contact: Contact, ref: str, at: datetime) -> bool:
    """Take back what this person lent us, from the own page. Return whether there was anything to take back."""
    try:
        wanted = uuid.UUID(ref)
    except ValueError:
        return False
    mine = Testimonial.objects.select_related("workspace", "contact", "ask")
    found = mine.filter(workspace=contact.workspace_id, contact=contact, ref=wanted).first()
    return found is not None and refuse(testimonial=found, at=at, how=How.OWN_PAGE)


def _note(testimonial: Testimonial, verb: str, *, at: datetime) -> None:
    audit(
        workspace=testimonial.workspace,
        actor=None,
        verb=verb,
        subject=testimonial.contact.name,
        at=at,
        about=testimonial.contact.ref,
        in_confidence=testimonial.ask.mode != Ask.Mode.NAMED,
    )
