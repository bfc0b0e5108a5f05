"""An executive says it on a page without sign-in: only a person's press decides, and the first answer stays on file."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact
from secondslice.journeys.member_left import member_left
from secondslice.messaging.models import Message
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.recovery.models import Case
from secondslice.value.counterfactual.models import (
    CounterfactualAnswer,
    CounterfactualAsk,
    CounterfactualWork,
)
from secondslice.value.counterfactual.services.asking import token_of
from secondslice.value.counterfactual.services.working import Task, change_work, finish_work
from secondslice.value.tests.counterfactual import make_counterfactual_ask

pytestmark = pytest.mark.django_db
PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def ben(ava: Membership, max: Membership) -> Contact:
    """The sponsor of a project that Max manages."""
    return make_stakeholder(make_project(ava.workspace, "New tills", manager=max.user)).contact


@pytest.fixture
def asked(ben: Contact, clock: Clock) -> CounterfactualAsk:
    """Ben got the mail."""
    return make_counterfactual_ask(ben, at=clock.moment)


def link(ask: CounterfactualAsk) -> str:
    return f"/menu/acme/without/{token_of(ask=ask)}"


def browser() -> Client:
    return Client(headers={"User-Agent": PERSON})


def nonce_in(page: str) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', page)
    assert found
    return found[1]


def say(
    ask: CounterfactualAsk, clock: Clock, *codes: str, client: Client | None = None, **more: str
) -> Any:  # noqa: ANN401  (the test client's own class)
    """Open the page, choose, and press a little later."""
    client = client or browser()
    nonce = nonce_in(client.get(link(ask)).text)
    clock.forward(seconds=20)
    return client.post(link(ask), {"nonce": nonce, "code": list(codes), **more})


def answers() -> list[tuple[str, ...]]:
    return [one.codes for one in CounterfactualAnswer.objects.order_by("pk")]


class TestPage:
    def test_looking_changes_nothing(self, asked: CounterfactualAsk) -> None:
        for method in ("get", "head"):
            shown = getattr(browser(), method)(link(asked))
            assert (shown.status_code, shown["Cache-Control"]) == (200, "no-store")
            assert shown["Referrer-Policy"] == "no-referrer"
        assert answers() == []

    def test_page_is_light_names_the_readers_and_chooses_nothing_beforehand(
        self, asked: CounterfactualAsk
    ) -> None:
        shown = browser().get(link(asked))
        assert len(shown.content) < 10_000
        assert "kept with your name" in shown.text
        assert "checked" not in shown.text
        assert "<script" not in shown.text

    def test_page_speaks_the_language_of_the_person(
        self, asked: CounterfactualAsk, ben: Contact
    ) -> None:
        Contact.objects.filter(pk=ben.pk).update(language="de")
        assert '<html lang="de"' in browser().get(link(asked)).text

    def test_several_codes_words_and_a_step_are_kept(
        self, asked: CounterfactualAsk, clock: Clock
    ) -> None:
        said = say(asked, clock, "slower", "dearer", scale="4", words="Weeks lost.")
        kept = CounterfactualAnswer.objects.get()
        assert said.status_code == 200
        assert (kept.codes, kept.scale, kept.words) == (("slower", "dearer"), 4, "Weeks lost.")

    def test_no_different_beside_something_else_is_refused_and_stays_on_the_page(
        self, asked: CounterfactualAsk, clock: Clock
    ) -> None:
        said = say(asked, clock, "no_different", "slower", words="Well.")
        assert (said.status_code, answers()) == (422, [])
        assert "stands alone" in said.text
        assert "Well." in said.text

    def test_nothing_chosen_is_no_answer(self, asked: CounterfactualAsk, clock: Clock) -> None:
        assert say(asked, clock, scale="3").status_code == 422
        assert say(asked, clock, "brilliant").status_code == 422
        assert answers() == []

    def test_later_answer_counts_and_the_first_one_stays(
        self, asked: CounterfactualAsk, clock: Clock
    ) -> None:
        say(asked, clock, "slower")
        clock.forward(days=20)
        say(asked, clock, "not_started", scale="5")
        assert answers() == [("slower",), ("not_started",)]
        assert CounterfactualAnswer.objects.get(is_current=True).codes == ("not_started",)

    def test_link_is_over_after_30_days(self, asked: CounterfactualAsk, clock: Clock) -> None:
        clock.forward(days=30)
        assert browser().get(link(asked)).status_code == 404

    def test_link_of_another_workspace_shows_nothing(
        self, asked: CounterfactualAsk, cleo: Membership
    ) -> None:
        elsewhere = f"/menu/{cleo.workspace.slug}/without/{token_of(ask=asked)}"
        assert browser().get(elsewhere).status_code == 404

    def test_own_executive_answers_the_same_page(self, exe: Membership, clock: Clock) -> None:
        asked = make_counterfactual_ask(exe, at=clock.moment)
        assert say(asked, clock, "slower").status_code == 200
        assert answers() == [("slower",)]


class TestPrograms:
    def test_form_sent_without_a_page_is_not_believed(
        self, asked: CounterfactualAsk, clock: Clock
    ) -> None:
        sent = browser().post(link(asked), {"code": ["no_different"]})
        assert (sent.status_code, answers()) == (422, [])

    def test_form_sent_at_once_is_not_believed_and_once_more_it_is(
        self, asked: CounterfactualAsk, clock: Clock
    ) -> None:
        client = browser()
        nonce = nonce_in(client.get(link(asked)).text)
        first = client.post(link(asked), {"nonce": nonce, "code": ["slower"]})
        assert (first.status_code, answers()) == (422, [])
        clock.forward(seconds=5)
        again = client.post(link(asked), {"nonce": nonce_in(first.text), "code": ["slower"]})
        assert (again.status_code, answers()) == (200, [("slower",)])

    def test_hidden_field_that_is_filled_in_is_not_believed(
        self, asked: CounterfactualAsk, clock: Clock
    ) -> None:
        assert say(asked, clock, "slower", website="x").status_code == 422
        assert answers() == []

    def test_form_that_is_repeated_after_another_answer_changes_nothing(
        self, asked: CounterfactualAsk, clock: Clock
    ) -> None:
        client = browser()
        nonce = nonce_in(client.get(link(asked)).text)
        clock.forward(seconds=20)
        old = {"nonce": nonce, "code": ["slower"]}
        client.post(link(asked), old)
        say(asked, clock, "dearer")
        browser().post(link(asked), old)
        assert answers() == [("slower",), ("dearer",)]

    def test_nonce_of_another_question_is_not_believed(
        self, asked: CounterfactualAsk, exe: Membership, clock: Clock
    ) -> None:
        other = make_counterfactual_ask(exe, at=clock.moment)
        nonce = nonce_in(browser().get(link(other)).text)
        clock.forward(seconds=20)
        sent = browser().post(link(asked), {"nonce": nonce, "code": ["slower"]})
        assert (sent.status_code, answers()) == (422, [])


class TestWork:
    def test_no_different_opens_work_and_no_recovery_case(
        self, asked: CounterfactualAsk, max: Membership, clock: Clock
    ) -> None:
        say(asked, clock, "no_different")
        work = CounterfactualWork.objects.get()
        assert (work.owner, work.due_on) == (
            max.user,
            clock.moment.date() + timedelta(days=30),
        )
        assert not Case.objects.exists()
        (mail,) = Message.objects.filter(kind="value.no_different")
        assert mail.to == max.user.email

    def test_other_answers_open_none_and_said_again_it_opens_none_more(
        self, asked: CounterfactualAsk, clock: Clock
    ) -> None:
        say(asked, clock, "slower")
        assert not CounterfactualWork.objects.exists()
        for code in ("no_different", "slower", "no_different"):
            say(asked, clock, code)
        assert CounterfactualWork.objects.count() == 1

    def test_work_of_our_own_executive_goes_to_who_leads(
        self, ava: Membership, exe: Membership, clock: Clock
    ) -> None:
        say(make_counterfactual_ask(exe, at=clock.moment), clock, "no_different")
        assert CounterfactualWork.objects.get().owner == ava.user

    def test_done_work_says_what_was_done_and_is_not_changed_any_more(
        self, asked: CounterfactualAsk, ava: Membership, now: datetime, clock: Clock
    ) -> None:
        say(asked, clock, "no_different")
        work = CounterfactualWork.objects.get()
        with pytest.raises(RuleBroken):
            finish_work(by=ava, work=work, note="  ", at=now)
        task = Task(ava.user, now.date(), "Talk to Ben.")
        change_work(by=ava, work=work, task=task, at=now)
        finish_work(by=ava, work=work, note="We met twice.", at=now)
        with pytest.raises(RuleBroken):
            change_work(by=ava, work=work, task=task, at=now)
        work.refresh_from_db()
        assert (work.plan, work.note, work.done_by) == ("Talk to Ben.", "We met twice.", ava.user)

    def test_executive_cannot_own_it(
        self, asked: CounterfactualAsk, ava: Membership, exe: Membership, clock: Clock
    ) -> None:
        say(asked, clock, "no_different")
        work = CounterfactualWork.objects.get()
        with pytest.raises(RuleBroken):
            change_work(by=ava, work=work, task=Task(exe.user, work.due_on), at=clock.moment)

    def test_work_of_who_leaves_goes_to_who_leads(
        self, asked: CounterfactualAsk, ava: Membership, max: Membership, clock: Clock
    ) -> None:
        say(asked, clock, "no_different")
        member_left(user=max.user, by=ava, at=clock.moment)
        assert CounterfactualWork.objects.get().owner == ava.user
