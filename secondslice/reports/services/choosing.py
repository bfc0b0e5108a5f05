"""Choose who gets the executive report of a quarter by mail, and whether it leaves at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact
from secondslice.reports.models import ReportCopy, ReportReader, ReportTerms
from secondslice.reports.rules import Dropped, last_ended
from secondslice.reports.selectors.recipients import possible_readers
from secondslice.reports.services.leaving_out import leave_out


@transaction.atomic
def set_sending(
    *, by: Membership, is_sent: bool, contacts: Sequence[Contact], at: datetime
) -> None:
    """Keep whether reports leave by themselves, and to whom. The first one is that of the quarter that runs now.

    What waits for somebody who is not chosen any more does not leave either. Raise RuleBroken for somebody who may not
    read what other customers pay and gain.
    """
    wanted = {one.pk for one in contacts}
    _must_be_ours(by, wanted)
    today = clock.day_of(at, by.workspace.time_zone)
    ReportTerms.objects.get_or_create(workspace=by.workspace)
    # One at a time, and not while a copy is being mailed (services/mailing.py).
    terms = ReportTerms.objects.select_for_update(no_key=True).get(workspace=by.workspace)
    changed = ["is_sent"]
    if is_sent and not terms.is_sent:  # else `done_until` belongs to who sends
        terms.done_until = last_ended(today).ends_on
        changed.append("done_until")
    terms.is_sent = is_sent
    terms.save(update_fields=changed)
    _keep_readers(by, wanted)
    waiting = ReportCopy.objects.filter(workspace=by.workspace)
    if is_sent:
        leave_out(copies=waiting.exclude(contact__in=wanted), why=Dropped.REMOVED, at=at)
    else:
        leave_out(copies=waiting, why=Dropped.OFF, at=at)
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("set who gets reports by mail"),
        subject=by.workspace.name,
        at=at,
        detail={"sent": is_sent, "people": len(wanted)},
    )


def _must_be_ours(by: Membership, wanted: set[int]) -> None:
    may = set(possible_readers(by.workspace).filter(pk__in=wanted).values_list("pk", flat=True))
    others = Contact.objects.filter(workspace=by.workspace, pk__in=wanted - may)
    names = list(others.order_by("name").values_list("name", flat=True))
    if len(may) < len(wanted):
        raise RuleBroken(
            _(
                "Only executives of your own departments get this report: it tells of all your customers."
                " Leave out: %(names)s."
            )
            % {"names": ", ".join(names) or "?"}
        )


def _keep_readers(by: Membership, wanted: set[int]) -> None:
    mine = ReportReader.objects.filter(workspace=by.workspace)
    mine.exclude(contact__in=wanted).delete()
    known = set(mine.values_list("contact", flat=True))
    ReportReader.objects.bulk_create(
        ReportReader(workspace=by.workspace, contact_id=key) for key in sorted(wanted - known)
    )
