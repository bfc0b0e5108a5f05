"""Lists of opportunities as other systems give them, and short ways to bring them in."""

from __future__ import annotations

from datetime import datetime

from secondslice.accounts.models import Membership
from secondslice.core.clock import day_of
from secondslice.funnel.importing.way import way_for
from secondslice.projects.imports.fates import RowFate
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.planning import Plan
from secondslice.projects.imports.reading import ReadAs, open_table
from secondslice.projects.imports.spec import spec_from
from secondslice.projects.imports.ways import Importer
from secondslice.projects.services.import_runs import first_spec
from secondslice.projects.services.importing import Import, import_now
from secondslice.projects.tests.imports.make import csv_bytes

HUBSPOT = csv_bytes(
    (
        "Record ID", "Deal Name", "Deal Stage", "Pipeline", "Amount", "Currency", "Close Date", "Create Date",
        "Deal owner", "Associated Company", "Associated Contact", "Next step",
    ),
    (
        "9001", "New tills", "Appointment Scheduled", "Sales Pipeline", "12000", "EUR", "2026-12-30 00:00",
        "2026-01-12 09:31", "Sal Dali", "Retail GmbH", "Ben Ortega", "Send the offer",
    ),
    (
        "9002", "Payroll audit", "Closed won (Sales Pipeline)", "Sales Pipeline", "4500.50", "EUR", "2026-02-01 00:00",
        "2026-01-13 09:31", "Nobody Known", "Finance AG", "", "",
    ),
    ("9003", "Coaching", "Closed lost", "Sales Pipeline", "", "", "2026-02-10 00:00", "", "", "Retail GmbH", "", ""),
)  # fmt: skip
PIPEDRIVE = csv_bytes(
    (
        "Deal - ID", "Deal - Title", "Deal - Organization", "Deal - Value", "Deal - Currency of Value", "Deal - Stage",
        "Deal - Status", "Deal - Owner", "Deal - Deal created", "Deal - Won time", "Deal - Lost time",
        "Deal - Lost reason", "Deal - Next activity date", "Deal - Label",
    ),
    (
        "1", "New tills", "Retail", "12000", "EUR", "Proposal Made", "Open", "Sal Dali", "2026-01-12 09:31:00", "", "",
        "", "2026-12-01", "Hot",
    ),
    (
        "2", "Audit", "Finance", "400", "EUR", "Negotiations Started", "Won", "", "2026-01-01 00:00:00",
        "2026-02-03 10:00:00", "", "", "", "",
    ),
    (
        "3", "Coaching", "Retail", "0", "EUR", "Qualified", "Lost", "", "2026-01-01 00:00:00", "",
        "2026-02-04 10:00:00", "Price", "", "",
    ),
    (
        "4", "Training", "Retail", "", "EUR", "Qualified", "Lost", "", "", "", "2026-02-04 10:00:00",
        "They moved to Mars", "", "",
    ),
)  # fmt: skip
SALESFORCE = csv_bytes(
    (
        "Opportunity Name", "Account Name", "Stage", "Amount", "Amount Currency", "Close Date", "Created Date",
        "Opportunity Owner", "Lead Source", "Next Step", "Opportunity ID",
    ),
    (
        "New tills", "Retail", "Needs Analysis", "12,000.00", "USD", "12/30/2026", "1/12/2026", "Sal Dali",
        "Employee Referral", "Call Ben", "006A",
    ),
    ("Audit", "Finance", "Closed Won", "400.00", "USD", "2/13/2026", "1/1/2026", "Sal Dali", "Web", "", "006B"),
)  # fmt: skip


def bring(
    by: Membership,
    content: bytes,
    *,
    at: datetime,
    **choices: object,
) -> Import:
    """Return an import of a list with guessed columns; `choices` are those of a mapping file."""
    kind = Kind.OPPORTUNITIES
    table = open_table(content, name="deals.csv", read_as=ReadAs())
    told = spec_from(kind, choices)
    columns = {**first_spec(workspace=by.workspace, kind=kind, table=table).columns, **told.columns}
    spec = spec_from(kind, {**told.stored(), "columns": columns})
    today = day_of(at, by.workspace.time_zone)
    importer = Importer(by.user_id, by.role == Membership.Role.MANAGER, today)
    return Import(by.workspace, importer, table, spec, "deals.csv", make_way=way_for)


def plan_of(by: Membership, content: bytes, *, at: datetime, **choices: object) -> Plan:
    """Return what a list would do."""
    one = bring(by, content, at=at, **choices)
    return one.planner().plan(one.known())


def import_of(by: Membership, content: bytes, *, at: datetime, **choices: object) -> list[RowFate]:
    """Bring a list in, and return what became of its rows."""
    one = bring(by, content, at=at, **choices)
    planner = one.planner()
    plan = planner.plan(one.known())
    moved = import_now(
        bring=one, planner=planner, plan=plan, shown_digest=plan.digest, by=by.user, at=at
    )
    assert moved is None
    return plan.fates
