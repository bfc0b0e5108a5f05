"""A report as a file: PDF, slides, or one HTML page that holds all it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.core.errors import RuleBroken
from secondslice.reports.document import Document, fingerprint
from secondslice.reports.drawing import drawn
from secondslice.reports.drawings import Drawings
from secondslice.reports.pdf import pdf_of_report
from secondslice.reports.quoting import QuoteWords
from secondslice.reports.slides import slides_of_report

TYPES = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "html": "text/html; charset=utf-8",
}

DRAWINGS = Drawings()


@dataclass(frozen=True, slots=True)
class Dress:
    """What a file has beside the document: its fingerprint when it was issued, and what is so today.

    `superseded`: the sentence that says that it does not stand any more. `template`: the organisation's own slides.
    """

    fingerprint: str = ""
    superseded: str = ""
    template: bytes | None = None


def endings() -> list[str]:
    """Return which kinds of file can be made."""
    return list(TYPES)


def kept_file_of(
    document: Document, quotes: Mapping[str, QuoteWords], *, ending: str, dress: Dress
) -> bytes:
    """Return an issued report as a file: as it was drawn lately where nothing in it is otherwise by now."""
    template = sha256(dress.template).hexdigest() if dress.template else ""
    key = (dress.fingerprint, dress.superseded, template, ending, frozenset(quotes.items()))
    return DRAWINGS.get(key, lambda: file_of(document, quotes, ending=ending, dress=dress))


def file_of(
    document: Document,
    quotes: Mapping[str, QuoteWords],
    *,
    ending: str,
    dress: Dress = Dress(),
) -> bytes:
    """Return a report as a file. `quotes` holds the words that may be shown. Raise RuleBroken for another ending."""
    if ending not in TYPES:
        told = {"ending": ending, "known": ", ".join(f".{one}" for one in TYPES)}
        raise RuleBroken(_("A report cannot be a .%(ending)s; it can be one of %(known)s.") % told)
    now = {"fingerprint": dress.fingerprint, "superseded": dress.superseded}
    if ending == "pdf":
        return pdf_of_report(document, quotes, **now)
    if ending == "pptx":
        return slides_of_report(document, quotes, dress.template, **now)
    with translation.override(document.language):
        return page_of(document, quotes, dress).encode()


def page_of(document: Document, quotes: Mapping[str, QuoteWords], dress: Dress) -> str:
    """Return a report as one page with its own styles and without script; its links lead to this installation."""
    return render_to_string(
        "reports/file.html",
        {
            "report": drawn(document, quotes),
            "root": settings.BASE_URL,
            "language": document.language,
            "is_rtl": translation.get_language_bidi(),
            "superseded": dress.superseded,
            "fingerprint": dress.fingerprint or fingerprint(document),
        },
    )


def name_of(document: Document, ending: str) -> str:
    """Return what the file is called."""
    return f"{document.kind}-{document.ends_on.isoformat()}.{ending}"
