"""Everything that changes this room."""

from __future__ import annotations

from secondslice.impact.services.calibrating import set_cycle, take_up
from secondslice.impact.services.numbers import choose_preset, set_numbers
from secondslice.impact.services.scenarios import delete_scenario, keep_scenario

__all__ = [
    "choose_preset",
    "delete_scenario",
    "keep_scenario",
    "set_cycle",
    "set_numbers",
    "take_up",
]
