"""How it stands with the customer's signature is told the same on the ledger, on the benefit's page and in the file."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock, sign_in
from secondslice.customers.models import Preference
from secondslice.messaging.models import Message
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import Touch
from secondslice.pulse.tests.make import make_ask
from secondslice.value.ledger.models import Benefit, SignRequest
from secondslice.value.ledger.selectors.asking import Asking, Stands, asking_of
from secondslice.value.ledger.selectors.figures import figures
from secondslice.value.ledger.selectors.lines import line_of
from secondslice.value.ledger.services.losing import mail_lost
from secondslice.value.tests.ledger import (
    FEBRUARY,
    find,
    make_benefit,
    make_sign_request,
    make_signature,
    sponsor_of,
)

pytestmark = pytest.mark.django_db
LEDGER = "/w/acme/value/ledger/"


@pytest.fixture
def benefit(ava: Membership, clock: Clock) -> Benefit:
    """What was measured of a project, with Ben as its sponsor: 1,000."""
    made = make_benefit(ava, make_project(ava.workspace, "New tills"), at=clock.moment)
    sponsor_of(made.project)
    find(ava, made, 1000, at=clock.moment)
    return made


def stands(who: Membership, benefit: Benefit, at: datetime) -> Asking:
    benefit.refresh_from_db()
    return asking_of(who, line_of(who, benefit, today=at.date()))


def told_everywhere(who: Membership, benefit: Benefit) -> list[str]:
    """Return the three places that tell how it stands, as they are read."""
    browser: Client = sign_in(who)
    file = b"".join(browser.get(f"{LEDGER}benefits/?download=csv")).decode("utf-8-sig")
    pages = [browser.get(LEDGER).text, browser.get(f"{LEDGER}benefits/{benefit.ref}/").text]
    return [unescape(one) for one in [*pages, file]]


def keep_waiting(benefit: Benefit, at: datetime) -> None:
    """Let the sponsor have heard from us today."""
    Touch.objects.create(
        workspace=benefit.workspace,
        contact=sponsor_of(benefit.project),
        kind=Touch.Kind.TALK,
        on=at.date(),
    )


def test_nobody_was_asked(ava: Membership, benefit: Benefit, clock: Clock) -> None:
    found = stands(ava, benefit, clock.moment)
    assert found.stands == Stands.NOT_ASKED
    for place in told_everywhere(ava, benefit):
        assert "It was measured. Nobody has asked the customer." in place


def test_what_waits_says_why_and_until_when_and_not_that_it_was_asked(
    ava: Membership, benefit: Benefit, clock: Clock
) -> None:
    keep_waiting(benefit, clock.moment)
    make_sign_request(ava, benefit, at=clock.moment)
    settle_everything(now=clock.moment)

    found = stands(ava, benefit, clock.moment)
    assert found.stands == Stands.WAITS
    words = "Ben will be asked to sign. The mail waits: heard from us within the last days."
    assert found.words.startswith(words)
    assert "Looked at again on March 7, 2026" in found.words or "March 9" in found.words
    for place in told_everywhere(ava, benefit):
        assert found.words in place
        assert "has not answered" not in place


def test_what_waits_for_the_next_mail_says_so(
    ava: Membership, benefit: Benefit, clock: Clock
) -> None:
    make_sign_request(ava, benefit, at=clock.moment)
    assert "leaves with the next ones" in stands(ava, benefit, clock.moment).words


def test_what_was_sent_says_when(ava: Membership, benefit: Benefit, clock: Clock) -> None:
    make_sign_request(ava, benefit, at=clock.moment)
    settle_everything(now=clock.forward(days=3))
    assert SignRequest.objects.get().state == "sent"

    found = stands(ava, benefit, clock.moment)
    assert (found.stands, found.words) == (
        Stands.SENT,
        "Ben was asked on March 9, 2026 and has not answered.",
    )
    for place in told_everywhere(ava, benefit):
        assert found.words in place


def test_mail_that_came_back_is_not_told_as_if_nobody_had_asked(
    ava: Membership, benefit: Benefit, clock: Clock
) -> None:
    make_sign_request(ava, benefit, at=clock.moment)
    settle_everything(now=clock.moment)
    mail_lost(message=Message.objects.get(kind="value.sign"), at=clock.moment)

    found = stands(ava, benefit, clock.moment)
    assert found.stands == Stands.CAME_BACK
    assert found.words.startswith("The mail to Ben came back.")
    for place in told_everywhere(ava, benefit):
        assert found.words in place
        assert "Nobody has asked" not in place


def test_who_stops_the_mails_before_it_leaves_is_told(
    ava: Membership, benefit: Benefit, clock: Clock
) -> None:
    keep_waiting(benefit, clock.moment)
    make_sign_request(ava, benefit, at=clock.moment)
    Preference.objects.create(
        workspace=ava.workspace,
        contact=sponsor_of(benefit.project),
        stopped_at=clock.moment,
        stopped_how="page",
    )
    settle_everything(now=clock.moment)

    found = stands(ava, benefit, clock.moment)
    assert found.stands == Stands.CAME_BACK
    assert all(found.words in place for place in told_everywhere(ava, benefit))


@pytest.mark.parametrize(
    ("verdict", "state"),
    [("arrived", Stands.SIGNED), ("partly", Stands.PARTLY), ("not", Stands.NOT)],
)
def test_what_was_said_stands(
    ava: Membership, benefit: Benefit, clock: Clock, verdict: str, state: Stands
) -> None:
    make_signature(ava, benefit, verdict, percent=40, at=clock.moment)
    assert stands(ava, benefit, clock.moment) == Asking(state, "")


def test_after_a_no_the_next_question_is_told_beside_it(
    ava: Membership, benefit: Benefit, clock: Clock
) -> None:
    make_signature(ava, benefit, "not", at=clock.moment)
    make_sign_request(ava, benefit, at=clock.moment)
    settle_everything(now=clock.forward(days=10))

    (doubt,) = figures(ava, today=clock.moment.date()).doubts
    assert doubt.why == (
        "The customer says that it has not arrived."
        " Ben was asked on March 16, 2026 and has not answered."
    )


def test_figures_that_changed_since_are_asked_of_nobody(
    ava: Membership, benefit: Benefit, clock: Clock
) -> None:
    make_signature(ava, benefit, at=clock.moment)
    find(ava, benefit, 900, at=clock.moment)
    assert stands(ava, benefit, clock.moment).stands == Stands.NOT_ASKED
    find(ava, benefit, 300, period=FEBRUARY, at=clock.moment)
    assert stands(ava, benefit, clock.moment).stands == Stands.NOT_ASKED


def test_reason_of_who_was_asked_in_confidence_is_told_nowhere(
    ava: Membership, benefit: Benefit, clock: Clock
) -> None:
    mia = make_member(ava.workspace, "Mia", role=Membership.Role.MANAGER)
    Project.objects.update(manager=mia.user)
    benefit.refresh_from_db()
    asked = make_ask(
        ava,
        at=clock.moment - timedelta(days=60),
        project=benefit.project,
        mode=Ask.Mode.CONFIDENTIAL,
    ).ask
    type(asked).objects.filter(pk=asked.pk).update(contact=sponsor_of(benefit.project))
    keep_waiting(benefit, clock.moment)
    make_sign_request(ava, benefit, at=clock.moment)
    settle_everything(now=clock.moment)

    assert stands(mia, benefit, clock.moment).words == "Ben will be asked to sign."
    for place in told_everywhere(mia, benefit):
        assert "Ben will be asked to sign." in place
        assert "heard from us" not in place
        assert "Looked at again" not in place
