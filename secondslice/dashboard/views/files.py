"""Today, a project, a customer, and search: the pages that read from many rooms."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.customers.access import contact_for, customer_for
from secondslice.dashboard import rules, words
from secondslice.dashboard.doors import door
from secondslice.dashboard.selectors import files, planning, steps, taste, thread
from secondslice.dashboard.selectors import person as people
from secondslice.dashboard.selectors import search as searching
from secondslice.dashboard.selectors import today as days
from secondslice.funnel.selectors.lifecycle import life_of
from secondslice.projects.access import project_for
from secondslice.ui.pages import page

SEARCH_PAGE = "dashboard/search.html"


@require_safe
def today(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show what there is to do, how it tastes, and where the PMO stands in the five steps."""
    now = clock.now()
    day = days.today(request.membership, at=now)
    tasted = taste.lately(request.membership, at=now)
    return page(
        request,
        "dashboard/today.html",
        now=now,
        day=day,
        since=words.since(day.since, today=day.day),
        summary=words.summary(day),
        taste=tasted,
        trend=words.trend(tasted),
        days=rules.DAYS,
        least=rules.LEAST_FOR_A_SCORE,
        five=steps.five_steps(request.membership, tasted, at=now, today=day.day),
        cases_url=door(request.membership, "recovery:list"),
    )


@require_safe
def project(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show one project: its facts, its taste, and everything that happened in it."""
    now, found = clock.now(), project_for(request.membership, ref=ref)
    return page(
        request,
        "dashboard/project.html",
        now=now,
        today=clock.day_of(now, request.membership.workspace.time_zone),
        file=files.project_file(request.membership, found, at=now),
        taste=taste.of_project(request.membership, found, at=now),
        thread=thread.thread_of_project(
            request.membership, found, after=request.GET.get("after", "")
        ),
        after=request.GET.get("after", ""),
    )


@require_safe
def customer(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show one customer: people, projects, what is open, and everything that happened."""
    now, found = clock.now(), customer_for(request.membership, ref=ref)
    today = clock.day_of(now, request.membership.workspace.time_zone)
    life, facts = life_of(found, today=today)
    return page(
        request,
        "dashboard/customer.html",
        now=now,
        today=today,
        life=life,
        facts=facts,
        file=files.customer_file(request.membership, found),
        taste=taste.of_customer(request.membership, found, at=now),
        thread=thread.thread_of_customer(
            request.membership, found, after=request.GET.get("after", "")
        ),
        after=request.GET.get("after", ""),
    )


@require_safe
def person(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show one person: the parts in projects, the contact budget, and what is planned."""
    now, found = clock.now(), contact_for(request.membership, ref=ref)
    return page(
        request,
        "dashboard/person.html",
        now=now,
        file=people.person_file(request.membership, found),
        budget=planning.budget_of(request.membership, found, at=now),
    )


@require_safe
def search(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Find something by its name; the dialog of the shell gets the results alone."""
    found = searching.search(request.membership, request.GET.get("q", ""))
    in_dialog = bool(request.htmx) and request.htmx.target == "search-results"
    template = f"{SEARCH_PAGE}#results" if in_dialog else SEARCH_PAGE
    return page(request, template, found=found, in_dialog=in_dialog)
