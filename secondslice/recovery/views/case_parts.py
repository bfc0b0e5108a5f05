"""What the page of a case shows about changes: those there are, what helps, when to ask, what the customer reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import translation

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.pulse.quoting import quoted_words
from secondslice.recovery import selectors, services
from secondslice.recovery.adjustment_forms import AdjustmentForm, first_words
from secondslice.recovery.adjustment_words import window_words
from secondslice.recovery.asking_window import asking_window
from secondslice.recovery.models import Adjustment, Case
from secondslice.recovery.selectors.keeping import changes_in
from secondslice.recovery.selectors.playbooks import help_with, suggestion
from secondslice.recovery.selectors.since_no import changes_since_no
from secondslice.recovery.selectors.threads import CaseFile, said_with_no


def adjustment_parts(
    request: MemberRequest, found: Case, file: CaseFile, *, at: datetime
) -> dict[str, Any]:
    """Return what the case's page shows about changes; `first` is what a suggestion fills into the form."""
    today = clock.day_of(at, found.workspace.time_zone)
    newest = file.adjustment
    chosen = suggestion(found, request.GET.get("suggest", ""))
    window = None
    if newest is not None and found.state == Case.State.ADJUSTED:
        limits = selectors.limits_of(found.workspace, found.severity)
        window = asking_window(newest.starts_on, today=today, limits=limits)
    return {
        "changes": changes_in(found, file.adjustments, at=at),
        "help": help_with(found, name=file.cause, said=said_with_no(file), by=request.user)
        if found.is_open
        else None,
        "is_suggested": chosen is not None,
        "first": first_words(chosen),
        "window": window_words(window, name=found.contact.name) if window else "",
        "quote": read_by_customer(found, changes_since_no(found, today=today) or [newest])
        if newest and can_be_asked(found)
        else "",
    }


def can_be_asked(found: Case) -> bool:
    """Tell whether the customer may still be asked again in this case, so that a quote will be read."""
    return found.is_open or found.state == Case.State.NO_ANSWER


def read_by_customer(found: Case, adjustments: Sequence[Adjustment]) -> str:
    """Return both halves of what the customer reads when asked again, in his language."""
    language = found.ask.language
    told = services.told_us(case=found, adjustments=adjustments, language=language)
    quote = services.quote(adjustments=adjustments, language=language)
    with translation.override(language):
        return quoted_words(told_us=told, adjustment=quote)


def preview(found: Case, form: AdjustmentForm) -> str:
    """Return what the customer will read with a change as the form has it; nothing is stored."""
    starts_on = form.cleaned_data["starts_on"]
    columns = services.columns_of(what=form.sentence, terms=form.terms, starts_on=starts_on)
    today = clock.day_of(clock.now(), found.workspace.time_zone)
    this = Adjustment(case=found, starts_on=starts_on, **columns)
    begun = [one for one in changes_since_no(found, today=today) if one.starts_on <= starts_on]
    return read_by_customer(found, [*begun, this])
