from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_api_key
from secondslice.api.models import Call
from secondslice.api.services.once import forget_calls
from secondslice.api.tests.make import Program
from secondslice.conftest import Clock
from secondslice.customers.models import Preference
from secondslice.messaging.models import Message
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import AnswerDetail, AnswerRevision, Ask
from secondslice.pulse.tests.make import Sent, make_ask
from secondslice.recovery.tests.make import give

pytestmark = pytest.mark.django_db


def said(response: HttpResponse) -> Any:  # noqa: ANN401  (JSON)
    return response.json()  # type: ignore[attr-defined]


@pytest.fixture
def program(ava: Membership) -> Program:
    """The portal of Acme, with a key that may do everything."""
    return Program(make_api_key(ava)[1])


@pytest.fixture
def of_cleo(cleo: Membership) -> Program:
    """A program of another workspace."""
    return Program(make_api_key(cleo)[1])


@pytest.fixture
def tills(ava: Membership) -> Project:
    """A project with a sponsor and a manager."""
    project = make_project(ava.workspace, "New tills", manager=ava.user)
    make_stakeholder(project, name="Ben")
    return project


@pytest.fixture
def sent(ava: Membership, clock: Clock) -> Sent:
    """A question that Ben has for an hour."""
    ask = make_ask(ava, at=clock.moment)
    clock.forward(hours=1)
    return ask


def ref_of_ben(program: Program, project: Project) -> str:
    (ben,) = said(program.get(f"/projects/{project.ref}/stakeholders"))
    return str(ben["ref"])


def answer(sent: Sent, taste: str | None, **more: object) -> dict[str, object]:
    return {"taste": taste, "respondent": {"email": sent.ask.contact.email}, **more}


def test_projects_come_in_pages_and_each_once(program: Program, ava: Membership) -> None:
    for number in range(5):
        make_project(ava.workspace, f"Project {number}")

    first = said(program.get("/projects", limit=2))
    second = said(program.get("/projects", limit=2, after=first["next"]))
    third = said(program.get("/projects", limit=2, after=second["next"]))

    names = [one["name"] for page in (first, second, third) for one in page["items"]]
    assert names == [f"Project {number}" for number in range(5)]
    assert third["next"] is None


def test_ten_projects_cost_no_more_queries_than_one(program: Program, ava: Membership) -> None:
    make_project(ava.workspace, "First", manager=ava.user)
    with CaptureQueriesContext(connection) as one:
        program.get("/projects")
    for number in range(10):
        make_project(ava.workspace, f"Project {number}", manager=ava.user)
    with CaptureQueriesContext(connection) as many:
        assert len(said(program.get("/projects"))["items"]) == 11

    assert len(many) == len(one)


def test_ten_asks_cost_no_more_queries_than_one(
    program: Program, ava: Membership, clock: Clock
) -> None:
    make_ask(ava, at=clock.moment, name="First")
    with CaptureQueriesContext(connection) as one:
        program.get("/asks")
    for number in range(10):
        make_ask(ava, at=clock.moment, name=f"Nr {number}")
    with CaptureQueriesContext(connection) as many:
        assert len(said(program.get("/asks"))["items"]) == 11

    assert len(many) == len(one)


def test_other_workspaces_key_sees_nothing(of_cleo: Program, sent: Sent, tills: Project) -> None:
    ask, project = sent.ask.ref, sent.ask.project.ref

    assert said(of_cleo.get("/projects"))["items"] == []
    assert said(of_cleo.get("/asks"))["items"] == []
    assert said(of_cleo.get("/asks", project=str(project)))["items"] == []
    assert of_cleo.get(f"/projects/{project}").status_code == 404
    assert of_cleo.get(f"/projects/{project}/stakeholders").status_code == 404
    assert of_cleo.get(f"/asks/{ask}").status_code == 404
    assert of_cleo.post(f"/asks/{ask}/answers", answer(sent, "no")).status_code == 404
    asked = of_cleo.post(
        f"/projects/{tills.ref}/asks", {"stakeholders": [str(tills.stakeholders.get().ref)]}
    )
    assert asked.status_code == 404
    assert sent.fresh().taste == ""


def test_portal_asks_and_sees_the_question(program: Program, tills: Project, clock: Clock) -> None:
    ben = ref_of_ben(program, tills)

    asked = program.post(f"/projects/{tills.ref}/asks", {"stakeholders": [ben], "note": "Hello"})

    assert asked.status_code == 201
    (new,) = said(asked)["now"]
    (one,) = said(program.get("/asks", state="sent"))["items"]
    assert (one["ref"], one["expires_at"]) == (new["ref"], new["expires_at"])
    assert (one["contact"]["name"], one["taste"]) == ("Ben", None)
    assert said(program.get(f"/asks/{one['ref']}")) == one
    assert "Hello" in Message.objects.get().text
    (part,) = said(program.get(f"/projects/{tills.ref}/stakeholders"))
    assert part["is_waiting"]


def test_same_request_sent_again_asks_nobody_again(
    program: Program, tills: Project, clock: Clock
) -> None:
    body = {"stakeholders": [ref_of_ben(program, tills)]}

    first = program.post(f"/projects/{tills.ref}/asks", body, name="monday")
    again = program.post(f"/projects/{tills.ref}/asks", body, name="monday")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()  # type: ignore[attr-defined]
    assert again["Idempotency-Replayed"] == "true"
    assert Ask.objects.count() == Message.objects.count() == 1


def test_name_of_another_request_is_refused(program: Program, tills: Project, sent: Sent) -> None:
    body = {"stakeholders": [ref_of_ben(program, tills)]}
    program.post(f"/projects/{tills.ref}/asks", body, name="monday")

    other = program.post(f"/asks/{sent.ask.ref}/answers", answer(sent, "yes"), name="monday")

    assert other.status_code == 422
    assert sent.fresh().taste == ""


def test_names_of_two_programs_do_not_meet(
    program: Program, ava: Membership, tills: Project, sent: Sent
) -> None:
    other = Program(make_api_key(ava)[1])
    program.post(
        f"/projects/{tills.ref}/asks", {"stakeholders": [ref_of_ben(program, tills)]}, name="one"
    )

    heard = other.post(f"/asks/{sent.ask.ref}/answers", answer(sent, "yes"), name="one")

    assert said(heard)["outcome"] == "counted"


def test_request_without_a_name_is_refused(program: Program, sent: Sent) -> None:
    refused = program.post(f"/asks/{sent.ask.ref}/answers", answer(sent, "yes"), name="")

    assert refused.status_code == 422
    assert said(refused)["errors"][0]["where"] == "header.Idempotency-Key"
    assert sent.fresh().taste == ""


def test_refused_request_may_be_sent_again_under_its_name(
    program: Program, tills: Project, clock: Clock
) -> None:
    body = {"stakeholders": [ref_of_ben(program, tills)]}
    program.post(f"/projects/{tills.ref}/asks", body)
    waiting = program.post(f"/projects/{tills.ref}/asks", body, name="tuesday")
    clock.forward(days=45)
    Ask.objects.update(state=Ask.State.EXPIRED)

    later = program.post(f"/projects/{tills.ref}/asks", body, name="tuesday")

    assert waiting.status_code == 409
    assert "has not answered" in said(waiting)["detail"]
    assert later.status_code == 201
    assert Ask.objects.count() == 2


def test_person_whose_budget_is_spent_is_asked_on_the_first_day_that_fits(
    program: Program, ava: Membership, sent: Sent
) -> None:
    other = make_project(ava.workspace, "Payroll", manager=ava.user)
    part = make_stakeholder(other, contact=sent.ask.contact)

    asked = program.post(f"/projects/{other.ref}/asks", {"stakeholders": [str(part.ref)]})

    (later,) = said(asked)["later"]
    assert (said(asked)["now"], later["stakeholder"]) == ([], str(part.ref))
    assert later["on"] > "2026-03-06"
    assert later["why"]


@pytest.mark.parametrize("mode", [Ask.Mode.CONFIDENTIAL, Ask.Mode.ANONYMOUS])
def test_who_was_asked_in_confidence_is_not_asked_by_a_program_whatever_the_budget_says(
    program: Program, ava: Membership, sent: Sent, clock: Clock, mode: str
) -> None:
    ask = in_mode(sent, mode)
    other = make_project(ava.workspace, "Payroll", manager=ava.user)
    part = make_stakeholder(other, contact=sent.ask.contact)

    def refusal(name: str) -> str:
        body = {"stakeholders": [str(part.ref)]}
        asked = program.post(f"/projects/{other.ref}/asks", body, name=name)
        assert asked.status_code == 409
        return str(said(asked)["detail"])

    waiting = refusal("at once")
    clock.forward(days=120)
    silent = refusal("later")
    ask.state = Ask.State.ANSWERED
    if mode == Ask.Mode.CONFIDENTIAL:
        ask.taste, ask.answered_at, ask.changed_at = "no", clock.moment, clock.moment
    ask.save()

    assert waiting == silent == refusal("answered")
    assert waiting == "Ben was asked in confidence: only who runs the PMO asks by hand."
    assert Ask.objects.count() == 1


def test_stakeholder_of_another_project_is_not_asked(
    program: Program, tills: Project, sent: Sent
) -> None:
    stranger = sent.ask.project.stakeholders.get()

    asked = program.post(f"/projects/{tills.ref}/asks", {"stakeholders": [str(stranger.ref)]})

    assert asked.status_code == 404
    assert Ask.objects.count() == 1


def test_answer_of_the_person_counts_with_its_words(program: Program, sent: Sent) -> None:
    heard = program.post(
        f"/asks/{sent.ask.ref}/answers",
        answer(sent, "no", reasons=["late"], comment="Late again.\x00"),
    )

    assert (heard.status_code, said(heard)["outcome"]) == (200, "counted")
    assert sent.fresh().taste == "no"
    assert said(program.get(f"/asks/{sent.ask.ref}"))["words"] == "Late again."
    assert AnswerRevision.objects.get().channel == "api"
    assert AnswerDetail.objects.get().comment == "Late again."


def test_address_of_the_person_counts_in_whatever_case(program: Program, sent: Sent) -> None:
    body = answer(sent, "yes") | {"respondent": {"email": sent.ask.contact.email.upper()}}

    assert said(program.post(f"/asks/{sent.ask.ref}/answers", body))["outcome"] == "counted"


def test_answer_of_somebody_else_is_kept_and_not_counted(program: Program, sent: Sent) -> None:
    body = answer(sent, "no") | {"respondent": {"email": "eve@example.org"}}

    heard = program.post(f"/asks/{sent.ask.ref}/answers", body)

    assert (heard.status_code, said(heard)["outcome"]) == (202, "not_counted")
    assert sent.fresh().taste == ""
    assert AnswerRevision.objects.get().verdict == "suspect"


def test_answer_is_taken_back(program: Program, sent: Sent) -> None:
    path = f"/asks/{sent.ask.ref}/answers"
    program.post(path, answer(sent, "no"))

    heard = program.post(path, answer(sent, None))

    assert said(heard)["outcome"] == "counted"
    assert sent.fresh().state == Ask.State.SENT


def test_closed_question_and_old_answer_are_refused_in_words(
    program: Program, sent: Sent, clock: Clock
) -> None:
    path = f"/asks/{sent.ask.ref}/answers"
    program.post(path, answer(sent, "yes"))
    clock.forward(days=8)
    old = program.post(path, answer(sent, "no"))
    clock.forward(days=30)
    closed = program.post(path, answer(sent, "no"))

    assert (old.status_code, closed.status_code) == (409, 409)
    assert "seven days" in said(old)["detail"]
    assert "expired" in said(closed)["detail"]


def test_answers_touch_no_preference(program: Program, sent: Sent) -> None:
    program.post(f"/asks/{sent.ask.ref}/answers", answer(sent, "no"))

    assert not Preference.objects.exists()


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"taste": "maybe", "respondent": {"email": "ben@example.org"}}, "taste"),
        ({"taste": "yes"}, "respondent"),
        ({"taste": "yes", "respondent": {"email": "b@e.org"}, "comment": "x" * 2001}, "comment"),
        ([], "answer"),
    ],
)
def test_what_is_not_understood_is_named(
    body: object, where: str, program: Program, sent: Sent
) -> None:
    refused = program.post(f"/asks/{sent.ask.ref}/answers", body)

    assert refused.status_code == 422
    assert where in said(refused)["errors"][0]["where"]


def test_unknown_address_and_wrong_method_are_problems(program: Program) -> None:
    assert program.get("/nothing").status_code == 404
    wrong = program.post("/projects", {})
    assert wrong.status_code == 405
    assert wrong["Allow"] == "GET"


def test_description_names_every_address_and_loads_nothing_else(stranger: Client) -> None:
    description = stranger.get("/api/v1/openapi.json").json()

    assert set(description["paths"]) == {
        "/api/v1/projects",
        "/api/v1/projects/{ref}",
        "/api/v1/projects/{ref}/stakeholders",
        "/api/v1/projects/{ref}/asks",
        "/api/v1/asks",
        "/api/v1/asks/{ref}",
        "/api/v1/asks/{ref}/answers",
        "/api/v1/second-slice",
        "/api/v1/benefits",
        "/api/v1/benefits/{ref}",
        "/api/v1/impact/numbers",
        "/api/v1/impact/calibration",
        "/api/v1/impact/scenarios",
    }
    for operations in description["paths"].values():
        for operation in operations.values():
            assert "401" in operation["responses"]
            assert "application/problem+json" in operation["responses"]["401"]["content"]
    assert "openapi.json" in stranger.get("/api/v1/").json()["openapi"]
    assert stranger.get("/api/v1/docs").status_code == 401


def test_fault_of_ours_is_a_problem_that_tells_nothing(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_args: object, **_more: object) -> None:
        raise ValueError("secret")

    monkeypatch.setattr("secondslice.api.selectors.projects", stumble)

    fault = program.get("/projects")

    assert fault.status_code == 500
    assert "secret" not in fault.content.decode()


def test_requests_are_forgotten_after_a_week(program: Program, sent: Sent, clock: Clock) -> None:
    program.post(f"/asks/{sent.ask.ref}/answers", answer(sent, "yes"))

    assert forget_calls(at=clock.forward(days=6)) == 0
    assert forget_calls(at=clock.forward(days=2)) == 1
    assert not Call.objects.exists()


def test_answer_given_before_is_in_the_list(program: Program, sent: Sent, clock: Clock) -> None:
    give(sent.ask, "yes", at=clock.moment, words="Good.")

    (one,) = said(program.get("/asks", state="answered"))["items"]

    assert (one["taste"], one["words"]) == ("yes", "Good.")


def in_mode(sent: Sent, mode: str) -> Ask:
    """Return the question as if it had been sent in this mode: a question's mode never changes."""
    kept = Ask.objects.values().get(pk=sent.ask.pk)
    Ask.objects.filter(pk=sent.ask.pk).delete()
    return Ask.objects.create(**kept | {"mode": mode})


def test_what_is_said_in_confidence_is_not_read_whoever_made_the_key(
    program: Program, sent: Sent
) -> None:
    ask = in_mode(sent, Ask.Mode.CONFIDENTIAL)

    heard = program.post(f"/asks/{ask.ref}/answers", answer(sent, "no"))

    assert said(heard)["outcome"] == "counted"
    assert program.get(f"/asks/{ask.ref}").status_code == 404
    assert said(program.get("/asks"))["items"] == []


def test_anonymous_question_is_answered_on_its_own_page_only(program: Program, sent: Sent) -> None:
    ask = in_mode(sent, Ask.Mode.ANONYMOUS)

    refused = program.post(f"/asks/{ask.ref}/answers", answer(sent, "no"))

    assert refused.status_code == 409
    assert "own page" in said(refused)["detail"]
    assert not AnswerRevision.objects.exists()
    assert not Call.objects.exists()


def test_what_is_kept_of_a_request_names_nobody(
    program: Program, tills: Project, clock: Clock
) -> None:
    ben = tills.stakeholders.get().contact
    asked = program.post(
        f"/projects/{tills.ref}/asks", {"stakeholders": [ref_of_ben(program, tills)]}
    )
    ask = Ask.objects.get()
    heard = program.post(
        f"/asks/{ask.ref}/answers",
        {"taste": "no", "respondent": {"email": ben.email}, "comment": "Late."},
    )

    assert (asked.status_code, heard.status_code) == (201, 200)
    kept = str(list(Call.objects.values()))
    assert not [trace for trace in (ben.email, str(ben.ref), "Late.") if trace in kept]


@pytest.mark.parametrize("before", ["", "yes"])
@pytest.mark.parametrize("taste", ["yes", None])
def test_program_does_not_learn_by_answering_whether_there_was_an_answer_in_confidence(
    program: Program, sent: Sent, clock: Clock, before: str, taste: str | None
) -> None:
    ask = in_mode(sent, "confidential")
    if before:
        give(ask, before, at=clock.forward(minutes=5))
    path = f"/asks/{ask.ref}/answers"
    somebody_else = {"taste": taste, "respondent": {"email": "bo@example.com"}}

    assert said(program.post(path, somebody_else))["outcome"] == "not_counted"
    assert said(program.post(path, answer(sent, taste)))["outcome"] == "counted"
