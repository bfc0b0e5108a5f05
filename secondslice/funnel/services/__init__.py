"""Everything that changes this room's tables. Journeys and pages call it."""

from __future__ import annotations

from secondslice.funnel.services.forgetting import forget_wisher
from secondslice.funnel.services.handing_over import hand_over_all
from secondslice.funnel.services.merging import keep_apart, merge
from secondslice.funnel.services.moving import End, move_stage, note_project
from secondslice.funnel.services.planning import set_next_action
from secondslice.funnel.services.second_slice import open_second_slice, take_back_second_slice
from secondslice.funnel.services.staging import (
    ReasonLine,
    StageLine,
    add_lost_reason,
    add_stage,
    change_lost_reasons,
    change_stages,
    seed_stages,
)
from secondslice.funnel.services.together import Fate, give_together, move_together, plan_together
from secondslice.funnel.services.writing import (
    Facts,
    add_opportunity,
    change_opportunity,
    must_belong_together,
)

__all__ = [
    "End",
    "Facts",
    "Fate",
    "ReasonLine",
    "StageLine",
    "add_lost_reason",
    "add_opportunity",
    "add_stage",
    "change_lost_reasons",
    "change_opportunity",
    "change_stages",
    "forget_wisher",
    "give_together",
    "hand_over_all",
    "keep_apart",
    "merge",
    "move_stage",
    "move_together",
    "must_belong_together",
    "note_project",
    "open_second_slice",
    "plan_together",
    "seed_stages",
    "set_next_action",
    "take_back_second_slice",
]
