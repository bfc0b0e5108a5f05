"""`secondslice erase`: forget a person at a customer, as the person's own page does it."""

from __future__ import annotations

import sys
import uuid
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from secondslice.core import clock
from secondslice.customers.access import people_called
from secondslice.customers.models import Contact
from secondslice.journeys.person_erased import person_erased


class Command(BaseCommand):
    """Erase name, address, words and mails of one person. Counts stay as they are."""

    help = "Erase a person at a customer: name, address, words and mails, for good. Every count stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare whom."""
        parser.add_argument(
            "--contact", required=True, metavar="REF",
            help="the person: the reference in the address of his or her page, or the e-mail address",
        )  # fmt: skip
        parser.add_argument(
            "--workspace", default="", help="only in this one (its name in addresses)"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask whether it is meant")

    def handle(self, *args: object, **options: str | bool) -> None:  # noqa: ARG002
        """Say what will be gone, ask, then do it."""
        contact = self._whom(str(options["contact"]), str(options["workspace"]))
        self.stdout.write(
            f"{contact.name} ({contact.email}) at {contact.customer.name}, {contact.workspace.name}:"
            " name, address, words, mails and wishes are erased for good. Every count stays as it is.\n"
        )
        if not options["yes"] and not _is_meant():
            raise CommandError("Nothing is erased. Answer “erase”, or give --yes.")
        person_erased(contact=contact, how="command", now=clock.now())
        self.stdout.write("Erased. Backups keep what they hold until they are deleted.\n")

    def _whom(self, text: str, workspace: str) -> Contact:
        found = people_called(text, ref=_ref(text), workspace=workspace)
        if not found:
            raise CommandError(
                f"Nobody here is {text}. Look up the person's page: its address holds the reference."
            )
        if len(found) > 1:
            names = ", ".join(sorted(one.workspace.slug for one in found))
            raise CommandError(f"{text} is known in {names}. Name one of them with --workspace.")
        return found[0]


def _ref(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _is_meant() -> bool:
    if not sys.stdin.isatty():
        return False
    return input("Type “erase” to go on: ").strip() == "erase"
