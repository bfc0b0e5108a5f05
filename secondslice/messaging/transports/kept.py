"""Keep mails in the product, where they can be read at /outbox/. The default, and what tests and demos use."""

from __future__ import annotations

from secondslice.messaging.transports.base import Letter, OneByOne


class Kept(OneByOne):
    """A transport that sends nothing."""

    keeps = True

    def deliver(self, letter: Letter) -> None:
        """Do nothing: the message row is the kept mail."""

    def close(self) -> None:
        """Nothing is open."""
