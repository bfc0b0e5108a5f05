"""`secondslice receive`: take in one raw mail from standard input. For the pipe of a mail server."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error

from secondslice.core import clock
from secondslice.journeys.mail_came_in import mail_came_in
from secondslice.messaging.models import InboundMail
from secondslice.messaging.services.receiving import Parcel

TRY_AGAIN = getattr(os, "EX_TEMPFAIL", 75)
"""The exit code that tells a mail server to keep the mail and come again (sysexits.h)."""


class Command(BaseCommand):
    """Take in one raw mail from standard input; the worker reads it."""

    help = "Take in one raw mail from standard input, from the pipe of a mail server (docs/run/mail.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to name the address that the mail server has delivered to."""
        parser.add_argument(
            "--recipient",
            default="",
            help="the address the mail was delivered to, with its plus sign",
        )

    def handle(self, *_args: Any, recipient: str, **_options: Any) -> None:  # noqa: ANN401
        """Keep the mail. When that cannot be now, say so in the way mail servers understand: they try again."""
        raw = sys.stdin.buffer.read()
        try:
            mail_came_in(
                parcel=Parcel(raw, InboundMail.Way.PIPE, recipient.strip()), now=clock.now()
            )
        except Error as error:
            self.stderr.write(f"The database does not take the mail now: {error}. Try again.")
            sys.exit(TRY_AGAIN)
