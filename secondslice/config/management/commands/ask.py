"""`secondslice ask`: lay the plan and send what is due now."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from secondslice.accounts.models import Workspace
from secondslice.core import clock
from secondslice.journeys.asks_planned import asks_planned, asks_sent
from secondslice.pulse.selectors.plans import due_now

SHOWN = 20


class Command(BaseCommand):
    """Ask whoever is to be asked today, within the hours and the budget of each person."""

    help = "Lay the plan of questions anew and send what is due now, to nobody more often than the budget allows."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare --workspace and --dry-run."""
        parser.add_argument("--workspace", default="", help="only this one (its name in addresses)")
        parser.add_argument("--dry-run", action="store_true", help="say what is due, send nothing")

    def handle(self, *args: object, **options: str | int | bool | None) -> None:  # noqa: ARG002
        """Take one workspace after the other."""
        wanted = str(options["workspace"] or "")
        found = Workspace.objects.order_by("slug")
        if wanted:
            found = found.filter(slug=wanted)
            if not found.exists():
                raise CommandError(
                    f"There is no workspace “{wanted}”. Leave the name out for all of them."
                )
        for workspace in found:
            asks_planned(workspace=workspace, now=clock.now())
            if options["dry_run"]:
                self._tell(workspace)
            else:
                sent = asks_sent(workspace=workspace, now=clock.now(), pressed=True)
                self.stdout.write(
                    f"{workspace.slug}: {_number(sent.asks, 'question')} in {_number(sent.mails, 'mail')}."
                )

    def _tell(self, workspace: Workspace) -> None:
        """Say who is to be asked about what, without the addresses."""
        today = clock.day_of(clock.now(), workspace.time_zone)
        due = list(due_now(workspace, today=today))
        people = len({one.contact_id for one in due})
        self.stdout.write(
            f"{workspace.slug}: due now: {_number(len(due), 'question')} ({_number(people, 'mail')})."
        )
        for one in due[:SHOWN]:
            self.stdout.write(f"  {one.contact.name} about {one.project.name}")
        if len(due) > SHOWN:
            self.stdout.write(f"  and {len(due) - SHOWN} more")


def _number(count: int, what: str) -> str:
    """Return a count with its word."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
