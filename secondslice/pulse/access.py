"""The way from an address and a member to what this room holds."""

from __future__ import annotations

import uuid

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core.errors import NotHere
from secondslice.customers.models import Contact
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.budget import Why
from secondslice.pulse.models import (
    AnswerRevision,
    Ask,
    CallRequest,
    LeftOut,
    Station,
    StationDevice,
)
from secondslice.pulse.modes import Mode
from secondslice.pulse.plan_models import PlannedAsk

OUT_OF_HOURS = frozenset({Why.FITS, Why.NO_WORKDAY, Why.LATE})
"""What waits for these waits for the hour alone."""
AGAINST_A_WISH = frozenset({Why.STOPPED, Why.PAUSED, Why.ONLY_AT_CLOSE, Why.UNREACHABLE})
"""No reason of ours goes before these."""


def may_be_read_by(membership: Membership, *, prefix: str = "") -> Q:
    """Return the condition on a question, or with `prefix` on what belongs to one, that this member may see it.

    An anonymous question is nobody's to see, a confidential one only of who keeps confidences. It is the same whatever
    the person answered, or whether: so what is missing tells nothing.
    """
    return Q(**{f"{prefix}mode__in": readable_modes(membership)})


def readable_modes(membership: Membership) -> list[str]:
    """Return the modes in which a question was asked whose answer this member may read, one by one."""
    modes = [Mode.NAMED.value]
    if membership.keeps_confidences:
        modes.append(Mode.CONFIDENTIAL.value)
    return modes


def visible_asks(membership: Membership) -> QuerySet[Ask]:
    """Return the questions this member may see one by one, with their answers. Every list and page reads through this.

    A project manager sees those about his projects. What is confidential to this member or anonymous is shown in sealed
    groups only (`selectors.together`).
    """
    found = Ask.objects.filter(may_be_read_by(membership), workspace=membership.workspace_id)
    if membership.role == Membership.Role.MANAGER:
        found = found.filter(project__in=visible_projects(membership))
    return found


def visible_attempts(membership: Membership) -> QuerySet[AnswerRevision]:
    """Return the attempts that were not counted, as far as this member may see the question.

    Those on anonymous questions are here too: they hold no answer, and are forgotten with the person's own.
    """
    readable = may_be_read_by(membership, prefix="ask__")
    if membership.keeps_confidences:
        readable |= Q(ask__mode=Mode.ANONYMOUS)
    found = AnswerRevision.objects.filter(
        readable, workspace=membership.workspace_id, counted=False
    )
    if membership.role == Membership.Role.MANAGER:
        found = found.filter(ask__project__in=visible_projects(membership))
    return found


def stakeholder_for(project: Project, *, ref: uuid.UUID) -> Stakeholder:
    """Return a stakeholder of this project, with the person."""
    found = project.stakeholders.select_related("contact").filter(ref=ref).first()
    if found is None:
        raise NotHere(_("There is no such person in this project."))
    return found


def ask_to_answer_for(membership: Membership, *, ref: uuid.UUID) -> Ask:
    """Return a question for somebody who hands in its answer, and needs not be allowed to read it."""
    found = (
        Ask.objects.select_related("contact")
        .filter(
            workspace=membership.workspace_id, project__in=visible_projects(membership), ref=ref
        )
        .first()
    )
    if found is None:
        raise NotHere(_("There is no such question, or its project is not one of yours."))
    return found


def ask_in_slack(*, workspace_id: int, ref: uuid.UUID) -> Ask | None:
    """Return the question of a button that was pressed in this workspace's Slack; None when it is gone."""
    asks = Ask.objects.select_related("contact", "project", "wording")
    return asks.filter(workspace=workspace_id, ref=ref).first()


def doubtful_tap_for(membership: Membership, *, ref: uuid.UUID) -> AnswerRevision:
    """Return an attempt that was not counted."""
    found = (
        visible_attempts(membership)
        .select_related("ask__contact", "ask__project")
        .filter(ref=ref)
        .first()
    )
    if found is None:
        raise NotHere(_("There is no such tap, or it was counted already."))
    return found


def left_out_for(membership: Membership, *, ref: uuid.UUID) -> LeftOut:
    """Return somebody who is left out of the plan of a project that this member may see."""
    found = (
        LeftOut.objects.select_related("contact", "project")
        .filter(project__in=visible_projects(membership), ref=ref, ended_at=None)
        .first()
    )
    if found is None:
        raise NotHere(_("Nobody is left out here any more."))
    return found


def visible_stations(membership: Membership) -> QuerySet[Station]:
    """Return the stations this member may see: a project manager those of his projects, everybody else all."""
    found = Station.objects.filter(workspace=membership.workspace_id)
    if membership.role == Membership.Role.MANAGER:
        found = found.filter(project__in=visible_projects(membership))
    return found.select_related("workspace", "project")


def station_for(membership: Membership, *, ref: uuid.UUID) -> Station:
    """Return one station. Raise NotHere when it is not there or not for this member."""
    found = visible_stations(membership).filter(ref=ref).first()
    if found is None:
        raise NotHere(_("There is no such station, or its project is not one of yours."))
    return found


def device_for(membership: Membership, *, ref: uuid.UUID) -> StationDevice:
    """Return a device of a station that this member may see."""
    found = (
        StationDevice.objects.select_related("station__workspace")
        .filter(station__in=visible_stations(membership), ref=ref)
        .first()
    )
    if found is None:
        raise NotHere(_("There is no such device any more."))
    return found


def call_for(membership: Membership, *, ref: uuid.UUID) -> CallRequest:
    """Return a request for a call."""
    found = CallRequest.objects.filter(workspace=membership.workspace_id, ref=ref).first()
    if found is None:
        raise NotHere(_("This name is not here any more: it is deleted some time after the call."))
    return found


def may_know_when(membership: Membership) -> Q:
    """Return the condition on a row of the plan that this member may see it: never empty, so that it joins with `|`.

    Who was ever asked in confidence is in the plan only of those who keep confidences: when somebody is asked next
    depends on what he or she answered.
    """
    if membership.keeps_confidences:
        return Q(pk__isnull=False)
    confided = Ask.objects.filter(workspace=membership.workspace_id, contact=OuterRef("contact"))
    return Q(~Exists(confided.exclude(mode=Ask.Mode.NAMED)))


def may_take_back(membership: Membership, row: PlannedAsk) -> bool:
    """Tell whether this member may take a question back that was to be asked by hand.

    Who runs the PMO may; everybody else only what he or she asked: nobody silences a question about an own project.
    """
    return row.state == PlannedAsk.State.PLANNED and _is_theirs(membership, row)


def may_send_now(membership: Membership, row: PlannedAsk) -> bool:
    """Tell whether this member may send at once what was to be asked by hand and waits.

    The hours and days off give way to whoever may take it back, everything else in the budget to who runs the PMO
    alone, and what the person wants to nobody. The service looks again (services.sending_now).
    """
    if not may_take_back(membership, row):
        return False
    if membership.role in RUNS_THE_PMO:
        return row.why not in AGAINST_A_WISH
    return row.why in OUT_OF_HOURS


def _is_theirs(membership: Membership, row: PlannedAsk) -> bool:
    if not row.is_by_hand:
        return False
    return membership.role in RUNS_THE_PMO or row.asked_by_id == membership.user_id


def wish_for(membership: Membership, *, ref: uuid.UUID) -> PlannedAsk:
    """Return a question that was to be asked by hand and that this member may send or take back, if it still waits."""
    mine = may_know_when(membership) | Q(asked_by=membership.user_id)
    found = (
        PlannedAsk.objects.select_related("contact", "project__workspace", "asked_by")
        .filter(mine, project__in=visible_projects(membership), ref=ref)
        .first()
    )
    if found is None or not _is_theirs(membership, found):
        raise NotHere(_("There is no such question any more, or somebody else wants to ask."))
    return found


def person_for(membership: Membership, *, ref: uuid.UUID) -> Contact:
    """Return a person whom this member deals with: with a part in a project that this member may see."""
    mine = Stakeholder.objects.filter(
        contact=OuterRef("pk"), project__in=visible_projects(membership)
    )
    found = (
        Contact.objects.select_related("workspace")
        .filter(Exists(mine), workspace=membership.workspace_id, ref=ref)
        .first()
    )
    if found is None:
        raise NotHere(_("There is no such person, or not in one of your projects."))
    return found
