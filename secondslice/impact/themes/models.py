"""What comments were found to be about. Words alone: whose comments stand behind them is looked at when it is read."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from secondslice.core.models import WorkspaceRecord
from secondslice.pulse.models import AnswerDetail, Taste


class ThemeSearch(WorkspaceRecord):
    """The last search of a workspace: how far it has come, and since when its themes are there."""

    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    started_at = models.DateTimeField()
    done = models.PositiveSmallIntegerField(default=0)  # percent
    finished_at = models.DateTimeField(null=True)  # of the themes that are there

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="one_theme_search_per_workspace")
        ]

    def __str__(self) -> str:
        return f"{self.done} %"


class Theme(WorkspaceRecord):
    """One theme of the comments under one answer in one language."""

    # Whether what was said in confidence was looked at too: such a theme is for those alone who may read it.
    in_confidence = models.BooleanField(default=False)
    taste = models.CharField(max_length=3, choices=Taste)
    language = models.CharField(max_length=10)
    words = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "in_confidence", "position"], name="theme_by_position"
            )
        ]

    def __str__(self) -> str:
        return ", ".join(self.words)


class ThemeComment(WorkspaceRecord):
    """A comment that belongs to a theme; the most typical stands first."""

    workspace = models.ForeignKey(
        "accounts.Workspace", models.CASCADE, related_name="+", db_index=False
    )
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="comments", db_index=False)
    detail = models.ForeignKey(AnswerDetail, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["theme", "position"], name="one_comment_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.theme} {self.position}"
