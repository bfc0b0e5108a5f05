"""What keeps us in a customer's mind between two projects, planned like any other work."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact


class PlannedTouch(WorkspaceRecord):
    """A call, a visit or a lunch with a person, on a day. Once it is done it counts in the person's budget."""

    class Kind(models.TextChoices):
        CALL = "call", _("Call")
        VISIT = "visit", _("Visit")
        LUNCH = "lunch", _("Lunch")
        NOTE = "note", _("Note by hand")
        SESSION = "meet", _("Strategy session")  # booked by a visitor

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    kind = models.CharField(_("what"), max_length=5, choices=Kind, default=Kind.CALL)
    on = models.DateField(_("on"))
    words = models.CharField(_("what for"), max_length=300, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "on"],
                name="touches_to_do",
                condition=models.Q(done_at__isnull=True),
            ),
            models.Index(fields=["workspace", "contact"], name="touches_of_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.on}"
