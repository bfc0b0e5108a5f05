"""The consent log as a PDF, to be handed to whoever asks what was allowed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from secondslice.accounts.models import Workspace
from secondslice.ui.pdf import pdf_of
from secondslice.value.consent.models import ConsentEvent
from secondslice.value.consent.sheets import consent_sheet

LOG = Path(__file__).parent.parent / "templates" / "value" / "consent" / "log.typ"
SHORT, SHORT_REF = 12, 8
"""Letters of a digest and of a reference: enough to find it in the file with all of it."""


def consent_pdf(workspace: Workspace, events: Sequence[ConsentEvent], *, made: str) -> bytes:
    """Return the log as a tagged PDF (PDF/UA-1) in the reader's language. `made`: when, in words."""
    sheet = consent_sheet(())
    language = translation.get_language() or "en"
    values: dict[str, object] = {
        "title": _("Consent log"),
        "pmo": workspace.name,
        "colour": workspace.colour,
        "language": language.split("-")[0],
        "rtl": translation.get_language_bidi(),
        "made": made,
        "says": _(
            "Each line is one entry of a log to which lines are only added. The code stands for the words it is about:"
            " the same code means the same words. A person who had all own data erased has lines without name and code."
        ),
        "empty": _("Nobody was asked to let words be published yet."),
        "headers": [*sheet.headers[:3], *sheet.headers[4:]],
        "rows": [_row(one) for one in events],
    }
    return pdf_of(LOG, values)


def _row(one: ConsentEvent) -> list[str]:
    at = timezone.localtime(one.at)
    return [
        formats.date_format(at, "SHORT_DATETIME_FORMAT"),
        str(one.testimonial.ref)[:SHORT_REF],
        f"{one.get_kind_display()} ({one.get_how_display()})",
        one.by_name,
        "; ".join(one.place_labels),
        one.signed,
        formats.date_format(one.until, "SHORT_DATE_FORMAT") if one.until else "",
        one.digest[:SHORT],
    ]
