"""Reports for members: the list, a draft as the rows are now, a report as it was issued, and what stands behind it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.errors import NotHere
from secondslice.core.http import MemberRequest
from secondslice.customers.access import customer_for
from secondslice.impact.access import scenario_for
from secondslice.impact.models import Scenario
from secondslice.impact.selectors.scenarios import scenarios
from secondslice.reports import files
from secondslice.reports.access import report_for
from secondslice.reports.building.reports import Wish, build
from secondslice.reports.building.sections.what_if import scenario_in
from secondslice.reports.document import Document, fingerprint
from secondslice.reports.drawing import drawn
from secondslice.reports.forms import DraftForm, ShareForm
from secondslice.reports.models import Report
from secondslice.reports.rules import QUARTERS_SHOWN, quarter_from, quarter_of
from secondslice.reports.selectors import reading
from secondslice.reports.selectors.quoting import words_for
from secondslice.reports.selectors.sources import page_behind
from secondslice.reports.services.issuing import issue
from secondslice.reports.templates_kept.selectors import template_of
from secondslice.ui.pages import page


@require_safe
def report_list(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """List the reports, and offer to look at a new one."""
    mine, today = request.membership, today_of(request)
    found = reading.report_slice(mine, after=request.GET.get("after", ""))
    over = reading.superseded_among(mine.workspace, found.rows, today=today)
    last = quarter_of(today)
    return page(
        request,
        "reports/list.html",
        rows=[(one, one.pk in over) for one in found.rows],
        after=found.after,
        quarters=[last.after(-back) for back in range(QUARTERS_SHOWN + 3)],
        usual=last.after(-1),
        customers=reading.customers_to_choose(mine.workspace),
        may_run=mine.role in RUNS_THE_PMO,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: MemberRequest, workspace: str, kind: str) -> HttpResponse:
    """Show a report as the rows are now; a POST issues exactly what was looked at."""
    mine, now = request.membership, clock.now()
    today = today_of(request)
    wish = _wish(request, kind, today=today)
    document = build(mine.workspace, wish, today=today)
    seen = fingerprint(document)
    if request.method == "POST":
        if request.POST.get("seen") == seen:
            made = issue(
                workspace=mine.workspace, document=document, customer=wish.customer, by=mine, at=now
            )
            messages.success(request, _("Issued. From now on it says the same."))
            return redirect("reports:report", workspace, made.ref)
        messages.warning(
            request, _("It would read otherwise by now: something has changed. Look at it again.")
        )
    quotes = words_for(mine.workspace, document.quotes(), today=today, language=document.language)
    return page(
        request,
        "reports/draft.html",
        status=409 if request.method == "POST" else 200,
        report=_in_its_language(document, quotes),
        wish=wish,
        seen=seen,
        query=urlencode(_query(wish)),
        form=_draft_form(mine, wish),
        kept=_kept(wish),
    )


@require_safe
def report(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show a report as it was issued, with its links for whoever may make some."""
    return shown(request, report_for(request.membership, ref=ref))


def shown(request: MemberRequest, found: Report, *, form: ShareForm | None = None) -> HttpResponse:
    """Return the page of a report; `form` with what is wrong in it."""
    now = clock.now()
    known = reading.issued(found, today=today_of(request))
    may_run = request.membership.role in RUNS_THE_PMO
    return page(
        request,
        "reports/report.html",
        status=422 if form is not None and form.errors else 200,
        issued=known,
        report=_in_its_language(known.document, known.quotes),
        endings=files.endings(),
        shares=reading.share_rows(known, at=now) if may_run else [],
        form=form or ShareForm(),
        may_run=may_run,
        again=_again(found, known.document, request.membership),
    )


@require_safe
def source(request: MemberRequest, workspace: str, ref: uuid.UUID, source: str) -> HttpResponse:  # noqa: ARG001
    """List the rows behind one number of a report."""
    found = report_for(request.membership, ref=ref)
    known = reading.issued(found, today=today_of(request))
    behind = known.document.sources().get(source)
    if behind is None:
        raise NotHere(_("There is no such number in this report."))
    return page(
        request,
        "reports/source.html",
        report=found,
        key=source,
        source=behind,
        page=page_behind(request.membership, behind.refs, number=request.GET.get("page", "")),
    )


@require_safe
def download(request: MemberRequest, workspace: str, ref: uuid.UUID, ending: str) -> HttpResponse:  # noqa: ARG001
    """Give a report out as a file."""
    found = report_for(request.membership, ref=ref)
    return file_response(reading.issued(found, today=today_of(request)), ending)


def file_response(known: reading.Issued, ending: str) -> HttpResponse:
    """Return a report as a file to keep. Raise NotHere for what is none."""
    if ending not in files.endings():
        raise NotHere(_("A report cannot be had in this form here."))
    report = known.report
    dress = files.Dress(
        fingerprint=report.fingerprint,
        superseded=_superseded(known),
        template=template_of(report.workspace) if ending == "pptx" else None,
    )
    content = files.kept_file_of(known.document, known.quotes, ending=ending, dress=dress)
    name = files.name_of(known.document, ending)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=files.TYPES[ending], headers=headers)


def _superseded(known: reading.Issued) -> str:
    """Return the sentence that says, in its language, why a report does not stand any more; nothing while it does."""
    with translation.override(known.document.language):
        return {
            reading.Over.REPLACED: _("A later report has taken the place of this one."),
            reading.Over.QUOTE_GONE: _(
                "Words that were quoted in this report may not be shown any more. They are left out."
            ),
        }.get(known.over, "")


def today_of(request: MemberRequest) -> date:
    """Return the day by the workspace's clock."""
    return clock.day_of(clock.now(), request.membership.workspace.time_zone)


def _wish(request: MemberRequest, kind: str, *, today: date) -> Wish:
    """Return which report an address names. Raise NotHere for none."""
    asked: Mapping[str, str] = request.GET
    if kind not in Report.Kind.values:
        raise NotHere(_("There is no such report."))
    customer = None
    if kind == Report.Kind.ONE_PAGER:
        try:
            customer = customer_for(request.membership, ref=uuid.UUID(asked.get("customer", "")))
        except ValueError:
            raise NotHere(_("A one-pager is about a customer. Choose one.")) from None
    language = asked.get("language", "")
    return Wish(
        kind,  # type: ignore[arg-type]  # one of the values, see above
        quarter_from(asked.get("quarter", ""), today=today),
        customer,
        language if language in dict(settings.LANGUAGES) else request.membership.language,
        _scenario(request.membership, kind, asked.get("scenario", "")),
    )


def _scenario(membership: Membership, kind: str, wanted: str) -> Scenario | None:
    """Return the scenario that is to be cited. Raise NotHere when it is not there (any more)."""
    if not wanted or kind == Report.Kind.ONE_PAGER:
        return None
    try:
        return scenario_for(membership, ref=uuid.UUID(wanted))
    except ValueError:
        raise NotHere(_("There is no such scenario, or it was deleted.")) from None


def _kept(wish: Wish) -> dict[str, str]:
    """Return what a draft is about, whatever else is chosen for it."""
    found = {}
    if wish.kind == "executive":
        found["quarter"] = wish.quarter.written
    if wish.customer is not None:
        found["customer"] = str(wish.customer.ref)
    return found


def _chosen(wish: Wish) -> dict[str, str]:
    scenario = {"scenario": str(wish.scenario.ref)} if wish.scenario is not None else {}
    return {"language": wish.language, **scenario}


def _query(wish: Wish) -> dict[str, str]:
    return {**_kept(wish), **_chosen(wish)}


def _draft_form(membership: Membership, wish: Wish) -> DraftForm:
    """Return the form that chooses the language, and the scenario where a report of this kind can cite one."""
    can_cite = wish.kind != "one-pager"
    return DraftForm(_chosen(wish), scenarios=scenarios(membership) if can_cite else [])


def _again(found: Report, document: Document, membership: Membership) -> str:
    """Return what leads to a draft about the same as a report."""
    query = {"language": found.language}
    cited = scenario_in(document)
    if cited and any(str(one.ref) == cited for one in scenarios(membership)):
        query["scenario"] = cited
    if found.kind == Report.Kind.EXECUTIVE:
        query["quarter"] = quarter_of(found.begins_on).written
    if found.customer is not None:
        query["customer"] = str(found.customer.ref)
    return urlencode(query)


def _in_its_language(document: Document, quotes: Mapping[str, object]) -> object:
    """Return a report drawn in the language it was issued in, whatever the reader's own is."""
    with translation.override(document.language):
        return drawn(document, quotes)  # type: ignore[arg-type]  # as words_for gives them
