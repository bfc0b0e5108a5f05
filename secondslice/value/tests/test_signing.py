"""The customer says whether it has arrived: one mail, within the budget, and only a press decides."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.core.logs import without_tokens
from secondslice.customers.models import Contact, Preference
from secondslice.journeys.person_erased import person_erased
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.plan_models import Touch
from secondslice.storefront.tests.visitors import Person
from secondslice.value.ledger.models import Benefit, Signature, SignRequest
from secondslice.value.ledger.services.signing import ask_to_sign, token_of
from secondslice.value.tests.ledger import (
    find,
    make_benefit,
    make_sign_request,
    make_signature,
    sponsor_of,
)


@pytest.fixture
def project(ava: Membership) -> Project:
    """A project with a sponsor, Ben."""
    return make_project(ava.workspace, "New tills")


@pytest.fixture
def benefit(ava: Membership, project: Project, now: datetime) -> Benefit:
    """What it brought: 1,000."""
    made = make_benefit(ava, project, at=now, method="By the books.")
    find(ava, made, 1000, at=now)
    return made


@pytest.fixture
def asked(ava: Membership, benefit: Benefit, clock: Clock) -> SignRequest:
    """The sponsor is asked."""
    return make_sign_request(ava, benefit, at=clock.moment)


def link(request: SignRequest) -> str:
    return f"/menu/acme/value/{token_of(request=request)}"


def mails() -> list[Message]:
    return list(Message.objects.filter(kind="value.sign"))


class TestMail:
    def test_one_mail_asks_about_all_that_waits(
        self, ava: Membership, benefit: Benefit, project: Project, clock: Clock
    ) -> None:
        other = make_benefit(ava, project, title="Less paper", at=clock.moment)
        requests = [make_sign_request(ava, one, at=clock.moment) for one in (benefit, other)]
        settle_everything(now=clock.moment)
        (mail,) = mails()
        letter = opened(mail)
        for one in requests:
            assert link(one) in letter.text
            assert link(one) in letter.html
            assert token_of(request=one) not in mail.text + mail.html
            one.refresh_from_db()
            assert one.state == SignRequest.State.SENT
        assert "Less paper" in letter.text
        assert Touch.objects.get().kind == Touch.Kind.VALUE

    def test_who_heard_from_us_lately_is_asked_later(
        self, ava: Membership, benefit: Benefit, project: Project, clock: Clock
    ) -> None:
        ben = sponsor_of(project)
        Touch.objects.create(
            workspace=ava.workspace, contact=ben, kind=Touch.Kind.TALK, on=clock.moment.date()
        )
        asked = make_sign_request(ava, benefit, at=clock.moment)
        settle_everything(now=clock.moment)
        asked.refresh_from_db()
        assert (mails(), asked.state, asked.why) == ([], "waiting", "touched")
        assert asked.again_at is not None
        for _day in range(14):
            settle_everything(now=clock.forward(days=1))
        assert len(mails()) == 1

    def test_who_wants_no_mail_is_not_asked(
        self, ava: Membership, benefit: Benefit, project: Project, clock: Clock
    ) -> None:
        ben = sponsor_of(project)
        Preference.objects.create(
            workspace=ava.workspace, contact=ben, stopped_at=clock.moment, stopped_how="page"
        )
        with pytest.raises(RuleBroken):
            make_sign_request(ava, benefit, at=clock.moment)

    def test_only_sponsor_or_owner_is_asked(
        self, ava: Membership, benefit: Benefit, clock: Clock
    ) -> None:
        other = make_project(ava.workspace)
        with pytest.raises(RuleBroken):
            ask_to_sign(by=ava, benefit=benefit, contact=sponsor_of(other), at=clock.moment)

    def test_nothing_measured_is_nothing_to_sign(
        self, ava: Membership, project: Project, clock: Clock
    ) -> None:
        made = make_benefit(ava, project, at=clock.moment)
        with pytest.raises(RuleBroken):
            ask_to_sign(by=ava, benefit=made, contact=sponsor_of(project), at=clock.moment)

    def test_changed_figures_wait_for_a_new_request(
        self, ava: Membership, asked: SignRequest, clock: Clock
    ) -> None:
        find(ava, asked.benefit, 900, at=clock.moment)
        settle_everything(now=clock.moment)
        assert mails() == []


class TestPage:
    def test_looking_changes_nothing(self, asked: SignRequest) -> None:
        for method in ("get", "head"):
            shown = getattr(Client(), method)(link(asked))
            assert shown.status_code == 200
            assert shown["Referrer-Policy"] == "no-referrer"
            assert shown["Cache-Control"] == "no-store"
        assert not Signature.objects.exists()
        assert "By the books." in Client().get(link(asked)).text

    def test_one_tap_signs(self, asked: SignRequest) -> None:
        said = Person().press(link(asked), {"verdict": "arrived"})
        assert "You said: arrived." in said.text
        asked.benefit.refresh_from_db()
        assert asked.benefit.stage == "cosigned"
        Person().press(link(asked), {"verdict": "arrived"})
        assert Signature.objects.count() == 1

    def test_part_says_how_much(self, asked: SignRequest) -> None:
        for wrong in ("", "0", "100", "NaN", "1e9", "x"):
            sent = Person().press(link(asked), {"verdict": "partly", "percent": wrong})
            assert sent.status_code == 422, wrong
        Person().press(link(asked), {"verdict": "partly", "percent": "37,5"})
        assert Signature.objects.get().percent == Decimal("37.5")

    def test_no_says_what_is_missing(self, asked: SignRequest) -> None:
        assert Person().press(link(asked), {"verdict": "not"}).status_code == 422
        Person().press(link(asked), {"verdict": "not", "words": "Nobody uses it."})
        assert Signature.objects.get().words == "Nobody uses it."

    def test_later_word_of_the_same_person_counts(self, asked: SignRequest) -> None:
        Person().press(link(asked), {"verdict": "arrived"})
        Person().press(link(asked), {"verdict": "not", "words": "I was wrong."})
        asked.benefit.refresh_from_db()
        assert asked.benefit.stage == "claimed"
        assert Signature.objects.filter(is_valid=True).get().verdict == "not"

    @pytest.mark.parametrize(
        "sent", [{}, {"verdict": "all"}, {"verdict": "arrived", "website": "x"}]
    )
    def test_what_no_button_sends_signs_nothing(
        self, asked: SignRequest, sent: dict[str, str]
    ) -> None:
        Person().press(link(asked), sent)
        assert not Signature.objects.exists()

    def test_link_of_changed_figures_is_over(
        self, ava: Membership, asked: SignRequest, clock: Clock
    ) -> None:
        find(ava, asked.benefit, 900, at=clock.moment)
        assert Client().get(link(asked)).status_code == 404
        assert Person().press(link(asked), {"verdict": "arrived"}).status_code == 404
        assert not Signature.objects.exists()

    def test_words_shown_are_those_that_were_asked(self, asked: SignRequest) -> None:
        Benefit.objects.update(title="Behind the back")
        assert "Behind the back" not in Client().get(link(asked)).text

    def test_nonsense_and_other_workspaces_lead_nowhere(self, asked: SignRequest) -> None:
        assert Client().get("/menu/acme/value/nonsense").status_code == 404
        assert Client().get(link(asked).replace("acme", "other")).status_code == 404

    def test_token_stands_in_no_log(self, asked: SignRequest) -> None:
        assert token_of(request=asked) not in without_tokens(f"GET {link(asked)} 200")

    def test_page_speaks_the_language_of_the_person(self, asked: SignRequest) -> None:
        Contact.objects.filter(pk=asked.contact_id).update(language="de")
        assert re.search(r'<html lang="de"', Client().get(link(asked)).text)


class TestErasure:
    def test_who_is_erased_leaves_the_figure_and_no_word(
        self, ava: Membership, benefit: Benefit, project: Project, clock: Clock
    ) -> None:
        ben = sponsor_of(project)
        Benefit.objects.filter(pk=benefit.pk).update(owner=ben)
        asked = make_signature(ava, benefit, at=clock.moment)
        settle_everything(now=clock.moment)
        person_erased(contact=ben, how="page", now=clock.moment)
        benefit.refresh_from_db()
        assert (benefit.owner, benefit.stage) == (None, "cosigned")
        assert Signature.objects.get().words == ""
        assert Client().get(link(asked)).status_code == 404
        assert not Message.objects.filter(kind="value.sign", to__icontains="ben").exists()
