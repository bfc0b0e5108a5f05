"""A report as a file: PDF, slides, or one HTML page that holds all it needs."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.core.errors import RuleBroken
from secondslice.reports.document import Document
from secondslice.reports.drawing import drawn
from secondslice.reports.quoting import QuoteWords

TYPES = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "html": "text/html; charset=utf-8",
}
_MAKERS = {"pdf": ("pdf", "pdf_of_report"), "pptx": ("slides", "slides_of_report")}


def endings() -> list[str]:
    """Return which kinds of file can be made here."""
    return [one for one in TYPES if one == "html" or _is_there(one)]


def file_of(document: Document, quotes: Mapping[str, QuoteWords], *, ending: str) -> bytes:
    """Return a report as a file. `quotes` holds the words that may be shown. Raise RuleBroken for another ending."""
    if ending not in endings():
        told = {"ending": ending, "known": ", ".join(f".{one}" for one in endings())}
        raise RuleBroken(_("A report cannot be a .%(ending)s; it can be one of %(known)s.") % told)
    with translation.override(document.language):
        if ending == "html":
            return page_of(document, quotes).encode()
        module, name = _MAKERS[ending]
        make = getattr(import_module(f"secondslice.reports.{module}"), name)
        made: bytes = make(document, quotes) if ending == "pdf" else make(document, quotes, None)
        return made


def page_of(document: Document, quotes: Mapping[str, QuoteWords]) -> str:
    """Return a report as one page with its own styles and without script; its links lead to this installation."""
    shown = drawn(document, quotes)
    return render_to_string(
        "reports/file.html",
        {"report": shown, "root": settings.BASE_URL, "language": document.language},
    )


def name_of(document: Document, ending: str) -> str:
    """Return what the file is called."""
    return f"{document.kind}-{document.ends_on.isoformat()}.{ending}"


def _is_there(ending: str) -> bool:
    return find_spec(f"secondslice.reports.{_MAKERS[ending][0]}") is not None
