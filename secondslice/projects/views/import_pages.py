"""The steps of an import as pages, for the room whose lists they are: the views of that room call them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from secondslice.accounts.models import Workspace
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.customers.models import Customer
from secondslice.projects.access import import_for
from secondslice.projects.import_forms import (
    anyway_spec,
    chosen_spec,
    file_form,
    spec_of,
    words_to_explain,
)
from secondslice.projects.imports.fates import Fate
from secondslice.projects.imports.fields import FIELDS, Kind
from secondslice.projects.imports.lists import ListWay
from secondslice.projects.imports.reading import ReadAs
from secondslice.projects.imports.texts import ENCODINGS
from secondslice.projects.imports.ways import MakeWay
from secondslice.projects.models import ImportRun
from secondslice.projects.selectors import importing
from secondslice.projects.services import import_runs
from secondslice.ui.exports import Sheet, file_response
from secondslice.ui.pages import page

SAMPLES = 3
BAR = "import-bar"
QUIET = timedelta(minutes=2)
MOST = 999_999
"""No row and no page has a higher number; Python does not even read one of thousands of digits."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one room for lists: its name in addresses, what can be chosen there, and how lists come in."""

    room: str
    kinds: tuple[Kind, ...]
    make_way: MakeWay = ListWay
    choices: Callable[[Workspace], list[tuple[str, str]]] | None = None
    """What a word that nobody knows can mean."""
    has_anyway: bool = False
    """Whether rows can look like something that is here."""
    home: str = ""
    """The address to go back to; the room's list where it is empty."""

    def addresses(self) -> dict[str, str]:
        """Return the names of the addresses, for templates."""
        steps = ("run", "read_again", "apply", "refused", *(("anyway",) if self.has_anyway else ()))
        return {
            "start": f"{self.room}:import",
            "list": self.home or f"{self.room}:list",
            **{step: f"{self.room}:import_{step}" for step in steps},
        }

    def found(self, request: MemberRequest, ref: uuid.UUID) -> ImportRun:
        """Return the import that an address names."""
        return import_for(request.membership, ref=ref, room=self.room)


def start(request: MemberRequest, pages: Pages) -> HttpResponse:
    """Take a file in."""
    form = file_form(pages.kinds, request.POST or None, request.FILES)
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
            return redirect(run.page, request.membership.workspace.slug, run.ref)
    recent = importing.recent_imports(request.membership, pages.kinds)
    return page(
        request, "projects/import_start.html", form=form, recent=recent, pages=pages.addresses()
    )


def show(request: MemberRequest, ref: uuid.UUID, pages: Pages) -> HttpResponse:
    """Show an import where it stands; a POST says which column is which, and lets the rows be checked."""
    found = pages.found(request, ref)
    problem = ""
    if request.method == "POST":
        spec = chosen_spec(found, request.POST)
        try:
            import_runs.check_import(run=found, spec=spec, at=clock.now())
        except RuleBroken as refused:
            problem, found.spec = str(refused), spec.stored()  # what was chosen stays on the page
        else:
            return _back(request, found)
    if problem or _to_match(request, found):
        return _matching(request, found, pages, problem)
    if found.state in {ImportRun.State.CHECKING, ImportRun.State.APPLYING}:
        return _progress(request, found, pages)
    if request.htmx.target == BAR:  # the bar asked for news, and there is a whole new page
        return HttpResponseClientRefresh()
    return _fates(request, found, pages)


def read_again(request: MemberRequest, ref: uuid.UUID, pages: Pages) -> HttpResponse:
    """Read another sheet of the file, or find its headers in another row."""
    found = pages.found(request, ref)
    read_as = ReadAs(
        sheet=request.POST.get("sheet", ""),
        encoding=request.POST.get("encoding", ""),
        header_row=_number(request.POST.get("header_row", "")),
    )
    import_runs.read_again(run=found, read_as=read_as)
    return _back(request, found)


def apply(request: MemberRequest, ref: uuid.UUID, pages: Pages) -> HttpResponse:
    """Import what was shown."""
    found = pages.found(request, ref)
    skip = "skip_refused" in request.POST
    import_runs.apply_import(run=found, skip_refused=skip, at=clock.now())
    return _back(request, found)


def want_anyway(request: MemberRequest, ref: uuid.UUID, pages: Pages) -> HttpResponse:
    """Check the rows again, with some wanted that look like something that is here."""
    found = pages.found(request, ref)
    spec = anyway_spec(found, request.POST)
    import_runs.check_import(run=found, spec=spec, at=clock.now())
    return _back(request, found)


def refused_rows(request: MemberRequest, ref: uuid.UUID, pages: Pages) -> HttpResponseBase:
    """Give the refused rows as a file, each with the reason."""
    found = pages.found(request, ref)
    importing.must_be_kept(found)
    rows = [
        (fate.row, fate.title, problem.column, problem.value, problem.reason)
        for fate in importing.fates_of(found).of(Fate.REFUSED.value).part(0)
        for problem in fate.problems
    ]
    headers = (_("Row"), _("What"), _("Column"), _("Value"), _("Reason"))
    today = clock.day_of(clock.now(), request.membership.time_zone)
    return file_response(Sheet(_("Refused rows"), headers, rows), form="csv", on=today)


def _back(request: MemberRequest, found: ImportRun) -> HttpResponse:
    return redirect(found.page, request.membership.workspace.slug, found.ref)


def _to_match(request: MemberRequest, found: ImportRun) -> bool:
    wanted = found.state == ImportRun.State.MATCHING or "columns" in request.GET
    return wanted and not importing.is_forgotten(found)


def _progress(request: MemberRequest, found: ImportRun, pages: Pages) -> HttpResponse:
    part = "#bar" if request.htmx.target == BAR else ""
    return page(
        request,
        f"projects/import_progress.html{part}",
        run=found,
        pages=pages.addresses(),
        interrupted=importing.is_interrupted(found),
        quiet=found.progress_at is not None and clock.now() - found.progress_at > QUIET,
    )


def _matching(request: MemberRequest, found: ImportRun, pages: Pages, problem: str) -> HttpResponse:
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
        pages=pages.addresses(),
        spec=spec,
        fields=fields,
        headers=headers,
        unused=unused,
        words=words_to_explain(found, spec, pages.make_way),
        encodings=ENCODINGS.items(),
        meanings=pages.choices(found.workspace) if pages.choices else [],
        kinds=Customer.Kind.choices,
        problem=problem,
    )


def _number(text: str) -> int:
    """Return a whole number that somebody wrote; 0 for what is none."""
    if not text.isdecimal():
        return 0
    return int(text) if len(text) <= len(str(MOST)) else MOST


def _examples(values: list[str]) -> str:
    return " · ".join([str(value) for value in values if value][:SAMPLES])


def _fates(request: MemberRequest, found: ImportRun, pages: Pages) -> HttpResponse:
    fates = importing.fates_of(found)
    good = sum(found.counts.get(one, 0) for one in ("new", "changed", "unchanged"))
    return page(
        request,
        "projects/import_fates.html",
        run=found,
        pages=pages.addresses(),
        forgotten=importing.is_forgotten(found),
        rows=importing.fate_page(
            fates,
            fate=request.GET.get("fate", ""),
            number=_number(request.GET.get("page", "")),
        ),
        reasons=importing.reasons_of(fates),
        fate=request.GET.get("fate", ""),
        fates=[one for one in Fate if one.value in found.counts],
        alike=found.counts.get(Fate.ALIKE.value, 0),
        anyway=spec_of(found).anyway,
        good=good,
    )
