"""The script that shows a station inside somebody else's page."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from secondslice.core import clock
from secondslice.pulse.models import Station
from secondslice.pulse.selectors.at_station import station_behind

SCRIPT = Path(__file__).parents[1] / "static" / "pulse" / "widget.js"
HEADERS = {"Cross-Origin-Resource-Policy": "cross-origin", "X-Content-Type-Options": "nosniff"}
TITLE = '"the question"'
"""Stands in the script where the question goes, which screen readers read as the name of the frame."""


def widget(request: HttpRequest, token: str) -> HttpResponse:
    """Return the script, or an empty one where there is nothing to ask: a page must not break over it."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    station = station_behind(token, at=clock.now())
    if station is None or station.kind != Station.Kind.WIDGET:
        return _answer("// There is no question here.\n", status=404, cache="no-store")
    script = _script().replace(TITLE, json.dumps(station.question))
    return _answer(script, status=200, cache="public, max-age=600")


@cache
def _script() -> str:
    return SCRIPT.read_text(encoding="utf-8")


def _answer(script: str, *, status: int, cache: str) -> HttpResponse:
    response = HttpResponse(
        script, status=status, content_type="text/javascript; charset=utf-8", headers=HEADERS
    )
    response["Cache-Control"] = cache
    return response
