"""Table of the success score: how much a person says, apart from Yes and No, that a project was worth."""

from __future__ import annotations

from django.db import models

from secondslice.core.models import WorkspaceRecord


class WorthMark(WorkspaceRecord):
    """From 0 to 10: did it deliver value worth the effort and expense? Append-only; the last one of an ask counts.

    It is asked at the close and once more in operation, after the Yes or No, and is never derived from that.
    """

    ask = models.ForeignKey("pulse.Ask", models.CASCADE, related_name="worth_marks", db_index=False)
    number = models.PositiveIntegerField()
    mark = models.PositiveSmallIntegerField()
    nonce = models.CharField(max_length=16, blank=True)  # of the page: what it sends counts once
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ask", "number"], name="one_worth_mark_per_number"),
            models.CheckConstraint(
                condition=models.Q(mark__gte=0, mark__lte=10), name="worth_mark_is_on_the_scale"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "at"], name="worth_mark_by_time")]

    def __str__(self) -> str:
        return f"{self.mark} of 10"
