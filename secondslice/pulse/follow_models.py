"""What we did about an answer, as far as its giver reads it on the page of the answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.pulse.models import Ask


class FollowUp(WorkspaceRecord):
    """Where we stand with what somebody said: one small row, written anew whenever something moves.

    `by` is empty where nobody may be named: of what was told in confidence the PMO speaks, never a person.
    """

    class Kind(models.TextChoices):
        GIVEN = "given", _("Somebody else answers it")
        HEARD = "heard", _("Somebody took it up")
        PLANNED = "planned", _("Somebody agreed with the person on what will be done")
        CHANGED = "changed", _("Something was changed")
        SEVERAL = "several", _("Several things were changed")
        ASKED = "asked", _("Asked again")
        RECOVERED = "recovered", _("Said Yes when asked again")
        ENDED = "ended", _("Given up")
        SILENT = "silent", _("No answer when asked again")

    ask = models.OneToOneField(Ask, models.CASCADE, related_name="follow_up")
    kind = models.CharField(max_length=9, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=400, blank=True)  # what was agreed, or changed
    on = models.DateField()  # by the person's own clock
    until = models.DateField(null=True)  # until when the person hears from us, or it is done

    def __str__(self) -> str:
        return f"{self.kind} on {self.on}"
