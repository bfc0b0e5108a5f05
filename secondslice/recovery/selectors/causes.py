"""What can lie behind a No, in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language

from secondslice.pulse.models import Taste
from secondslice.pulse.selectors.asks import label_of, reasons_of
from secondslice.recovery.models import Case


def causes_of(case: Case) -> list[tuple[str, str]]:
    """Return every cause of this workspace, code and words, in the order of the settings; those taken off too."""
    return list(cause_names(case).items())


def cause_names(case: Case) -> dict[str, str]:
    """Return what the causes are called here, by code."""
    reasons = reasons_of(case.workspace, Taste.NO, language=get_language() or "")
    return {one.code: label_of(one) for one in reasons}
