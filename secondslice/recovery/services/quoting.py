"""What the customer reads when asked again: what he told us, and what has changed. In his language."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.selectors.asks import details_of, label_of, reasons_of
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
    with translation.override(language):
        names = _names(case, language) if chosen else {}
        labels = [names.get(code, label).rstrip(".") for code, label in chosen]
        while labels:
            sentence = _("You told us: %(reasons)s.") % {"reasons": "; ".join(labels)}
            if len(sentence) <= MOST_TOLD:
                return sentence
            labels.pop()
        return "" if adjustment.kind == Adjustment.Kind.CHANGE else _("You told us what was wrong.")


def _chosen(case: Case) -> list[tuple[str, str]]:
    """Return the reasons under the newest No: code, and the words in which they were chosen."""
    ask = case.ask
    if case.second_no:
        noes = case.re_asks.filter(outcome=Taste.NO).select_related("ask").order_by("at")
        ask = [one.ask for one in noes][-1]
    details = details_of(ask)
    if details is None or details.taste != Taste.NO:
        return []
    return [(reason["code"], reason["label"]) for reason in details.reasons]


def _names(case: Case, language: str) -> dict[str, str]:
    reasons = reasons_of(case.workspace, Taste.NO, language=language)
    return {one.code: label_of(one) for one in reasons}
