"""`secondslice received`: mails that came in and could not be used, and why. For whoever runs the installation."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from secondslice.messaging.parsing.incoming import UnreadableMail
from secondslice.messaging.selectors import unused_mail, unused_mails
from secondslice.messaging.services.receiving import raw_of


class Command(BaseCommand):
    """List the mails that nobody could be given, or show one."""

    help = "List mails that came in and could not be used, and why; --show prints one as it came."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to print one."""
        parser.add_argument("--show", type=uuid.UUID, help="print the mail with this reference")

    def handle(self, *_args: Any, show: uuid.UUID | None, **_options: Any) -> None:  # noqa: ANN401
        """Print the list, or one mail."""
        if show is not None:
            self._print(show)
            return
        mails = list(unused_mails()[:200])
        for mail in mails:
            from_ = f" from {mail.sender}" if mail.sender else ""
            self.stdout.write(f"{mail.ref}  {mail.received_at:%Y-%m-%d %H:%M}{from_}: {mail.why}")
        if not mails:
            self.stdout.write("Every mail that came in could be used.")

    def _print(self, ref: uuid.UUID) -> None:
        mail = unused_mail(ref)
        if mail is None:
            raise CommandError(
                "There is no such mail. `secondslice received` lists those there are."
            )
        try:
            self.stdout.write(raw_of(mail).decode("utf-8", "replace"))
        except UnreadableMail as why:
            raise CommandError(str(why)) from why
