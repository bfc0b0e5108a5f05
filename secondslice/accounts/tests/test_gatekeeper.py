from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from secondslice.accounts import rules
from secondslice.accounts.models import Membership
from secondslice.conftest import Clock

pytestmark = pytest.mark.django_db

MEMBERS = "/w/acme/settings/members/"


def test_address_that_is_not_in_the_table_is_refused(
    as_ava: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(rules.ACCESS, "accounts:members")
    assert as_ava.get(MEMBERS).status_code == 404


def test_missing_role_is_told_in_words_and_the_way_on_stays(as_max: Client) -> None:
    answer = as_max.get(MEMBERS)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert (
        "Your role (Project manager) does not include this page. It is for: Owner, PMO lead."
        in page
    )
    assert "Not for your role" in page
    assert '<a href="/w/acme/today/" class="btn' in page
    assert "Back to Today" in page
    assert 'aria-label="Main"' in page


def test_other_workspace_and_no_workspace_look_the_same(as_cleo: Client, ava: Membership) -> None:
    there = as_cleo.get(MEMBERS)
    nowhere = as_cleo.get("/w/nowhere/settings/members/")
    assert there.status_code == nowhere.status_code == 404
    words = "There is no such workspace, or you do not belong to it."
    assert words in there.content.decode()
    assert words in nowhere.content.decode()


def test_part_of_a_page_leads_the_whole_page_to_the_sign_in(
    stranger: Client, ava: Membership
) -> None:
    answer = stranger.get(
        MEMBERS,
        headers={"hx-request": "true", "hx-current-url": f"http://testserver{MEMBERS}?page=2"},
    )
    assert answer["HX-Redirect"] == f"/sign-in/?next={MEMBERS}%3Fpage%3D2"


def test_form_sent_after_the_session_ended_leads_to_the_start_afterwards(
    stranger: Client, ava: Membership
) -> None:
    assert stranger.post(MEMBERS, {"emails": "x"})["Location"] == "/sign-in/?next=/"


def test_visit_is_noted_at_most_once_an_hour(as_ava: Client, ava: Membership, clock: Clock) -> None:
    def seen() -> object:
        return Membership.objects.get(pk=ava.pk).seen_at

    start = clock.moment
    as_ava.get(MEMBERS)
    clock.forward(minutes=59)
    as_ava.get(MEMBERS)
    assert seen() == start
    clock.forward(minutes=1)
    as_ava.get(MEMBERS)
    assert seen() == start + timedelta(hours=1)


@pytest.mark.parametrize("giver", sorted(rules.EVERYBODY))
@pytest.mark.parametrize("role", sorted(rules.EVERYBODY))
def test_only_owners_make_owners_and_only_who_runs_the_pmo_gives_roles(
    giver: str, role: str
) -> None:
    allowed = giver == rules.OWNER or (giver == rules.LEAD and role != rules.OWNER)
    assert rules.may_give(giver, role) is allowed
