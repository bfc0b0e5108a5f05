"""An executive has said what the place would look like without the PMO: "no different" is work to be done."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.value.counterfactual.models import CounterfactualAnswer, CounterfactualAsk
from secondslice.value.counterfactual.services.answering import Said, answer
from secondslice.value.counterfactual.services.working import open_work


@transaction.atomic
def executive_answered(
    *, ask: CounterfactualAsk, said: Said, now: datetime
) -> CounterfactualAnswer:
    """Keep the answer, and open the work it asks for. No recovery case: nobody said No to a project."""
    kept = answer(ask=ask, said=said, at=now)
    open_work(answer=kept, at=now)
    return kept
