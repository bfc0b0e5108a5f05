"""`secondslice createworkspace`: make a workspace and its owner without the browser."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from secondslice.accounts.forms import CURRENCIES
from secondslice.accounts.models import User
from secondslice.accounts.selectors import has_account
from secondslice.accounts.services.set_up import (
    NewWorkspace,
    find_or_make_owner,
    open_workspace,
)
from secondslice.accounts.zones import find_zone
from secondslice.core import clock
from secondslice.journeys.workspace_opened import workspace_opened


class Command(BaseCommand):
    """Everything the set-up page asks, as options. Can be run again for a second workspace."""

    help = "Make a workspace and its owner without the browser."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the set-up page asks."""
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--name", required=True, help="name of the PMO")
        parser.add_argument("--owner-email", required=True, help="the owner signs in with it")
        parser.add_argument("--owner-name", default="", help="needed for a new account")
        parser.add_argument("--time-zone", default="UTC", help="such as Europe/Berlin (UTC)")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, choices=languages)
        parser.add_argument("--currency", default="EUR", choices=CURRENCIES, metavar="CODE")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read a new owner's password from standard input instead of asking for it",
        )

    def handle(self, *args: object, **options: str | bool) -> None:  # noqa: ARG002
        """Check what was given, then make all of it or nothing."""
        zone = find_zone(str(options["time_zone"]))
        if zone is None:
            raise CommandError(
                f"{options['time_zone']!r} is not a time zone. Give one such as Europe/Berlin."
            )
        new = NewWorkspace(
            name=str(options["name"]),
            language=str(options["language"]),
            time_zone=zone,
            currency=str(options["currency"]),
            owner_name=str(options["owner_name"]),
            owner_email=str(options["owner_email"]),
        )
        password = self._password(new, from_stdin=bool(options["password_stdin"]))
        with transaction.atomic():
            owner = find_or_make_owner(new=new, password=password)
            membership = open_workspace(new=new, owner=owner, at=clock.now())
            workspace_opened(workspace=membership.workspace)
        today = reverse("dashboard:today", args=[membership.workspace.slug])
        self.stdout.write(f"{new.name} is at {settings.BASE_URL}{today}\n")
        self.stdout.write(f"{owner.name} signs in as {owner.email}.\n")

    def _password(self, new: NewWorkspace, *, from_stdin: bool) -> str | None:
        """Return the password for a new account, or None when there is one already."""
        if has_account(new.owner_email):
            return None
        if not new.owner_name:
            raise CommandError(
                f"{new.owner_email} has no account yet. Name its person with --owner-name."
            )
        password = sys.stdin.readline().rstrip("\n") if from_stdin else _ask()
        try:
            validate_email(new.owner_email)
            validate_password(password, User(email=new.owner_email, name=new.owner_name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return password


def _ask() -> str:
    if not sys.stdin.isatty():
        raise CommandError("No terminal to ask for a password on. Give it with --password-stdin.")
    password = getpass.getpass("Password of the owner: ")
    if getpass.getpass("Once more: ") != password:
        raise CommandError("These are two different passwords. Start again.")
    return password
