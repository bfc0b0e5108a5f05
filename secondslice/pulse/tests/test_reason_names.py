"""What a customer chose is read in the reader's language, and stays what the customer chose."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from secondslice.accounts.models import Membership, User
from secondslice.conftest import Clock
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.pulse.models import Ask, Reason, ReasonWords, Taste
from secondslice.pulse.selectors.reason_names import ReasonNames
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.models import Case
from secondslice.recovery.tests.make import give, settle

pytestmark = pytest.mark.django_db
ENGLISH, GERMAN = "Too many forms and meetings", "Zu viele Formulare und Sitzungen"
HOUR = timedelta(hours=1)


@pytest.fixture
def ask(max: Membership, now: datetime, clock: Clock) -> Ask:
    """Ben, asked in English by the PMO of Max, says No because of the forms."""
    ask = make_ask(max, at=now - HOUR).ask
    give(ask, Taste.NO, at=now, reasons=["bureaucracy"])
    clock.moment = now + HOUR
    return settle(ask, at=clock.moment)


def reads(member: Membership, language: str) -> None:
    User.objects.filter(pk=member.user_id).update(language=language)


def name_for(ask: Ask, language: str) -> str:
    (name,) = ReasonNames(ask.workspace_id, language).of(ask.details.get())
    return name


@pytest.mark.parametrize("page", ["today/", "pulse/answers/", "recovery/", "case", "project"])
def test_reason_is_read_in_the_language_of_the_reader(
    as_max: Client, max: Membership, ask: Ask, page: str
) -> None:
    pages = {
        "case": f"recovery/{Case.objects.get().ref}/",
        "project": f"projects/{ask.project.ref}/",
    }
    address = f"/w/acme/{pages.get(page, page)}"
    assert ENGLISH in as_max.get(address).text

    reads(max, "de")

    text = as_max.get(address).text
    assert GERMAN in text
    assert ENGLISH not in text


@pytest.mark.parametrize("page", ["pulse/answers/", "recovery/"])
def test_file_names_reasons_as_the_page_does(
    as_max: Client, max: Membership, ask: Ask, page: str
) -> None:
    reads(max, "de")

    found = as_max.get(f"/w/acme/{page}", {"download": "csv"})

    assert GERMAN in b"".join(found.streaming_content).decode()  # type: ignore[attr-defined]


def test_mail_to_the_owner_names_reasons_in_the_owners_language(
    max: Membership, now: datetime
) -> None:
    reads(max, "de")
    max.user.refresh_from_db()
    ask = make_ask(max, at=now - HOUR).ask
    give(ask, Taste.NO, at=now, reasons=["bureaucracy"])
    settle(ask, at=now + HOUR)

    assert GERMAN in opened(Message.objects.get(kind="recovery.case_opened")).text


def test_workspaces_own_name_in_the_readers_language_goes_first(ask: Ask) -> None:
    cost = Reason.objects.get(code="bureaucracy")
    ReasonWords.objects.create(workspace=ask.workspace, reason=cost, language="nl", label="Te duur")

    assert name_for(ask, "nl") == "Te duur"
    assert name_for(ask, "de") == GERMAN
    assert name_for(ask, "en-us") == ENGLISH


def test_reason_of_the_workspaces_own_is_read_in_each_language_it_has_a_name_in(ask: Ask) -> None:
    cost = Reason.objects.get(code="bureaucracy")
    Reason.objects.filter(pk=cost.pk).update(label="Too dear")
    ReasonWords.objects.create(
        workspace=ask.workspace, reason=cost, language="de", label="Zu teuer"
    )
    names = ReasonNames(ask.workspace_id, "de")

    assert names.named("no", [{"code": "bureaucracy", "label": "Too dear"}]) == ["Zu teuer"]
    assert ReasonNames(ask.workspace_id, "fr").named(
        "no", [{"code": "bureaucracy", "label": "Zu teuer"}]
    ) == ["Too dear"]


def test_what_was_chosen_stays_true_when_the_reason_is_renamed(ask: Ask) -> None:
    Reason.objects.filter(code="bureaucracy").update(label="The cook was rude")

    assert name_for(ask, "en-us") == ENGLISH
    assert name_for(ask, "de") == GERMAN
    names = ReasonNames(ask.workspace_id, "de")
    assert names.named("no", [{"code": "bureaucracy", "label": "Too dear"}]) == ["Too dear"]
    assert names.named("no", [{"code": "gone", "label": "Cold pizza"}]) == ["Cold pizza"]
