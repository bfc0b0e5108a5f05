"""Whatever a form brings, the page answers; and what is counted, deleted and forgotten around it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.core.tests.plans import plan_for
from secondslice.messaging.models import Message
from secondslice.pulse import nonces, tasks
from secondslice.pulse.models import AnswerRevision, Ask, DailyTaste, LinkVisit
from secondslice.pulse.services import visits
from secondslice.pulse.services.counting import rebuild_counts
from secondslice.pulse.services.releasing import release_tap
from secondslice.pulse.services.visits import forget_visits
from secondslice.pulse.tests.make import ELSEWHERE, Sent, Visitor, make_ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(ava: Membership, now: datetime, clock: Clock) -> Sent:
    """A mail of five minutes ago."""
    ask = make_ask(ava, at=now)
    clock.forward(minutes=5)
    return ask


def says_yes(sent: Sent, clock: Clock) -> None:
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=3)
    person.press("Yes")


@pytest.mark.parametrize("name", ["proof", "code", "nonce"])
def test_field_with_any_letters_is_answered(sent: Sent, clock: Clock, name: str) -> None:
    says_yes(sent, clock)
    clock.forward(minutes=1)
    other = Visitor(sent, address=ELSEWHERE)
    other.open()
    clock.forward(seconds=3)

    page = other.post(f"/a/{sent.token}/n", {**other.last_form("/n"), name: "ünï ☃ \x00" * 9})

    assert page.status_code == 409
    assert sent.fresh().taste == "yes"


def test_cookie_with_any_letters_is_answered(sent: Sent, clock: Clock) -> None:
    says_yes(sent, clock)
    other = Visitor(sent, address=ELSEWHERE)
    other.client.cookies["slice"] = "b\u00fcrger"

    assert "The answer is Yes" in other.open().text


def test_nonce_that_is_not_ours_is_not_stored(sent: Sent) -> None:
    Visitor(sent).post(f"/a/{sent.token}/y", {"nonce": "\x00" * 46})

    assert AnswerRevision.objects.get().nonce == ""


@pytest.mark.parametrize("more", ["=", "!", "\x00", " "])
def test_used_nonce_with_something_added_does_not_look_new(
    sent: Sent, clock: Clock, more: str
) -> None:
    person = Visitor(sent)
    person.open("/y")

    assert nonces.read(person.last_form("/y")["nonce"] + more) is None


def test_released_tap_is_counted_also_where_no_count_was_kept(
    sent: Sent, clock: Clock, ava: Membership
) -> None:
    program = Visitor(sent, hand="none")
    program.open("/n")
    clock.forward(seconds=3)
    program.press("No")
    DailyTaste.objects.all().delete()

    release_tap(tap=AnswerRevision.objects.get(), by=ava, at=clock.moment)

    assert set(DailyTaste.objects.values_list("scope", "yes", "no")) == {
        ("c", 0, 1), ("p", 0, 1), ("w", 0, 1),
    }  # fmt: skip


def test_counts_of_asks_and_answers_and_releases_are_those_of_a_rebuild(
    sent: Sent, clock: Clock, ava: Membership, now: datetime
) -> None:
    make_ask(ava, at=now, name="Bea")
    says_yes(make_ask(ava, at=now, name="Eva"), clock)
    program = Visitor(sent, hand="none")
    program.open("/n")
    clock.forward(seconds=3)
    program.press("No")
    tap = AnswerRevision.objects.get(counted=False)
    release_tap(tap=tap, by=ava, at=clock.moment)
    kept = counts()

    rebuild_counts(workspace_id=ava.workspace_id)

    assert counts() == kept
    assert ("w", 3, 1, 1) in kept


def counts() -> set[tuple[str, int, int, int]]:
    return set(DailyTaste.objects.values_list("scope", "asked", "yes", "no"))


@pytest.mark.parametrize("minutes", [0, 1], ids=["just begun", "still at it after a minute"])
def test_tap_before_the_mail_server_has_taken_the_mail_is_not_believed(
    sent: Sent, clock: Clock, minutes: int
) -> None:
    Message.objects.update(state=Message.State.SENDING, claimed_at=clock.moment, sent_at=None)
    gateway = Visitor(sent, address=ELSEWHERE)
    gateway.open("/y")
    clock.forward(seconds=3, minutes=minutes)

    page = gateway.press("Yes")

    assert "One more tap" in page.text
    assert AnswerRevision.objects.get().signals == "fresh_mail"


def visited(sent: Sent, at: datetime) -> None:
    LinkVisit.objects.create(ask=sent.ask, workspace=sent.ask.workspace, choice="y", at=at)


def test_opened_links_are_forgotten_after_a_day_in_portions(
    sent: Sent, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "AT_ONCE", 2)
    for hours in (1, 23, 25, 26, 48, 49, 700):
        visited(sent, clock.moment - timedelta(hours=hours))

    assert forget_visits(at=clock.moment) == 5
    assert LinkVisit.objects.count() == 2


def test_old_evidence_is_forgotten_before_the_job_holds_the_database(
    sent: Sent, clock: Clock
) -> None:
    visited(sent, clock.moment)
    clock.moment = sent.ask.expires_at

    close = tasks.expire_asks.prepare(payload={}, now=clock.moment)

    assert not LinkVisit.objects.exists()
    assert sent.fresh().state == Ask.State.SENT
    close()
    assert sent.fresh().state == Ask.State.EXPIRED


def test_old_evidence_is_found_by_an_index(now: datetime) -> None:
    old = LinkVisit.objects.filter(at__lt=now).order_by("at")

    assert "visit_by_time" in plan_for(old)
