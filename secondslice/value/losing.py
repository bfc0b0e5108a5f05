"""What becomes of this room's other questions and pages whose mail came back: they are with nobody."""

from __future__ import annotations

from django.db import transaction

from secondslice.messaging.models import Message
from secondslice.pulse.budget import Why
from secondslice.value.counterfactual.models import CounterfactualAsk
from secondslice.value.outlook.models import OnePager
from secondslice.value.usage.models import UsageAsk


@transaction.atomic
def value_mail_lost(*, message: Message) -> None:
    """Note that nobody was asked, and that nobody has got the page. What was answered by it meanwhile stays."""
    over = {"state": "over", "why": Why.UNREACHABLE.value, "again_at": None}
    UsageAsk.objects.filter(message=message, state=UsageAsk.State.SENT).update(**over)
    asked = CounterfactualAsk.objects.filter(message=message, state=CounterfactualAsk.State.SENT)
    asked.filter(answers=None).update(**over)
    OnePager.objects.filter(message=message).update(sent_at=None, message=None)
