"""The template of taste points: renamed, added, removed, in words of their own, and at once in the plan."""

from __future__ import annotations

import re
from datetime import date, datetime
from html.parser import HTMLParser

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.journeys.asks_planned import asks_planned, asks_sent
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import AT_LEAST_ONE, AskRules, PlannedAsk, TastePoint
from secondslice.pulse.services import plan_settings as service
from secondslice.ui.tests.forms import press

pytestmark = pytest.mark.django_db
PAGE = reverse("pulse:plan_settings", args=["acme"])


class Buttons(HTMLParser):
    """The submit buttons of a page in the order of its tree, each with the form that it submits."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.actions: dict[str, str] = {}
        self.found: list[tuple[str, str]] = []
        """The form's id, and what the button says."""
        self.in_button = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside.append(values.get("id", ""))
            self.actions[values.get("id", "")] = values.get("action", "")
        if tag == "button" and values.get("type", "submit") == "submit":
            inside = self.inside[-1] if self.inside else ""
            self.found.append((values.get("form", inside), ""))
            self.in_button = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside.pop()
        if tag == "button":
            self.in_button = False

    def handle_data(self, data: str) -> None:
        if self.in_button:
            form, text = self.found[-1]
            self.found[-1] = form, text + data


@pytest.fixture
def tills(lea: Membership, clock: Clock) -> Project:
    """New tills, that began three weeks ago and runs for a year; Ben is its sponsor."""
    project = make_project(
        lea.workspace,
        "New tills",
        manager=lea.user,
        starts_on=date(2026, 2, 13),
        ends_on=date(2027, 2, 12),
    )
    make_stakeholder(project, name="Ben")
    asks_planned(workspace=project.workspace, now=clock.moment)
    return project


def form_of(client: Client) -> dict[str, str]:
    """Return what the browser would send from the page as it is."""
    page = client.get(PAGE).text
    fields = dict(re.findall(r'<input [^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page))
    checked = re.findall(r'<input type="checkbox" name="([^"]+)"[^>]*checked', page)
    modes = dict.fromkeys(re.findall(r'<select name="(mode_\w+)"', page), "named")
    kept = {name: value for name, value in fields.items() if name not in {"label", "days_after"}}
    return {**kept, **modes, **dict.fromkeys(checked, "on")}


def days(project: Project) -> dict[str, date]:
    rows = PlannedAsk.objects.filter(project=project)
    return {row.point: row.wanted_on for row in rows}


def test_changed_days_move_the_plan_at_once(as_lea: Client, tills: Project) -> None:
    assert days(tills)["kickoff"] == date(2026, 3, 6)

    answer = as_lea.post(PAGE, {**form_of(as_lea), "kickoff-days_after": "45"})

    assert answer.status_code == 302
    assert days(tills)["kickoff"] == date(2026, 3, 30)


def test_changed_days_are_saved_beside_a_new_moment_that_was_refused(
    as_lea: Client, tills: Project
) -> None:
    refused = as_lea.post(reverse("pulse:add_point", args=["acme"]), {"label": ""})
    assert refused.status_code == 422

    answer = press(as_lea, refused, "kickoff-days_after", **{"kickoff-days_after": "45"})

    assert answer.status_code == 302
    assert days(tills)["kickoff"] == date(2026, 3, 30)


def test_point_that_is_switched_off_takes_its_questions_with_it(
    as_lea: Client, tills: Project
) -> None:
    form = form_of(as_lea)
    form.pop("halfway-is_active")

    as_lea.post(PAGE, form)

    assert "halfway" not in days(tills)
    assert "close" in days(tills)


def test_new_name_stands_in_the_plan(as_lea: Client, tills: Project) -> None:
    as_lea.post(PAGE, {**form_of(as_lea), "kickoff-label": "Honeymoon is over"})

    assert "Honeymoon is over" in as_lea.get(reverse("dashboard:plan", args=["acme"])).text
    assert TastePoint.objects.get(code="halfway").label == "", "the product's words stay its own"


def test_moment_is_added_and_removed_with_its_questions(as_lea: Client, tills: Project) -> None:
    add = reverse("pulse:add_point", args=["acme"])

    as_lea.post(add, {"label": "Half a year on", "moment": "end", "days_after": "180"})

    point = TastePoint.objects.get(label="Half a year on")
    assert days(tills)[point.code] == date(2027, 8, 11)
    assert PlannedAsk.objects.get(point=point.code).at_close
    as_lea.post(reverse("pulse:remove_point", args=["acme", point.code]))
    assert point.code not in days(tills)
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"added a moment to ask", "removed a moment to ask"} <= verbs


def test_enter_in_a_field_saves_and_removes_nothing(as_lea: Client, tills: Project) -> None:
    page = as_lea.get(PAGE).text
    form, of_page = "when-to-ask", Buttons(page)

    pressed_by_enter = next(text for owner, text in of_page.found if owner == form)

    assert pressed_by_enter == "Save"
    assert of_page.actions[form] == PAGE, "it is the page itself that saves"
    assert "formaction" not in page


def test_removing_a_moment_asks_once_more_and_says_how_many_questions_go(
    as_lea: Client, tills: Project, clock: Clock
) -> None:
    make_stakeholder(tills, name="Bea")
    asks_planned(workspace=tills.workspace, now=clock.moment)

    page = as_lea.get(PAGE).text
    of_page = Buttons(page)

    assert ("remove-kickoff", "Remove After the start") in of_page.found
    assert of_page.actions["remove-kickoff"] == reverse(
        "pulse:remove_point", args=["acme", "kickoff"]
    )
    assert "2 planned questions go with it." in page
    assert "No question is planned for it." in page, "there is no milestone"


def test_what_was_asked_stays_asked_when_its_moment_is_removed_and_made_anew(
    lea: Membership, tills: Project, now: datetime
) -> None:
    point = service.add_point(by=lea, label="Start", moment="start", days_after=0, at=now)
    PlannedAsk.objects.filter(point="kickoff").update(point=point.code, state="sent")
    service.remove_point(by=lea, code=point.code, at=now)

    again = service.add_point(by=lea, label="Start", moment="start", days_after=0, at=now)

    assert again.code != point.code


@pytest.mark.parametrize(
    "typed",
    [
        {"label": "", "moment": "end", "days_after": "1"},
        {"label": "x", "moment": "never", "days_after": "1"},
        {"label": "x", "moment": "end", "days_after": "9999"},
    ],
)
def test_wrong_moment_is_refused_and_what_was_typed_stays(
    as_lea: Client, tills: Project, typed: dict[str, str]
) -> None:
    answer = as_lea.post(reverse("pulse:add_point", args=["acme"]), typed)

    assert answer.status_code == 422
    assert TastePoint.objects.count() in {0, 5}


def test_last_moment_stays(lea: Membership, now: datetime) -> None:
    for code in ("kickoff", "milestone", "halfway", "close"):
        service.remove_point(by=lea, code=code, at=now)

    with pytest.raises(RuleBroken, match="At least one moment must stay"):
        service.remove_point(by=lea, code="operation", at=now)


def test_point_asks_in_words_of_its_own_and_others_do_not(
    as_lea: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    as_lea.post(PAGE, {**form_of(as_lea), "kickoff-question": "Did it begin well?"})

    asks_sent(workspace=lea.workspace, now=clock.moment, pressed=True)

    ask = Ask.objects.get()
    assert ask.wording.question == "Did it begin well?"
    assert "Did it begin well?" in opened(Message.objects.get(kind="pulse.ask")).text
    as_lea.post(PAGE, {**form_of(as_lea), "kickoff-question": ""})
    assert ask.wording.question == "Did it begin well?", "what was asked keeps its words"


def test_words_of_its_own_are_a_question(as_lea: Client, tills: Project) -> None:
    answer = as_lea.post(PAGE, {**form_of(as_lea), "kickoff-question": "Tell us."})

    assert answer.status_code == 422
    assert "A question ends with a question mark." in answer.text


@pytest.mark.parametrize("name", AT_LEAST_ONE)
def test_limit_of_nothing_is_refused_in_words_and_nothing_is_stored(
    as_lea: Client, tills: Project, name: str
) -> None:
    answer = as_lea.post(PAGE, {**form_of(as_lea), name: "0"})

    assert answer.status_code == 422
    assert "At least one" in answer.text
    assert not AskRules.objects.exists()


@pytest.mark.parametrize("name", AT_LEAST_ONE)
def test_limit_of_nothing_cannot_be_stored_by_any_other_way(lea: Membership, name: str) -> None:
    with pytest.raises(IntegrityError):
        AskRules.objects.create(workspace=lea.workspace, **{name: 0})
