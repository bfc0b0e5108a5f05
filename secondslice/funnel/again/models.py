from __future__ import annotations

from django.db import models

from secondslice.core.models import WorkspaceRecord
from secondslice.funnel.again import rules
from secondslice.funnel.menu.models import ServiceVersion
from secondslice.pulse.models import Ask


class NextChoice(WorkspaceRecord):
    """What a person chose after a Yes when asked what is next. The words stand with the answer, not here."""

    class What(models.TextChoices):
        SERVICE = rules.What.SERVICE.value
        ELSE = rules.What.ELSE.value
        NOT_NOW = rules.What.NOT_NOW.value

    ask = models.OneToOneField(Ask, models.PROTECT, related_name="next_choice")
    what = models.CharField(max_length=7, choices=What)
    version = models.ForeignKey(ServiceVersion, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    # What was wished for before anything was chosen, and where the choice stands: numbers of the words with the answer.
    before = models.PositiveIntegerField(null=True)
    wrote = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what=rules.What.SERVICE.value, version__isnull=False)
                | (~models.Q(what=rules.What.SERVICE.value) & models.Q(version__isnull=True)),
                name="next_choice_of_a_service_names_it",
            )
        ]

    def __str__(self) -> str:
        return self.what
