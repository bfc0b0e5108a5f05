"""How it stands: of each project in operation whether it is used, by its owner's last word, and how many in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from secondslice.accounts.models import Membership, User
from secondslice.accounts.rules import DELIVERS
from secondslice.accounts.selectors import members_of
from secondslice.core.keyset import Slice, slice_of
from secondslice.customers.models import Contact
from secondslice.projects.models import Project
from secondslice.pulse.selectors.by_hand import confided
from secondslice.value.usage import rules
from secondslice.value.usage.access import delivered_projects
from secondslice.value.usage.models import UnusedItem, UsageAnswer, UsageAsk
from secondslice.value.usage.selectors.owners import owner_of, owners_of

ROWS_ON_A_PAGE = 50
UNKNOWN = "unknown"
STATES = (*UsageAnswer.Said.values, UNKNOWN)


@dataclass(frozen=True, slots=True)
class UsageCounts:
    """Of the projects that are 30 days or longer in operation."""

    n: int
    fully: int
    partly: int
    unused: int
    open_items: int

    @property
    def unknown(self) -> int:
        """Return of how many nobody has said: silence is no Yes."""
        return self.n - self.fully - self.partly - self.unused


@dataclass(frozen=True, slots=True)
class UsageRow:
    """A project in operation, what its owner last said, and who that is."""

    project: Project
    said: str
    on: date | None
    owner: Contact | None
    item: UnusedItem | None


@dataclass(frozen=True, slots=True)
class UsageFile:
    """Everything that is known of the use of one project's result."""

    project: Project
    is_delivered: bool
    owner: Contact | None
    current: UsageAnswer | None
    answers: Sequence[UsageAnswer]
    item: UnusedItem | None
    closed: Sequence[UnusedItem]
    waiting: UsageAsk | None
    waits: str
    """Why it waits (pulse.budget.Why), where the reader may know that."""
    again_at: datetime | None
    coming: Sequence[tuple[int, date]]

    @property
    def is_nobody_named(self) -> bool:
        """Tell whether somebody must be named before anybody can be asked."""
        return self.is_delivered and self.owner is None


def projects_in_operation(membership: Membership, *, today: date) -> QuerySet[Project]:
    """Return the projects that are long enough in operation, with `said` and `said_on` of the owner's last word."""
    current = UsageAnswer.objects.filter(project=OuterRef("pk"), is_current=True)
    since = today - timedelta(days=rules.STEPS[0])
    return (
        delivered_projects(membership)
        .filter(ends_on__lte=since)
        .select_related("customer", "workspace")
        .annotate(
            said=Coalesce(Subquery(current.values("said")[:1]), Value("")),
            said_on=Subquery(current.values("on")[:1]),
        )
    )


def usage_counts(membership: Membership, *, today: date) -> UsageCounts:
    """Return how many are used, partly, not, and of how many nobody knows: one query."""
    told = projects_in_operation(membership, today=today).annotate(
        has_item=Exists(
            UnusedItem.objects.filter(project=OuterRef("pk"), state=UnusedItem.State.OPEN)
        )
    )
    said = UsageAnswer.Said
    found = told.order_by().aggregate(
        n=Count("pk"),
        fully=Count("pk", filter=Q(said=said.FULLY)),
        partly=Count("pk", filter=Q(said=said.PARTLY)),
        unused=Count("pk", filter=Q(said=said.NOT)),
        open_items=Count("pk", filter=Q(has_item=True)),
    )
    return UsageCounts(**found)


def narrowed(membership: Membership, *, today: date, state: str) -> QuerySet[Project]:
    """Return them, only those of one state where `state` names one."""
    found = projects_in_operation(membership, today=today)
    if state not in STATES:
        return found
    wanted = "" if state == UNKNOWN else state
    return found.filter(Q(said=wanted))


def usage_slice(
    membership: Membership, *, today: date, state: str, after: str
) -> tuple[list[UsageRow], Slice[Project]]:
    """Return one page of them, the latest go-live first, and where the next begins."""
    page = slice_of(
        narrowed(membership, today=today, state=state),
        by="ends_on",
        after=after,
        size=ROWS_ON_A_PAGE,
        read=date.fromisoformat,
        newest_first=True,
    )
    return rows_of(page.rows), page


def rows_of(projects: Sequence[Project]) -> list[UsageRow]:
    """Return these projects with their owners and what is open about them: three queries."""
    keys = [one.pk for one in projects]
    owners = owners_of(keys)
    items = UnusedItem.objects.filter(project__in=keys, state=UnusedItem.State.OPEN)
    by_project = {one.project_id: one for one in items.select_related("owner")}
    return [
        UsageRow(
            one,
            getattr(one, "said", ""),
            getattr(one, "said_on", None),
            owners.get(one.pk),
            by_project.get(one.pk),
        )
        for one in projects
    ]


def usage_file(membership: Membership, project: Project, *, today: date) -> UsageFile:
    """Return everything on the page of one project."""
    answers = list(project.usage_answers.select_related("contact", "ask").order_by("-at", "-pk"))
    items = list(project.unused_items.select_related("owner", "opened_by").order_by("-opened_at"))
    asks = list(project.usage_asks.select_related("contact").order_by("at", "pk"))
    waiting = next((one for one in asks if one.state == UsageAsk.State.WAITING), None)
    go_live = project.ends_on
    may_know = waiting is not None and (
        membership.keeps_confidences or not confided([waiting.contact_id])
    )
    return UsageFile(
        project=project,
        is_delivered=is_delivered(project),
        owner=owner_of(project),
        current=next((one for one in answers if one.is_current), None),
        answers=answers,
        item=next((one for one in items if one.state == UnusedItem.State.OPEN), None),
        closed=[one for one in items if one.state != UnusedItem.State.OPEN],
        waiting=waiting,
        waits=waiting.why if waiting and may_know else "",
        again_at=waiting.again_at if waiting and may_know else None,
        coming=rules.coming(go_live, today=today, done=[one.step for one in asks if one.step])
        if go_live is not None and is_delivered(project)
        else [],
    )


def possible_menders(membership: Membership) -> QuerySet[User]:
    """Return who can see to it: whoever runs the PMO or projects."""
    found = members_of(membership.workspace).filter(role__in=DELIVERS)
    return User.objects.filter(pk__in=found.values("user")).order_by("name", "pk")


def usage_in_short(project: Project) -> tuple[str, bool]:
    """Return what the owner of a delivered project last said, and whether somebody must be named first."""
    current = UsageAnswer.objects.filter(project=project, is_current=True)
    said = current.values_list("said", flat=True).first() or ""
    return said, owner_of(project) is None


def is_delivered(project: Project) -> bool:
    """Tell whether a project is in operation, and it is known since when."""
    return project.phase == Project.Phase.OPERATION and project.ends_on is not None


def open_items_of(membership: Membership) -> QuerySet[UnusedItem]:
    """Return what this member has to see to, the most urgent first."""
    mine = UnusedItem.objects.filter(
        workspace=membership.workspace_id, owner=membership.user_id, state=UnusedItem.State.OPEN
    )
    return mine.select_related("project__customer").order_by("due_on", "pk")


def answer_to(ask: UsageAsk) -> UsageAnswer | None:
    """Return what was last said by the link of this question, where it is still the project's last word."""
    return UsageAnswer.objects.filter(ask=ask, is_current=True).first()
