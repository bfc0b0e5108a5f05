"""What a visitor of the storefront asks for, until the address is confirmed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.funnel.menu.models import ServiceVersion


class ServiceRequest(WorkspaceRecord):
    """A visitor wants a service, or to talk. It is nothing yet: anybody can type anybody's address.

    Once it is confirmed, or its time is over, what names the person is gone from here: it then stands in the funnel, or
    nowhere.
    """

    token_digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    words = models.TextField(_("what you need"), blank=True)
    wanted_on = models.DateField(_("wanted by"), null=True)
    version = models.ForeignKey(ServiceVersion, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=10)
    network = models.CharField(max_length=8)  # a few bytes of its digest: enough to count
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "at"], name="requests_by_time")]

    def __str__(self) -> str:
        return f"{self.at}: {'confirmed' if self.confirmed_at else 'waits'}"
