"""Keep what a person wants of our questions, and who has said so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact, Preference
from secondslice.customers.rules import ABOUT_BULLETINS, Want, Wish

VERBS = {
    Want.PAUSE: gettext_noop("A pause from questions is wanted by"),
    Want.AT_CLOSE: gettext_noop("Only at the end of projects is to be asked"),
    Want.STOP: gettext_noop("The questions were stopped by"),
    Want.AGAIN: gettext_noop("The questions were allowed again by"),
    Want.NO_BULLETIN: gettext_noop("The bulletin was stopped by"),
    Want.BULLETIN: gettext_noop("The bulletin was allowed again by"),
}


@transaction.atomic
def grant(*, contact: Contact, wish: Wish, how: str, at: datetime) -> Preference:
    """Do as the person wishes, at once. The last wish counts; to wish the same again changes nothing.

    A stop that stands keeps the day and the way it came. (To be erased is another matter: see erasing.)
    """
    found = _of(contact)
    before = _state(found)
    if wish.want in ABOUT_BULLETINS:
        found.no_bulletin_at = (
            (found.no_bulletin_at or at) if wish.want is Want.NO_BULLETIN else None
        )
    elif wish.want is Want.STOP:
        found.stopped_at, found.stopped_how = found.stopped_at or at, found.stopped_how or how
    else:
        found.stopped_at, found.stopped_how, found.noted_by = None, "", None
        found.paused_until = wish.until if wish.want is Want.PAUSE else None
        found.only_at_close = wish.want is Want.AT_CLOSE
    if _state(found) != before:
        found.save()
        verb = VERBS[wish.want]
        until = found.paused_until if wish.want is Want.PAUSE else None
        detail: dict[str, object] = {
            "how": how.replace("_", " "),
            **({"until": str(until)} if until else {}),
        }
        audit(
            workspace=contact.workspace,
            actor=None,
            verb=verb,
            subject=contact.name,
            at=at,
            detail=detail,
            about=contact.ref,
        )
    return found


@transaction.atomic
def note_stop(*, by: Membership, contact: Contact, at: datetime) -> Preference:
    """Write down that the person told a member not to be asked. Raise RuleBroken when that is known already."""
    found = _of(contact)
    if found.stopped_at is not None:
        raise RuleBroken(
            _("%(name)s is not asked any more already. There is nothing to write down.")
            % {"name": contact.name}
        )
    found.stopped_at, found.stopped_how, found.noted_by = at, Preference.How.MEMBER, by.user
    found.save()
    _audit(by, contact, verb=gettext_noop("wrote down a stop told by"), at=at)
    return found


@transaction.atomic
def take_back_note(*, by: Membership, contact: Contact, at: datetime) -> None:
    """Strike out a stop that a member wrote down. Raise RuleBroken when the person stopped the questions.

    Nobody but the person can undo that.
    """
    mine = Preference.objects.filter(contact=contact, stopped_how=Preference.How.MEMBER)
    if not mine.update(stopped_at=None, stopped_how="", noted_by=None):
        raise RuleBroken(
            _(
                "Only %(name)s can allow questions again, on the page that every mail leads to. Send the link to it."
            )
            % {"name": contact.name}
        )
    _audit(by, contact, verb=gettext_noop("struck out the stop told by"), at=at)


def _of(contact: Contact) -> Preference:
    """Return the row of this person's wishes; two that wish at once take turns."""
    # This changes nothing, and lets whoever is just writing to this person end first (pulse.services.turns).
    Contact.objects.filter(pk=contact.pk).update(erased_at=F("erased_at"))
    found, _is_new = Preference.objects.get_or_create(
        contact=contact, defaults={"workspace_id": contact.workspace_id}
    )
    contact.preference = found
    return found


def _state(found: Preference) -> tuple[object, ...]:
    return found.paused_until, found.only_at_close, found.stopped_at, found.no_bulletin_at


def _audit(by: Membership, contact: Contact, *, verb: str, at: datetime) -> None:
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=verb,
        subject=contact.name,
        at=at,
        about=contact.ref,
    )
