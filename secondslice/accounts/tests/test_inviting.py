from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import AuditEntry, Invitation, Membership, User
from secondslice.accounts.tests.mails import last_mail, link_in
from secondslice.accounts.tests.make import make_invitation, make_user
from secondslice.conftest import Clock
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened

pytestmark = pytest.mark.django_db

MEMBERS = "/w/acme/settings/members/"
PERSON = {"name": "Nia New", "password": "oregano and olive oil"}


def invite(client: Client, emails: str, role: str = "manager") -> str:
    return client.post(MEMBERS, {"emails": emails, "role": role}, follow=True).content.decode()


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_several_people_are_invited_at_once(as_ava: Client, clock: Clock) -> None:
    said = invite(as_ava, "nia@example.org, Tom Two <TWO@example.org>;\nthree@example.org")
    assert "3 invitations are on their way." in said
    mails = Message.objects.values_list("to", flat=True)
    assert set(mails) == {"nia@example.org", "two@example.org", "three@example.org"}
    assert Invitation.objects.filter(role="manager").count() == 3
    assert verbs() == ["invited"] * 3


def test_mail_says_who_invites_to_what_and_as_what(as_ava: Client) -> None:
    invite(as_ava, "nia@example.org", "sales")
    letter = opened(last_mail("nia@example.org"))
    assert letter.subject == "Your invitation to Acme PMO"
    assert "Ava invites you to Acme PMO on Second Slice, as: Sales." in letter.text
    assert letter.reply_to == "ava@example.org"
    assert "/join/" in letter.html


def test_link_is_sealed_in_the_outbox(as_ava: Client) -> None:
    invite(as_ava, "nia@example.org")
    message = last_mail("nia@example.org")
    token = link_in(message).split("/")[2]
    assert token not in f"{message.text}{message.html}{message.sealed}"
    assert token not in str(Invitation.objects.values())


def test_new_person_joins_and_is_signed_in(as_ava: Client, stranger: Client) -> None:
    invite(as_ava, "nia@example.org", "sales")
    link = link_in(last_mail("nia@example.org"))
    assert "You will sign in as nia@example.org" in stranger.get(link).content.decode()

    answer = stranger.post(link, PERSON)

    assert answer["Location"] == reverse("dashboard:today", args=["acme"])
    nia = Membership.objects.get(user__email="nia@example.org")
    assert (nia.role, nia.user.name) == ("sales", "Nia New")
    assert stranger.session["_auth_user_id"] == str(nia.user.pk)
    assert verbs()[-1] == "joined"


def test_weak_password_does_not_use_the_invitation_up(ava: Membership, stranger: Client) -> None:
    make_invitation(ava, token="t" * 22, at=ava.created_at)
    answer = stranger.post(f"/join/{'t' * 22}/", {**PERSON, "password": "new@example.org"})
    assert answer.status_code == 422
    assert "too similar" in answer.content.decode()
    assert stranger.post(f"/join/{'t' * 22}/", PERSON).status_code == 302


def test_person_with_an_account_signs_in_and_accepts(
    ava: Membership, cleo: Membership, stranger: Client, as_cleo: Client
) -> None:
    make_invitation(ava, email="cleo@example.org", token="t" * 22, at=ava.created_at)
    link = f"/join/{'t' * 22}/"
    assert f"/sign-in/?next={link}" in stranger.get(link).content.decode()
    stranger.post(link, PERSON)  # no second account, no joining without a sign-in
    assert Membership.objects.filter(user=cleo.user).count() == 1

    assert "You are signed in as Cleo" in as_cleo.get(link).content.decode()
    assert as_cleo.post(link)["Location"] == reverse("dashboard:today", args=["acme"])
    assert Membership.objects.get(user=cleo.user, workspace=ava.workspace).role == "manager"
    assert User.objects.filter(email__iexact="cleo@example.org").count() == 1


def test_invitation_is_for_the_invited_address_alone(ava: Membership, as_cleo: Client) -> None:
    make_invitation(ava, email="nia@example.org", token="t" * 22, at=ava.created_at)
    link = f"/join/{'t' * 22}/"
    assert "This invitation is for nia@example.org" in as_cleo.get(link).content.decode()
    assert as_cleo.post(link).status_code == 409
    assert not Membership.objects.filter(
        user__email="cleo@example.org", workspace=ava.workspace
    ).exists()


def test_reading_an_invitation_joins_nobody(ava: Membership, cleo: Membership) -> None:
    make_invitation(ava, email="cleo@example.org", token="t" * 22, at=ava.created_at)
    client = Client()
    client.force_login(cleo.user)
    client.get(f"/join/{'t' * 22}/")
    client.head(f"/join/{'t' * 22}/")
    assert Invitation.objects.get().accepted_at is None


def test_invitation_works_once(as_ava: Client) -> None:
    invite(as_ava, "nia@example.org")
    link = link_in(last_mail("nia@example.org"))
    Client().post(link, PERSON)
    again = Client().post(link, {**PERSON, "name": "Mallory"})
    assert again.status_code == 404
    assert "does not work any more" in again.content.decode()


def test_invitation_runs_out_after_14_days(as_ava: Client, stranger: Client, clock: Clock) -> None:
    invite(as_ava, "nia@example.org")
    link = link_in(last_mail("nia@example.org"))
    clock.forward(days=13, hours=23)
    assert stranger.get(link).status_code == 200
    clock.forward(hours=1)
    assert stranger.get(link).status_code == 404
    assert stranger.post(link, PERSON).status_code == 404
    assert "Ran out" in as_ava.get(MEMBERS).content.decode()


def test_sent_again_the_new_link_works_and_the_old_one_does_not(
    as_ava: Client, stranger: Client, clock: Clock
) -> None:
    invite(as_ava, "nia@example.org", "sales")
    old = link_in(last_mail("nia@example.org"))
    clock.forward(days=20)
    ref = Invitation.objects.get().ref

    as_ava.post(f"/w/acme/settings/invitations/{ref}/again")

    new = link_in(last_mail("nia@example.org"))
    assert stranger.get(old).status_code == 404
    assert stranger.post(new, PERSON).status_code == 302
    assert Membership.objects.get(user__email="nia@example.org").role == "sales"


def test_withdrawn_link_is_useless(as_ava: Client, stranger: Client) -> None:
    invite(as_ava, "nia@example.org")
    link = link_in(last_mail("nia@example.org"))
    ref = Invitation.objects.get().ref

    said = as_ava.post(f"/w/acme/settings/invitations/{ref}/withdraw", follow=True)

    assert "The invitation of nia@example.org is withdrawn." in said.content.decode()
    assert stranger.get(link).status_code == 404
    assert verbs()[-1] == "withdrew the invitation of"
    assert as_ava.post(f"/w/acme/settings/invitations/{ref}/withdraw").status_code == 404


def test_who_is_a_member_already_is_left_out_and_named(as_ava: Client, lea: Membership) -> None:
    said = invite(as_ava, "LEA@example.org nia@example.org")
    assert "1 invitation is on its way." in said
    assert "Already a member, so not invited: lea@example.org." in said
    assert not Message.objects.filter(to="lea@example.org").exists()


def test_inviting_twice_leaves_one_invitation(as_ava: Client) -> None:
    invite(as_ava, "nia@example.org")
    invite(as_ava, "nia@example.org", "executive")
    still_open = Invitation.objects.get(withdrawn_at=None)
    assert still_open.role == "executive"


@pytest.mark.parametrize(
    ("emails", "words"),
    [
        ("", "required"),
        (" , ", "Give at least one"),
        ("nia@example.org nonsense also@bad", "“nonsense” is not an e-mail address."),
        (" ".join(f"p{number}@example.org" for number in range(51)), "at most 50"),
    ],
)
def test_nobody_is_invited_when_one_address_is_wrong(
    as_ava: Client, emails: str, words: str
) -> None:
    answer = as_ava.post(MEMBERS, {"emails": emails, "role": "manager"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Invitation.objects.exists()


def test_lead_cannot_invite_an_owner(
    as_lea: Client, ava: Membership, signed_in: Callable[[Membership], Client]
) -> None:
    assert as_lea.post(MEMBERS, {"emails": "nia@example.org", "role": "owner"}).status_code == 422
    owner_to_be = make_invitation(ava, role="owner", at=ava.created_at)
    for act in ["again", "withdraw"]:
        path = f"/w/acme/settings/invitations/{owner_to_be.ref}/{act}"
        assert as_lea.post(path).status_code == 403
    assert not Message.objects.exists()


def test_lead_does_not_take_an_owners_invitation_back_by_inviting_anew(
    as_lea: Client, lea: Membership, ava: Membership
) -> None:
    owner_to_be = make_invitation(ava, email="nia@example.org", role="owner", at=ava.created_at)

    answer = as_lea.post(MEMBERS, {"emails": "tom@example.org nia@example.org", "role": "sales"})

    assert answer.status_code == 403
    assert list(Invitation.objects.filter(withdrawn_at=None)) == [owner_to_be]
    assert not Message.objects.exists()


def test_invitation_of_another_workspace_is_not_here(ava: Membership, as_cleo: Client) -> None:
    invitation = make_invitation(ava, at=ava.created_at)
    for act in ["again", "withdraw"]:
        there = f"/w/acme/settings/invitations/{invitation.ref}/{act}"
        here = f"/w/other/settings/invitations/{invitation.ref}/{act}"
        assert as_cleo.post(there).status_code == 404
        assert as_cleo.post(here).status_code == 404


def test_account_made_meanwhile_is_asked_to_sign_in(ava: Membership, stranger: Client) -> None:
    make_invitation(ava, email="nia@example.org", token="t" * 22, at=ava.created_at)
    make_user("Nia", email="nia@example.org")
    answer = stranger.post(f"/join/{'t' * 22}/", PERSON)
    assert "has an account here" in answer.content.decode()
