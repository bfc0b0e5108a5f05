"""The counterfactual in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from secondslice.analytics.matching import Finding
from secondslice.value.counterfactual.rules import Code, Wrong

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

QUESTION = _("What would this place look like if the PMO wasn't around?")
CODES: dict[str, StrOrPromise] = {
    Code.NO_DIFFERENT: _("No different"),
    Code.SLOWER: _("Projects would be slower"),
    Code.DEARER: _("Projects would be dearer"),
    Code.NOT_FINISHED: _("Some would not have been finished"),
    Code.NOT_STARTED: _("Some would not have been started"),
}
SCALE: dict[int, StrOrPromise] = {
    1: _("We can manage our own"),
    2: _("Rather our own"),
    3: _("About the same"),
    4: _("Rather the PMO"),
    5: _("Nobody else can deliver like the PMO"),
}
WRONG: dict[str, StrOrPromise] = {
    Wrong.EMPTY: _("Choose what fits: one or several."),
    Wrong.BOTH: _("“No different” stands alone. Take it back, or the others."),
    Wrong.SCALE: _("Choose one of the five steps, or none."),
}
WAITS: dict[str, StrOrPromise] = {
    "touched": _("heard from us within the last days"),
    "year_full": _("heard from us often enough this year"),
    "paused": _("asked for a pause"),
    "case": _("something is being mended for them"),
    "silent": _("silent three times: talk instead"),
    "only_at_close": _("wants to be asked at the end of projects only"),
    "stopped": _("does not want to be written to"),
    "unreachable": _("mail comes back"),
    "work": _("said “no different”: the work is not done yet"),
    "hour": _("waits for its hour"),
}
"""Why somebody is not asked yet."""
FINDINGS: dict[str, StrOrPromise] = {
    Finding.BETTER: _("Better than like projects"),
    Finding.WORSE: _("Behind like projects"),
    Finding.NOT_SHOWN: _("No difference shown"),
    Finding.TOO_FEW: _("Too few to tell"),
    Finding.NOTHING_LIKE: _("Nothing to compare with"),
}
