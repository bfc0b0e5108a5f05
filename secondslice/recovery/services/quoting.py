"""What the customer reads when asked again: what he told us, and what has changed. In his language."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.selectors.asks import details_of
from secondslice.pulse.selectors.reason_names import ReasonNames
from secondslice.recovery.adjustment_words import quoted
from secondslice.recovery.models import Adjustment, Case

MOST_TOLD = Ask._meta.get_field("told_us").max_length or 0  # noqa: SLF001
MOST_QUOTED = Ask._meta.get_field("quoted_adjustment").max_length or 0  # noqa: SLF001


def quote(*, adjustment: Adjustment, language: str) -> str:
    """Return an adjustment as the customer reads it in the re-ask."""
    with translation.override(language):
        return quoted(adjustment)[:MOST_QUOTED]


def told_us(*, case: Case, adjustment: Adjustment, language: str) -> str:
    """Return what the customer told us with the newest No, as he reads it: the reasons he chose.

    Empty where none was chosen and a change is quoted: then the question's own words begin ("Since then: ...").
    """
    chosen = _chosen(case)
    names = ReasonNames(case.workspace_id, language)
    with translation.override(language):
        labels = [name.rstrip(".") for name in names.named(Taste.NO, chosen)]
        while labels:
            sentence = _("You told us: %(reasons)s.") % {"reasons": "; ".join(labels)}
            if len(sentence) <= MOST_TOLD:
                return sentence
            labels.pop()
        return "" if adjustment.kind == Adjustment.Kind.CHANGE else _("You told us what was wrong.")


def _chosen(case: Case) -> list[dict[str, str]]:
    """Return the reasons under the newest No, as they were chosen."""
    ask = case.ask
    if case.second_no:
        noes = case.re_asks.filter(outcome=Taste.NO).select_related("ask").order_by("at")
        ask = [one.ask for one in noes][-1]
    details = details_of(ask)
    return details.reasons if details is not None and details.taste == Taste.NO else []
