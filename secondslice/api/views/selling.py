"""Who is ready for a second slice."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from secondslice.accounts.rules import READ
from secondslice.api.access import reader
from secondslice.api.problems import problems
from secondslice.api.schemas import ReadyListOut
from secondslice.api.selling import ready
from secondslice.api.views.keys import Key
from secondslice.core import clock

router = Router(tags=["funnel"], auth=Key(READ))


@router.get("/second-slice", response={200: ReadyListOut, **problems()}, url_name="list_ready")
def list_ready(request: HttpRequest) -> ReadyListOut:
    """List the customers that are ready for a second slice, at most a hundred, in order."""
    return ready(reader(request), at=clock.now())
