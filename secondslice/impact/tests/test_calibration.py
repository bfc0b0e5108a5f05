"""From rows to numbers of one's own: who is counted, when it may be taken up, and what a reader sees."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.analytics.retention import Severity
from secondslice.conftest import Clock, sign_in
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.impact import rules, services
from secondslice.impact.calibration import Belief, Followed
from secondslice.impact.models import BudgetCycle
from secondslice.impact.rules import Badge
from secondslice.impact.selectors import beliefs_of, followed_people, numbers_of
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask, Talked, Taste
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Case
from secondslice.recovery.tests.make import give, make_case, make_re_asked_case

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/impact/calibration/"
UNFIXED = "stay_minor_unfixed"
LONG_AGO = timedelta(days=400)


def old_case(by: Membership, now: datetime, name: str = "Ben") -> Case:
    """Let somebody have said No more than a budget cycle ago, and nothing be mended."""
    return make_case(by, at=now - LONG_AGO, name=name)


def comes_back(contact: Contact, on: date) -> None:
    """Let a new project of this person begin on a day."""
    project = make_project(contact.workspace, "More tills", customer=contact.customer)
    Project.objects.filter(pk=project.pk).update(starts_on=on)
    make_stakeholder(project, contact)


def belief(by: Membership, code: str, now: datetime) -> Belief:
    return next(one for one in beliefs_of(by.workspace, today=now.date()) if one.code == code)


def counts(by: Membership, code: str, now: datetime) -> tuple[int, int, int]:
    found = belief(by, code, now).tally
    return found.came, found.of, found.waiting


def groups(by: Membership) -> list[str]:
    return sorted(one.group for one in followed_people(by.workspace))


def test_person_whose_new_project_begins_within_the_cycle_has_come_back(
    ava: Membership, now: datetime
) -> None:
    back, _away = old_case(ava, now, "Ben"), old_case(ava, now, "Bo")
    comes_back(back.contact, (now - timedelta(days=300)).date())

    assert counts(ava, UNFIXED, now) == (1, 2, 0)


def test_case_younger_than_the_cycle_waits_and_the_page_says_how_many(
    as_ava: Client, ava: Membership, clock: Clock
) -> None:
    case = make_case(ava, at=clock.moment - timedelta(days=200))
    comes_back(case.contact, (clock.moment - timedelta(days=100)).date())

    assert counts(ava, UNFIXED, clock.moment) == (0, 0, 1)
    assert "1 waits." in as_ava.get(PAGE).text


def test_cycle_of_a_customer_goes_before_that_of_everybody(lea: Membership, now: datetime) -> None:
    make_case(lea, at=now - timedelta(days=200), name="Ben")
    other = make_case(lea, at=now - timedelta(days=200), name="Bo")

    services.set_cycle(by=lea, months=6, customer=other.customer, at=now)
    assert counts(lea, UNFIXED, now) == (0, 1, 1)
    services.set_cycle(by=lea, months=6, at=now)
    services.set_cycle(by=lea, months=None, customer=other.customer, at=now)
    assert counts(lea, UNFIXED, now) == (0, 2, 0)
    assert AuditEntry.objects.filter(verb="changed how long a budget cycle is").count() == 3


@pytest.mark.parametrize("months", [0, 2, 37])
def test_cycle_that_is_none_is_refused(lea: Membership, now: datetime, months: int) -> None:
    with pytest.raises(RuleBroken, match="3 to 36"):
        services.set_cycle(by=lea, months=months, at=now)

    assert not BudgetCycle.objects.exists()


def test_saying_the_same_cycle_again_writes_nothing(lea: Membership, now: datetime) -> None:
    assert not services.set_cycle(by=lea, months=12, at=now)
    assert services.set_cycle(by=lea, months=9, at=now)
    assert not services.set_cycle(by=lea, months=9, at=now)


def test_stopped_project_and_one_in_which_the_person_is_team_are_no_return(
    ava: Membership, now: datetime
) -> None:
    case = old_case(ava, now)
    comes_back(case.contact, (now - timedelta(days=300)).date())
    Project.objects.filter(name="More tills").update(phase=Project.Phase.STOPPED)
    assert counts(ava, UNFIXED, now) == (0, 1, 0)

    Project.objects.filter(name="More tills").update(phase=Project.Phase.EXECUTION)
    case.contact.stakes.filter(project__name="More tills").update(role="team")
    assert counts(ava, UNFIXED, now) == (0, 1, 0)


def test_recovered_case_is_mended_or_mended_quickly(ava: Membership, clock: Clock) -> None:
    for name, days in (("Ben", 1), ("Bo", 9)):
        case, again = make_re_asked_case(ava, at=clock.moment, name=name)
        case.adjustments.update(at=case.opened_at + timedelta(days=days))
        give(again, Taste.YES, at=clock.moment)

    assert groups(ava) == ["stay_minor_fixed", "stay_minor_quickly"]


def test_plan_within_two_days_and_change_within_two_weeks_is_quick(
    ava: Membership, clock: Clock
) -> None:
    case, again = make_re_asked_case(ava, at=clock.moment)
    case.adjustments.update(at=case.opened_at + timedelta(days=13))
    recovery.add_note(case=case, words="We will.", by=ava.user, at=clock.moment)
    case.notes.filter(words="We will.").update(kind="planned", at=case.opened_at)
    give(again, Taste.YES, at=clock.moment)

    assert groups(ava) == ["stay_minor_quickly"]


def test_yes_and_never_asked_stand_beside_it_to_compare(
    as_ava: Client, ava: Membership, clock: Clock
) -> None:
    give(make_ask(ava, at=clock.moment - LONG_AGO).ask, Taste.YES, at=clock.moment - LONG_AGO)
    silent = make_contact(make_customer(ava.workspace), "Nan")
    comes_back(silent, (clock.moment - LONG_AGO).date())

    assert groups(ava) == ["after_yes", "never_asked"]
    page = as_ava.get(PAGE).text
    assert "Who was never asked" in page
    assert "0 of 1 came back" in page


def test_what_was_said_in_confidence_is_counted_for_nobody(
    ava: Membership, max: Membership, now: datetime
) -> None:
    project = make_project(ava.workspace, "New tills", manager=max.user)
    at = now - LONG_AGO
    sent = make_ask(max, at=at, project=project, mode=Ask.Mode.CONFIDENTIAL)
    give(sent.ask, Taste.NO, at=at)
    told(Case.objects.get(), 4, at=at)

    assert groups(ava) == []
    assert belief(ava, "tellers_neg", now).n == 0


def told(case: Case, people: int, *, at: datetime) -> None:
    Talked.objects.create(workspace=case.workspace, ask=case.ask, number=1, people=people, at=at)


def test_reports_move_the_tellers_from_the_published_ten(ava: Membership, now: datetime) -> None:
    for name, people in (("Ben", 2), ("Bo", 0), ("Bea", 4)):
        told(make_case(ava, at=now, name=name), people, at=now)

    found = belief(ava, "tellers_neg", now)
    assert found.before.mean == 10
    assert found.after.mean == pytest.approx((10 * 5 + 6) / 8)
    assert (found.n, found.missing) == (3, 12)


def enough(by: Membership, now: datetime, people: int = 2) -> None:
    """Let fifteen people say to how many they told it."""
    for number in range(15):
        told(make_case(by, at=now, name=f"Ben{number}"), people, at=now)


def test_number_of_ones_own_is_taken_up_with_its_badge_and_written_down(
    lea: Membership, as_lea: Client, clock: Clock
) -> None:
    enough(lea, clock.moment)

    page = as_lea.post(f"{PAGE}tellers_neg/take-up/", follow=True).text

    known = numbers_of(lea.workspace)
    assert "Taken up." in page
    assert known["tellers_neg"] == 4
    assert known.badge("tellers_neg") is Badge.OURS
    assert "15 people said" in known.by_code["tellers_neg"].source
    entry = AuditEntry.objects.get(verb="changed the numbers of what a customer costs")
    assert entry.detail == {"tellers_neg": ["", "4.0"]}
    assert "Reckon with it from now on" not in as_lea.get(PAGE).text


def test_taking_up_does_not_count_the_cases_twice(lea: Membership, now: datetime) -> None:
    enough(lea, now)
    first = services.take_up(by=lea, code="tellers_neg", at=now)

    assert services.take_up(by=lea, code="tellers_neg", at=now) == first
    assert belief(lea, "tellers_neg", now).before.mean == 10


def test_number_with_too_few_cases_is_refused_with_the_count_missing(
    lea: Membership, now: datetime
) -> None:
    told(make_case(lea, at=now), 2, at=now)

    with pytest.raises(RuleBroken, match="14 more"):
        services.take_up(by=lea, code="tellers_neg", at=now)
    with pytest.raises(RuleBroken, match="cannot be counted"):
        services.take_up(by=lea, code="half_life", at=now)
    assert numbers_of(lea.workspace)["tellers_neg"] == 10


def test_taken_up_share_is_that_of_the_model(lea: Membership, now: datetime) -> None:
    services.set_numbers(by=lea, own={UNFIXED: 0.5}, source="Own cases", at=now)

    found = rules.table(numbers_of(lea.workspace))[Severity.MINOR]

    assert found.unfixed == 0.5


def test_every_count_leads_to_its_rows(as_ava: Client, ava: Membership, clock: Clock) -> None:
    case = old_case(ava, clock.moment)
    young = make_case(ava, at=clock.moment, name="Bo")
    told(young, 3, at=clock.moment)

    every = as_ava.get(f"{PAGE}{UNFIXED}/").text
    away = as_ava.get(f"{PAGE}{UNFIXED}/?which=away").text
    said = as_ava.get(f"{PAGE}tellers_neg/").text

    assert (case.contact.name in every, "not known yet" in every) == (True, True)
    assert "not known yet" not in away
    assert "Bo" in said
    assert as_ava.get(f"{PAGE}half_life/").status_code == 404
    assert as_ava.get(f"{PAGE}nonsense/").status_code == 404


def test_page_shows_how_the_published_nine_percent_moves(as_ava: Client) -> None:
    page = as_ava.get(PAGE).text.replace("\N{NO-BREAK SPACE}", "")

    for mean, between in (("9", "0 27"), ("19", "6 38"), ("31", "16 48")):
        low, high = between.split()
        assert f"{mean}%</strong>" in page
        assert f"{low}% \N{EN DASH} {high}%" in page


def test_executive_reads_and_changes_nothing(as_exe: Client, as_max: Client) -> None:
    page = as_exe.get(PAGE)

    assert page.status_code == 200
    assert 'action="/w/acme/impact/calibration/' not in page.text
    assert as_exe.post(f"{PAGE}cycle/", {"months": "6"}).status_code == 403
    assert as_max.get(PAGE).status_code == 403


def test_cycle_is_set_on_the_page_and_nonsense_is_shown_again(
    as_lea: Client, lea: Membership, cleo: Membership
) -> None:
    foreign = make_customer(cleo.workspace)

    assert as_lea.post(f"{PAGE}cycle/", {"months": "18"}).status_code == 302
    assert BudgetCycle.objects.get().months == 18
    assert as_lea.post(f"{PAGE}cycle/", {"months": ""}).status_code == 422
    assert as_lea.post(f"{PAGE}cycle/", {"months": "99"}).status_code == 422
    values = {"months": "9", "customer": str(foreign.pk)}
    assert as_lea.post(f"{PAGE}cycle/", values).status_code == 422


def test_rows_of_another_workspace_are_not_counted(
    ava: Membership, cleo: Membership, now: datetime
) -> None:
    old_case(cleo, now)

    found: list[Followed] = followed_people(ava.workspace)
    assert found == []
    assert sign_in(cleo).get(PAGE).status_code == 404


def test_ten_cases_take_no_more_queries_than_one(
    as_ava: Client,
    ava: Membership,
    clock: Clock,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(10):
        told(old_case(ava, clock.moment, f"Ben{number}"), 2, at=clock.moment)

    with django_assert_max_num_queries(24):
        as_ava.get(PAGE)
    with django_assert_max_num_queries(20):
        as_ava.get(f"{PAGE}{UNFIXED}/")
