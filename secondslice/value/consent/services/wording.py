"""Other words for what somebody said: proposed by us, decided by the author alone. Every version is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.core.tokens import digest, new_token
from secondslice.messaging.services import Envelope, queue_mail
from secondslice.pulse.models import Ask
from secondslice.pulse.services.talking import note_mail
from secondslice.value.consent.models import ConsentEvent, Wording
from secondslice.value.consent.services.logging import log_consent
from secondslice.value.mail_kinds import OTHER_WORDS
from secondslice.value.models import Testimonial
from secondslice.value.rules import words_digest

LONGEST = 2000
"""Letters of a quote that somebody writes or proposes."""
MOST_REFUSED = 2
"""Proposals about the same words after which nobody is asked any more."""
Origin, State = Wording.Origin, Wording.State


@dataclass(frozen=True, slots=True)
class Choice:
    """Which words the author wants, of those that the page showed."""

    which: str = "stands"
    """stands, proposed or mine."""
    mine: str = ""
    proposal: int = 0
    """The number of the proposal that was shown; nought for none."""


def keep_said(*, testimonial: Testimonial, at: datetime) -> None:
    """Keep the words of the answer as the version that stands; what was proposed for others is over."""
    drop_proposal(testimonial=testimonial, at=at)
    _stand(testimonial, testimonial.words, origin=Origin.SAID, at=at)


def said_words(*, testimonial: Testimonial) -> str:
    """Return the words as they stood in the answer: the author may have approved others since."""
    said = testimonial.wordings.filter(origin=Origin.SAID).order_by("-number").first()
    return said.words if said else testimonial.words


def drop_proposal(*, testimonial: Testimonial, at: datetime) -> None:
    """End what waits for the author's decision: the words it was about are over."""
    testimonial.wordings.filter(state=State.OPEN).update(
        state=State.DROPPED, decided_at=at, token_digest=""
    )


def refuse_proposal(*, testimonial: Testimonial, at: datetime) -> None:
    """The author wants nothing published, so other words neither. The link in the mail about them still works."""
    testimonial.wordings.filter(state=State.OPEN).update(state=State.REFUSED, decided_at=at)


@transaction.atomic
def propose_wording(*, testimonial: Testimonial, words: str, by: Membership, at: datetime) -> None:
    """Send the author other words beside the own ones. Until the author decides, nothing changes.

    Raise RuleBroken where nobody can be asked, or there is nothing to ask.
    """
    found = Testimonial.objects.select_for_update(no_key=True).get(pk=testimonial.pk)
    words = _clean(words)
    if words_digest(words) == words_digest(found.words):
        raise RuleBroken(_("These are the words as they stand. Change something."))
    _must_be_askable(found)
    _must_have_said(found)
    token, is_confided = new_token(), found.ask.mode != Ask.Mode.NAMED
    Wording.objects.create(
        workspace=found.workspace,
        testimonial=found,
        number=_next_number(found),
        words=words,
        origin=Origin.PROPOSED,
        state=State.OPEN,
        by=by.user,
        by_name=by.user.name,
        at=at,
        token_digest=digest(token),
    )
    draft = Testimonial.objects.filter(pk=found.pk, state=Testimonial.State.DRAFT)
    draft.update(state=Testimonial.State.ASKED, asked_at=at, at=at)
    _mail(found, words, token=token, by=by.user, at=at, is_confided=is_confided)
    log_consent(
        testimonial=found,
        kind=ConsentEvent.Kind.PROPOSED,
        how=ConsentEvent.How.US,
        by=by.user,
        words=words,
        at=at,
    )
    audit(
        workspace=found.workspace,
        actor=by.user,
        verb=gettext_noop("proposed other words to"),
        subject=found.contact.name,
        at=at,
        about=found.contact.ref,
        in_confidence=is_confided,
    )


def settle_wording(*, testimonial: Testimonial, choice: Choice, at: datetime) -> str | None:
    """Keep which words the author wants, and return them; None when another proposal was made meanwhile."""
    _must_have_said(testimonial)
    waiting = testimonial.wordings.filter(state=State.OPEN).first()
    if (waiting.number if waiting else 0) != choice.proposal:
        return None
    words = {"proposed": waiting.words if waiting else "", "mine": choice.mine}.get(choice.which)
    words = testimonial.words if words is None else _clean(words)
    is_other = words_digest(words) != words_digest(testimonial.words)
    if waiting is not None:
        taken = words_digest(words) == words_digest(waiting.words)
        Wording.objects.filter(pk=waiting.pk).update(
            state=State.REPLACED if taken else State.REFUSED, decided_at=at
        )
        if taken:  # the very row that was proposed stands from now on
            testimonial.wordings.filter(state=State.STANDS).update(state=State.REPLACED)
            Wording.objects.filter(pk=waiting.pk).update(state=State.STANDS)
            return words
    if is_other:
        _stand(testimonial, words, origin=Origin.EDITED, at=at)
    return words


def _stand(testimonial: Testimonial, words: str, *, origin: str, at: datetime) -> None:
    testimonial.wordings.filter(state=State.STANDS).update(state=State.REPLACED)
    Wording.objects.create(
        workspace_id=testimonial.workspace_id,
        testimonial=testimonial,
        number=_next_number(testimonial),
        words=words,
        origin=origin,
        state=State.STANDS,
        at=at,
        decided_at=at,
    )


def _must_have_said(testimonial: Testimonial) -> None:
    """Let the history begin with the words as they stand, where it is empty."""
    if not testimonial.wordings.exists():
        _stand(testimonial, testimonial.words, origin=Origin.SAID, at=testimonial.at)


def _next_number(testimonial: Testimonial) -> int:
    return (testimonial.wordings.aggregate(last=Max("number"))["last"] or 0) + 1


def _clean(words: str) -> str:
    words = "\n".join(words.replace("\x00", "").strip().splitlines())
    if not words:
        raise RuleBroken(_("There are no words yet. Write some."))
    if len(words) > LONGEST:
        raise RuleBroken(_("That is longer than anybody reads. Shorten it."))
    return words


def _must_be_askable(found: Testimonial) -> None:
    """Raise RuleBroken where the author cannot or should not be asked about other words."""
    told = {"name": found.contact.name}
    wishes = getattr(found.contact, "preference", None)
    if found.contact.erased_at is not None or found.state in {
        Testimonial.State.WITHDRAWN,
        Testimonial.State.REVOKED,
    }:
        raise RuleBroken(_("Its author does not allow it any more."))
    if wishes is not None and wishes.stopped_at is not None:
        raise RuleBroken(_("%(name)s does not want any questions by mail. Ask in person.") % told)
    if found.wordings.filter(state=State.OPEN).exists():
        raise RuleBroken(_("The author has a proposal already, and has not decided yet."))
    if found.wordings.filter(state=State.REFUSED).count() >= MOST_REFUSED:
        raise RuleBroken(
            _("The author has refused other words twice. Let them stand as they are, or talk.")
        )


def _mail(
    found: Testimonial, words: str, *, token: str, by: User, at: datetime, is_confided: bool
) -> None:
    workspace, contact = found.workspace, found.contact
    queue_mail(
        workspace_id=workspace.pk,
        kind=OTHER_WORDS,
        envelope=Envelope(
            to=contact.email,
            to_name=contact.name,
            from_name=f"{by.name}, {workspace.name}",
            reply_to=by.email,
            about=contact.ref,
            in_confidence=is_confided,
        ),
        language=contact.language or workspace.language,
        at=at,
        context={
            "workspace": workspace,
            "testimonial": found,
            "other_words": words,
            "asker": by.name,
        },
        secrets={"link": f"{settings.BASE_URL}/menu/{workspace.slug}/quote/{token}"},
    )
    if not is_confided:  # else a later question would tell that there was something to publish
        note_mail(by=by, contact=contact, at=at)
