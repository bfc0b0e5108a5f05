from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import AuditEntry, Membership, Workspace
from secondslice.accounts.tests.make import make_workspace

pytestmark = pytest.mark.django_db

SETTINGS = "/w/acme/settings/"
FORM = {
    "name": "Acme Project Office",
    "language": "en-gb",
    "time_zone": "Europe/Vienna",
    "currency": "CHF",
    "colour": "#2D5F7E",
}


def test_settings_are_kept_and_what_changed_is_written_down(
    as_lea: Client, lea: Membership
) -> None:
    assert as_lea.post(SETTINGS, FORM).status_code == 302
    workspace = Workspace.objects.get()
    assert workspace.name == "Acme Project Office"
    assert (workspace.time_zone, workspace.colour) == ("Europe/Vienna", "#2d5f7e")
    assert workspace.slug == "acme"
    entry = AuditEntry.objects.get()
    assert entry.detail["name"] == {"from": "Acme PMO", "to": "Acme Project Office"}
    audit = as_lea.get("/w/acme/settings/audit/").content.decode()
    assert "Name: from Acme PMO to Acme Project Office" in audit


def test_respondents_pages_are_laid_out_anew_after_a_change_and_only_then(
    as_lea: Client, lea: Membership
) -> None:
    stamp = Workspace.objects.get().stamp
    as_lea.post(SETTINGS, FORM)
    assert Workspace.objects.get().stamp == stamp + 1
    as_lea.post(SETTINGS, FORM)
    assert Workspace.objects.get().stamp == stamp + 1
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("colour", "#ffee55", "too pale to be seen on white"),
        ("colour", "red;}", "as # and six digits"),
        ("time_zone", "Moon", "is not a time zone we know"),
        ("name", " ", "required"),
    ],
)
def test_what_cannot_be_used_is_said_and_changes_nothing(
    as_ava: Client, field: str, value: str, words: str
) -> None:
    answer = as_ava.post(SETTINGS, {**FORM, field: value})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Workspace.objects.get().name == "Acme PMO"


def test_tabs_lead_to_every_settings_page(as_ava: Client) -> None:
    page = as_ava.get(SETTINGS).content.decode()
    for path in ["members/", "audit/", "question/", "reasons/"]:
        assert f'href="{SETTINGS}{path}"' in page


def test_own_language_and_zone_come_before_the_workspaces(as_max: Client, max: Membership) -> None:
    form = {"name": "Max Mason", "language": "en-gb", "time_zone": "lisbon"}
    assert as_max.post("/account/", form)["Location"] == "/account/"
    max = Membership.objects.select_related("user", "workspace").get(pk=max.pk)
    assert (max.user.name, max.language, max.time_zone) == ("Max Mason", "en-gb", "Europe/Lisbon")
    assert 'lang="en-gb"' in as_max.get("/account/").content.decode()


def test_empty_language_and_zone_follow_the_workspace(as_max: Client, max: Membership) -> None:
    as_max.post("/account/", {"name": "Max", "language": "", "time_zone": ""})
    max = Membership.objects.select_related("user", "workspace").get(pk=max.pk)
    assert (max.language, max.time_zone) == ("en-us", "UTC")


def test_person_in_two_workspaces_finds_both(as_max: Client, max: Membership) -> None:
    assert "My workspaces" not in as_max.get("/account/").content.decode()
    second = make_workspace("Second PMO", slug="second")
    Membership.objects.create(workspace=second, user=max.user, role="sales")
    page = as_max.get("/account/").content.decode()
    assert reverse("dashboard:today", args=["second"]) in page
    assert reverse("dashboard:today", args=["acme"]) in page


def test_start_page_leads_to_the_workspace_used_last(as_max: Client, max: Membership) -> None:
    second = make_workspace("Second PMO", slug="second")
    Membership.objects.create(workspace=second, user=max.user, role="lead")
    assert as_max.get("/")["Location"] == reverse("dashboard:today", args=["acme"])
    as_max.get("/w/second/settings/")
    assert as_max.get("/")["Location"] == reverse("dashboard:today", args=["second"])


def test_long_audit_trail_is_paged(as_ava: Client, ava: Membership) -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(
            workspace=ava.workspace, at=ava.created_at, actor_name="Ava", verb="invited",
            subject=f"p{number}@example.org",
        )
        for number in range(60)
    )  # fmt: skip
    first = as_ava.get("/w/acme/settings/audit/").content.decode()
    second = as_ava.get("/w/acme/settings/audit/?page=2").content.decode()
    assert "p59@example.org" in first
    assert "p9@example.org" not in first
    assert "p9@example.org" in second


def test_audit_trail_shows_nothing_of_another_workspace(as_cleo: Client, ava: Membership) -> None:
    AuditEntry.objects.create(
        workspace=ava.workspace, at=ava.created_at, actor_name="Ava", verb="invited"
    )
    assert (
        "Nobody has changed anything yet."
        in as_cleo.get("/w/other/settings/audit/").content.decode()
    )
