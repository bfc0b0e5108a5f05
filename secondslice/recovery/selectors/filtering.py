"""What the board, the list and the file of cases are narrowed to. It stands in the address, the same for all three."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.search import holds, words_of
from secondslice.customers.access import customer_for
from secondslice.customers.models import Customer
from secondslice.customers.selectors import customers_by_name
from secondslice.projects.access import project_for, visible_projects
from secondslice.projects.models import Project
from secondslice.projects.selectors.projects import managers_to_choose
from secondslice.pulse.models import AnswerDetail, Taste
from secondslice.pulse.selectors.asks import label_of, reasons_of
from secondslice.recovery.models import IS_OPEN, Case, Waiver
from secondslice.recovery.worth import MONTHS, NO_CASES, months_ago

ME, NOBODY = "me", "nobody"
NAMES = ("contact__name", "customer__name", "project__name", "project__code")
MOST_PROJECTS = 200
IS_SECOND = ~Q(deviation="") | Q(second_no=True)
"""Not the first time that we let somebody down."""


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are meant; nothing: all of them."""

    owner: str = ""
    """An e-mail address, or `me`: whoever reads."""
    customer: Customer | None = None
    project: Project | None = None
    manager: str = ""
    """An e-mail address, or `nobody`."""
    severity: str = ""
    cause: str = ""
    late: bool = False
    again: bool = False
    """Not the first time."""
    second: bool = False
    """Somebody wants to give the case up, and a second person has to agree."""
    months: str = ""
    """The No came in the last so many months."""
    counted: bool = False
    """Only what counts in what mending is worth."""
    search: str = ""

    @property
    def is_wide(self) -> bool:
        """Tell whether nothing is narrowed."""
        return self == CaseFilter()

    @property
    def is_mine(self) -> bool:
        """Tell whether only the cases of who reads are meant."""
        return self.owner == ME

    @property
    def customer_ref(self) -> str:
        """Return the customer as it stands in the address."""
        return str(self.customer.ref) if self.customer else ""

    @property
    def project_ref(self) -> str:
        """Return the project as it stands in the address."""
        return str(self.project.ref) if self.project else ""


@dataclass(frozen=True, slots=True)
class CaseChoices:
    """What can be chosen; e-mail address, reference or code, and name."""

    people: list[tuple[str, str]]
    customers: list[tuple[str, str]]
    projects: list[tuple[str, str]]
    causes: list[tuple[str, str]]
    managers: list[tuple[str, str]]
    in_words: list[tuple[str, str]]
    """What is narrowed that has no button of its own: the name of the filter in the address, and the words for it."""


def filter_from(membership: Membership, asked: Mapping[str, str]) -> CaseFilter:
    """Return what an address asks for. Raise NotHere for a customer or a project that this member does not know.

    What makes no sense narrows nothing: addresses are typed and cut by people. `show=mine` and `show=overdue` are how
    addresses of before said it.
    """
    show, severity = asked.get("show", ""), asked.get("severity", "")
    customer, project = _ref(asked.get("customer", "")), _ref(asked.get("project", ""))
    return CaseFilter(
        owner=ME if show == "mine" else asked.get("owner", "").strip(),
        customer=customer_for(membership, ref=customer) if customer else None,
        project=project_for(membership, ref=project) if project else None,
        manager=asked.get("manager", "").strip(),
        severity=severity if severity in Case.Severity.values else "",
        cause=asked.get("cause", "").strip(),
        late=show == "overdue" or bool(asked.get("late")),
        again=bool(asked.get("again")),
        second=bool(asked.get("second")),
        months=months if (months := asked.get("months", "")) in MONTHS else "",
        counted=bool(asked.get("counted")),
        search=asked.get("q", "").strip(),
    )


def filtered(
    cases: QuerySet[Case], chosen: CaseFilter, membership: Membership, *, at: datetime
) -> QuerySet[Case]:
    """Return only the cases that are meant."""
    conditions = [
        (chosen.is_mine, Q(owner=membership.user_id)),
        (chosen.owner and not chosen.is_mine, Q(owner__email=chosen.owner)),
        (chosen.customer, Q(customer=chosen.customer)),
        (chosen.project, Q(project=chosen.project)),
        (chosen.manager == NOBODY, Q(project__manager=None)),
        (chosen.manager not in {"", NOBODY}, Q(project__manager__email=chosen.manager)),
        (chosen.severity, Q(severity=chosen.severity)),
        (chosen.cause == NOBODY, Q(cause="")),
        (chosen.cause not in {"", NOBODY}, Q(cause=chosen.cause)),
        (chosen.late, is_late(at)),
        (chosen.again, IS_SECOND),
        (chosen.second, waits_for_second(membership.workspace_id)),
        (chosen.counted, ~Q(state__in=NO_CASES)),
    ]
    meant = [condition for is_meant, condition in conditions if is_meant]
    if chosen.months:
        meant.append(Q(opened_at__gte=months_ago(chosen.months, now=at)))
    meant += [_told(word) for word in words_of(chosen.search)]
    return cases.filter(*meant) if meant else cases


def is_late(at: datetime) -> Q:
    """Return the condition that the next step of an open case should have been done by now."""
    return IS_OPEN & Q(due_at__lte=at)


def waits_for_second(workspace: int) -> Q:
    """Return the condition that a second person has to decide whether a case is given up."""
    waiting = Waiver.objects.filter(workspace=workspace, decided_at=None)
    return Q(pk__in=waiting.values("case"))


def choices_for(membership: Membership, chosen: CaseFilter) -> CaseChoices:
    """Return what this member can narrow to: four queries at most. Nothing here depends on what anybody answered.

    There can be thousands of projects: they are offered when the customer is chosen, and to a project manager his own.
    """
    workspace, is_manager = membership.workspace, membership.role == Membership.Role.MANAGER
    people = managers_to_choose(workspace)
    reasons = reasons_of(workspace, Taste.NO, language=get_language() or "")
    causes = [*((one.code, label_of(one)) for one in reasons), (NOBODY, _("No cause named yet"))]
    return CaseChoices(
        people=people,
        customers=[
            (str(one.ref), one.name) for one in customers_by_name(workspace).only("ref", "name")
        ],
        projects=_projects(membership, chosen),
        causes=causes,
        managers=[] if is_manager else people,
        in_words=_in_words(chosen, dict(people), dict(causes)),
    )


def _in_words(
    chosen: CaseFilter, people: dict[str, str], causes: dict[str, str]
) -> list[tuple[str, str]]:
    owner = "" if chosen.is_mine else chosen.owner
    nobody = {NOBODY: _("Nobody")}
    of_time = {
        "12": _("The No came in the last 12 months"),
        "24": _("The No came in the last 24 months"),
    }
    told = [
        ("owner", _("Owner: %s"), people.get(owner, owner)),
        ("customer", "%s", chosen.customer.name if chosen.customer else ""),
        ("project", "%s", chosen.project.name if chosen.project else ""),
        (
            "manager",
            _("Project manager: %s"),
            {**people, **nobody}.get(chosen.manager, chosen.manager),
        ),
        ("severity", "%s", dict(Case.Severity.choices).get(chosen.severity, "")),
        ("cause", "%s", causes.get(chosen.cause, chosen.cause)),
        ("months", "%s", of_time.get(chosen.months, "")),
        ("counted", "%s", _("Not taken back, not erased") if chosen.counted else ""),
    ]
    return [(name, words % value) for name, words, value in told if value]


def _projects(membership: Membership, chosen: CaseFilter) -> list[tuple[str, str]]:
    found = visible_projects(membership)
    if chosen.customer:
        found = found.filter(customer=chosen.customer)
    elif membership.role != Membership.Role.MANAGER:
        return [(str(chosen.project.ref), chosen.project.name)] if chosen.project else []
    rows = found.order_by("name", "pk").values_list("ref", "name")[:MOST_PROJECTS]
    return [(str(ref), name) for ref, name in rows]


def _told(word: str) -> Q:
    """Return the condition that a name holds the word, or what the customer said about the No."""
    said = AnswerDetail.objects.filter(
        holds(word, ["comment"]), ask=OuterRef("ask"), taste=Taste.NO
    )
    return holds(word, NAMES) | Q(Exists(said))


def _ref(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
