"""A mail of this room comes back: whoever it asked was not asked."""

from __future__ import annotations

import pytest

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.journeys.mail_came_back import mail_came_back
from secondslice.messaging.models import Bounce
from secondslice.messaging.tests.make import make_mail
from secondslice.value.counterfactual.models import CounterfactualAsk
from secondslice.value.tests.counterfactual import make_counterfactual_ask, say
from secondslice.value.tests.using import make_delivered, make_usage_ask
from secondslice.value.usage.models import UsageAsk

pytestmark = [pytest.mark.django_db]


def come_back(ask: UsageAsk | CounterfactualAsk, lea: Membership, clock: Clock) -> str:
    """Let the mail of a question come back, and return what became of the question."""
    mail = make_mail(lea.workspace, at=clock.moment)
    ask.message, ask.state, ask.sent_at = mail, "sent", clock.moment
    ask.save()
    bounce = Bounce.objects.create(
        workspace=lea.workspace,
        key=str(ask.ref),
        address=mail.to,
        kind=Bounce.Kind.HARD,
        message=mail,
        at=clock.moment,
    )
    mail_came_back(bounce=bounce, now=clock.moment)
    ask.refresh_from_db()
    return f"{ask.state} {ask.why}"


def test_owner_whose_mail_came_back_was_not_asked(lea: Membership, clock: Clock) -> None:
    project = make_delivered(lea, on=clock.moment.date())
    assert (
        come_back(make_usage_ask(lea, project, at=clock.moment), lea, clock) == "over unreachable"
    )


def test_executive_whose_mail_came_back_was_not_asked_and_one_who_answered_was(
    lea: Membership, clock: Clock
) -> None:
    shop = make_customer(lea.workspace, "Shop")
    silent, quick = (
        make_counterfactual_ask(make_contact(shop, name), at=clock.moment)
        for name in ("Eva", "Finn")
    )
    say(quick, ["slower"], at=clock.moment)
    assert come_back(silent, lea, clock) == "over unreachable"
    assert come_back(quick, lea, clock) == "sent "
