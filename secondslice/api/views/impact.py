"""The numbers behind what a customer costs, and what was saved of what-if."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from secondslice.accounts.rules import READ
from secondslice.api.access import reader
from secondslice.api.impact import calibration_out, numbers_out, scenarios_out
from secondslice.api.problems import problems
from secondslice.api.schemas_impact import CalibrationOut, NumbersOut, ScenariosOut
from secondslice.api.views.keys import Key
from secondslice.core import clock

router = Router(tags=["impact"], auth=Key(READ))


@router.get("/impact/numbers", response={200: NumbersOut, **problems()}, url_name="list_numbers")
def list_numbers(request: HttpRequest) -> NumbersOut:
    """List the numbers with their sources and badges."""
    return numbers_out(reader(request))


@router.get(
    "/impact/calibration", response={200: CalibrationOut, **problems()}, url_name="calibration"
)
def calibration(request: HttpRequest) -> CalibrationOut:
    """Show what the workspace's own cases say of each number that can be counted."""
    return calibration_out(reader(request), at=clock.now())


@router.get(
    "/impact/scenarios", response={200: ScenariosOut, **problems()}, url_name="list_scenarios"
)
def list_scenarios(request: HttpRequest) -> ScenariosOut:
    """List the saved scenarios with their figures."""
    return scenarios_out(reader(request), at=clock.now())
