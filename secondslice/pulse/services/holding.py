"""The hold: for some seconds an answer can be undone before anything follows from it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings


def hold() -> timedelta:
    """Return for how long an answer is held back before anything follows from it."""
    return timedelta(seconds=settings.ANSWER_HOLD)


def settle_key(ask_id: int) -> str:
    """Return the key of the job that settles this ask's answer: there is never more than one."""
    return f"pulse.settle_answer:{ask_id}"
