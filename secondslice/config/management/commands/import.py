"""`secondslice import KIND FILE`: bring a list in from the command line."""  # noqa: N999  (the command's name)

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import perf_counter
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from secondslice.accounts.models import Workspace
from secondslice.accounts.selectors import lead_of
from secondslice.config.management.import_options import (
    Bar,
    choices_of,
    content_of,
    settled_spec,
)
from secondslice.core import clock
from secondslice.core.errors import Refusal
from secondslice.funnel.selectors.people import owner_named
from secondslice.journeys.project_changed import list_imported
from secondslice.projects.imports.dates import Order
from secondslice.projects.imports.fates import Fate, RowFate
from secondslice.projects.imports.fields import FIELDS, ROOMS, Kind
from secondslice.projects.imports.planning import Plan
from secondslice.projects.imports.reading import open_table
from secondslice.projects.imports.spec import Spec, spec_from
from secondslice.projects.imports.ways import Importer
from secondslice.projects.selectors.importing import workspace_named
from secondslice.projects.services.import_runs import first_spec
from secondslice.projects.services.importing import Import, import_now
from secondslice.projects.templatetags.imports import after, before, field_name
from secondslice.value.importing.way import way_for

LATER = ("answers",)
MOST_SHOWN = 20


class Command(BaseCommand):
    """Bring a list in from a CSV or Excel file; show what would happen, then do all of it or nothing."""

    help = "Import a list of one kind of things from a CSV or XLSX file. All rows, or none."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the words of the command."""
        kinds = [kind.value for kind in Kind]
        parser.add_argument(
            "kind", choices=[*kinds, *LATER], metavar="KIND", help=f"one of {', '.join(kinds)}"
        )
        parser.add_argument("file", type=Path, metavar="FILE", help="a .csv or .xlsx file")
        parser.add_argument(
            "--workspace", metavar="SLUG", default="", help="when there is more than one"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show the fate of each row, import nothing"
        )
        parser.add_argument(
            "--mapping", type=Path, metavar="FILE", help="JSON: which column is which field"
        )
        parser.add_argument(
            "--skip-refused",
            action="store_true",
            help="import the good rows, leave out the refused",
        )
        parser.add_argument(
            "--sheet", metavar="NAME", default="", help="the sheet of a workbook (the first)"
        )
        parser.add_argument(
            "--customer", metavar="NAME", default="", help="the one customer of all rows"
        )
        parser.add_argument(
            "--no-sponsors", action="store_true", help="the list names nobody who can be asked"
        )
        parser.add_argument(
            "--owner",
            metavar="EMAIL",
            default="",
            help="whose opportunities are that name no member (who answers for the PMO)",
        )
        parser.add_argument(
            "--anyway",
            action="store_true",
            help="import opportunities that look like one in the funnel too",
        )
        parser.add_argument("--dates", choices=[Order.DAY_FIRST.value, Order.MONTH_FIRST.value], default="",
                            help="the order of dates such as 03/04/2026")  # fmt: skip

    def handle(self, *args: object, **options: Any) -> None:  # noqa: ANN401, ARG002  (Django's signature)
        """Say in words what happens, and leave with 1 when it is refused."""
        if options["kind"] in LATER:
            raise CommandError(
                f"Importing {options['kind']} is not there yet. This version imports contacts, projects, customers,"
                " opportunities, benefits, rates and projects to compare (comparison)."
            )
        try:
            workspace = workspace_named(options["workspace"])
            with translation.override(workspace.language):
                self._bring(workspace, Kind(options["kind"]), argparse.Namespace(**options))
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None

    def _bring(self, workspace: Workspace, kind: Kind, told: argparse.Namespace) -> None:
        choices = choices_of(told)
        chosen = spec_from(kind, choices)
        begun = perf_counter()
        table = open_table(content_of(told.file), name=told.file.name, read_as=chosen.read_as)
        first = first_spec(workspace=workspace, kind=kind, table=table)
        spec = settled_spec(
            chosen, first, settled=set(cast("dict[str, str]", choices.get("columns") or {}))
        )
        self._show_columns(spec)
        self._show_remembered(spec, chosen)
        reading, writing = Bar("Checking", sys.stderr), Bar("Writing", sys.stderr)
        bring = Import(
            workspace,
            _importer(workspace, kind, told.owner),
            table,
            spec,
            told.file.name,
            reading.show,
            writing.show,
            way_for,
        )
        planner = bring.planner()
        plan = planner.plan(bring.known())
        reading.end()
        planned = perf_counter()
        self._show_plan(plan, told)
        if told.dry_run:
            self.stdout.write("This was a dry run: nothing was imported.")
            return
        moved = import_now(
            bring=bring,
            planner=planner,
            plan=plan,
            shown_digest=plan.digest,
            by=None,
            at=clock.now(),
        )
        writing.end()
        if moved is not None:
            raise CommandError(
                "Nothing was imported: something changed in the workspace meanwhile. Run the command again."
            )
        self._follow(bring, plan)
        if told.verbosity > 1:
            self.stdout.write(
                f"Read in {reading.full_at - begun:.2f} s, checked in {planned - reading.full_at:.2f} s,"
                f" written in {perf_counter() - planned:.2f} s."
            )

    def _follow(self, bring: Import, plan: Plan) -> None:
        """Let what follows from a list follow, and say that it is in."""
        if ROOMS[bring.spec.kind] == "projects":
            list_imported(workspace=bring.workspace, now=clock.now())
        self.stdout.write(self.style.SUCCESS("Imported."))
        if plan.without_anyone:
            self.stdout.write(f"Projects without anybody to ask: {plan.without_anyone:,}.")

    def _show_plan(self, plan: Plan, told: argparse.Namespace) -> None:
        """Say what the list would do; raise CommandError where it cannot come in like that."""
        if told.dry_run:
            self._show_fates(plan.fates)
        self._show_refused(plan.fates, most=len(plan.fates) if told.dry_run else MOST_SHOWN)
        self._show_counts(plan.counts)
        if plan.counts.get(Fate.ALIKE):
            self.stdout.write("Those that look like another are left out; --anyway takes them too.")
        for said in plan.assumed:
            self.stdout.write(f"{said} Another order: --dates.")
        if plan.counts[Fate.REFUSED] and not told.skip_refused:
            raise CommandError(
                "Nothing was imported. Correct the refused rows, or leave them out with --skip-refused."
            )

    def _show_columns(self, spec: Spec) -> None:
        for field in FIELDS[spec.kind]:
            if header := spec.columns.get(field.name):
                self.stdout.write(f"  {field.label}: column “{header}”")

    def _show_remembered(self, spec: Spec, chosen: Spec) -> None:
        """Say what the command was not told, but takes as it was chosen for the last list with these headers."""
        used = {
            "the list has no sponsors": spec.no_sponsors and not chosen.no_sponsors,
            f"dates are {spec.dates}": spec.dates and not chosen.dates,
            f"the decimals begin with “{spec.decimals}”": spec.decimals and not chosen.decimals,
            f"budgets are in {spec.unit:,}": spec.unit and not chosen.unit,
        }
        phases = {} if chosen.phases else spec.phases
        stages = {} if chosen.stages else spec.stages
        told = [words for words, is_used in used.items() if is_used]
        told += [f"the phase “{word}” is {phase or 'left open'}" for word, phase in phases.items()]
        told += [f"the stage “{word}” is {stage}" for word, stage in stages.items()]
        for words in told:
            self.stdout.write(f"  As chosen for the last list like this: {words}")

    def _show_fates(self, fates: list[RowFate]) -> None:
        for one in fates:
            changes = ", ".join(
                f"{field_name(change.field)}: {before(change)} → {after(change)}"
                for change in one.changes
                if one.fate is Fate.CHANGED
            )
            changes = " ".join(one.notes) if one.fate is Fate.ALIKE else changes
            self.stdout.write(f"Row {one.row} {one.fate:9} {one.title}  {changes}".rstrip())

    def _show_refused(self, fates: list[RowFate], *, most: int) -> None:
        refused = [fate for fate in fates if fate.fate is Fate.REFUSED]
        for fate in refused[:most]:
            for problem in fate.problems:
                where = f"column “{problem.column}”, " if problem.column else ""
                value = f"“{problem.value}”: " if problem.value else ""
                self.stderr.write(f"Row {fate.row}, {where}{value}{problem.reason}")
        if len(refused) > most:
            self.stderr.write(
                f"... and {len(refused) - most:,} more refused rows; --dry-run shows all."
            )

    def _show_counts(self, counts: dict[str, int]) -> None:
        told = ", ".join(f"{count:,} {fate}" for fate, count in counts.items())
        self.stdout.write(f"{sum(counts.values()):,} rows: {told}.")


def _importer(workspace: Workspace, kind: Kind, email: str) -> Importer:
    """Return for whom the list is planned: nobody, but opportunities need an owner, and benefits who writes them."""
    if kind is Kind.BENEFITS:
        return Importer(lead_of(workspace).pk)
    if kind is not Kind.OPPORTUNITIES:
        return Importer(None)
    owner = owner_named(workspace, email)
    return Importer(owner.pk, today=clock.day_of(clock.now(), workspace.time_zone))
