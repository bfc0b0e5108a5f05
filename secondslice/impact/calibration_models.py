"""Tables of calibration and of saved scenarios."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Customer
from secondslice.impact import calibration


class BudgetCycle(WorkspaceRecord):
    """How long a budget cycle is: so long somebody must be followed until it is known whether he or she comes back.

    Without a customer it is that of all who have none of their own.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+")
    months = models.PositiveSmallIntegerField(default=calibration.USUAL_MONTHS)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "customer"], name="one_budget_cycle_per_customer"
            ),
            models.UniqueConstraint(
                fields=["workspace"],
                condition=models.Q(customer=None),
                name="one_budget_cycle_for_everybody",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    months__gte=calibration.LEAST_MONTHS, months__lte=calibration.MOST_MONTHS
                ),
                name="budget_cycle_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.months} months"


class Scenario(WorkspaceRecord):
    """One way of working that somebody has kept under a name: what was set, never what came of it.

    What comes of it is reckoned anew for each reader, with the customers that reader sees.
    """

    name = models.CharField(max_length=80)
    values = models.JSONField()  # shares from 0 to 1 and a number, see what_if.Way
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "-at"], name="scenario_by_time")]

    def __str__(self) -> str:
        return self.name
