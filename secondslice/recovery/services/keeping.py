"""Say of a promised update that it was delivered, or why it was left out; and end an agreement."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import formats
from django.utils.translation import gettext as _

from secondslice.accounts.models import User
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.recovery.models import Adjustment, AgreedUpdate, CaseNote
from secondslice.recovery.selectors.keeping import record_of
from secondslice.recovery.services.mending import touch


@transaction.atomic
def deliver(
    *, adjustment: Adjustment, day: date, by: User, at: datetime, on: date | None = None
) -> AgreedUpdate:
    """Note that the update promised for `day` was delivered, today or `on` an earlier day."""
    today = clock.day_of(at, adjustment.case.workspace.time_zone)
    if on is not None and on > today:
        raise RuleBroken(
            _("That day is still to come. Press Delivered when it has been delivered.")
        )
    return _say(adjustment, day, delivered_on=on or today, words="", by=by, at=at)


@transaction.atomic
def leave_out(
    *, adjustment: Adjustment, day: date, why: str, by: User, at: datetime
) -> AgreedUpdate:
    """Note why the update promised for `day` is left out: it counts as not kept and not broken."""
    if not why.strip():
        raise RuleBroken(_("Say why it is left out: the customer waited for it."))
    return _say(adjustment, day, delivered_on=None, words=why.strip(), by=by, at=at)


def _say(
    adjustment: Adjustment,
    day: date,
    *,
    delivered_on: date | None,
    words: str,
    by: User,
    at: datetime,
) -> AgreedUpdate:
    record = record_of(adjustment, at=at)
    promised = {one for one, _fate in record.days} | ({record.next} if record.next else set())
    if day not in promised:
        raise RuleBroken(
            _("Nothing was promised for %(day)s, or it is too early for it.")
            % {"day": formats.date_format(day)}
        )
    try:
        with transaction.atomic():
            made = AgreedUpdate.objects.create(
                workspace_id=adjustment.workspace_id,
                adjustment=adjustment,
                promised_on=day,
                delivered_on=delivered_on,
                words=words,
                by=by,
                at=at,
            )
    except IntegrityError as again:
        raise RuleBroken(
            _("Somebody has said already what became of the update of %(day)s.")
            % {"day": formats.date_format(day)}
        ) from again
    touch(case=adjustment.case, at=at)
    return made


@transaction.atomic
def end(*, adjustment: Adjustment, ends_on: date, why: str, by: User, at: datetime) -> None:
    """Let an adjustment hold until a day, that one included. What was said and kept stays as it is."""
    today = clock.day_of(at, adjustment.case.workspace.time_zone)
    if adjustment.ends_on is not None and adjustment.ends_on < today:
        day = formats.date_format(adjustment.ends_on)
        raise RuleBroken(_("This has ended already, on %(day)s.") % {"day": day})
    if ends_on < today:
        raise RuleBroken(_("That day is over. It can end today at the earliest."))
    if ends_on < adjustment.starts_on:
        raise RuleBroken(
            _("It begins on %(day)s. It cannot end before.")
            % {"day": formats.date_format(adjustment.starts_on)}
        )
    Adjustment.objects.filter(pk=adjustment.pk).update(ends_on=ends_on)
    adjustment.ends_on = ends_on
    note(adjustment=adjustment, kind=CaseNote.Kind.ENDED, words=why, day=ends_on, by=by, at=at)


def note(
    *,
    adjustment: Adjustment,
    kind: CaseNote.Kind,
    by: User,
    at: datetime,
    words: str = "",
    day: date | None = None,
) -> None:
    """Write into the thread of the case what happened to an adjustment."""
    touch(case=adjustment.case, at=at)
    CaseNote.objects.create(
        workspace_id=adjustment.workspace_id,
        case=adjustment.case,
        kind=kind,
        words=words,
        day=day,
        by=by,
        at=at,
    )
