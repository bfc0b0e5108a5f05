"""Whom a report is read as, over which days, and what its sections share: each fact is read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.customers.models import Customer
from secondslice.impact.rules import Numbers
from secondslice.impact.selectors import numbers_of
from secondslice.pulse.selectors.reason_names import ReasonNames
from secondslice.recovery.models import Case
from secondslice.reports.building import words
from secondslice.reports.rules import QUARTERS_SHOWN, Quarter, quarter_of
from secondslice.reports.selectors import rows
from secondslice.value.ledger.selectors.figures import Figures, figures
from secondslice.value.ledger.selectors.lines import Line, lines


@dataclass(frozen=True)
class Scope:
    """One report to be built. It counts as on the evening of `today`, so that an hour more changes nothing."""

    workspace: Workspace
    begins_on: date
    ends_on: date
    today: date
    language: str
    customer: Customer | None = None

    @cached_property
    def reader(self) -> Membership:
        """Return who reads: somebody who sees the whole PMO, and nothing that was said in confidence.

        Nobody in particular, so that whoever builds a report gets the same one.
        """
        nobody = User(language=self.language)
        role = Membership.Role.EXECUTIVE
        return Membership(workspace=self.workspace, user=nobody, role=role)

    @cached_property
    def evening(self) -> datetime:
        """Return the last moment of the day on which it is built."""
        return self.dawn + timedelta(days=1, microseconds=-1)

    @cached_property
    def dawn(self) -> datetime:
        """Return the first moment of that day: what was due before it is late."""
        return datetime.combine(self.today, time(), ZoneInfo(self.workspace.time_zone))

    @property
    def before_on(self) -> date:
        """Return the first day of as long a time before: what the report is compared with."""
        return self.begins_on - (self.ends_on - self.begins_on) - timedelta(days=1)

    def day(self, moment: datetime) -> date:
        """Return the day of a moment by the workspace's clock."""
        return moment.astimezone(ZoneInfo(self.workspace.time_zone)).date()

    def is_in(self, moment: datetime | None) -> bool:
        """Tell whether a moment lies in the days of the report."""
        return moment is not None and self.begins_on <= self.day(moment) <= self.ends_on

    def path(self, name: str, *parts: object, **query: str) -> str:
        """Return the address of a page of the workspace."""
        found = reverse(name, args=[self.workspace.slug, *parts])
        return f"{found}?{urlencode(query)}" if query else found

    @cached_property
    def quarters(self) -> Sequence[Quarter]:
        """Return the quarters that a trend shows, up to that of the report's last day."""
        last = quarter_of(self.ends_on)
        return [last.after(-back) for back in reversed(range(QUARTERS_SHOWN))]

    @cached_property
    def ledger(self) -> Figures:
        """Return the value ledger."""
        return figures(self.reader, today=self.today)

    @cached_property
    def lines(self) -> Sequence[Line]:
        """Return the benefits of the ledger as they were known at the end of the report's last day."""
        if self.ends_on >= self.today:
            return self.ledger.lines
        zone = ZoneInfo(self.workspace.time_zone)
        night = datetime.combine(self.ends_on, time(), zone) + timedelta(days=1, microseconds=-1)
        return lines(self.reader, today=self.ends_on, until=night)

    @cached_property
    def asks(self) -> Sequence[rows.AskRow]:
        """Return the questions to the report's last day, from the trend's first quarter, or `before_on`, on."""
        since = min(self.quarters[0].begins_on, self.before_on)
        return rows.ask_rows(self.reader, since=since, until=self.ends_on, customer=self.customer)

    @cached_property
    def cases(self) -> Sequence[rows.CaseRow]:
        """Return all cases there are."""
        return rows.case_rows(self.reader, customer=self.customer)

    @cached_property
    def projects(self) -> Sequence[rows.ProjectRow]:
        """Return all projects that were not stopped."""
        return rows.project_rows(self.reader, customer=self.customer)

    @cached_property
    def names(self) -> dict[int, str]:
        """Return what the customers are called."""
        return rows.customer_names(self.reader)

    @cached_property
    def people(self) -> words.Names:
        """Return the names that a report must not tell."""
        return words.Names.of(rows.names_of_people(self.reader))

    @cached_property
    def reasons(self) -> ReasonNames:
        """Return what causes are called."""
        return ReasonNames(self.workspace.pk, self.language)

    @cached_property
    def numbers(self) -> Numbers:
        """Return the numbers of the impact page that hold in the workspace."""
        return numbers_of(self.workspace)

    def called(self, name: str) -> str:
        """Return what a project or benefit is called, unless that names a person."""
        return words.nameless(name, self.people) or _("a project")

    def state_words(self, state: str) -> str:
        """Return how far a case is, in words."""
        return str(Case.State(state).label)
