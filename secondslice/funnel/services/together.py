"""Do the same to many opportunities at once, and say what happened to every one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.accounts.models import User
from secondslice.core.errors import RuleBroken
from secondslice.funnel.models import Opportunity
from secondslice.funnel.selectors.people import people_for
from secondslice.funnel.services.moving import End, move_stage
from secondslice.funnel.services.planning import set_next_action


@dataclass(frozen=True, slots=True)
class Fate:
    """What happened to one of them."""

    opportunity: Opportunity
    is_done: bool
    words: str


def move_together(
    *, opportunities: Sequence[Opportunity], stage: str, end: End, by: User, at: datetime
) -> list[Fate]:
    """Bring each of these opportunities to a stage; one that cannot go keeps nobody else from going."""

    def go(one: Opportunity) -> str:
        is_moved = move_stage(
            opportunity=one,
            stage=stage,
            by=by,
            at=at,
            lost_code=end.lost_code,
            lost_reason=end.lost_reason,
            postponed_until=end.postponed_until,
        )
        return _("Moved.") if is_moved else _("Stood there already.")

    return _each(opportunities, go)


def give_together(*, opportunities: Sequence[Opportunity], owner: User, at: datetime) -> list[Fate]:
    """Give each of these opportunities to somebody, where that person may own it."""

    def give(one: Opportunity) -> str:
        if one.owner_id == owner.pk:
            return _("Was theirs already.")
        if owner not in people_for(one.workspace, one):
            raise RuleBroken(
                _("It was told in confidence: %(name)s may not read it.") % {"name": owner.name}
            )
        one.owner, one.changed_at = owner, at
        one.save(update_fields=["owner", "changed_at"])
        return _("Given to %(name)s.") % {"name": owner.name}

    return _each(opportunities, give)


def plan_together(
    *, opportunities: Sequence[Opportunity], next_action: str, next_on: date, at: datetime
) -> list[Fate]:
    """Plan the same next action for each of these opportunities that can still be won."""

    def plan(one: Opportunity) -> str:
        if not one.is_open:
            raise RuleBroken(_("It is closed: open it again first."))
        set_next_action(opportunity=one, next_action=next_action, next_on=next_on, at=at)
        return _("Planned.")

    return _each(opportunities, plan)


def _each(opportunities: Sequence[Opportunity], do: Callable[[Opportunity], str]) -> list[Fate]:
    fates = []
    for one in opportunities:
        try:
            with transaction.atomic():
                fates.append(Fate(one, is_done=True, words=do(one)))
        except RuleBroken as why:
            fates.append(Fate(one, is_done=False, words=str(why)))
    return fates
