"""`secondslice prepare`: bring the database and the static files up to date."""

from __future__ import annotations

import contextlib
import signal
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from secondslice.accounts.services.set_up import new_set_up_link
from secondslice.config.static_files import collect
from secondslice.core import clock


class AskedToStop(SystemExit):
    """SIGTERM or Ctrl-C came while something was prepared."""


@contextlib.contextmanager
def _stopping_between() -> Iterator[Callable[[], None]]:
    """Keep SIGTERM and Ctrl-C until it is said where one may stop: a migration broken off may be there by half."""
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    def stop_if_asked() -> None:
        if asked:
            raise AskedToStop(128 + asked[0])

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop_if_asked
        stop_if_asked()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Command(BaseCommand):
    """Migrate, make the cache table, collect static files; on a first start print the set-up link."""

    help = "Bring the database and the static files up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --first-start, which `secondslice run` gives."""
        parser.add_argument(
            "--first-start",
            action="store_true",
            help="print the address, and the set-up link when there is no workspace yet",
        )

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002
        """Do it; each step can be repeated without harm."""
        with _stopping_between() as stop_if_asked:
            call_command("migrate", verbosity=0, interactive=False)
            stop_if_asked()
            call_command("createcachetable", verbosity=0)
            stop_if_asked()
            collect()
        if not options["first_start"]:
            return
        self.stdout.write(f"Second Slice is at {settings.BASE_URL}/\n")
        link = new_set_up_link(at=clock.now())
        if link:
            self.stdout.write(f"Set it up here (the link works once): {link}\n")
        self.stdout.write("Stop it with Ctrl-C.\n")
