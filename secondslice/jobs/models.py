from __future__ import annotations

from django.db import models


class Job(models.Model):
    """One piece of background work that is still to be done; the row goes in the transaction that does it.

    It belongs to a workspace, or to none when it serves the whole installation (the schedule).
    """

    workspace = models.ForeignKey(
        "accounts.Workspace", models.CASCADE, null=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="one_job_per_key")]
        indexes = [
            models.Index(fields=["run_at"], name="job_due", condition=models.Q(dead_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"
