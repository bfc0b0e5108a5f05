"""`secondslice rebuild`: make anew what is kept beside the rows it stands for."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from secondslice.accounts.models import Workspace
from secondslice.pulse.services.counting import rebuild_counts
from secondslice.pulse.services.retallying import rebuild_tallies


class Command(BaseCommand):
    """Count questions and answers anew, from the questions themselves."""

    help = "Make the daily and monthly counts of questions and answers anew from the rows. Safe while the product runs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare --workspace."""
        parser.add_argument("--workspace", default="", help="only this one (its name in addresses)")

    def handle(self, *args: object, **options: str | int | bool | None) -> None:  # noqa: ARG002
        """Rebuild one workspace after the other."""
        wanted = str(options["workspace"] or "")
        found = Workspace.objects.order_by("slug")
        if wanted:
            found = found.filter(slug=wanted)
            if not found.exists():
                raise CommandError(
                    f"There is no workspace “{wanted}”. Leave the name out for all of them."
                )
        for workspace in found:
            rebuild_counts(workspace_id=workspace.pk)
            rebuild_tallies(workspace_id=workspace.pk)
            self.stdout.write(f"{workspace.slug}: counts made anew.")
