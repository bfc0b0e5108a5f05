"""Be away, come back, and say how one wants to hear of things."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.absences import may_stand_in_for
from secondslice.accounts.access import must_be_able_to_give
from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.accounts.services.writing_to import write_to_member
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.messaging.slack_ids import is_slack_id


@dataclass(frozen=True, slots=True)
class Absence:
    """From when until when somebody is away, both days included, and who stands in."""

    away_from: date | None = None
    away_until: date | None = None
    deputy: User | None = None


@transaction.atomic
def set_away(*, by: Membership, member: Membership, absence: Absence, at: datetime) -> None:
    """Write down that a member is away; who stands in gets a mail. Raise RuleBroken where it cannot be so."""
    if member.pk != by.pk:
        must_be_able_to_give(by, member.role)
    _must_be_possible(member, absence, today=clock.day_of(at, member.workspace.time_zone))
    before = Absence(member.away_from, member.away_until, member.deputy)
    if absence == before:
        return
    member.away_from, member.away_until = absence.away_from, absence.away_until
    member.deputy = absence.deputy
    member.save(update_fields=["away_from", "away_until", "deputy"])
    changes = {
        "away_from": [_day(before.away_from), _day(absence.away_from)],
        "away_until": [_day(before.away_until), _day(absence.away_until)],
        "deputy": [_name(before.deputy), _name(absence.deputy)],
    }
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("changed the absence of"),
        subject=member.user.name,
        at=at,
        detail={name: pair for name, pair in changes.items() if pair[0] != pair[1]},
    )
    if absence.deputy is not None and absence.away_from is not None:
        _tell_deputy(member, absence.deputy, at=at)


def _must_be_possible(member: Membership, absence: Absence, *, today: date) -> None:
    begins, ends, deputy = absence.away_from, absence.away_until, absence.deputy
    if ends is not None and begins is None:
        raise RuleBroken(_("Say from when, too: an absence begins on a day."))
    if begins is not None and ends is not None and ends < begins:
        raise RuleBroken(
            _("The last day comes before the first one. Choose a day on or after the first.")
        )
    if ends is not None and ends < today:
        raise RuleBroken(
            _("That absence is over. Choose a last day to come, or leave the days empty.")
        )
    if deputy is None:
        return
    if deputy.pk == member.user_id:
        raise RuleBroken(_("Nobody stands in for himself. Choose somebody else."))
    if not may_stand_in_for(member).filter(pk=deputy.pk).exists():
        raise RuleBroken(
            _("%(name)s does not run projects here. Choose a project manager or a lead.")
            % {"name": deputy.name}
        )


@transaction.atomic
def end_absences(*, workspace: Workspace, today: date) -> int:
    """Strike out the days of absences that are over; the deputy stays written down for the next one."""
    over = Membership.objects.filter(workspace=workspace, away_until__lt=today)
    return over.update(away_from=None, away_until=None)


@dataclass(frozen=True, slots=True)
class Hearing:
    """How somebody wants to hear of things."""

    alerts: str = Membership.Alerts.MAIL
    slack_id: str = ""
    digest: str = Membership.Digest.WEEKLY


@transaction.atomic
def set_hearing(*, membership: Membership, hearing: Hearing) -> None:
    """Store how this member wants to hear of things."""
    if hearing.slack_id and not is_slack_id(hearing.slack_id):
        raise RuleBroken(words_for_wrong_slack_id())
    if hearing.alerts == Membership.Alerts.SLACK and not hearing.slack_id:
        raise RuleBroken(
            _("Slack knows people by their member id. Give yours, or choose mail only.")
        )
    for name, value in asdict(hearing).items():
        setattr(membership, name, value)
    membership.save(update_fields=list(asdict(hearing)))


def words_for_wrong_slack_id() -> str:
    """Return the refusal of something that is no member id."""
    return _("This is not a member id. It begins with U or W and looks like U012AB3CD.")


@transaction.atomic
def claim_digest(*, membership: Membership, at: datetime) -> bool:
    """Take it on to tell this member what happened until now. Of two workers, and after a kill, only one may."""
    mine = Membership.objects.filter(pk=membership.pk, digest_at=membership.digest_at)
    return bool(mine.update(digest_at=at))


def _tell_deputy(member: Membership, deputy: User, *, at: datetime) -> None:
    write_to_member(
        workspace=member.workspace,
        user=deputy,
        kind="accounts.deputy",
        context={
            "deputy": deputy,
            "name": member.user.name,
            "away_from": member.away_from,
            "away_until": member.away_until,
        },
        path=reverse("dashboard:today", args=[member.workspace.slug]),
        at=at,
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _name(user: User | None) -> str:
    return user.name if user else ""
