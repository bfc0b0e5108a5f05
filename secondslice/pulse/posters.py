"""The code to scan, as a picture and on a poster."""

from __future__ import annotations

import io
from pathlib import Path

import segno
from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.pulse.models import Station
from secondslice.ui.pdf import pdf_of

POSTER = Path(__file__).parent / "templates" / "pulse" / "poster.typ"
INK = "#2b2622"
SIZES = ((28, 48), (60, 36), (120, 28))
"""Letters of the question, and in how many points they still fit."""


def code_svg(address: str) -> bytes:
    """Return the code of an address as an SVG without a size of its own. It bears a quarter of it being damaged."""
    out = io.BytesIO()
    _code(address).save(
        out, kind="svg", dark=INK, light="#ffffff", border=2, omitsize=True, xmldecl=False
    )
    return out.getvalue()


def code_png(address: str) -> bytes:
    """Return the code of an address as a PNG of some 800 pixels."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", dark=INK, light="#ffffff", border=4, scale=20)
    return out.getvalue()


def poster_pdf(station: Station, *, address: str) -> bytes:
    """Return an A4 poster in the station's language."""
    workspace, project = station.workspace, station.project
    with translation.override(station.language):
        values: dict[str, object] = {
            "question": station.question,
            "size": next((size for most, size in SIZES if len(station.question) <= most), 28),
            "pmo": workspace.name,
            "project": project.name if project else "",
            "colour": workspace.colour,
            "language": station.language.split("-")[0],
            "rtl": translation.get_language_bidi(),
            "how": _("Scan the code, then tap Yes or No."),
            "promise": _("It takes one tap. Nobody will know that it was you."),
            "alt": _("QR code of this address: %(address)s") % {"address": address},
            "address": address.partition("://")[2],
        }
    return pdf_of(POSTER, values, pictures={"code": code_svg(address).decode()})


def _code(address: str) -> segno.QRCode:
    return segno.make(address, error="q", micro=False)
