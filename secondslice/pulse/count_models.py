"""Monthly counts for the pulse page: what was asked in a month and what was said to it, however it is narrowed.

They are kept by the job that settles an answer, not in the answer's own transaction (docs/adr/0010), and by whoever
asks. What of an ask is counted here stands in `Ask.tallied`, so that no order of changes counts anything twice.
`secondslice rebuild` makes both tables anew.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.customers.models import Customer
from secondslice.projects.models import Project


class MonthlyTaste(models.Model):
    """The counts of one month for one project, as it stood when it was asked: customer, manager, phase and mode.

    With a `reason` the row counts only the answers that named it, and nothing asked. Filters read these rows.
    """

    workspace = models.ForeignKey(
        "accounts.Workspace", models.CASCADE, related_name="+", db_index=False
    )
    month = models.DateField()  # its first day; that of the day of asking, in the workspace's zone
    project = models.ForeignKey(Project, models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", db_index=False)
    owner = models.PositiveBigIntegerField(default=0)  # of the ask; 0: nobody
    phase = models.CharField(max_length=12, blank=True)
    mode = models.CharField(max_length=12)
    reason = models.CharField(max_length=30, blank=True)
    asked = models.IntegerField(default=0)
    yes = models.IntegerField(default=0)
    no = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "project", "month", "customer", "owner", "phase", "mode", "reason"],
                name="one_taste_per_month",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["workspace", "customer", "month"], name="taste_of_customer"),
            models.Index(fields=["workspace", "owner", "month"], name="taste_of_owner"),
            # With all that is told apart and added up, so that the pages of a large PMO read the index alone.
            models.Index(
                fields=[
                    "workspace",
                    "reason",
                    "month",
                    "mode",
                    "phase",
                    "project",
                    "customer",
                    "owner",
                    "asked",
                    "yes",
                    "no",
                ],
                name="taste_by_reason_and_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month}: {self.asked} asked, {self.yes} yes, {self.no} no"


class MonthlyGroup(models.Model):
    """The same counts for the whole workspace, already added up: what the page shows before anybody narrows it.

    Services are not among them: a project's service may be named later, and its old answers follow it.
    """

    class Kind(models.TextChoices):
        ALL = "all", _("All")
        CUSTOMER = "customer", _("Customer")
        MANAGER = "manager", _("Project manager")
        PHASE = "phase", _("Phase")
        REASON = "reason", _("Reason")

    workspace = models.ForeignKey(
        "accounts.Workspace", models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind)
    month = models.DateField()
    key = models.CharField(max_length=30, blank=True)  # of the customer or the person, or a code
    mode = models.CharField(max_length=12)
    asked = models.IntegerField(default=0)
    yes = models.IntegerField(default=0)
    no = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "month", "key", "mode"], name="one_group_per_month"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}, {self.month}: {self.asked} asked"
