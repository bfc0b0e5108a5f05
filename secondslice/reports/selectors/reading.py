"""Reports that were issued, as pages show them: what stands, what is gone, and what links to them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Q, Sum

from secondslice.accounts.models import Membership, Workspace
from secondslice.core.keyset import Slice, slice_of
from secondslice.customers.models import Customer
from secondslice.reports.access import visible_reports
from secondslice.reports.document import Document, Quote, from_values
from secondslice.reports.models import Report, ReportShare
from secondslice.reports.quoting import QuoteWords, gone_from
from secondslice.reports.selectors.quoting import digests_that_stand, words_for

ROWS_ON_A_PAGE = 30
LATELY = timedelta(days=30)


class Over(StrEnum):
    """Why a report or a link to it does not hold any more."""

    NOT = ""
    REPLACED = "replaced"
    """A later one about the same was issued."""
    QUOTE_GONE = "quote_gone"
    """An author took the words back, changed them, or allowed them until yesterday."""
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Issued:
    """A report with the words that may be shown today."""

    report: Report
    document: Document
    quotes: dict[str, QuoteWords]
    gone: Sequence[Quote]

    @property
    def over(self) -> Over:
        """Tell why it is superseded; NOT while it stands."""
        if self.report.superseded_at is not None:
            return Over.REPLACED
        return Over.QUOTE_GONE if self.gone else Over.NOT


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A link as its report's page shows it."""

    share: ReportShare
    views: int
    lately: int
    """Of them within the last 30 days."""
    over: Over

    @property
    def anchor(self) -> str:
        """Return what tells it from others on its page."""
        return self.share.ref.hex[:8]


def issued(report: Report, *, today: date) -> Issued:
    """Return a report as it was frozen, with the words of its quotes as they are allowed today: one query at most."""
    document = from_values(json.loads(report.content))
    quotes = words_for(report.workspace, document.quotes(), today=today, language=document.language)
    return Issued(report, document, quotes, gone_from(document, quotes))


def report_slice(membership: Membership, *, after: str) -> Slice[Report]:
    """Return one page of the reports, the newest first, with how many links stand open."""
    found = (
        visible_reports(membership)
        .defer("content")
        .select_related("customer", "issued_by")
        .annotate(link_count=Count("shares", filter=Q(shares__revoked_at=None)))
    )
    return slice_of(found, by="issued_at", after=after, size=ROWS_ON_A_PAGE, newest_first=True)


def superseded_among(workspace: Workspace, reports: Sequence[Report], *, today: date) -> set[int]:
    """Return which of these do not stand any more: one query."""
    quotes = {one.pk: [Quote(**quote) for quote in one.quoted] for one in reports}
    stand = digests_that_stand(
        workspace, [one for mine in quotes.values() for one in mine], today=today
    )
    return {
        one.pk
        for one in reports
        if one.superseded_at is not None or any(q.digest not in stand for q in quotes[one.pk])
    }


def over_of(share: ReportShare, found: Issued, *, at: datetime) -> Over:
    """Tell why a link shows nothing any more; NOT while it does."""
    if share.revoked_at is not None:
        return Over.REVOKED
    if at >= share.expires_at:
        return Over.EXPIRED
    return found.over


def share_rows(found: Issued, *, at: datetime) -> list[ShareRow]:
    """Return the links to a report, the newest first, with how often they were opened: one query."""
    rows = (
        ReportShare.objects.filter(report=found.report)
        .select_related("by", "workspace")
        .annotate(
            seen=Sum("views__count"),
            seen_lately=Sum("views__count", filter=Q(views__day__gt=(at - LATELY).date())),
        )
    )
    return [
        ShareRow(
            one,
            getattr(one, "seen", 0) or 0,
            getattr(one, "seen_lately", 0) or 0,
            over_of(one, found, at=at),
        )
        for one in rows.order_by("-at", "-pk")
    ]


def customers_to_choose(workspace: Workspace) -> list[tuple[str, str]]:
    """Return the customers a one-pager can be about, by name: those with a project. One query."""
    found = Customer.objects.filter(workspace=workspace, projects__isnull=False).distinct()
    return [(str(ref), name) for ref, name in found.order_by("name").values_list("ref", "name")]


def standing(workspace: Workspace, document: Document, customer: Customer | None) -> Report | None:
    """Return the report about the same that stands now, or None: one query.

    It may have been drawn on another day: a one-pager is about its customer, a defence pack about the PMO, and an
    executive report about its quarter, even while that runs.
    """
    found = Report.objects.filter(
        workspace=workspace,
        kind=document.kind,
        customer=customer,
        language=document.language,
        superseded_at=None,
    )
    if document.kind == "executive":
        found = found.filter(begins_on=document.begins_on)
    return found.first()
