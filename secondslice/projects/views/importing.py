"""The import on its pages: choose a file, match its columns, see every row's fate, import all or nothing."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.projects.access import import_for
from secondslice.projects.import_forms import FileForm, chosen_spec, phase_words, spec_of
from secondslice.projects.imports.fates import Fate
from secondslice.projects.imports.fields import FIELDS, Kind
from secondslice.projects.imports.reading import ReadAs
from secondslice.projects.imports.texts import ENCODINGS
from secondslice.projects.models import ImportRun, Project
from secondslice.projects.selectors import importing
from secondslice.projects.services import import_runs
from secondslice.ui.exports import Sheet, file_response
from secondslice.ui.pages import page

SAMPLES = 3
BAR = "import-bar"
QUIET = timedelta(minutes=2)
MOST = 999_999
"""No row and no page has a higher number; Python does not even read one of thousands of digits."""


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: MemberRequest, workspace: str) -> HttpResponse:
    """Take a file in."""
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = import_runs.start_import(
                by=request.membership,
                kind=Kind(form.cleaned_data["kind"]),
                file_name=file.name or "",
                content=file.read(),
                at=clock.now(),
            )
        except RuleBroken as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("projects:import_run", workspace, run.ref)
    recent = importing.recent_imports(request.membership)
    return page(request, "projects/import_start.html", form=form, recent=recent)


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Show an import where it stands; a POST says which column is which, and lets the rows be checked."""
    found = import_for(request.membership, ref=ref)
    problem = ""
    if request.method == "POST":
        spec = chosen_spec(found, request.POST)
        try:
            import_runs.check_import(run=found, spec=spec, at=clock.now())
        except RuleBroken as refused:
            problem, found.spec = str(refused), spec.stored()  # what was chosen stays on the page
        else:
            return redirect("projects:import_run", workspace, ref)
    if problem or _to_match(request, found):
        return _matching(request, found, problem)
    if found.state in {ImportRun.State.CHECKING, ImportRun.State.APPLYING}:
        return _progress(request, found)
    if request.htmx.target == BAR:  # the bar asked for news, and there is a whole new page
        return HttpResponseClientRefresh()
    return _fates(request, found)


@require_POST
def read_again(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Read another sheet of the file, or find its headers in another row."""
    found = import_for(request.membership, ref=ref)
    read_as = ReadAs(
        sheet=request.POST.get("sheet", ""),
        encoding=request.POST.get("encoding", ""),
        header_row=_number(request.POST.get("header_row", "")),
    )
    import_runs.read_again(run=found, read_as=read_as)
    return redirect("projects:import_run", workspace, ref)


@require_POST
def apply(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Import what was shown."""
    found = import_for(request.membership, ref=ref)
    skip = "skip_refused" in request.POST
    import_runs.apply_import(run=found, skip_refused=skip, at=clock.now())
    return redirect("projects:import_run", workspace, ref)


@require_safe
def refused_rows(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponseBase:  # noqa: ARG001
    """Give the refused rows as a file, each with the reason."""
    found = import_for(request.membership, ref=ref)
    importing.must_be_kept(found)
    rows = [
        (fate.row, fate.title, problem.column, problem.value, problem.reason)
        for fate in importing.fates_of(found).of(Fate.REFUSED.value).part(0)
        for problem in fate.problems
    ]
    headers = (_("Row"), _("What"), _("Column"), _("Value"), _("Reason"))
    today = clock.day_of(clock.now(), request.membership.time_zone)
    return file_response(Sheet(_("Refused rows"), headers, rows), form="csv", on=today)


def _to_match(request: MemberRequest, found: ImportRun) -> bool:
    wanted = found.state == ImportRun.State.MATCHING or "columns" in request.GET
    return wanted and not importing.is_forgotten(found)


def _progress(request: MemberRequest, found: ImportRun) -> HttpResponse:
    part = "#bar" if request.htmx.target == BAR else ""
    return page(
        request,
        f"projects/import_progress.html{part}",
        run=found,
        interrupted=importing.is_interrupted(found),
        quiet=found.progress_at is not None and clock.now() - found.progress_at > QUIET,
    )


def _matching(request: MemberRequest, found: ImportRun, problem: str) -> HttpResponse:
    spec, samples = spec_of(found), found.peek["samples"]
    headers = found.peek["headers"]
    by_header = dict(zip(headers, samples, strict=False))
    fields = [
        (
            field,
            spec.columns.get(field.name, ""),
            _examples(by_header.get(spec.columns.get(field.name, ""), [])),
        )
        for field in FIELDS[Kind(found.kind)]
    ]
    unused = [header for header in headers if header not in spec.columns.values()]
    return page(
        request,
        "projects/import_matching.html",
        status=409 if problem else 200,
        run=found,
        spec=spec,
        fields=fields,
        headers=headers,
        unused=unused,
        words=phase_words(found, spec),
        encodings=ENCODINGS.items(),
        phases=Project.Phase.choices,
        problem=problem,
    )


def _number(text: str) -> int:
    """Return a whole number that somebody wrote; 0 for what is none."""
    if not text.isdecimal():
        return 0
    return int(text) if len(text) <= len(str(MOST)) else MOST


def _examples(values: list[str]) -> str:
    return " · ".join([str(value) for value in values if value][:SAMPLES])


def _fates(request: MemberRequest, found: ImportRun) -> HttpResponse:
    fates = importing.fates_of(found)
    good = sum(found.counts.get(one, 0) for one in ("new", "changed", "unchanged"))
    return page(
        request,
        "projects/import_fates.html",
        run=found,
        forgotten=importing.is_forgotten(found),
        rows=importing.fate_page(
            fates,
            fate=request.GET.get("fate", ""),
            number=_number(request.GET.get("page", "")),
        ),
        reasons=importing.reasons_of(fates),
        fate=request.GET.get("fate", ""),
        fates=list(Fate),
        good=good,
    )
