from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.mails import last_mail, link_in
from secondslice.accounts.tests.make import PASSWORD, make_user
from secondslice.messaging.models import Message

pytestmark = pytest.mark.django_db

NEW = "oregano and olive oil"


def sign_in(client: Client, password: str, *, email: str = "ava@example.org", to: str = "") -> str:
    answer = client.post("/sign-in/", {"login": email, "password": password, "next": to})
    return answer.get("Location", "") or answer.content.decode()


def test_password_leads_to_the_start_page(stranger: Client, ava: Membership) -> None:
    assert sign_in(stranger, PASSWORD) == "/"
    assert stranger.get("/")["Location"] == reverse("dashboard:today", args=["acme"])


def test_address_may_be_written_in_any_case(stranger: Client, ava: Membership) -> None:
    assert sign_in(stranger, PASSWORD, email="AVA@Example.ORG") == "/"


def test_after_the_sign_in_one_is_where_one_wanted_to_go(stranger: Client, ava: Membership) -> None:
    asked = stranger.get("/w/acme/settings/members/")
    assert asked["Location"] == "/sign-in/?next=/w/acme/settings/members/"
    page = stranger.get(asked["Location"]).content.decode()
    assert 'name="next" value="/w/acme/settings/members/"' in page
    assert sign_in(stranger, PASSWORD, to="/w/acme/settings/members/") == (
        "/w/acme/settings/members/"
    )


def test_sign_in_leads_to_no_other_site(stranger: Client, ava: Membership) -> None:
    assert sign_in(stranger, PASSWORD, to="https://evil.example/") == "/"


def test_wrong_password_and_unknown_address_are_refused_alike(
    stranger: Client, ava: Membership
) -> None:
    words = "do not belong together"
    assert words in sign_in(stranger, "wrong")
    assert words in sign_in(stranger, "wrong", email="nobody@example.org")


def test_sixth_wrong_password_is_refused_in_words_and_so_is_the_right_one_then(
    stranger: Client, ava: Membership
) -> None:
    for _ in range(5):
        assert "do not belong together" in sign_in(stranger, "wrong")
    assert "Too many wrong passwords. Wait five minutes" in sign_in(stranger, "wrong")
    assert "Too many wrong passwords" in sign_in(Client(), PASSWORD)
    assert "_auth_user_id" not in stranger.session


def test_one_address_of_the_network_gets_ten_tries_a_minute(
    stranger: Client, ava: Membership
) -> None:
    for number in range(10):
        sign_in(stranger, "wrong", email=f"guess{number}@example.org")
    assert "Too many wrong passwords" in sign_in(stranger, PASSWORD)


def test_closed_account_stays_out(stranger: Client, ava: Membership) -> None:
    ava.user.is_active = False
    ava.user.save()
    assert "_auth_user_id" not in stranger.session
    assert sign_in(stranger, PASSWORD) != "/"
    assert "_auth_user_id" not in stranger.session


def test_signing_out_is_a_post(as_ava: Client) -> None:
    assert "Sign out?" in as_ava.get("/sign-out/").content.decode()
    assert "_auth_user_id" in as_ava.session
    as_ava.post("/sign-out/")
    assert "_auth_user_id" not in as_ava.session


def test_nobody_signs_up_by_himself(stranger: Client) -> None:
    assert "Joining is by invitation" in stranger.get("/sign-up/").content.decode()
    form = {"email": "eve@example.org", "password1": NEW, "password2": NEW}
    assert "Joining is by invitation" in stranger.post("/sign-up/", form).content.decode()


def test_forgotten_password_is_chosen_anew_by_mail(stranger: Client, ava: Membership) -> None:
    asked = stranger.post("/password/reset/", {"email": "Ava@example.org"})
    assert asked["Location"] == "/password/reset/done/"

    form_at = stranger.get(link_in(last_mail("ava@example.org")))["Location"]
    assert "set-password" in form_at  # the secret is out of the address
    short = stranger.post(form_at, {"password1": "short", "password2": "short"})
    assert "too short" in short.content.decode()
    done = stranger.post(form_at, {"password1": NEW, "password2": NEW})

    assert done["Location"] == "/password/reset/ready/"
    assert "_auth_user_id" not in stranger.session
    assert sign_in(Client(), NEW) == "/"


def test_reset_link_works_once(stranger: Client, ava: Membership) -> None:
    stranger.post("/password/reset/", {"email": "ava@example.org"})
    link = link_in(last_mail("ava@example.org"))
    form_at = stranger.get(link)["Location"]
    stranger.post(form_at, {"password1": NEW, "password2": NEW})

    assert "does not work any more" in Client().get(link).content.decode()


def test_reset_link_is_sealed_in_the_outbox(stranger: Client, ava: Membership) -> None:
    stranger.post("/password/reset/", {"email": "ava@example.org"})
    message = last_mail("ava@example.org")
    key = re.split(r"[-/]", link_in(message).strip("/"))[-1]
    assert key not in f"{message.text}{message.html}{message.sealed}"


def test_reset_link_goes_to_our_address_whatever_host_was_asked(
    stranger: Client, ava: Membership
) -> None:
    stranger.post("/password/reset/", {"email": "ava@example.org"}, headers={"host": "localhost"})
    from secondslice.messaging.services import opened  # noqa: PLC0415

    assert "http://127.0.0.1:8000/password/reset/" in opened(last_mail("ava@example.org")).text


def test_unknown_address_gets_the_same_answer_and_no_mail(
    stranger: Client, ava: Membership
) -> None:
    asked = stranger.post("/password/reset/", {"email": "nobody@example.org"})
    assert asked["Location"] == "/password/reset/done/"
    assert not Message.objects.exists()


def test_asking_for_many_reset_links_is_refused_in_words(stranger: Client, ava: Membership) -> None:
    for _ in range(5):
        stranger.post("/password/reset/", {"email": "ava@example.org"})
    sixth = stranger.post("/password/reset/", {"email": "ava@example.org"})
    assert sixth.status_code == 429
    assert "Wait a minute" in sixth.content.decode()
    assert Message.objects.count() == 5


def test_person_without_a_workspace_is_told_so(stranger: Client) -> None:
    make_user("Eve", email="eve@example.org")
    sign_in(stranger, PASSWORD, email="eve@example.org")
    start = stranger.get("/")
    assert start.status_code == 404
    assert "You do not belong to a workspace yet" in start.content.decode()
    assert stranger.get("/account/").status_code == 200


def test_password_is_changed_by_who_knows_the_present_one(as_ava: Client, ava: Membership) -> None:
    form = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    assert "not your present password" in as_ava.post("/password/change/", form).content.decode()

    done = as_ava.post("/password/change/", {**form, "oldpassword": PASSWORD}, follow=True)

    assert done.redirect_chain == [("/account/", 302)]
    assert "Your password is changed." in done.content.decode()
    assert sign_in(Client(), NEW) == "/"


def test_pages_of_the_sign_in_stand_in_our_look(stranger: Client, as_ava: Client) -> None:
    for path in ["/sign-in/", "/sign-up/", "/password/reset/", "/password/reset/done/",
                 "/password/reset/ready/", "/inactive/"]:  # fmt: skip
        assert "Second Slice" in stranger.get(path).content.decode(), path
    for path in ["/password/change/", "/sign-in/again/", "/sign-out/"]:
        answer = as_ava.get(path, follow=True)
        assert answer.status_code == 200, path
        assert "Second Slice" in answer.content.decode(), path
