"""`secondslice demo`: a workspace that has been lived in, to look around and to try things in."""

from __future__ import annotations

import secrets
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from secondslice.config.demo.making import Made, make_demo
from secondslice.config.demo.sizes import SIZES
from secondslice.core import clock
from secondslice.core.errors import RuleBroken


class Command(BaseCommand):
    """Fill the workspace Margherita Manufacturing Group."""

    help = "Fill a workspace with two believable years, and print how to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--size", choices=list(SIZES), default="small")
        parser.add_argument(
            "--random-seed", type=int, default=1, help="another seed, another story"
        )
        parser.add_argument(
            "--password", default="", help="for all people of the demo (made up when left out)"
        )

    def handle(self, *args: object, **options: str | int | bool | None) -> None:  # noqa: ARG002
        """Migrate, tell the story, and print the sign-ins."""
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        chosen = str(options["password"]) or f"margherita-{secrets.token_hex(4)}"
        started = time.monotonic()
        try:
            made = make_demo(
                size=str(options["size"]),
                seed=int(options["random_seed"] or 0),
                password=chosen,
                now=clock.now(),
            )
        except RuleBroken as why:
            raise CommandError(str(why)) from None
        self._print(made, chosen, seconds=time.monotonic() - started)

    def _print(self, made: Made, password: str, *, seconds: float) -> None:
        self.stdout.write(
            f"{made.workspace.name}: {made.projects} projects, {made.asks} questions, in {seconds:.0f} s.\n"
            f"{settings.BASE_URL}{reverse('dashboard:today', args=[made.workspace.slug])}\n\n"
            f"Sign in with one of these addresses and the password {password}\n\n"
        )
        for one in made.sign_ins:
            self.stdout.write(f"  {one.role:<16} {one.email}  ({one.name})\n")
