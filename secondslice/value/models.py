from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact, Customer
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.models import Ask


class Testimonial(WorkspaceRecord):
    """A customer's own words, with what the customer allowed. A draft until the author approves the wording."""

    class Consent(models.TextChoices):
        ANONYMOUS = "anonymous", _("Without the name")
        NAMED = "named", _("With the name")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    ask = models.OneToOneField(Ask, models.PROTECT, related_name="testimonial")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    words = models.TextField()
    consent = models.CharField(max_length=9, choices=Consent)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    at = models.DateTimeField()  # of the last change of words, consent or state
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "-at", "-ref"],
                name="testimonial_drafts",
                condition=models.Q(state="draft"),
            ),
            models.Index(fields=["workspace", "project"], name="testimonial_of_project"),
            models.Index(fields=["workspace", "customer"], name="testimonial_of_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="draft", withdrawn_at__isnull=True)
                | models.Q(state="withdrawn", withdrawn_at__isnull=False),
                name="withdrawn_testimonial_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.words[:80]

    @property
    def role_label(self) -> str:
        """Return the author's part in the project when asked, or nothing when that is not known."""
        role = self.ask.role
        return str(Stakeholder.Role(role).label) if role in Stakeholder.Role.values else ""
