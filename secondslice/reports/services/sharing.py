"""Links to a report for people without an account: made, opened, revoked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.core.tokens import derived_token, digest
from secondslice.reports.models import Report, ReportCopy, ReportShare, ShareViews
from secondslice.reports.rules import (
    MOST_SHARE_DAYS,
    SHARE_DAYS,
    Dropped,
    is_locked,
    tries_after,
)
from secondslice.reports.services.leaving_out import leave_out


@transaction.atomic
def share(
    *,
    report: Report,
    by: User | None,
    at: datetime,
    days: int = SHARE_DAYS,
    password: str = "",
    note: str = "",
) -> ReportShare:
    """Make a link that shows a report for so many days. Raise RuleBroken when the report does not stand any more."""
    if report.superseded_at is not None:
        raise RuleBroken(
            _("A later report has taken the place of this one. Share that one instead.")
        )
    if not 1 <= days <= MOST_SHARE_DAYS:
        told = {"most": MOST_SHARE_DAYS}
        raise RuleBroken(_("A link holds between 1 and %(most)s days.") % told)
    made = ReportShare(
        workspace=report.workspace,
        report=report,
        note=note.strip()[:100],
        password=make_password(password) if password else "",
        expires_at=at + timedelta(days=days),
        by=by,
        at=at,
    )
    made.token_digest = digest(token_of(share=made))
    made.save()
    audit(
        workspace=report.workspace,
        actor=by,
        verb=gettext_noop("shared the report"),
        subject=report.title,
        at=at,
        detail={"days": days},
    )
    return made


def token_of(*, share: ReportShare) -> str:
    """Return the secret in the link: derived, so that nothing secret is stored."""
    return derived_token("report", str(share.ref))


def link_of(*, share: ReportShare) -> str:
    """Return the whole address that shows a report; nothing when the installation's key was changed since."""
    token = token_of(share=share)
    return f"{settings.BASE_URL}/report/{token}" if digest(token) == share.token_digest else ""


@transaction.atomic
def revoke(*, share: ReportShare, by: Membership, at: datetime) -> None:
    """Take a link back: whoever opens it is told so, and who was to get it by mail does not."""
    if ReportShare.objects.filter(pk=share.pk, revoked_at=None).update(revoked_at=at):
        leave_out(copies=ReportCopy.objects.filter(share=share), why=Dropped.REVOKED, at=at)
        audit(
            workspace=share.workspace,
            actor=by.user,
            verb=gettext_noop("took back a link to the report"),
            subject=share.report.title,
            at=at,
        )


@transaction.atomic
def count_view(*, share: ReportShare, day: date) -> None:
    """Count that a link was opened on a day. Nothing is kept of who did."""
    ShareViews.objects.get_or_create(share=share, day=day, defaults={"workspace": share.workspace})
    ShareViews.objects.filter(share=share, day=day).update(count=F("count") + 1)


@transaction.atomic
def opens(*, share: ReportShare, password: str, at: datetime) -> bool:
    """Tell whether a password opens a link. Raise RuleBroken after too many wrong ones, right or not."""
    found = ReportShare.objects.select_for_update(no_key=True).get(pk=share.pk)
    if is_locked(found.tries, found.tries_since, at=at):
        raise RuleBroken(
            _("There were too many wrong passwords. Try again in a quarter of an hour.")
        )
    if check_password(password, found.password):
        return True
    found.tries, found.tries_since = tries_after(found.tries, found.tries_since, at=at)
    found.save(update_fields=["tries", "tries_since"])
    return False
