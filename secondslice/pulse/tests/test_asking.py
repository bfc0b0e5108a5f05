"""Asking the people of a project: the page, the preview, and the mails that go out."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.tests.make import make_contact
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask, Wording
from secondslice.pulse.selectors.wording import wording_in
from secondslice.pulse.services.wording import reword, reword_point
from secondslice.pulse.tests.make import send_asks

pytestmark = pytest.mark.django_db


@pytest.fixture
def tills(lea: Membership, clock: Clock) -> Project:
    """New tills; Lea manages it, and Ben is its sponsor."""
    project = make_project(lea.workspace, "New tills", manager=lea.user)
    make_stakeholder(project, name="Ben")
    return project


@pytest.fixture
def ben(tills: Project) -> Stakeholder:
    """Ben, the sponsor of New tills."""
    return tills.stakeholders.select_related("contact").get()


def page_of(project: Project) -> str:
    return reverse("pulse:ask_project", args=["acme", project.ref])


def preview_of(one: Stakeholder) -> str:
    return reverse("pulse:preview", args=["acme", one.project.ref, one.ref])


def filled_in(client: Client, project: Project, **typed: object) -> dict[str, object]:
    """Return what the browser would send from the page."""
    page = client.get(page_of(project)).text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    return {"key": key[1], "note": "", **typed}


def fail_the_mail(ask: Ask, why: str = "The mail server refused ben@example.com: 550 gone") -> None:
    Message.objects.filter(pk__in=[ask.message_id]).update(
        state=Message.State.FAILED, last_error=why
    )


# the same question twice


def test_double_click_asks_once_and_leads_to_the_same_page(
    as_lea: Client, tills: Project, ben: Stakeholder
) -> None:
    form = filled_in(as_lea, tills, people=[str(ben.ref)])

    first = as_lea.post(page_of(tills), form)
    second = as_lea.post(page_of(tills), form)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert (Ask.objects.count(), Message.objects.count()) == (1, 1)


def test_form_that_comes_back_with_other_people_asks_those(
    as_lea: Client, tills: Project, ben: Stakeholder
) -> None:
    bea = make_stakeholder(tills, name="Bea")
    form = filled_in(as_lea, tills, people=[str(ben.ref)])
    as_lea.post(page_of(tills), form)

    as_lea.post(page_of(tills), {**form, "people": [str(bea.ref)]})

    assert sorted(ask.contact.name for ask in Ask.objects.all()) == ["Bea", "Ben"]


def test_who_is_asked_by_another_form_meanwhile_is_named_in_the_form_that_keeps_what_was_typed(
    as_lea: Client, lea: Membership, tills: Project, ben: Stakeholder, clock: Clock
) -> None:
    form = filled_in(as_lea, tills, people=[str(ben.ref)], note="Dear Ben")
    send_asks(project=tills, stakeholders=[ben], asked_by=lea.user, at=clock.moment)

    page = as_lea.post(page_of(tills), form)

    assert page.status_code == 422
    assert "Ben has not answered the last question about this project yet" in page.text
    assert "Dear Ben" in page.text
    assert Ask.objects.count() == 1


# the preview


def test_preview_shows_the_mail_with_the_line_that_is_typed_and_keeps_the_form(
    as_lea: Client, tills: Project, ben: Stakeholder
) -> None:
    bea = make_stakeholder(tills, name="Bea", role=Stakeholder.Role.TEAM)
    form = filled_in(as_lea, tills, people=[str(bea.ref)], note="We open in May.")

    page = as_lea.post(preview_of(ben), form)

    assert page.status_code == 200
    assert "Does your project taste good? (New tills)" in page.text
    assert "We open in May.</textarea>" in page.text
    assert f'value="{form["key"]}"' in page.text
    assert f'action="{page_of(tills)}"' in page.text
    assert re.findall(r'value="([^"]+)" checked', page.text) == [str(bea.ref)]
    frame = re.search(r'<iframe [^>]*src="([^"]+)"', page.text)
    assert frame
    mail = as_lea.get(unescape(frame[1]))
    assert "We open in May." in mail.text
    assert "Hello Ben," in mail.text


def test_preview_asked_for_by_htmx_is_the_mail_alone(
    as_lea: Client, tills: Project, ben: Stakeholder
) -> None:
    part = as_lea.post(preview_of(ben), {"note": "Dear Ben"}, headers={"HX-Request": "true"})

    assert "What Ben will get" in part.text
    assert "<form" not in part.text
    assert "<html" not in part.text


def test_mail_in_the_preview_leads_nowhere_and_runs_nothing(
    as_lea: Client, ben: Stakeholder
) -> None:
    mail = as_lea.get(preview_of(ben))

    assert "[[" not in mail.text
    assert all(link.startswith("#") for link in re.findall(r'href="([^"]*)"', mail.text))
    assert "sandbox" in mail["Content-Security-Policy"]
    assert mail["X-Frame-Options"] == "SAMEORIGIN"


def test_nobody_else_puts_words_into_the_preview(as_lea: Client, ben: Stakeholder) -> None:
    page = as_lea.get(f"{preview_of(ben)}?{urlencode({'note': 'Pay here: evil.example'})}")

    assert page.status_code == 404
    assert "evil.example" not in page.text


def test_looking_at_the_mail_stores_nothing(as_lea: Client, ben: Stakeholder) -> None:
    as_lea.get(page_of(ben.project))
    as_lea.get(preview_of(ben))
    as_lea.post(preview_of(ben), {"note": "Dear Ben"})

    assert not Wording.objects.exists()
    assert not Ask.objects.exists()
    assert not Message.objects.exists()


# mails that do not arrive


def test_person_whose_mail_was_not_delivered_can_be_asked_again(
    as_lea: Client, lea: Membership, tills: Project, ben: Stakeholder, clock: Clock
) -> None:
    (lost,) = send_asks(project=tills, stakeholders=[ben], asked_by=lea.user, at=clock.moment)
    fail_the_mail(lost)
    clock.forward(days=3)  # Monday

    page = as_lea.get(page_of(tills)).text
    as_lea.post(page_of(tills), filled_in(as_lea, tills, people=[str(ben.ref)]))

    assert "The last mail was not delivered" in page
    assert "550 gone" in page
    assert "disabled" not in page
    assert Ask.objects.count() == 2


def test_person_who_has_the_mail_is_not_asked_again(
    as_lea: Client, lea: Membership, tills: Project, ben: Stakeholder, clock: Clock
) -> None:
    send_asks(project=tills, stakeholders=[ben], asked_by=lea.user, at=clock.moment)

    page = as_lea.get(page_of(tills)).text

    assert "Has not answered the last question yet." in page
    assert "disabled" in page
    assert preview_of(ben) not in page


def test_error_of_an_earlier_mail_is_forgotten_when_a_later_one_has_arrived(
    as_lea: Client, lea: Membership, tills: Project, ben: Stakeholder, clock: Clock
) -> None:
    (lost,) = send_asks(project=tills, stakeholders=[ben], asked_by=lea.user, at=clock.moment)
    fail_the_mail(lost)
    send_asks(project=tills, stakeholders=[ben], asked_by=lea.user, at=clock.forward(days=1))

    assert "550 gone" not in as_lea.get(page_of(tills)).text


# the words of the question


@pytest.mark.parametrize("language", ["en", "en-gb"])
def test_person_of_the_same_language_elsewhere_gets_the_words_of_the_workspace(
    lea: Membership, now: datetime, language: str
) -> None:
    reword(workspace=lea.workspace, language="en-us", question="Are we any good?", intro="")
    project = make_project(lea.workspace, manager=lea.user)
    zoe = make_contact(project.customer, "Zoë", language=language)
    stakeholder = make_stakeholder(project, zoe)

    (ask,) = send_asks(project=project, stakeholders=[stakeholder], asked_by=lea.user, at=now)

    assert ask.language == language
    assert ask.message is not None
    assert "Are we any good?" in opened(ask.message).text


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Schmeckt Ihnen Ihr Projekt?"),
        ("en-us", "Are we any good?"),
        ("fr", "On vous sert bien ?"),
    ],
)
def test_words_of_a_language_hold_for_who_reads_it_and_nobody_else(
    lea: Membership, now: datetime, language: str, question: str
) -> None:
    reword(workspace=lea.workspace, language="en-us", question="Are we any good?", intro="Hi.")
    reword(workspace=lea.workspace, language="fr", question="On vous sert bien ?", intro="")
    reword_point(workspace=lea.workspace, point="kickoff", question="Did it begin well?")
    project = make_project(lea.workspace, manager=lea.user)
    zoe = make_stakeholder(project, make_contact(project.customer, "Zoë", language=language))

    (ask,) = send_asks(project=project, stakeholders=[zoe], asked_by=lea.user, at=now)

    assert ask.message is not None
    text = opened(ask.message).text
    assert ask.wording.question == question
    assert question in text
    assert ("Hi." in text) == (language == "en-us")
    at_kickoff = wording_in(lea.workspace, language, point="kickoff").question
    assert at_kickoff == ("Did it begin well?" if language == "en-us" else question)


def test_words_of_the_workspace_win_over_the_products_that_were_sent_before(
    lea: Membership, now: datetime
) -> None:
    project = make_project(lea.workspace, manager=lea.user)
    zoe = make_stakeholder(project, make_contact(project.customer, "Zoë", language="en-gb"))
    (before,) = send_asks(project=project, stakeholders=[zoe], asked_by=lea.user, at=now)
    reword(workspace=lea.workspace, language="en-us", question="Are we any good?", intro="")
    other = make_project(lea.workspace, manager=lea.user)
    part = make_stakeholder(other, zoe.contact)

    (after,) = send_asks(project=other, stakeholders=[part], asked_by=lea.user, at=now)

    assert before.wording.question == "Does your project taste good?"
    assert after.wording.question == "Are we any good?"


def test_words_written_in_the_language_of_the_person_go_first(
    lea: Membership, now: datetime
) -> None:
    reword(workspace=lea.workspace, language="en-us", question="Are we any good?", intro="")
    reword(workspace=lea.workspace, language="en-gb", question="Are we rather good?", intro="")
    project = make_project(lea.workspace, manager=lea.user)
    zoe = make_stakeholder(project, make_contact(project.customer, "Zoë", language="en-gb"))

    (ask,) = send_asks(project=project, stakeholders=[zoe], asked_by=lea.user, at=now)

    assert ask.wording.question == "Are we rather good?"
