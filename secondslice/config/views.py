"""The few pages that belong to no room."""

from __future__ import annotations

from functools import cache

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from secondslice.accounts.access import home_membership
from secondslice.accounts.models import User
from secondslice.accounts.selectors import has_workspace
from secondslice.core import clock
from secondslice.core.errors import NotHere
from secondslice.core.http import Request
from secondslice.jobs.selectors import dead_jobs, oldest_due
from secondslice.ui.pages import page

MOST_SECONDS_DUE = 300
"""A job that waits longer has no worker, or one that cannot keep up."""


@require_safe
def home(request: Request) -> HttpResponse:
    """Lead to the person's own workspace, or to the sign-in; before the set-up say where its link is."""
    if not isinstance(request.user, User):
        if not has_workspace():
            return page(request, "accounts/not_set_up.html")
        return redirect("account_login")
    membership = home_membership(request.user)
    if membership is None:
        raise NotHere(
            _("You do not belong to a workspace yet. Ask the owner of one for an invitation.")
        )
    return redirect("dashboard:today", membership.workspace.slug)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say that the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say whether the database answers, its tables are up to date, and the queue moves; and what is wrong, in words."""
    try:
        connection.ensure_connection()
        _check_migrations()
        waiting, dead = oldest_due(at=clock.now()), dead_jobs().count()
    except Error:
        return JsonResponse({"database": "does not answer"}, status=503)
    except (CommandError, SystemExit):
        return JsonResponse(
            {"database": "ok", "migrations": "not applied: run `secondslice prepare`"}, status=503
        )
    report = {
        "database": "ok",
        "migrations": "ok",
        "oldest_due_seconds": waiting,
        "dead_jobs": dead,
        "trouble": _trouble(waiting, dead),
    }
    return JsonResponse(report, status=503 if report["trouble"] else 200)


@cache
def _check_migrations() -> None:
    """Raise SystemExit while a migration is missing. Once all are there nothing takes them away: look no more."""
    call_command("migrate", check_unapplied=True, verbosity=0)


def _trouble(waiting: int, dead: int) -> list[str]:
    said = []
    if waiting > MOST_SECONDS_DUE:
        said.append(
            f"A job has been due for {waiting} seconds. See that `secondslice worker` runs, and what its log says."
        )
    if dead:
        said.append(
            f"Jobs that were given up: {dead}. `secondslice jobs` says why; with --again it tries them once more."
        )
    return said
