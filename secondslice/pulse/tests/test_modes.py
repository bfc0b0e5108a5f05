"""How a person was asked: chosen before the question is sent, and never changed afterwards."""

from __future__ import annotations

import doctest
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import Membership
from secondslice.accounts.selectors import keepers_of
from secondslice.accounts.services.members import change_role, remove
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.journeys.asks_planned import asks_planned, asks_sent
from secondslice.journeys.member_joined import member_joined
from secondslice.messaging.services import opened
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse import modes
from secondslice.pulse.access import visible_asks
from secondslice.pulse.models import Ask, AskRules
from secondslice.pulse.services import sending
from secondslice.pulse.services.confiding import Wanted, choose_modes, must_be_kept
from secondslice.pulse.services.plan_settings import change_rules
from secondslice.pulse.tests.make import make_ask, plain
from secondslice.recovery.tests.make import give


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(modes).failed == 0


@pytest.mark.django_db
def test_mode_cannot_be_changed_by_saving(ava: Membership, now: datetime) -> None:
    ask = make_ask(ava, at=now).fresh()
    ask.mode = Ask.Mode.CONFIDENTIAL

    with pytest.raises(RuleBroken, match="cannot be changed"):
        ask.save()
    assert Ask.objects.get().mode == Ask.Mode.NAMED


@pytest.mark.django_db
def test_mode_of_an_ask_just_sent_cannot_be_changed(ava: Membership, now: datetime) -> None:
    ask = make_ask(ava, at=now).ask  # not read again since it was stored
    ask.mode = Ask.Mode.CONFIDENTIAL

    with pytest.raises(RuleBroken):
        ask.save()
    with pytest.raises(RuleBroken):
        ask.save(update_fields=["mode"])


@pytest.mark.django_db
def test_mode_cannot_be_changed_for_many_at_once(ava: Membership, now: datetime) -> None:
    ask = make_ask(ava, at=now).fresh()

    with pytest.raises(RuleBroken):
        Ask.objects.update(mode=Ask.Mode.NAMED)
    with pytest.raises(RuleBroken):
        ask.project.asks.update(mode=Ask.Mode.CONFIDENTIAL)
    ask.mode = Ask.Mode.CONFIDENTIAL
    with pytest.raises(RuleBroken):
        Ask.objects.bulk_update([ask], ["mode"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"taste": "no", "state": "answered"},
        {"state": "answered", "answered_at": datetime(2026, 3, 6).astimezone()},
        {"changed_at": datetime(2026, 3, 6).astimezone()},
    ],
)
def test_table_refuses_to_know_what_or_when_somebody_answered_anonymously(
    ava: Membership, now: datetime, change: dict[str, object]
) -> None:
    sent = make_ask(ava, at=now).ask
    Ask.objects.all().delete()
    Ask.objects.create(
        **{
            name: getattr(sent, name)
            for name in (
                "workspace", "project", "customer", "contact", "wording", "language", "token_digest", "sent_at",
                "sent_on", "expires_at",
            )
        },
        mode=Ask.Mode.ANONYMOUS,
    )  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic():
        Ask.objects.update(**change)
    assert Ask.objects.update(state=Ask.State.ANSWERED) == 1


# choosing


def choose(project: Project, roles: Sequence[str], chosen: str = "") -> list[str]:
    wanted = [Wanted(project, role, chosen) for role in roles]
    return choose_modes(workspace=project.workspace, wanted=wanted)


@pytest.fixture
def tills(ava: Membership, max: Membership) -> Project:
    """Max's project."""
    return make_project(ava.workspace, "New tills", manager=max.user)


@pytest.mark.django_db
def test_team_is_asked_confidentially_and_everybody_else_by_name(tills: Project) -> None:
    modes = choose(tills, ["sponsor", "executive", "customer", "team", ""])

    assert modes == ["named", "named", "named", "confidential", "named"]


@pytest.mark.django_db
def test_workspace_chooses_for_each_part(tills: Project) -> None:
    AskRules.objects.create(workspace=tills.workspace, mode_team="anonymous", mode_customer="named")

    assert choose(tills, ["team"] * 5) == ["anonymous"] * 5
    assert choose(tills, ["team"] * 4) == ["confidential"] * 4  # four could be guessed
    assert choose(tills, ["team"] * 4 + ["sponsor"]) == ["confidential"] * 4 + ["named"]


@pytest.mark.django_db
def test_nobody_confides_in_who_is_rated(ava: Membership) -> None:
    own = make_project(ava.workspace, "Own", manager=ava.user)

    assert choose(own, ["team"]) == ["named"]
    with pytest.raises(RuleBroken, match="Ava manages this project and runs the PMO"):
        must_be_kept(project=own, mode="confidential", people=9)


@pytest.mark.django_db
def test_manager_who_becomes_lead_reads_nothing_that_was_confided_about_him(
    ava: Membership, max: Membership, lea: Membership, tills: Project, now: datetime
) -> None:
    make_ask(max, at=now, project=tills, mode=Ask.Mode.CONFIDENTIAL)
    change_role(by=ava, member=max, role=Membership.Role.LEAD, at=now)
    max.refresh_from_db()

    assert visible_asks(lea).exists()
    assert not visible_asks(max).exists()
    assert keepers_of(ava.workspace) == [lea.user, ava.user]
    remove(by=ava, member=max, at=now)
    again = Membership.objects.create(workspace=ava.workspace, user=max.user, role="lead")
    member_joined(membership=again)
    assert not visible_asks(again).exists()


# asking by hand


def ask_form(people: Sequence[Stakeholder], mode: str) -> dict[str, object]:
    return {"people": [str(one.ref) for one in people], "note": "", "mode": mode}


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["", "named", "confidential"])
def test_whoever_asks_chooses_the_mode_and_the_mail_tells_it(
    as_max: Client, tills: Project, clock: Clock, mode: str
) -> None:
    ben = make_stakeholder(tills, role=Stakeholder.Role.TEAM)
    url = reverse("pulse:ask_project", args=["acme", tills.ref])

    shown = as_max.post(
        reverse("pulse:preview", args=["acme", tills.ref, ben.ref]), ask_form([ben], mode)
    )
    answer = as_max.post(url, ask_form([ben], mode))

    assert answer.status_code == 302
    ask = Ask.objects.get()
    expected = mode or "confidential"
    assert ask.mode == expected
    told = "Only the PMO lead sees that it was you"
    assert ask.message
    assert (told in opened(ask.message).text) == (expected == "confidential")
    frame = re.search(r'<iframe[^>]*src="([^"]+)"', shown.text)
    assert frame
    preview = as_max.get(unescape(frame.group(1)))
    assert (told in preview.text) == (expected == "confidential")


@pytest.mark.django_db
def test_four_people_are_not_asked_anonymously_and_five_are(
    as_max: Client, tills: Project, clock: Clock
) -> None:
    people = [make_stakeholder(tills, name=name) for name in ("A", "B", "C", "D", "E")]
    url = reverse("pulse:ask_project", args=["acme", tills.ref])

    refused = as_max.post(url, ask_form(people[:4], "anonymous"))
    assert refused.status_code == 422
    assert "Fewer than 5 people would get the question at once" in refused.text
    assert not Ask.objects.exists()

    assert as_max.post(url, ask_form(people, "anonymous")).status_code == 302
    assert set(Ask.objects.values_list("mode", flat=True)) == {"anonymous"}


@pytest.mark.django_db
def test_manager_does_not_learn_by_asking_again_whether_there_was_an_answer(
    as_max: Client, max: Membership, tills: Project, now: datetime, clock: Clock
) -> None:
    ask = make_ask(max, at=now, project=tills, mode=Ask.Mode.CONFIDENTIAL).ask
    ben = Stakeholder.objects.get()
    url = reverse("pulse:ask_project", args=["acme", tills.ref])
    seen = []
    for taste in ("", "no"):
        if taste:
            give(ask, taste, at=now)
        page, refused = as_max.get(url), as_max.post(url, ask_form([ben], "named"))
        seen.append([plain(page.text), plain(refused.text), refused.status_code])

    assert seen[0] == seen[1]


# settings


@pytest.mark.django_db
def test_settings_say_who_may_know_and_groups_cannot_be_small(
    as_ava: Client, ava: Membership, clock: Clock
) -> None:
    url = reverse("pulse:plan_settings", args=["acme"])
    form = {
        name: field.value() if field.value() is not None else ""
        for form in (as_ava.get(url).context["form"], *as_ava.get(url).context["points"])
        for name, field in ((one.html_name, one) for one in form)
    }
    form = {name: value for name, value in form.items() if value is not False}
    small = as_ava.post(url, {**form, "least_together": 4, "least_spread": 7})
    assert small.status_code == 422
    assert "At least 5: fewer would tell who said what." in small.text

    stamp = ava.workspace.stamp
    saved = as_ava.post(url, {**form, "mode_team": "anonymous", "least_together": 7})
    assert saved.status_code == 302
    chosen = AskRules.objects.get()
    assert (chosen.mode_team, chosen.least_together, chosen.least_spread) == ("anonymous", 7, 8)
    ava.workspace.refresh_from_db()
    assert ava.workspace.stamp > stamp  # respondents' pages tell the number
    with pytest.raises(RuleBroken):
        change_rules(by=ava, values={"least_together": 4}, at=clock.moment)


@pytest.mark.django_db
def test_people_of_a_project_are_asked_anonymously_however_many_others_are_due(
    lea: Membership, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 4)
    AskRules.objects.create(workspace=lea.workspace, mode_customer="anonymous")
    starts_on = now.date() - timedelta(days=21)
    tills = make_project(lea.workspace, "New tills", starts_on=starts_on)
    for number in range(6):
        other = make_project(lea.workspace, starts_on=starts_on)
        make_stakeholder(other, name=f"Other {number}")
        make_stakeholder(tills, name=f"Customer {number}", role="customer")
    asks_planned(workspace=lea.workspace, now=now)

    assert asks_sent(workspace=lea.workspace, now=now, pressed=True).asks == 12

    assert [ask.mode for ask in Ask.objects.filter(project=tills)] == ["anonymous"] * 6


def test_batch_ends_with_a_project_unless_that_is_too_large() -> None:
    small = [(contact, contact // 60) for contact in range(240)]
    large = [(contact, 1) for contact in range(1500)]

    assert [len(some) for some in sending.in_batches(small)] == [120, 120]
    assert [len(some) for some in sending.in_batches(large)] == [1000, 500]
    assert list(sending.in_batches([])) == []
