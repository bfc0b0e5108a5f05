"""Being away, who stands in, and how a member hears of cases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.accounts.services.absences import end_absences
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import Clock, sign_in
from secondslice.messaging.models import Message
from secondslice.messaging.services.chatting import connect
from secondslice.ui.tests.forms import press

pytestmark = pytest.mark.django_db
YOU, AWAY = "/w/acme/settings/you/", "/w/acme/settings/you/away"


def row(member: Membership) -> Membership:
    return Membership.objects.get(pk=member.pk)


def days(
    first: str = "2026-03-09", last: str = "", deputy: Membership | None = None
) -> dict[str, str]:
    stands_in = str(deputy.user_id) if deputy else ""
    return {"away_from": first, "away_until": last, "deputy": stands_in}


def test_manager_says_when_he_is_away_and_who_stands_in_and_both_read_it(
    as_max: Client, max: Membership, lea: Membership, clock: Clock
) -> None:
    answer = as_max.post(AWAY, days("2026-03-09", "2026-03-20", lea))

    assert answer.headers["Location"] == YOU
    mine = row(max)
    assert (mine.away_from, mine.away_until) == (date(2026, 3, 9), date(2026, 3, 20))
    assert mine.deputy == lea.user
    mail = Message.objects.get(kind="accounts.deputy")
    assert (mail.to, mail.subject) == ("lea@example.org", "You stand in for Max")
    assert "from March 9, 2026 until March 20, 2026" in mail.text
    entry = AuditEntry.objects.get()
    assert (entry.actor_name, entry.verb, entry.subject) == ("Max", "changed the absence of", "Max")
    assert "Deputy: from empty to Lea" in sign_in(lea).get("/w/acme/settings/audit/").text


def test_same_days_again_tell_nobody(
    as_max: Client, max: Membership, lea: Membership, clock: Clock
) -> None:
    for _time in "ab":
        as_max.post(AWAY, days(deputy=lea))

    assert Message.objects.count() == 1
    assert AuditEntry.objects.count() == 1


def test_lead_says_it_for_somebody_else(
    as_lea: Client, max: Membership, lea: Membership, clock: Clock
) -> None:
    address = reverse("accounts:member_away", args=["acme", max.ref])

    as_lea.post(address, days(deputy=lea))

    assert row(max).deputy == lea.user
    assert "Away from March 9, 2026" in as_lea.get("/w/acme/settings/members/").text


def test_manager_says_it_for_nobody_else(as_max: Client, lea: Membership, clock: Clock) -> None:
    address = reverse("accounts:member_away", args=["acme", lea.ref])

    assert as_max.post(address, days()).status_code == 403
    assert row(lea).away_from is None


def test_lead_says_it_for_no_owner(
    as_lea: Client, ava: Membership, lea: Membership, clock: Clock
) -> None:
    address = reverse("accounts:member_away", args=["acme", ava.ref])

    assert as_lea.get(address).status_code == 403
    assert as_lea.post(address, days(deputy=lea)).status_code == 403
    assert row(ava).away_from is None


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-03-20", "2026-03-09", "The last day comes before the first one."),
        ("", "2026-03-09", "Say from when, too"),
        ("2026-03-02", "2026-03-05", "That absence is over."),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(
    as_max: Client, max: Membership, clock: Clock, first: str, last: str, words: str
) -> None:
    answer = as_max.post(AWAY, days(first, last))

    assert (answer.status_code, words in answer.text) == (422, True)
    assert row(max).away_from is None


@pytest.mark.parametrize("who", ["himself", "who sells", "somebody of another workspace"])
def test_deputy_runs_projects_here_and_is_somebody_else(
    as_max: Client, max: Membership, sal: Membership, cleo: Membership, clock: Clock, who: str
) -> None:
    deputy = {"himself": max, "who sells": sal}.get(who, cleo)

    assert as_max.post(AWAY, days(deputy=deputy)).status_code == 422
    assert row(max).deputy is None


def test_one_day_is_an_absence_and_so_is_one_without_an_end(
    as_max: Client, max: Membership, lea: Membership, clock: Clock
) -> None:
    as_max.post(AWAY, days("2026-03-09", "2026-03-09", lea))
    assert row(max).away_until == date(2026, 3, 9)
    as_max.post(AWAY, days("2026-03-09", "", lea))
    assert row(max).away_until is None

    as_max.post(AWAY, days("", "", lea))

    assert (row(max).away_from, row(max).deputy) == (None, lea.user)  # back, and ready to go again


def test_days_that_are_over_are_struck_out_and_no_others(
    max: Membership, lea: Membership, ava: Membership
) -> None:
    last = date(2026, 3, 9)
    for member, until in ((max, last), (lea, None), (ava, last + timedelta(days=1))):
        Membership.objects.filter(pk=member.pk).update(
            away_from=date(2026, 3, 2), away_until=until, deputy=max.user
        )

    assert end_absences(workspace=max.workspace, today=date(2026, 3, 10)) == 1

    assert (row(max).away_from, row(max).deputy) == (None, max.user)
    assert row(lea).away_from == row(ava).away_from == date(2026, 3, 2)


def test_lead_chooses_how_often_the_digest_comes(as_lea: Client, lea: Membership) -> None:
    as_lea.post(YOU, {"digest": "daily"})

    assert (row(lea).digest, row(lea).alerts) == ("daily", "mail")


def test_who_does_not_run_the_pmo_has_no_digest_to_choose(
    as_max: Client, max: Membership, as_exe: Client
) -> None:
    as_max.post(YOU, {"digest": "daily"})

    assert row(max).digest == "weekly"
    assert "What happened, as one mail" not in as_max.get(YOU).text
    assert "When you are away" not in as_exe.get(YOU).text


def test_choosing_a_digest_beside_refused_days_leaves_the_absence_alone(
    as_lea: Client, lea: Membership, max: Membership, clock: Clock
) -> None:
    as_lea.post(AWAY, days("2026-03-09", "2026-03-20", max))
    refused = as_lea.post(AWAY, days("2026-03-20", "2026-03-09"))

    press(as_lea, refused, "digest", digest="daily")

    mine = row(lea)
    assert (mine.digest, mine.away_from, mine.deputy) == ("daily", date(2026, 3, 9), max.user)


def test_chat_can_be_chosen_where_the_workspace_has_it(
    as_max: Client, max: Membership, clock: Clock
) -> None:
    as_max.post(YOU, {"alerts": "slack", "slack_id": "U012AB3CD"})
    assert row(max).alerts == "mail"
    connect(workspace_id=max.workspace_id, kind="slack", secrets={"token": "x"}, at=clock.moment)

    for wrong in ("", "@max"):
        answer = as_max.post(YOU, {"alerts": "slack", "slack_id": wrong})
        assert (answer.status_code, "member id" in answer.text) == (422, True)
    as_max.post(YOU, {"alerts": "slack", "slack_id": "U012AB3CD"})

    assert (row(max).alerts, row(max).slack_id) == ("slack", "U012AB3CD")


def test_account_page_leads_there(as_max: Client, max: Membership) -> None:
    assert YOU in as_max.get("/account/").text


def test_members_page_needs_no_more_queries_for_more_absences(
    as_ava: Client, max: Membership, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        one = make_member(max.workspace, f"Uma{number}")
        Membership.objects.filter(pk=one.pk).update(away_from=date(2026, 3, 2), deputy=max.user)

    with django_assert_max_num_queries(8):
        as_ava.get("/w/acme/settings/members/")
