"""`secondslice report`: a report as a file."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from secondslice.accounts.models import Workspace
from secondslice.core import clock
from secondslice.customers.models import Customer
from secondslice.impact.models import Scenario
from secondslice.reports import files
from secondslice.reports.building.reports import Wish, build
from secondslice.reports.models import Report
from secondslice.reports.rules import quarter_from
from secondslice.reports.selectors.quoting import words_for
from secondslice.reports.templates_kept.selectors import template_of


class Command(BaseCommand):
    """Build a report as the rows are now and write it into a file."""

    help = "Write a report as the rows are now into a file: .pdf, .pptx or .html."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("name", choices=Report.Kind.values)
        parser.add_argument("--workspace", required=True, help="its name in addresses")
        parser.add_argument("--out", required=True, help="the file; its ending says what it is")
        parser.add_argument("--customer", default="", help="of a one-pager: the name, or the id")
        parser.add_argument(
            "--quarter", default="", help="of an executive report, such as 2026-Q3 (the last one)"
        )
        parser.add_argument(
            "--scenario",
            default="",
            help="a saved scenario to cite: its id (none), but in one-pagers",
        )
        parser.add_argument("--language", default="", help="such as de (that of the workspace)")

    def handle(self, *args: object, **options: str) -> None:  # noqa: ARG002
        """Build it and write it."""
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"There is no workspace “{options['workspace']}”.")
        out = Path(options["out"])
        ending = out.suffix.removeprefix(".").lower()
        if ending not in files.endings():
            raise CommandError(
                f"“{out.name}” must end with one of: {', '.join(f'.{one}' for one in files.endings())}."
            )
        today = clock.day_of(clock.now(), workspace.time_zone)
        document = build(workspace, _wish(workspace, options, today), today=today)
        quotes = words_for(workspace, document.quotes(), today=today, language=document.language)
        try:
            dress = files.Dress(template=template_of(workspace) if ending == "pptx" else None)
            out.write_bytes(files.file_of(document, quotes, ending=ending, dress=dress))
        except OSError as why:
            raise CommandError(f"“{out}” cannot be written: {why.strerror}.") from None
        self.stdout.write(f"{document.title}: {out}")


def _wish(workspace: Workspace, options: dict[str, str], today: date) -> Wish:
    name = options["name"]
    customer = _customer(workspace, options["customer"]) if name == Report.Kind.ONE_PAGER else None
    quarter = quarter_from(options["quarter"], today=today)
    if options["quarter"] and quarter.written != options["quarter"]:
        raise CommandError(f"“{options['quarter']}” is no quarter up to now. Write it as 2026-Q3.")
    scenario = _scenario(workspace, options["scenario"]) if name != Report.Kind.ONE_PAGER else None
    return Wish(name, quarter, customer, options["language"], scenario)  # type: ignore[arg-type]  # a choice


def _scenario(workspace: Workspace, told: str) -> Scenario | None:
    if not told:
        return None
    try:
        found = Scenario.objects.filter(workspace=workspace, ref=uuid.UUID(told)).first()
    except ValueError:
        found = None
    if found is None:
        raise CommandError(
            f"There is no scenario “{told}”. Its id stands in the address of its page."
        )
    return found


def _customer(workspace: Workspace, told: str) -> Customer:
    if not told:
        raise CommandError("A one-pager is about a customer: name one with --customer.")
    found = Customer.objects.filter(workspace=workspace)
    try:
        by_ref = found.filter(ref=uuid.UUID(told))
    except ValueError:
        by_ref = found.filter(name__iexact=told)
    customers = list(by_ref[:2])
    if len(customers) != 1:
        raise CommandError(f"There is no customer “{told}”, or more than one. Use the id.")
    return customers[0]
