"""The ways a request can be refused. One middleware turns them into pages; nobody else catches them."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818  (reads as a sentence where it is raised)
    """A request that cannot be done. The message says to a person what is so, why, what to do."""


class RuleBroken(Refusal):
    """The action is not allowed now."""


class NotHere(Refusal):
    """No such thing, or not for you: on purpose the same message for both."""


class Forbidden(Refusal):
    """You belong here, but your role may not do this. The message names who may."""
