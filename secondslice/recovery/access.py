"""The way from an address and a member to a case."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.absences import whose_deputy
from secondslice.accounts.models import Membership
from secondslice.core.errors import NotHere
from secondslice.projects.access import visible_projects
from secondslice.pulse.access import may_be_read_by
from secondslice.recovery.models import Adjustment, Attachment, Case, Waiver


def visible_cases(membership: Membership) -> QuerySet[Case]:
    """Return the cases this member may see, with what a row shows.

    A project manager sees those of his projects, those he owns and those of whom he is named deputy for an absence,
    everybody else all of the workspace. What was said in confidence is for those who keep confidences. Which roles may
    open a case at all stands in accounts/rules.py.
    """
    cases = Case.objects.filter(
        may_be_read_by(membership, prefix="ask__"), workspace=membership.workspace_id
    )
    if membership.role == Membership.Role.MANAGER:
        mine = visible_projects(membership).values("pk")
        away = whose_deputy(membership).values("user")
        cases = cases.filter(Q(project__in=mine) | Q(owner=membership.user_id) | Q(owner__in=away))
    return cases.select_related("ask__wording", "project", "customer", "contact", "owner")


def case_for(membership: Membership, *, ref: uuid.UUID) -> Case:
    """Return one case. Raise NotHere when it is not there or not for this member."""
    cases = visible_cases(membership).select_related("workspace", "contact__preference__noted_by")
    case = cases.filter(ref=ref).first()
    if case is None:
        raise NotHere(_("There is no such case, or it is not one of yours."))
    return case


def waiver_for(case: Case, *, ref: uuid.UUID) -> Waiver:
    """Return the wish to give this case up. Raise NotHere when it is not there; who sees the case sees it."""
    found = Waiver.objects.filter(case=case, ref=ref).first()
    if found is None:
        raise NotHere(_("There is no such wish, or it is not one of yours."))
    return found


def attachment_for(case: Case, *, ref: uuid.UUID) -> Attachment:
    """Return a file of this case. Raise NotHere when it is not there any more; who sees the case sees it."""
    found = Attachment.objects.filter(case=case, ref=ref, removed_at=None)
    one = found.select_related("case__owner").first()
    if one is None:
        raise NotHere(_("There is no such file, or it was deleted."))
    return one


def adjustment_for(membership: Membership, *, ref: uuid.UUID) -> Adjustment:
    """Return an adjustment of a case that this member may see. Raise NotHere when it is not there or not for him."""
    cases = visible_cases(membership).order_by().values("pk")
    found = (
        Adjustment.objects.filter(case__in=cases, ref=ref)
        .select_related(
            "by",
            *(f"case__{name}" for name in ("workspace", "ask__wording", "project")),
            *(f"case__{name}" for name in ("customer", "contact", "owner")),
        )
        .first()
    )
    if found is None:
        raise NotHere(_("There is no such change, or its case is not one of yours."))
    return found
