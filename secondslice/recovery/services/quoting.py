"""What the customer reads when asked again: what he told us, and what has changed. In his language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.selectors.asks import details_of
from secondslice.pulse.selectors.reason_names import ReasonNames
from secondslice.recovery.adjustment_words import quoted
from secondslice.recovery.models import Adjustment, Case

MOST_CHANGES = 5
"""So many changes are quoted; of earlier ones only the number is told."""
MOST_TOLD = Ask._meta.get_field("told_us").max_length or 0  # noqa: SLF001
MOST_QUOTED = Ask._meta.get_field("quoted_adjustment").max_length or 0  # noqa: SLF001


def quote(*, adjustments: Sequence[Adjustment], language: str) -> str:
    """Return these adjustments as the customer reads them in the re-ask: a sentence each, oldest first.

    Where there are many, the newest are quoted and the others are counted.
    """
    with translation.override(language):
        told = list(adjustments)[-MOST_CHANGES:]
        while len(told) > 1 and len(_joined(told, adjustments)) > MOST_QUOTED:
            told.pop(0)
        return _joined(told, adjustments)[:MOST_QUOTED]


def _joined(told: Sequence[Adjustment], adjustments: Sequence[Adjustment]) -> str:
    sentences = [f"{quoted(one).rstrip('. ')}." for one in told]
    if more := len(adjustments) - len(told):
        words = ngettext("And %(count)s more change.", "And %(count)s more changes.", more)
        sentences.append(words % {"count": more})
    return " ".join(sentences)


def told_us(*, case: Case, adjustments: Sequence[Adjustment], language: str) -> str:
    """Return what the customer told us with the newest No, as he reads it: the reasons he chose.

    Empty where none was chosen and nothing but changes is quoted: then the question's own words begin
    ("Since then: ...").
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
        only_changes = all(one.kind == Adjustment.Kind.CHANGE for one in adjustments)
        return "" if only_changes else _("You told us what was wrong.")


def _chosen(case: Case) -> list[dict[str, str]]:
    """Return the reasons under the newest No, as they were chosen."""
    ask = case.ask
    if case.second_no:
        noes = case.re_asks.filter(outcome=Taste.NO).select_related("ask").order_by("at")
        ask = [one.ask for one in noes][-1]
    details = details_of(ask)
    return details.reasons if details is not None and details.taste == Taste.NO else []
