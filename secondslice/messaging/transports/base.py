"""What every channel promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple, Protocol

from secondslice.messaging.parsing.bounces import Refusal


class DeliveryError(Exception):
    """The message did not go out. `permanent` means: do not try again.

    `refusal` is what the server said of the recipient, where it was the recipient that it did not take.
    """

    def __init__(
        self, why: str, *, permanent: bool = False, refusal: Refusal | None = None
    ) -> None:
        super().__init__(why)
        self.permanent = permanent
        self.refusal = refusal


class ServerAway(DeliveryError):  # noqa: N818
    """No message can go out this way now, whatever is in it: the server is away, or does not let us in."""


class TooFast(ServerAway):
    """The server takes messages again after a while that it has named."""

    def __init__(self, why: str, *, wait: timedelta) -> None:
        super().__init__(why)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Letter:
    """A message with its secrets put in, as it leaves the house."""

    id: str
    to: str
    to_name: str
    from_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)
    payload: str = ""
    """Of a chat message: its JSON."""
    calendar: str = ""
    """Of a mail: an invitation (.ics) that goes with it."""


class Result(NamedTuple):
    """What became of a letter."""

    letter: Letter
    error: Exception | None
    """Why it did not go out; None when it did."""
    receipt: str = ""
    """By what the provider knows it, where one has taken it."""


class Transport(Protocol):
    """One way out of the house. It may keep a connection open between two letters."""

    keeps: bool
    """True when letters stay in the product to be read there."""

    def deliver(self, letter: Letter) -> str | None:
        """Hand the letter over, or raise DeliveryError; ServerAway when the next one would fare no better.

        Return by what the other side knows it, where it says so.
        """

    def deliver_all(
        self, letters: Sequence[Letter], *, stop: Callable[[], bool]
    ) -> Iterator[Result]:
        """Hand letters over, and yield what became of each that was begun.

        No further one is begun once `stop` says so, or once the server is away.
        """

    def close(self) -> None:
        """Close what is open; the next letter opens it again."""


class OneByOne:
    """For a transport that has one letter in hand at a time."""

    def deliver(self, letter: Letter) -> str | None:
        """Hand the letter over."""
        raise NotImplementedError

    def deliver_all(
        self, letters: Sequence[Letter], *, stop: Callable[[], bool]
    ) -> Iterator[Result]:
        """Hand letters over, one after the other."""
        for letter in letters:
            if stop():
                return
            try:
                receipt = self.deliver(letter)
            except ServerAway as error:
                yield Result(letter, error)
                return
            except Exception as error:  # noqa: BLE001  (told to whoever asked)
                yield Result(letter, error)
            else:
                yield Result(letter, None, receipt or "")
