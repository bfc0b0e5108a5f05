"""Tables of the groups in which confidential and anonymous answers are shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Customer
from secondslice.projects.models import Project
from secondslice.pulse.modes import Mode
from secondslice.pulse.station_models import AnonymousAnswer, random_key


class AnswerGroup(WorkspaceRecord):
    """What enough people said together. Sealed once and never changed: not by a later answer, nor by a change of mind.

    Of a project, of a customer (then `project` is empty) or of the whole workspace (then both are).
    """

    class Kind(models.TextChoices):
        TASTE = "taste", _("Yes and No")
        CAUSES = "causes", _("Why No")
        PRAISE = "praise", _("Why Yes")
        WORDS = "words", _("Words")

    created_at = None  # type: ignore[assignment]  # the day is all that is known of the time
    kind = models.CharField(max_length=6, choices=Kind)
    mode = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Mode])
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+")
    on = models.DateField()  # sealed; for anonymous ones the Monday of that week
    people = models.PositiveIntegerField()
    asked = models.PositiveIntegerField(default=0)
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)  # code -> how many chose it

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(people__gte=5), name="group_is_of_five_at_least"
            ),
            models.CheckConstraint(
                condition=models.Q(people__gte=8) | ~models.Q(kind__in=["causes", "praise"]),
                name="reasons_are_of_eight_at_least",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "kind", "project"], name="group_of_project"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.people}"


class GroupMember(models.Model):
    """That an answer is in a group, so that it is never in another one of the same kind."""

    id = models.BigAutoField(primary_key=True, default=random_key)  # tells nothing of the order
    workspace = models.ForeignKey(
        "accounts.Workspace", models.CASCADE, related_name="+", db_index=False
    )
    group = models.ForeignKey(AnswerGroup, models.CASCADE, related_name="members")
    kind = models.CharField(max_length=6, choices=AnswerGroup.Kind)
    ask = models.ForeignKey(
        "pulse.Ask", models.CASCADE, null=True, related_name="groups", db_index=False
    )
    answer = models.ForeignKey(
        AnonymousAnswer, models.CASCADE, null=True, related_name="groups", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ask=None, answer__isnull=False)
                | models.Q(ask__isnull=False, answer=None),
                name="member_is_one_answer",
            ),
            models.UniqueConstraint(fields=["ask", "kind"], name="ask_in_one_group"),
            models.UniqueConstraint(fields=["answer", "kind"], name="answer_in_one_group"),
        ]

    def __str__(self) -> str:
        return f"in {self.group}"
