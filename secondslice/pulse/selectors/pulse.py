"""The pulse page: everything that it says, read once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, User
from secondslice.core import clock
from secondslice.customers.models import Customer
from secondslice.customers.selectors import customers_by_name
from secondslice.projects.models import Project
from secondslice.projects.selectors.projects import managers_to_choose, services_in
from secondslice.pulse import changes
from secondslice.pulse.changes import Change
from secondslice.pulse.chips import LABELS
from secondslice.pulse.models import Taste
from secondslice.pulse.scores import (
    Compared,
    Comparison,
    Period,
    Tally,
    changed,
    compare,
    month_after,
    periods,
)
from secondslice.pulse.selectors.asks import label_of, reasons_of
from secondslice.pulse.selectors.coverage import Coverage, coverage
from secondslice.pulse.selectors.figures import (
    CUSTOMER,
    MANAGER,
    PHASE,
    REASON,
    SERVICE,
    Figures,
    figures,
    not_yet_in,
    open_in,
    steps,
)
from secondslice.pulse.selectors.narrowing import NOBODY, Narrow
from secondslice.pulse.selectors.overview import Doubt, doubt
from secondslice.pulse.selectors.together import Together, together

USUAL_MONTHS = 12
MONTHS = (3, 6, 12, 24)
"""Over how many months the page may look; 0 is all."""
SHOWN = 8
"""Groups that are shown before all are asked for."""


@dataclass(frozen=True, slots=True)
class Row:
    """A group with its name, and what stands in the address of everything narrowed to it."""

    name: str
    value: str
    compared: Compared


@dataclass(frozen=True, slots=True)
class Groups:
    """One way to tell answers apart, such as by customer."""

    kind: str
    rows: list[Row]
    comparison: Comparison
    count: int
    """How many groups there are, shown or not."""

    @property
    def apart(self) -> list[Row]:
        """Return the groups that stand apart from all others together."""
        return [row for row in self.rows if row.compared.stands]


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason, how often it was given, and which share of all that was given it makes up with those before it."""

    code: str
    name: str
    count: int
    so_far: float


@dataclass(frozen=True, slots=True)
class Pulse:
    """All that the page says."""

    narrow: Narrow
    found: Figures
    whole: Tally
    before: Tally
    way: int
    """-1 or 1 where the share has fallen or risen beyond chance against as many months before, else 0."""
    periods: list[Period]
    change: Change
    groups: list[Groups]
    causes: list[Cause]
    praise: list[Cause]
    still_open: int
    """How many of those asked can still answer."""
    over: int
    """How many have not answered and no longer can, or were not reached."""
    not_yet: int
    """Answers of the last minutes that are not in these figures."""
    coverage: Coverage
    doubt: Doubt
    confided: Together | None
    """What was said in confidence, in sealed groups; None where they cannot be narrowed like this."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a member can narrow the page to."""

    customers: Sequence[tuple[uuid.UUID, str]]
    services: Sequence[str]
    managers: Sequence[tuple[str, str]]
    phases: Sequence[tuple[str, str]]


def pulse_of(
    membership: Membership, narrow: Narrow, *, months: int, at: datetime, whole_kind: str = ""
) -> Pulse:
    """Return the page over so many months, this one included, or over all (0).

    `whole_kind` names the groups that are all shown.
    """
    today = clock.day_of(at, membership.workspace.time_zone)
    since = month_after(today, 1 - months) if months else None
    narrow = replace(narrow, since=since, until=None, reason="")
    found = figures(membership, narrow, today=today)
    narrow = replace(narrow, since=found.first)
    count = len([at for at in found.months if found.first <= at <= found.last])
    change = changes.look(
        steps(membership, narrow, found),
        before=found.year_before,
        answers_a_year=found.whole.answered * 12 / max(1, months or count),
    )
    waiting, held = open_in(membership, narrow, at=at)
    can_tell_apart = replace(narrow, since=None, customer=None) == Narrow()
    return Pulse(
        narrow=narrow,
        found=found,
        whole=found.whole,
        before=found.before,
        way=changed(found.before, found.whole),
        periods=periods(found.months, first=found.first, last=found.last),
        change=change,
        groups=_groups(membership, found, whole_kind),
        causes=_causes(membership, found, Taste.NO),
        praise=_causes(membership, found, Taste.YES),
        still_open=waiting,
        over=max(0, found.whole.unanswered - waiting - held),
        not_yet=not_yet_in(membership, at=at),
        coverage=coverage(membership, narrow, at=at),
        doubt=doubt(membership),
        confided=together(membership, customer=narrow.customer) if can_tell_apart else None,
    )


def choices_for(membership: Membership) -> Choices:
    """Return what this member can narrow the page to: three queries."""
    managers = [] if membership.role == Membership.Role.MANAGER else managers_to_choose(
        membership.workspace
    )  # fmt: skip
    return Choices(
        customers=list(customers_by_name(membership.workspace).values_list("ref", "name")),
        services=services_in(membership),
        managers=managers,
        phases=[(value, str(label)) for value, label in Project.Phase.choices],
    )


def _groups(membership: Membership, found: Figures, whole_kind: str) -> list[Groups]:
    kinds = [CUSTOMER, SERVICE, MANAGER, PHASE]
    if membership.role == Membership.Role.MANAGER:
        kinds.remove(MANAGER)
    made = []
    for kind in kinds:
        listed = found.groups[kind]
        most = len(listed) if kind == whole_kind else SHOWN
        made.append((kind, listed, compare(listed, most=most)))
    gone = (_("Somebody who left"), "")
    names = _names({kind: [one.key for one in shown.groups] for kind, _all, shown in made})
    return [
        Groups(
            kind,
            [Row(*names[kind].get(one.key, gone), one) for one in shown.groups],
            shown,
            count=sum(1 for _key, one in listed if one.answered),
        )
        for kind, listed, shown in made
    ]


def _names(keys: dict[str, list[str]]) -> dict[str, dict[str, tuple[str, str]]]:
    """Return for each kind and key the name of the group and what stands for it in an address."""
    phases = dict(Project.Phase.choices)
    return {
        CUSTOMER: {
            str(one.pk): (one.name, str(one.ref))
            for one in Customer.objects.filter(pk__in=map(int, keys[CUSTOMER]))
        },
        SERVICE: {key: (key or _("No service named"), key or NOBODY) for key in keys[SERVICE]},
        MANAGER: {
            "0": (_("Nobody"), NOBODY),
            **{
                str(user.pk): (user.name, user.email)
                for user in User.objects.filter(pk__in=map(int, keys.get(MANAGER, [])))
            },
        },
        PHASE: {key: (str(phases.get(key, key)), key) for key in keys[PHASE]},
    }


def _causes(membership: Membership, found: Figures, taste: Taste) -> list[Cause]:
    """Return the reasons under one answer, the most frequent first."""
    counted = [
        (code, one.no if taste == Taste.NO else one.yes) for code, one in found.groups[REASON]
    ]
    counted = sorted((one for one in counted if one[1] > 0), key=lambda one: (-one[1], one[0]))
    known = reasons_of(membership.workspace, taste, language=membership.language)
    names = {one.code: label_of(one) for one in known} if counted else {}
    whole, so_far, causes = sum(count for _code, count in counted), 0, []
    for code, count in counted:
        so_far += count
        name = names.get(code) or str(LABELS.get(code, code))
        causes.append(Cause(code, name, count, so_far / whole))
    return causes
