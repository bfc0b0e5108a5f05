"""Who hears of a case: whoever must act, who stands in, who is above - and of a confidence only who keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from secondslice.accounts.absences import executives_of
from secondslice.accounts.models import Membership, User
from secondslice.accounts.selectors import (
    deputy_of,
    keepers_of,
    people_who_run_the_pmo,
)
from secondslice.core import clock
from secondslice.recovery.models import Case
from secondslice.recovery.selectors.clocks import is_confided
from secondslice.recovery.selectors.owners import is_about, people_for, who_answers, who_mends
from secondslice.recovery.time_limits import Warned


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gets a message about a case, and of which warning, where it is one."""

    user: User
    level: Warned = Warned.NOBODY


def who_owns(case: Case, at: datetime) -> list[User]:
    """Return the owner, and who stands in for an owner who is away.

    Of an owner who may not own the case any more nobody is told but who would take it now.
    """
    answers = who_answers(case)
    others = [one for one in _may_know(case, [answers], at) if one.pk != answers.pk]
    return [answers, *others]


def who_must_know(case: Case, at: datetime) -> list[User]:
    """Return the owner and who leads the PMO, and who stands in for them, each once."""
    people = [*who_owns(case, at), *_may_know(case, [who_mends(case)], at)]
    return list({one.pk: one for one in people}.values())


def who_is_warned(case: Case, *, before: int, level: Warned, at: datetime) -> list[Reader]:
    """Return who gets this warning, each once: warnings that were missed on the way are not told one by one."""
    found: dict[int, Reader] = {}
    answers = who_answers(case)
    for reached, people in (
        (Warned.OWNER, _may_know(case, [answers], at)),
        (Warned.LEAD, _may_know(case, [answers, who_mends(case)], at)),
        (Warned.EXECUTIVE, _executive(case)),
    ):
        if before < reached <= level:
            found |= {one.pk: Reader(one, reached) for one in people}
    return list(found.values())


def who_decides(case: Case, *, asked_by: User, at: datetime) -> list[User]:
    """Return who can be the second person: whoever runs the PMO or answers for the case, but who asked."""
    people = [*people_who_run_the_pmo(case.workspace), case.owner]
    if case.project.manager is not None:
        people.append(case.project.manager)
    return [one for one in _may_know(case, people, at) if one.pk != asked_by.pk]


def _may_know(case: Case, people: Iterable[User], at: datetime) -> list[User]:
    """Return those of these people, and of who stands in for them, who can own the case.

    Nobody who has left hears of a customer, and of what was told in confidence only who keeps confidences. Who stands
    in for the owner sees the owner's cases; for others only who runs the PMO anyway sees them all. Nobody stands in
    where the case is about him.
    """
    today = clock.day_of(at, case.workspace.time_zone)
    leads = {one.pk for one in people_who_run_the_pmo(case.workspace)}
    found: dict[int, User] = {}
    for user in people:
        found.setdefault(user.pk, user)
        deputy = deputy_of(user, workspace=case.workspace, today=today)
        may_stand_in = deputy is not None and (user.pk == case.owner_id or deputy.pk in leads)
        if deputy is not None and may_stand_in and not is_about(case, deputy):
            found.setdefault(deputy.pk, deputy)
    here = set(people_for(case).values_list("pk", flat=True))
    return [one for one in found.values() if one.pk in here]


def _keepers_only(case: Case, people: Iterable[User]) -> list[User]:
    if not is_confided(case):
        return list(people)
    keepers = {one.pk for one in keepers_of(case.workspace)}
    return [one for one in people if one.pk in keepers]


def _executive(case: Case) -> list[User]:
    """Return the executive named for the customer, as long as this person is here and reads cases."""
    named = executives_of(case.workspace).filter(pk__in=[case.customer.executive_id])
    return _keepers_only(case, named)


def membership_of(workspace_id: int, user: User) -> Membership | None:
    """Return the place of a reader in a workspace."""
    return Membership.objects.filter(workspace=workspace_id, user=user).first()
