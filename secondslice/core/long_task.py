"""A job with a long part that holds no transaction: below the queue, so that every room can have one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LongTask:
    """A handler whose long part must not hold the database while others wait to write.

    `prepare` runs before the transaction and returns what is done inside it. It may write its progress, in statements
    of their own; it is called again when a worker dies, so it must be harmless to repeat.
    """

    prepare: Callable[..., Callable[[], None]]
