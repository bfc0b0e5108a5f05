"""A workspace sets its own time limits; open clocks follow them, and nothing becomes late by being set."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.jobs.services import run_due
from secondslice.journeys.clocks_watched import clocks_watched
from secondslice.messaging.models import Message
from secondslice.recovery import services
from secondslice.recovery.models import Case, TimeLimits
from secondslice.recovery.selectors import usual_capacity
from secondslice.recovery.tests.make import fresh, make_case, make_re_asked_case
from secondslice.recovery.time_limits import Limits, Warned
from secondslice.ui.tests.forms import press

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
USUAL = Limits()


def posted(minor: Limits = USUAL, major: Limits = USUAL) -> dict[str, str]:
    return {
        f"{severity}-{name}": str(days)
        for severity, limits in (("minor", minor), ("major", major))
        for name, days in asdict(limits).items()
    }


def save(client: Client, **changed: Limits) -> int:
    answer = client.post(reverse("recovery:limits", args=["acme"]), posted(**changed))
    return answer.status_code


def set_minor(by: Membership, limits: Limits, at: datetime) -> None:
    """Set limits, and let the worker lay the clocks."""
    services.set_limits(by=by, wanted={"minor": limits}, at=at)
    run_due(now=lambda: at)


def test_lead_sets_limits_by_severity_and_it_is_written_down(
    as_lea: Client, max: Membership, clock: Clock
) -> None:
    case = make_case(max, at=clock.moment)

    assert save(as_lea, minor=replace(USUAL, acknowledge=2)) == 302
    run_due(now=lambda: clock.moment)

    row = TimeLimits.objects.get()
    assert (row.severity, row.acknowledge) == ("minor", 2)
    assert fresh(case).due_at == datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
    audit = as_lea.get("/w/acme/settings/audit/").text
    assert "changed how long the steps of a case may take" in audit
    assert "Minor acknowledge: from 1 to 2" in audit
    assert 'value="2"' in as_lea.get(reverse("recovery:capacity", args=["acme"])).text


def test_same_limits_again_are_no_news(as_lea: Client, clock: Clock) -> None:
    assert save(as_lea) == 302

    assert not TimeLimits.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (replace(USUAL, acknowledge=3), "would be due before the talk. Give at least 3."),
        (replace(USUAL, plan=11), "would be due before the plan. Give at least 11."),
        (replace(USUAL, ask_until=9), "The last day comes before the first one."),
        (replace(USUAL, fix=0), "greater than or equal to 1"),
    ],
)
def test_limits_out_of_order_are_refused_in_words(
    as_lea: Client, lea: Membership, now: datetime, limits: Limits, words: str
) -> None:
    answer = as_lea.post(reverse("recovery:limits", args=["acme"]), posted(major=limits))

    assert answer.status_code == 422
    assert words in answer.text
    assert not TimeLimits.objects.exists()
    if not limits.are_in_order():
        with pytest.raises(RuleBroken, match="before the one that comes first"):
            services.set_limits(by=lea, wanted={"major": limits}, at=now)


def test_limit_that_is_refused_is_called_as_in_the_table(as_lea: Client, clock: Clock) -> None:
    answer = as_lea.post(
        reverse("recovery:limits", args=["acme"]), posted(minor=replace(USUAL, acknowledge=0))
    )

    assert ">Talk, after the No, Minor</a>" in answer.text
    assert "Minor-acknowledge" not in answer.text


def test_how_many_one_can_mend_is_saved_beside_refused_limits(
    as_lea: Client, lea: Membership, clock: Clock
) -> None:
    refused = as_lea.post(
        reverse("recovery:limits", args=["acme"]), posted(major=replace(USUAL, plan=11))
    )

    answer = press(as_lea, refused, "usual", usual="7")

    assert answer.status_code == 302
    assert usual_capacity(lea.workspace) == 7


def test_limits_of_one_severity_leave_the_other_alone(
    lea: Membership, max: Membership, now: datetime
) -> None:
    major = make_case(max, at=now)
    Case.objects.update(severity="major")

    set_minor(lea, replace(USUAL, acknowledge=2), now)

    assert fresh(major).due_at == major.due_at


def test_shorter_limit_leaves_one_working_day_to_what_is_open(
    lea: Membership, max: Membership, now: datetime
) -> None:
    set_minor(lea, replace(USUAL, acknowledge=8, plan=9), now - DAY)
    case = make_case(max, at=now)
    wednesday = now + 5 * DAY

    set_minor(lea, USUAL, wednesday)

    case = fresh(case)
    assert case.due_at == wednesday + DAY
    assert case.half_at is not None
    assert case.half_at < case.due_at
    clocks_watched(workspace=lea.workspace, now=wednesday)
    assert "lea@example.org" not in Message.objects.values_list("to", flat=True)


def test_what_is_late_already_stays_late_under_a_shorter_limit(
    lea: Membership, max: Membership, now: datetime
) -> None:
    set_minor(lea, replace(USUAL, acknowledge=2, plan=3), now - DAY)
    case = make_case(max, at=now)

    set_minor(lea, USUAL, case.due_at + HOUR)

    assert fresh(case).due_at == case.due_at


def test_longer_limit_makes_a_step_late_no_more_and_being_late_is_told_anew(
    lea: Membership, max: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    clocks_watched(workspace=lea.workspace, now=case.due_at)
    assert fresh(case).warned == Warned.LEAD

    set_minor(lea, replace(USUAL, acknowledge=3, plan=3), case.due_at + HOUR)

    longer = fresh(case)
    assert (longer.due_at, longer.warned) == (case.due_at + 2 * DAY, Warned.OWNER)
    before = Message.objects.filter(to="lea@example.org").count()
    clocks_watched(workspace=lea.workspace, now=longer.due_at)
    assert Message.objects.filter(to="lea@example.org").count() == before + 1


def test_clocks_laid_twice_stand_as_after_the_first_time(
    lea: Membership, max: Membership, now: datetime
) -> None:
    make_case(max, at=now)
    set_minor(lea, replace(USUAL, acknowledge=4, plan=4), now + HOUR)
    first = Case.objects.values_list("due_at", "half_at", "warned").get()

    services.set_limits(by=lea, wanted={"minor": USUAL}, at=now + 2 * HOUR)
    run_due(now=lambda: now + 2 * HOUR)
    once = Case.objects.values_list("due_at", "half_at", "warned").get()
    services.set_limits(by=lea, wanted={"major": replace(USUAL, acknowledge=2)}, at=now + 2 * HOUR)
    run_due(now=lambda: now + 3 * HOUR)

    assert first != once == Case.objects.values_list("due_at", "half_at", "warned").get()


def test_every_step_of_ours_is_laid_from_its_own_beginning(
    lea: Membership, max: Membership, now: datetime
) -> None:
    people = ("Bea", "Bob", "Bob2", "Bo")
    plan, fix, promised, ask = (make_case(max, at=now, name=name) for name in people)
    for case in (plan, fix, promised, ask):
        services.acknowledge(case=case, words="", by=max.user, at=now + HOUR)
    for case, day in ((fix, 27), (promised, 10)):
        services.plan(
            case=case,
            what="One page.",
            planned_for=date(2026, 3, day),
            by=max.user,
            at=now + 2 * HOUR,
        )
    services.adjust(
        case=ask, what="One page.", starts_on=date(2026, 3, 9), by=max.user, at=now + 2 * HOUR
    )
    waiting, _re_ask = make_re_asked_case(max, at=now, name="Bill")

    set_minor(lea, Limits(plan=3, fix=12, ask_until=21), now + 3 * HOUR)

    assert fresh(plan).due_at == datetime(2026, 3, 11, 9, 30, tzinfo=UTC)
    assert fresh(fix).due_at == datetime(2026, 3, 24, 9, 30, tzinfo=UTC)
    assert fresh(promised).due_at == promised.due_at  # as the customer was told
    assert fresh(ask).due_at == datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
    assert fresh(waiting).due_at == waiting.due_at


# nobody has touched it


def test_case_nobody_touched_for_five_working_days_says_so_until_somebody_does(
    max: Membership, as_max: Client, clock: Clock
) -> None:
    case = make_case(max, at=clock.moment)
    pages = (
        reverse("recovery:list", args=["acme"]),
        reverse("recovery:case", args=["acme", case.ref]),
    )
    clock.forward(days=6, hours=23)
    assert not any("Untouched since" in as_max.get(page).text for page in pages)

    clock.forward(hours=1)
    assert all("Untouched since" in as_max.get(page).text for page in pages)

    services.add_note(case=case, words="Called, no answer.", by=max.user, at=clock.moment)
    assert not any("Untouched since" in as_max.get(page).text for page in pages)


def test_case_that_waits_for_the_customer_is_not_untouched(
    max: Membership, as_max: Client, clock: Clock
) -> None:
    make_re_asked_case(max, at=clock.moment)
    clock.forward(days=12)

    assert "Untouched since" not in as_max.get(reverse("recovery:list", args=["acme"])).text
