from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from secondslice.accounts.models import Invitation, Membership, SetUpLink
from secondslice.accounts.tasks import forget_old
from secondslice.accounts.tests.make import make_invitation

pytestmark = pytest.mark.django_db


def days(now: datetime, number: int) -> datetime:
    return now - timedelta(days=number)


def test_links_that_ended_long_ago_are_forgotten_and_the_others_stay(
    ava: Membership, now: datetime
) -> None:
    make_invitation(ava, email="open@example.org", at=days(now, 13))
    make_invitation(ava, email="ran-out@example.org", at=days(now, 30))
    make_invitation(ava, email="forgotten@example.org", at=days(now, 50))
    taken = make_invitation(ava, email="taken@example.org", at=now)
    Invitation.objects.filter(pk=taken.pk).update(accepted_at=days(now, 31))
    SetUpLink.objects.create(token_digest="used", created_at=days(now, 40), used_at=days(now, 40))
    SetUpLink.objects.create(token_digest="open", created_at=days(now, 40))

    forget_old(payload={}, now=now)

    kept = set(Invitation.objects.values_list("email", flat=True))
    assert kept == {"open@example.org", "ran-out@example.org"}
    assert SetUpLink.objects.get().token_digest == "open"


def test_ended_sessions_are_forgotten(now: datetime) -> None:
    past, future = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)  # noqa: TID251
    Session.objects.create(session_key="old", session_data="", expire_date=past)
    Session.objects.create(session_key="new", session_data="", expire_date=future)
    forget_old(payload={}, now=now)
    assert Session.objects.get().session_key == "new"
