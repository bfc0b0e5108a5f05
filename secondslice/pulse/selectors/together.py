"""What people said in confidence, together: sums of sealed groups, and words without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from secondslice.accounts.models import Membership
from secondslice.customers.models import Customer
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Project
from secondslice.pulse.chips import LABELS
from secondslice.pulse.models import AnswerGroup, Taste
from secondslice.pulse.modes import LEAST_TOGETHER, Mode
from secondslice.pulse.selectors.asks import label_of, reasons_of
from secondslice.pulse.selectors.confided import last_words, words_of_groups
from secondslice.pulse.selectors.people import rules_of

Kind = AnswerGroup.Kind
MOST_WORDS = 50


@dataclass(frozen=True, slots=True)
class Together:
    """What may be shown of answers in confidence. `people` are counted in each group: who is in two counts twice."""

    least: int
    """So many people stand behind each figure."""
    spread: int
    people: int = 0
    asked: int = 0
    yes: int = 0
    no: int = 0
    causes: list[tuple[str, int]] = field(default_factory=list)
    praise: list[tuple[str, int]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def answered(self) -> int:
        """Return how many answers there are."""
        return self.yes + self.no


def visible_groups(membership: Membership) -> QuerySet[AnswerGroup]:
    """Return the groups whose answers this member does not see one by one.

    A project manager's are those of his projects. Groups of several projects belong to none.
    """
    modes = [Mode.ANONYMOUS.value]
    if not membership.keeps_confidences:
        modes.append(Mode.CONFIDENTIAL.value)
    found = AnswerGroup.objects.filter(workspace=membership.workspace_id, mode__in=modes)
    if membership.role == Membership.Role.MANAGER:
        found = found.filter(project__in=visible_projects(membership))
    return found


def together(
    membership: Membership, *, project: Project | None = None, customer: Customer | None = None
) -> Together:
    """Return what was said in confidence about a project, by a customer, or altogether."""
    groups = visible_groups(membership)
    if project is not None:
        groups = groups.filter(project=project)
    if customer is not None:
        groups = groups.filter(customer=customer)
    found = list(groups)
    tastes = [one for one in found if one.kind == Kind.TASTE]
    chosen = rules_of(membership.workspace)
    return Together(
        least=chosen.least_together,
        spread=chosen.least_spread,
        people=sum(one.people for one in tastes),
        asked=sum(one.asked for one in tastes),
        yes=sum(one.yes for one in tastes),
        no=sum(one.no for one in tastes),
        causes=_spread(membership, found, Kind.CAUSES),
        praise=_spread(membership, found, Kind.PRAISE),
        words=_words([one for one in found if one.kind == Kind.WORDS]),
    )


def said_about(
    membership: Membership,
    *,
    hidden: int,
    project: Project | None = None,
    customer: Customer | None = None,
) -> Together | None:
    """Return the same, or None where nobody was asked in confidence. `hidden`: how many were, and are in no group."""
    said = together(membership, project=project, customer=customer)
    return said if said.asked or hidden else None


def _spread(
    membership: Membership, found: Iterable[AnswerGroup], kind: Kind
) -> list[tuple[str, int]]:
    """Return how many chose each reason, the most frequent first."""
    chosen: Counter[str] = Counter()
    for group in found:
        if group.kind == kind:
            chosen.update(group.reasons)
    if not chosen:
        return []
    taste = Taste.NO if kind == Kind.CAUSES else Taste.YES
    known = reasons_of(membership.workspace, taste, language=membership.language)
    labels = {one.code: label_of(one) for one in known if one.code in chosen}
    return [
        (labels.get(code) or str(LABELS.get(code, code)), count)
        for code, count in chosen.most_common()
    ]


def _words(groups: Sequence[AnswerGroup]) -> list[str]:
    """Return what people wrote, in an order that says nothing; none of a group that took nearly all of it back."""
    if not groups:
        return []
    said: dict[int, list[str]] = {}
    for member in words_of_groups(groups):
        if words := last_words(member):
            said.setdefault(member.group_id, []).append(words)
    return [one for words in said.values() if len(words) >= LEAST_TOGETHER for one in words][
        :MOST_WORDS
    ]


def reads_in_groups(membership: Membership) -> bool:
    """Tell whether this reader's figures hold answers in confidence as sealed groups, and there are such groups.

    They differ from those of who keeps confidences: a group counts on the day it was sealed (docs/adr/0015).
    """
    if membership.keeps_confidences:
        return False
    return AnswerGroup.objects.filter(
        workspace=membership.workspace_id, kind=AnswerGroup.Kind.TASTE
    ).exists()
