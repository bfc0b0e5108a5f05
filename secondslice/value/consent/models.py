"""What an author allowed, when, and for which words: a log that only grows, and every version of the words."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.value.models import Testimonial


class Wording(WorkspaceRecord):
    """One version of somebody's words. What is published is always one of them, approved by the author."""

    class Origin(models.TextChoices):
        SAID = "said", _("Said in the answer")
        PROPOSED = "proposed", _("Proposed by us")
        EDITED = "edited", _("Written by the author")

    class State(models.TextChoices):
        STANDS = "stands", _("Stands")
        OPEN = "open", _("The author decides")
        REFUSED = "refused", _("The author did not want it")
        REPLACED = "replaced", _("Replaced by a later one")
        DROPPED = "dropped", _("Over: the answer was changed meanwhile")

    testimonial = models.ForeignKey(Testimonial, models.PROTECT, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    words = models.TextField()
    origin = models.CharField(max_length=8, choices=Origin)
    state = models.CharField(max_length=8, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    token_digest = models.CharField(max_length=64, blank=True)  # of the link in the mail about it

    class Meta:
        indexes = [
            models.Index(
                fields=["token_digest"],
                name="wording_by_token",
                condition=~models.Q(token_digest=""),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "testimonial", "number"], name="one_wording_per_number"
            ),
            models.UniqueConstraint(
                fields=["workspace", "testimonial"],
                condition=models.Q(state="open"),
                name="one_open_wording_per_testimonial",
            ),
            models.UniqueConstraint(
                fields=["workspace", "testimonial"],
                condition=models.Q(state="stands"),
                name="one_standing_wording_per_testimonial",
            ),
        ]

    def __str__(self) -> str:
        return self.words[:80]


class ConsentEvent(WorkspaceRecord):
    """Something happened to what an author allows: append-only. Whoever is erased leaves the entries, nameless."""

    class Kind(models.TextChoices):
        ASKED = "asked", _("Asked")
        PROPOSED = "proposed", _("Other words proposed")
        APPROVED = "approved", _("Approved")
        CHANGED = "changed", _("Changed by the author")
        REFUSED = "refused", _("Refused")
        REVOKED = "revoked", _("Taken back")
        WITHDRAWN = "withdrawn", _("Over: the answer was changed")
        ENDED = "ended", _("Ended on the day the author named")
        ERASED = "erased", _("The author was erased")

    BY_AUTHOR = (Kind.APPROVED, Kind.CHANGED, Kind.REFUSED, Kind.REVOKED)
    """What the author decides."""

    class How(models.TextChoices):
        US = "us", _("by us")
        LINK = "link", _("with the link in the mail")
        OWN_PAGE = "own_page", _("on the own page")
        ANSWER = "answer", _("with the answer")
        CLOCK = "clock", _("by the calendar")

    testimonial = models.ForeignKey(Testimonial, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=9, choices=Kind)
    how = models.CharField(max_length=8, choices=How)
    at = models.DateTimeField()
    # What holds after it. Nothing where nothing is allowed any more.
    places = models.CharField(
        max_length=40, blank=True
    )  # of Testimonial.Place, with blanks between
    under = models.CharField(max_length=6, blank=True)
    signed = models.CharField(max_length=400, blank=True)
    until = models.DateField(null=True)
    digest = models.CharField(max_length=64, blank=True)  # of the words it is about
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "-at", "-ref"], name="consent_by_time")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  (as Django has it)
        """Add it to the log. Raise TypeError for one that is in the log already: it is never changed."""
        if not self._state.adding:
            raise TypeError("A consent event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ANN401, ARG002
        """Raise TypeError: what was allowed when stays known."""
        raise TypeError("A consent event is never deleted.")

    @property
    def place_labels(self) -> list[str]:
        """Return where the words may stand after it, in words."""
        return [str(Testimonial.Place(one).label) for one in self.places.split()]
