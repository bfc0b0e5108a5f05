"""The consent log as a file."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from secondslice.ui.exports import Cell, Sheet
from secondslice.value.consent.models import ConsentEvent


def consent_sheet(events: Iterable[ConsentEvent]) -> Sheet:
    """Return the log: a row for each entry."""
    headers = (
        _("Time"),
        _("Quote"),
        _("What happened"),
        _("How"),
        _("By"),
        _("Places"),
        _("Name shown"),
        _("Until"),
        _("Words (SHA-256)"),
    )
    return Sheet(_("Consent log"), headers, (_row(one) for one in events))


def _row(one: ConsentEvent) -> tuple[Cell, ...]:
    return (
        timezone.localtime(one.at),
        str(one.testimonial.ref),
        one.get_kind_display(),
        one.get_how_display(),
        one.by_name,
        "; ".join(one.place_labels),
        one.signed,
        one.until,
        one.digest,
    )
