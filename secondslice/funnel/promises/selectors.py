"""What was asked and promised, and the one page that both sides read."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.rules import ACCESS
from secondslice.analytics.overrun import Overrun, overrun
from secondslice.analytics.proportions import Proportion, proportion
from secondslice.analytics.survival import FEWEST, Span, kaplan_meier, took, waits
from secondslice.core.errors import NotHere
from secondslice.funnel.access import visible_opportunities
from secondslice.funnel.models import Opportunity
from secondslice.funnel.promises.models import DeliveryCheck, DeliveryTerms, Promise
from secondslice.funnel.promises.rules import WORKDAYS, Side
from secondslice.projects.models import Project
from secondslice.recovery.models import Case
from secondslice.recovery.selectors import cases_of_project

HOUR = timedelta(hours=1)
MOST = 100
TOO_MUCH = "overpromised"
"""The cause of a No: more was promised than can be delivered."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The figures that sales and delivery read alike."""

    promises: list[Promise]
    """Those that stand, and those whose day had passed when they were replaced."""
    kept: Proportion
    """Of those that were delivered, or missed."""
    days: Overrun | None
    money: Overrun | None
    """In percent of the promised price."""
    sides: list[tuple[str, int]]
    """Of those that were not kept."""
    checks: list[DeliveryCheck]
    answers: list[tuple[str, int]]
    hours: int | None
    """By how many hours half was answered; None while too few were."""
    unasked: int
    """How many were promised without asking delivery."""
    loosened: int
    """How many were replaced by a promise that binds less."""

    @property
    def first_promises(self) -> list[Promise]:
        """Return the newest of them, as many as a page shows; the file holds all."""
        return self.promises[:MOST]

    @property
    def first_checks(self) -> list[DeliveryCheck]:
        """Return the newest of them, as many as a page shows."""
        return self.checks[:MOST]


def visible_checks(membership: Membership) -> QuerySet[DeliveryCheck]:
    """Return the checks of opportunities that this member may see, and those addressed to him."""
    mine = visible_opportunities(membership).order_by().values("pk")
    found = DeliveryCheck.objects.filter(
        Q(opportunity__in=mine) | Q(asked_of=membership.user_id), workspace=membership.workspace_id
    )
    return found.select_related(
        "workspace", "opportunity__customer", "asked_by", "asked_of", "answered_by"
    )


def visible_promises(membership: Membership) -> QuerySet[Promise]:
    """Return the promises of opportunities that this member may see."""
    mine = visible_opportunities(membership).order_by().values("pk")
    found = Promise.objects.filter(opportunity__in=mine, workspace=membership.workspace_id)
    return found.select_related(
        "workspace", "opportunity__customer", "check_made", "by", "judged_by", "replaced_by"
    )


def check_for(membership: Membership, *, ref: uuid.UUID) -> DeliveryCheck:
    """Return one check. Raise NotHere when it is not there or not for this member."""
    found = visible_checks(membership).filter(ref=ref).first()
    if found is None:
        raise NotHere(_("There is no such question to delivery, or it is not one of yours."))
    return found


def promise_for(membership: Membership, *, ref: uuid.UUID) -> Promise:
    """Return one promise. Raise NotHere when it is not there or not for this member."""
    found = visible_promises(membership).filter(ref=ref).first()
    if found is None:
        raise NotHere(_("There is no such promise, or it is not one of yours."))
    return found


def checks_to_answer(membership: Membership) -> QuerySet[DeliveryCheck]:
    """Return what this member is asked and has not answered, the soonest due first."""
    found = visible_checks(membership).filter(asked_of=membership.user_id, answer="")
    return found.order_by("due_at", "pk")


def checks_of(opportunity: Opportunity) -> list[DeliveryCheck]:
    """Return what delivery was asked about an opportunity, newest first."""
    found = DeliveryCheck.objects.filter(opportunity=opportunity)
    return list(found.select_related("asked_by", "asked_of", "answered_by").order_by("-asked_at"))


def promises_of(opportunity: Opportunity) -> list[Promise]:
    """Return what was promised in an opportunity, the one that stands first."""
    found = Promise.objects.filter(opportunity=opportunity)
    return list(
        found.select_related("check_made", "by", "judged_by", "replaced_by").order_by("-at", "-pk")
    )


def promises_for_project(membership: Membership, project: Project) -> list[Promise]:
    """Return what was promised before a project began or in it, newest first, as far as this member may see it."""
    found = visible_promises(membership).filter(
        Q(opportunity__became=project) | Q(opportunity__project=project)
    )
    return list(found.order_by("-told_on", "-pk"))


def cases_of_too_much(membership: Membership, project: Project) -> list[Case]:
    """Return the cases of a project whose cause is that more was promised than can be delivered, newest first."""
    if membership.role not in ACCESS["recovery:case"].roles:
        return []
    found = cases_of_project(membership, project).filter(cause=TOO_MUCH)
    return list(found.order_by("-opened_at", "-pk"))


def workdays_of(workspace: Workspace) -> int:
    """Return in how many working days delivery answers here."""
    found = DeliveryTerms.objects.filter(workspace=workspace).values_list("workdays", flat=True)
    return found.first() or WORKDAYS


def balance(membership: Membership, *, at: datetime) -> Balance:
    """Return the figures over all promises that stand or were missed, and all checks: two queries."""
    told = list(visible_promises(membership).order_by("-told_on", "-pk"))
    promises = [one for one in told if one.replaced_by is None or one.was_missed]
    checks = list(visible_checks(membership).order_by("-asked_at", "-pk"))
    judged = [(one, found) for one in promises if (found := one.verdict) is not None]
    broken = Counter(found.side for _one, found in judged if not found.is_kept)
    said = Counter(one.answer for one in checks)
    curve = kaplan_meier([_span(one, at) for one in checks])
    labels = {**dict(DeliveryCheck.Answer.choices), "": _("Not answered yet")}
    return Balance(
        promises=promises,
        kept=proportion(yes=sum(found.is_kept for _one, found in judged), n=len(judged)),
        days=overrun([found.days for _one, found in judged if found.days is not None]),
        money=overrun(
            [
                float(found.money / one.price * 100)
                for one, found in judged
                if found.money is not None and one.price
            ]
        ),
        sides=[(side_words(side), broken[side]) for side in Side if broken[side]],
        checks=checks,
        answers=[(str(label), said[value]) for value, label in labels.items() if said[value]],
        hours=None
        if curve.median is None or curve.events < FEWEST
        else max(1, round(curve.median)),
        unasked=sum(one.check_made_id is None for one in promises),
        loosened=sum(one.was_loosened for one in told),
    )


def side_words(side: Side) -> str:
    """Return on whose side it lies, in words."""
    words = {
        Side.NOBODY: _("kept"),
        Side.SALES: _("more promised than delivery had said"),
        Side.DELIVERY: _("delivery missed its own estimate"),
        Side.BOTH: _("both"),
    }
    return words[side]


def _span(check: DeliveryCheck, at: datetime) -> Span:
    if check.answered_at is not None:
        return took((check.answered_at - check.asked_at) / HOUR)
    return waits(max(timedelta(), at - check.asked_at) / HOUR)
