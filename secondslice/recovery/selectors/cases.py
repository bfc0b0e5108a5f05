"""Lists and counts of cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.analytics.workdays import due_after
from secondslice.core.keyset import Slice, slice_of
from secondslice.customers.models import Customer
from secondslice.projects.models import Project
from secondslice.pulse.models import AnswerDetail, Ask, Taste
from secondslice.pulse.selectors.reason_names import ReasonNames
from secondslice.recovery import rules
from secondslice.recovery.access import visible_cases
from secondslice.recovery.models import IS_CLOSED, IS_OPEN, Case
from secondslice.recovery.rules import State
from secondslice.recovery.selectors.board import cases_on_board
from secondslice.recovery.selectors.filtering import CaseFilter, filtered
from secondslice.recovery.selectors.owners import who_answers
from secondslice.recovery.selectors.times import calendar_of

ROWS_ON_A_PAGE = 50
OPEN, CLOSED, BOARD = "open", "closed", "board"
"""What is listed: the cases that are open, those that are closed, or those that have a card on the board."""


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """How many cases there are of each kind: the filters of the list, and the steps that are next."""

    open: int
    mine: int
    overdue: int
    closed: int
    recovered: int
    talk: int
    plan: int
    adjust: int
    ask_again: int
    waiting: int


def open_cases(membership: Membership) -> QuerySet[Case]:
    """Return the open cases, soonest due first."""
    return visible_cases(membership).filter(IS_OPEN).order_by("due_at", "ref")


def open_cases_owned_by(workspace: Workspace, user: User) -> QuerySet[Case]:
    """Return the open cases that wait for this person, whoever asks."""
    found = Case.objects.filter(IS_OPEN, workspace=workspace, owner=user)
    return found.select_related("workspace", "ask", "project", "customer", "contact", "owner")


def open_cases_lost_to(workspace: Workspace, user: User) -> list[Case]:
    """Return the open cases that wait for this person, who cannot own them any more."""
    found = open_cases_owned_by(workspace, user)
    return [case for case in found if who_answers(case) != user]


def due_cases(membership: Membership, at: datetime) -> QuerySet[Case]:
    """Return the cases in which a step of ours is late or due within one working day, soonest first.

    Cases that wait for the customer count only once the re-ask has run out.
    """
    horizon = due_after(at, 1, calendar_of(membership.workspace, at))
    ours = ~Q(state=State.RE_ASKED) & Q(due_at__lte=horizon)
    return open_cases(membership).filter(ours | Q(due_at__lte=at))


def shown_cases(
    membership: Membership, chosen: CaseFilter, *, show: str, at: datetime
) -> tuple[QuerySet[Case], tuple[str, str]]:
    """Return the cases of one list, narrowed, and the fields they go by."""
    words = AnswerDetail.objects.filter(taste=Taste.NO).order_by("-number")
    if show == BOARD:
        cases = cases_on_board(membership, chosen, at)
    else:
        cases = filtered(visible_cases(membership), chosen, membership, at=at)
        cases = cases.filter(closed_at__isnull=show != CLOSED)
    cases = cases.prefetch_related(
        Prefetch("ask__details", queryset=words, to_attr="latest_details")
    )
    return cases, ("-closed_at", "-ref") if show == CLOSED else ("due_at", "ref")


def case_slice(
    membership: Membership, chosen: CaseFilter, *, show: str, after: str, at: datetime
) -> Slice[Case]:
    """Return one page of `shown_cases`."""
    cases, (by, _ref) = shown_cases(membership, chosen, show=show, at=at)
    return slice_of(
        cases,
        by=by.removeprefix("-"),
        after=after,
        size=ROWS_ON_A_PAGE,
        newest_first=by.startswith("-"),
    )


def said_in(case: Case, names: ReasonNames) -> str:
    """Return what the customer of one of the `shown_cases` said, or the reasons chosen, as the reader calls them."""
    details: list[AnswerDetail] = getattr(case.ask, "latest_details", [])
    if not details:
        return ""
    return details[0].comment or ", ".join(names.of(details[0]))


def own_words_in(case: Case) -> str:
    """Return what the customer of one of the `shown_cases` wrote, and no reasons: only that may be quoted."""
    details: list[AnswerDetail] = getattr(case.ask, "latest_details", [])
    return details[0].comment if details else ""


def case_counts(membership: Membership, at: datetime) -> CaseCounts:
    """Return all counts in one query."""
    silent = Q(acknowledged_at=None)
    counted = visible_cases(membership).aggregate(
        open=Count("pk", filter=IS_OPEN),
        mine=Count("pk", filter=IS_OPEN & Q(owner=membership.user_id)),
        overdue=Count("pk", filter=IS_OPEN & Q(due_at__lte=at)),
        closed=Count("pk", filter=IS_CLOSED),
        recovered=Count("pk", filter=Q(state=State.RECOVERED)),
        talk=Count("pk", filter=silent & Q(state__in=rules.TO_MEND)),
        plan=Count("pk", filter=Q(state=State.ACKNOWLEDGED)),
        adjust=Count("pk", filter=Q(state=State.PLANNED)),
        ask_again=Count("pk", filter=~silent & Q(state=State.ADJUSTED)),
        waiting=Count("pk", filter=Q(state=State.RE_ASKED)),
    )
    return CaseCounts(**counted)


def cases_of_project(membership: Membership, project: Project) -> QuerySet[Case]:
    """Return the cases of a project, open and closed, newest first."""
    return visible_cases(membership).filter(project=project).order_by("-opened_at", "ref")


def cases_of_customer(membership: Membership, customer: Customer) -> QuerySet[Case]:
    """Return the cases of a customer, open and closed, newest first."""
    return visible_cases(membership).filter(customer=customer).order_by("-opened_at", "ref")


def case_of(ask: Ask) -> Case | None:
    """Return the case that this ask's No opened, or for a re-ask the case it belongs to."""
    return (
        Case.objects.filter(Q(ask=ask) | Q(re_asks__ask=ask))
        .select_related("workspace", "ask", "project", "customer", "contact", "owner")
        .first()
    )


def may_see(membership: Membership, case: Case) -> bool:
    """Tell whether this member may see the case as it stands now."""
    return visible_cases(membership).filter(pk=case.pk).exists()
