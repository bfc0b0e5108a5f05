from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.accounts.services import members as membership_service
from secondslice.accounts.tests.make import make_invitation, make_member
from secondslice.core.errors import RuleBroken

pytestmark = pytest.mark.django_db

MEMBERS = "/w/acme/settings/members/"


def give(client: Client, member: Membership, role: str) -> int:
    return client.post(f"{MEMBERS}{member.ref}/role", {"role": role}).status_code


def remove(client: Client, member: Membership) -> int:
    return client.post(f"{MEMBERS}{member.ref}/remove").status_code


def role_of(member: Membership) -> str:
    return Membership.objects.get(pk=member.pk).role


def test_owner_gives_another_role_and_it_is_written_down(as_ava: Client, max: Membership) -> None:
    assert give(as_ava, max, "sales") == 302
    assert role_of(max) == "sales"
    entry = AuditEntry.objects.get()
    assert (entry.actor_name, entry.verb, entry.subject) == ("Ava", "changed the role of", "Max")
    assert entry.detail == {"role": {"from": "manager", "to": "sales"}}
    audit = as_ava.get("/w/acme/settings/audit/").content.decode()
    assert "changed the role of Max" in audit
    assert "Role: from Project manager to Sales" in audit


def test_new_role_holds_from_the_next_click(
    as_ava: Client, as_max: Client, max: Membership
) -> None:
    assert as_max.get(MEMBERS).status_code == 403
    give(as_ava, max, "lead")
    assert as_max.get(MEMBERS).status_code == 200


def test_same_role_again_writes_nothing_down(as_ava: Client, max: Membership) -> None:
    give(as_ava, max, "manager")
    assert not AuditEntry.objects.exists()


def test_unknown_role_changes_nothing(as_ava: Client, max: Membership) -> None:
    said = as_ava.post(f"{MEMBERS}{max.ref}/role", {"role": "king"}, follow=True)
    assert "You cannot give this role" in said.content.decode()
    assert role_of(max) == "manager"


def test_last_owner_stays(as_ava: Client, ava: Membership) -> None:
    assert give(as_ava, ava, "lead") == 409
    assert remove(as_ava, ava) == 409
    assert role_of(ava) == "owner"


def test_closed_account_does_not_count_as_an_owner(
    as_ava: Client, ava: Membership, lea: Membership
) -> None:
    give(as_ava, lea, "owner")
    lea.user.is_active = False
    lea.user.save()
    assert give(as_ava, ava, "lead") == 409


def test_owner_may_go_when_another_one_stays(
    as_ava: Client, ava: Membership, lea: Membership
) -> None:
    assert give(as_ava, lea, "owner") == 302
    assert give(as_ava, ava, "lead") == 302
    assert (role_of(ava), role_of(lea)) == ("lead", "owner")


def test_lead_cannot_touch_owners_nor_make_one(
    as_lea: Client, ava: Membership, max: Membership
) -> None:
    other = make_member(ava.workspace, "Olga", role="owner")
    assert give(as_lea, other, "manager") == 403
    assert remove(as_lea, other) == 403
    give(as_lea, max, "owner")
    assert (role_of(other), role_of(max)) == ("owner", "manager")
    assert give(as_lea, max, "lead") == 302


def test_lead_sees_no_buttons_for_owners(as_lea: Client, ava: Membership, max: Membership) -> None:
    page = as_lea.get(MEMBERS).content.decode()
    assert str(ava.ref) not in page
    assert str(max.ref) in page
    assert 'value="owner"' not in page


def test_removed_person_is_out_at_once_and_what_was_done_keeps_the_name(
    as_ava: Client, as_lea: Client, lea: Membership, max: Membership
) -> None:
    give(as_lea, max, "sales")
    assert remove(as_ava, lea) == 302
    assert as_lea.get(MEMBERS).status_code == 404
    assert "Lea" in as_ava.get("/w/acme/settings/audit/").content.decode()
    assert not Membership.objects.filter(pk=lea.pk).exists()


def test_member_of_another_workspace_is_not_here(as_cleo: Client, max: Membership) -> None:
    for path in [f"{MEMBERS}{max.ref}/remove", f"/w/other/settings/members/{max.ref}/remove"]:
        assert as_cleo.post(path).status_code == 404
    assert role_of(max) == "manager"


def test_list_takes_few_queries_however_many_there_are(
    as_ava: Client, ava: Membership, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        make_member(ava.workspace, f"Member {number}")
        make_invitation(ava, email=f"invited{number}@example.org", at=ava.created_at)
    with django_assert_max_num_queries(8):
        page = as_ava.get(MEMBERS).content.decode()
    assert "Member 9" in page
    assert "invited9@example.org" in page


def test_two_owners_cannot_remove_each_other(ava: Membership, now: datetime) -> None:
    olga = make_member(ava.workspace, "Olga", role="owner")
    membership_service.remove(by=ava, member=olga, at=now)
    with pytest.raises(RuleBroken, match="the only owner"):
        membership_service.remove(by=olga, member=ava, at=now)  # sent before she knew
