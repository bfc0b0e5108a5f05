from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.impact import rules
from secondslice.impact.calibration_models import BudgetCycle, Scenario

__all__ = ["BudgetCycle", "NumberSet", "OwnNumber", "Scenario"]


class NumberSet(WorkspaceRecord):
    """Which set of numbers a workspace reckons with. Who has no row reckons with the cautious one."""

    class Preset(models.TextChoices):
        ARTICLE = rules.Preset.ARTICLE.value, _("Article")
        CAUTIOUS = rules.Preset.CAUTIOUS.value, _("Cautious")

    preset = models.CharField(max_length=8, choices=Preset, default=Preset.CAUTIOUS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="one_number_set_per_workspace")
        ]

    def __str__(self) -> str:
        return self.preset


class OwnNumber(WorkspaceRecord):
    """A parameter that a workspace has set itself: it goes before the preset."""

    code = models.SlugField(max_length=30)  # of rules.PARAMETERS
    value = models.FloatField()  # shares from 0 to 1
    source = models.CharField(_("where it comes from"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "code"], name="one_own_number_per_code")
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"


from secondslice.impact.themes.models import (  # noqa: E402  (a part of this room)
    Theme,
    ThemeComment,
    ThemeSearch,
)

__all__ = ["NumberSet", "OwnNumber", "Theme", "ThemeComment", "ThemeSearch"]
