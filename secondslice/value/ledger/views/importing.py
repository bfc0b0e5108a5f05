"""Benefits and rates from a list, brought in by the steps that every list takes."""

from __future__ import annotations

import uuid
from dataclasses import replace

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core.http import MemberRequest
from secondslice.projects.imports.fields import Kind
from secondslice.projects.views import import_pages
from secondslice.projects.views.import_pages import Pages
from secondslice.value.importing.way import way_for

PAGES = Pages("ledger", (Kind.BENEFITS, Kind.RATES), make_way=way_for, home="ledger:page")


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Take a file in; rates only from who runs the PMO."""
    runs = request.membership.role in RUNS_THE_PMO
    return import_pages.start(request, PAGES if runs else replace(PAGES, kinds=(Kind.BENEFITS,)))


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show an import where it stands; a POST says which column is which."""
    return import_pages.show(request, ref, PAGES)


@require_POST
def read_again(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Read another sheet of the file, or find its headers in another row."""
    return import_pages.read_again(request, ref, PAGES)


@require_POST
def apply(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Import what was shown."""
    return import_pages.apply(request, ref, PAGES)


@require_safe
def refused_rows(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponseBase:  # noqa: ARG001
    """Give the refused rows as a file, each with the reason."""
    return import_pages.refused_rows(request, ref, PAGES)
