"""Table of the optional question after a No: whether the person has talked to others about it."""

from __future__ import annotations

from django.db import models

from secondslice.core.models import WorkspaceRecord


class Talked(WorkspaceRecord):
    """To how many people a person has told it so far, as he or she says. Append-only; the last one counts.

    It belongs to the answer: who may not read that may not read this.
    """

    ask = models.ForeignKey("pulse.Ask", models.CASCADE, related_name="talked", db_index=False)
    number = models.PositiveIntegerField()
    people = models.PositiveSmallIntegerField()
    is_few = models.BooleanField(default=False)  # the person said "a few", and we count three
    nonce = models.CharField(max_length=16, blank=True)  # of the page: what it sends counts once
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ask", "number"], name="one_talked_per_number")
        ]
        indexes = [models.Index(fields=["workspace", "at"], name="talked_by_time")]

    def __str__(self) -> str:
        return f"told {self.people}"
