"""Which bounces make us leave an address alone, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from secondslice.accounts.models import Membership, Workspace
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.messaging.models import Bounce, Suppression
from secondslice.messaging.parsing.bounces import SOFT_MOST, SOFT_WITHIN, Kind
from secondslice.messaging.selectors import suppressed
from secondslice.messaging.services.suppressing import CameBack, lift, lift_address, note_bounce
from secondslice.messaging.tests.make import make_suppression

pytestmark = pytest.mark.django_db

BEN = "ben@example.com"


def come_back(pmo: Workspace, kind: Kind, clock: Clock, *, key: str = "") -> Bounce | None:
    """Let a mail to Ben come back."""
    report = CameBack("Ben@Example.com", kind, "550 no", key or f"report of {clock.moment}")
    return note_bounce(workspace_id=pmo.pk, report=report, at=clock.moment)


@pytest.mark.parametrize("kind", [Kind.HARD, Kind.COMPLAINT])
def test_address_that_does_not_exist_or_calls_us_spam_is_left_alone_at_once(
    pmo: Workspace, clock: Clock, kind: Kind
) -> None:
    come_back(pmo, kind, clock)

    (one,) = suppressed(pmo.pk, ["BEN@example.com"]).values()
    assert (one.address, one.why, one.since) == (BEN, kind, clock.moment)


def test_full_mailbox_is_left_alone_after_it_was_full_on_several_days(
    pmo: Workspace, clock: Clock
) -> None:
    for _time in range(SOFT_MOST - 1):
        come_back(pmo, Kind.SOFT, clock)
        clock.forward(hours=1)
        come_back(pmo, Kind.SOFT, clock)  # a second one on the same day is no other day
        clock.forward(days=30)
    assert not suppressed(pmo.pk, [BEN])

    come_back(pmo, Kind.SOFT, clock)

    assert suppressed(pmo.pk, [BEN])[BEN].why == Suppression.Why.SOFT


def test_soft_bounces_long_ago_are_forgiven(pmo: Workspace, clock: Clock) -> None:
    for _time in range(SOFT_MOST):
        come_back(pmo, Kind.SOFT, clock)
        clock.moment += SOFT_WITHIN / 2 + timedelta(days=1)

    assert not suppressed(pmo.pk, [BEN])


def test_refusal_that_is_about_us_is_held_against_nobody(pmo: Workspace, clock: Clock) -> None:
    for _time in range(10):
        come_back(pmo, Kind.OTHER, clock)
        clock.forward(days=1)

    assert Bounce.objects.count() == 10
    assert not suppressed(pmo.pk, [BEN])


def test_same_report_counts_once(pmo: Workspace, clock: Clock) -> None:
    assert come_back(pmo, Kind.SOFT, clock, key="dsn 1") is not None
    assert come_back(pmo, Kind.SOFT, clock, key="dsn 1") is None
    assert Bounce.objects.count() == 1


def test_what_is_lifted_begins_anew(pmo: Workspace, ava: Membership, clock: Clock) -> None:
    for _time in range(SOFT_MOST):
        come_back(pmo, Kind.SOFT, clock)
        clock.forward(days=1)
    lift(suppression=Suppression.objects.get(), by_id=ava.user_id, at=clock.moment)
    clock.forward(days=1)

    come_back(pmo, Kind.SOFT, clock)

    assert not suppressed(pmo.pk, [BEN])
    assert Suppression.objects.get().lifted_by == ava.user


def test_nothing_is_lifted_twice(pmo: Workspace, clock: Clock) -> None:
    one = make_suppression(pmo, at=clock.moment, address=BEN)
    assert lift_address(workspace_id=pmo.pk, address="BEN@example.com", by_id=None, at=clock.moment)

    with pytest.raises(RuleBroken, match="already"):
        lift(suppression=one, by_id=None, at=clock.moment)
    assert not lift_address(workspace_id=pmo.pk, address=BEN, by_id=None, at=clock.moment)


def test_address_is_left_alone_by_the_workspace_whose_mail_came_back(
    pmo: Workspace, cleo: Membership, clock: Clock
) -> None:
    come_back(pmo, Kind.HARD, clock)

    assert not suppressed(cleo.workspace_id, [BEN])


def test_links_in_a_servers_words_are_not_kept(pmo: Workspace, clock: Clock) -> None:
    words = "554 https://pmo.example/a/0123456789abcdefABCDEF/y is spam"

    report = CameBack(BEN, Kind.HARD, words, "1")
    note_bounce(workspace_id=pmo.pk, report=report, at=clock.moment)

    assert Suppression.objects.get().words == "554 https://pmo.example/a/[secret]/y is spam"
