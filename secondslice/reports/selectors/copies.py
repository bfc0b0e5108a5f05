"""What became of the copies of reports that were to leave by mail, as a member may read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from secondslice.accounts.models import Membership
from secondslice.core import clock
from secondslice.core.keyset import slice_of
from secondslice.pulse.selectors.by_hand import confided
from secondslice.reports.models import ReportCopy
from secondslice.reports.rules import Dropped
from secondslice.reports.selectors.reading import superseded_among
from secondslice.value.counterfactual.selectors.people import HANGS_ON_ANSWERS

ROWS_ON_A_PAGE = 15
State = ReportCopy.State


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A copy as it stands today."""

    copy: ReportCopy
    state: str
    why: str
    """Why it waits or was left out: rules.Dropped or pulse.budget.Why; empty where there is none, or it is not told."""
    at: datetime | None
    """When it left, was left out, or is looked at again."""


def copy_rows(membership: Membership, *, after: str, at: datetime) -> tuple[Sequence[CopyRow], str]:
    """Return one page of the copies, the newest first, and where the next begins: three queries.

    What the budget says of somebody who was asked in confidence could tell the answer, so it is told to those only who
    keep confidences.
    """
    found = slice_of(
        ReportCopy.objects.filter(workspace=membership.workspace_id)
        .select_related("contact__customer", "share__report")
        .defer("share__report__content"),
        by="created_at",
        after=after,
        size=ROWS_ON_A_PAGE,
        newest_first=True,
    )
    contacts = [one.contact_id for one in found.rows]
    hidden = set() if membership.keeps_confidences else confided(contacts)
    today = clock.day_of(at, membership.workspace.time_zone)
    reports = {one.share.report_id: one.share.report for one in found.rows}
    over = superseded_among(membership.workspace, list(reports.values()), today=today)
    rows = [_row(one, is_over=one.share.report_id in over, at=at) for one in found.rows]
    return [_without_why(one) if _tells(one, hidden) else one for one in rows], found.after


def _row(copy: ReportCopy, *, is_over: bool, at: datetime) -> CopyRow:
    state, why = copy.state, copy.why
    moment = copy.sent_at if state == State.SENT else copy.left_out_at
    if state == State.WAITING:
        # Nobody has told its worker yet: it is left out when its day comes.
        gone = Dropped.QUOTE_GONE if is_over else Dropped.EXPIRED
        if is_over or at >= copy.share.expires_at:
            state, why = State.LEFT_OUT, gone
        else:
            moment = copy.again_at
    return CopyRow(copy, state, why, moment)


def _tells(row: CopyRow, hidden: set[int]) -> bool:
    return row.copy.contact_id in hidden and row.why in HANGS_ON_ANSWERS


def _without_why(row: CopyRow) -> CopyRow:
    """Neither why nor until when: a week more tells of silence."""
    return CopyRow(row.copy, row.state, "", None)
