"""Close an alarm with what was done, hand alarms over, set what counts as one, and forget who was erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.selectors import lead_of, people_who_run_the_pmo
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.core.forgetting import without_person
from secondslice.customers.models import Contact
from secondslice.customers.services import Identity
from secondslice.messaging.models import Message
from secondslice.messaging.services import forget_words, take_back_one
from secondslice.value.outlook.models import Alarm, KnownExecutive, OnePager, WatchTerms

LONGEST = 500
ERASED = "-"


@transaction.atomic
def close_alarm(*, by: Membership, alarm: Alarm, done: str, at: datetime) -> None:
    """Close an alarm with what was done about it. Raise RuleBroken when nothing is said, or it is closed already."""
    words = done.replace("\x00", "").strip()[:LONGEST]
    if not words:
        raise RuleBroken(_("Say what was done about it: that is what closes an alarm."))
    mine = Alarm.objects.filter(pk=alarm.pk, closed_at=None)
    if not mine.update(closed_at=at, closed_by=by.user, done=words):
        raise RuleBroken(_("Somebody has closed this alarm already. Look at it again."))
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("closed the alarm"),
        subject=alarm.get_kind_display(),
        at=at,
    )


@transaction.atomic
def hand_alarm(*, by: Membership, alarm: Alarm, to: User) -> None:
    """Give an alarm to somebody who runs the PMO. Raise RuleBroken for anybody else."""
    if to not in people_who_run_the_pmo(by.workspace):
        raise RuleBroken(
            _("%(name)s does not run this PMO. Choose another owner.") % {"name": to.name}
        )
    Alarm.objects.filter(pk=alarm.pk).update(owner=to)


@transaction.atomic
def alarms_let_go(*, user: User, workspace: Workspace) -> None:
    """Give the open alarms of somebody who runs this PMO no longer to whoever leads it."""
    if user not in people_who_run_the_pmo(workspace):
        mine = Alarm.objects.filter(workspace=workspace, owner=user, closed_at=None)
        mine.update(owner=lead_of(workspace))


@transaction.atomic
def set_watch(*, by: Membership, terms: dict[str, Any], at: datetime) -> WatchTerms:
    """Set what counts as an alarm. Raise RuleBroken where the share worth noticing is not above the usual one."""
    if terms["shifted"] <= terms["base"]:
        raise RuleBroken(
            _(
                "The share worth noticing must lie above the usual one. Raise it, or lower the usual one."
            )
        )
    found, _is_new = WatchTerms.objects.update_or_create(workspace=by.workspace, defaults=terms)
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("changed what the watch takes for an alarm"),
        subject=by.workspace.name,
        at=at,
    )
    return found


@transaction.atomic
def forget_in_watch(*, contact: Contact, was: Identity, at: datetime) -> None:
    """Somebody was erased: nothing waits for this person, and the name goes out of what we wrote ourselves."""
    here = contact.workspace_id
    KnownExecutive.objects.filter(workspace=here, contact=contact).delete()
    mine = Alarm.objects.filter(workspace=here, contact=contact)
    pages = OnePager.objects.filter(alarm__in=mine)
    for message in pages.exclude(message=None).values_list("message", flat=True):
        take_back_one(message_id=message)
    pages.update(words="", message=None)
    quoted = OnePager.objects.filter(workspace=here, quote__contact=contact)
    _forget_mails(quoted.values_list("message", flat=True))
    about = [Alarm.Kind.QUIET, Alarm.Kind.NEW]
    mine.filter(closed_at=None, kind__in=about).update(closed_at=at, done=ERASED)
    mine.exclude(kind__in=about).update(contact=None)  # the page was addressed to this person
    for page in OnePager.objects.filter(workspace=here).exclude(words=""):
        words = without_person(page.words, was.words)
        if words != page.words:
            OnePager.objects.filter(pk=page.pk).update(words=words)
            _forget_mails([page.message_id])
    for alarm in Alarm.objects.filter(workspace=here).exclude(done=""):
        done = without_person(alarm.done, was.words)
        if done != alarm.done:
            Alarm.objects.filter(pk=alarm.pk).update(done=done or ERASED)


def _forget_mails(messages: Iterable[int | None]) -> None:
    forget_words(messages=Message.objects.filter(pk__in=[one for one in messages if one]))
