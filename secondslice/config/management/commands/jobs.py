"""`secondslice jobs`: what the background work has given up, and what is to become of it."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from secondslice.jobs.selectors import dead_jobs
from secondslice.jobs.services import forget_dead, revive


class Command(BaseCommand):
    """List the jobs that were given up; with an option try them again or strike them out."""

    help = (
        "List the background jobs that were given up, and why; try them again or strike them out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --again and --forget; without either nothing is changed."""
        fate = parser.add_mutually_exclusive_group()
        fate.add_argument("--again", action="store_true", help="try all of them again")
        fate.add_argument(
            "--forget",
            action="store_true",
            help="strike them out, but for those that follow from an answer",
        )

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002
        """Tell, then do."""
        jobs = list(dead_jobs())
        for job in jobs:
            self.stdout.write(f"{job.dead_at:%Y-%m-%d %H:%M} UTC  {job}\n    {job.last_error}\n")
        if not jobs:
            self.stdout.write("No job was given up.\n")
        elif options["again"]:
            self.stdout.write(f"{revive()} of them are tried again.\n")
        elif options["forget"]:
            self.stdout.write(f"{forget_dead()} of them are struck out.\n")
