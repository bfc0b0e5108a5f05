"""Who owns a case: whom the No is about is never the one to judge it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.journeys.clocks_watched import clocks_watched
from secondslice.messaging.models import Message
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.tests.make import send_asks
from secondslice.recovery import services
from secondslice.recovery.models import Case, CaseNote, Playbook
from secondslice.recovery.tests.make import add, fresh, give, make_case, settle

WEEK = timedelta(days=7)


def no_again(
    by: Membership, before: Case, *, at: datetime, reasons: Sequence[str] = (), mode: str = ""
) -> Case:
    """Let the person of a case say No about another project of the same customer."""
    project = make_project(by.workspace, customer=before.customer, manager=by.user)
    stakeholder = make_stakeholder(project, before.contact)
    (ask,) = send_asks(
        project=project,
        stakeholders=[stakeholder],
        asked_by=by.user,
        at=at,
        mode=mode or Ask.Mode.NAMED,
    )
    give(ask, Taste.NO, at=at, reasons=reasons)
    return fresh(Case.objects.get(ask=ask))


def away(member: Membership, deputy: Membership, until: date | None) -> None:
    member.away_from, member.away_until = date(2026, 3, 2), until
    member.deputy = deputy.user
    member.save()


def test_while_the_owner_is_away_the_deputy_takes_what_is_new(
    max: Membership, lea: Membership, now: datetime
) -> None:
    away(max, lea, until=date(2026, 3, 6))

    today = make_case(max, at=now, name="Ben")
    on_monday = make_case(max, at=now + timedelta(days=3), name="Bea")

    assert (today.owner, on_monday.owner) == (lea.user, max.user)
    note = today.notes.get(kind=CaseNote.Kind.PASSED_ON)
    assert (note.why, note.owner) == (CaseNote.Why.AWAY, lea.user)


def test_away_without_an_end_holds_until_further_notice(
    max: Membership, lea: Membership, now: datetime
) -> None:
    away(max, lea, until=None)

    assert make_case(max, at=now + 40 * WEEK).owner == lea.user


def test_deputy_who_is_away_too_stands_in_for_nobody(
    max: Membership, lea: Membership, now: datetime
) -> None:
    away(max, lea, until=None)
    away(lea, max, until=None)

    assert make_case(max, at=now).owner == max.user


def test_no_about_whoever_runs_the_project_is_the_leads(
    max: Membership, lea: Membership, now: datetime
) -> None:
    case = make_case(max, at=now, reasons=["people"])

    assert case.owner == lea.user
    assert case.notes.get(kind=CaseNote.Kind.PASSED_ON).why == CaseNote.Why.BLAMED


def test_no_about_whoever_runs_the_project_never_comes_back_by_standing_in(
    max: Membership, lea: Membership, now: datetime
) -> None:
    away(lea, max, until=None)

    case = make_case(max, at=now, reasons=["people"])

    assert case.owner == lea.user
    assert case.notes.get(kind=CaseNote.Kind.PASSED_ON).why == CaseNote.Why.BLAMED
    clocks_watched(workspace=max.workspace, now=case.due_at)
    assert set(
        Message.objects.filter(kind__startswith="recovery.").values_list("to", flat=True)
    ) == {"lea@example.org"}


def test_no_about_whoever_runs_the_project_goes_to_the_next_lead_who_is_here(
    max: Membership, lea: Membership, ava: Membership, now: datetime
) -> None:
    away(lea, max, until=None)

    assert make_case(max, at=now, reasons=["people"]).owner == ava.user


@pytest.mark.parametrize("runs_the_pmo", [True, False])
def test_no_about_whoever_runs_the_project_goes_to_a_stand_in_who_runs_the_pmo(
    max: Membership, lea: Membership, now: datetime, runs_the_pmo: bool
) -> None:
    role = Membership.Role.LEAD if runs_the_pmo else Membership.Role.MANAGER
    mo = make_member(max.workspace, "Mo", role=role)
    away(lea, mo, until=None)

    owner = make_case(max, at=now, reasons=["people"]).owner

    assert owner == (mo.user if runs_the_pmo else lea.user)


def test_case_about_a_lead_is_not_passed_back_to_that_lead(
    lea: Membership, ava: Membership, now: datetime
) -> None:
    case = make_case(lea, at=now, reasons=["people"])
    assert case.owner == ava.user

    assert services.pass_up(case=case, why=CaseNote.Why.BLAMED, at=now) is False
    assert fresh(case).owner == ava.user


def test_reason_about_the_owner_that_comes_after_the_tap_takes_the_case_away(
    max: Membership, lea: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    assert case.owner == max.user

    add(case.ask, Taste.NO, at=now, reasons=["people"])
    settle(case.ask, at=now)

    assert fresh(case).owner == lea.user


def test_workspace_says_which_causes_are_about_the_owner(
    max: Membership, lea: Membership, now: datetime
) -> None:
    Playbook.objects.create(workspace=max.workspace, code="people", is_about_owner=False)
    Playbook.objects.create(workspace=max.workspace, code="cadence", is_about_owner=True)

    assert make_case(max, at=now, name="Ben", reasons=["people"]).owner == max.user
    assert make_case(max, at=now, name="Bea", reasons=["cadence"]).owner == lea.user


def test_lead_who_is_the_cause_gives_the_case_to_somebody_else_who_runs_the_pmo(
    lea: Membership, now: datetime
) -> None:
    ava = make_member(lea.workspace, "Ava", role=Membership.Role.OWNER)

    assert make_case(lea, at=now, reasons=["people"]).owner == ava.user


def test_where_nobody_else_runs_the_pmo_the_owner_keeps_the_case(
    lea: Membership, now: datetime
) -> None:
    case = make_case(lea, at=now, reasons=["people"])

    assert case.owner == lea.user
    assert services.pass_up(case=case, why=CaseNote.Why.BLAMED, at=now) is False


def test_second_no_of_a_person_within_90_days_goes_to_the_lead_at_once(
    max: Membership, lea: Membership, now: datetime
) -> None:
    first = make_case(max, at=now, name="Ben")

    second = no_again(max, first, at=now + 12 * WEEK)

    assert (second.deviation, second.follows, second.owner) == ("person", first, lea.user)
    assert first.owner == max.user
    assert second.notes.get(kind=CaseNote.Kind.PASSED_ON).why == CaseNote.Why.PERSON


def test_second_no_in_the_case_of_a_lead_stays_with_this_lead(
    lea: Membership, now: datetime
) -> None:
    make_member(lea.workspace, "Ava", role=Membership.Role.OWNER)
    first = make_case(lea, at=now, name="Ben")

    second = no_again(lea, first, at=now + 12 * WEEK)

    assert (second.deviation, second.owner) == ("person", lea.user)


def test_second_no_of_a_person_after_90_days_is_a_first_one(
    max: Membership, lea: Membership, now: datetime
) -> None:
    first = make_case(max, at=now, name="Ben")

    second = no_again(max, first, at=now + 13 * WEEK)

    assert (second.deviation, second.follows, second.owner) == ("", None, max.user)


def test_same_cause_twice_at_a_customer_goes_to_the_lead(
    max: Membership, lea: Membership, now: datetime
) -> None:
    first = make_case(max, at=now, name="Ben", reasons=["cadence"])
    other = make_case(max, at=now, name="Bea", project=first.project, reasons=["format"])
    again = make_case(
        max, at=now + WEEK, name="Bo", project=first.project, reasons=["cadence", "format"]
    )

    assert (other.deviation, other.owner) == ("", max.user)
    assert (again.deviation, again.follows, again.owner) == ("cause", None, lea.user)


def test_no_that_was_taken_back_makes_no_second_time(
    max: Membership, lea: Membership, now: datetime
) -> None:
    first = make_case(max, at=now, name="Ben", reasons=["cadence"])
    give(first.ask, Taste.YES, at=now)

    again = make_case(max, at=now + WEEK, name="Bo", project=first.project, reasons=["cadence"])

    assert again.deviation == ""


def test_confidence_marks_no_case_that_was_told_by_name(
    max: Membership, lea: Membership, now: datetime
) -> None:
    other = make_case(max, at=now - 20 * WEEK, name="Ben")
    hidden = no_again(max, other, at=now, reasons=["cadence"], mode=Ask.Mode.CONFIDENTIAL)
    assert hidden.owner == lea.user

    again = no_again(max, other, at=now + WEEK, reasons=["cadence"])

    assert (again.deviation, again.owner) == ("", max.user)


def test_case_told_in_confidence_is_not_passed_up(
    max: Membership, lea: Membership, now: datetime
) -> None:
    other = make_case(max, at=now - 20 * WEEK, name="Ben")
    make_member(max.workspace, "Leo", role=Membership.Role.LEAD)
    hidden = no_again(max, other, at=now, mode=Ask.Mode.CONFIDENTIAL)

    assert services.pass_up(case=hidden, why=CaseNote.Why.BLAMED, at=now) is False
    assert hidden.owner == lea.user
