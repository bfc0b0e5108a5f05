from __future__ import annotations

import doctest
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.accounts.rules import ACCESS
from secondslice.analytics.retention import Severity
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.impact import forms, ratio, rules, services, words
from secondslice.impact.models import OwnNumber
from secondslice.impact.rules import PARAMETERS, Badge, Preset
from secondslice.impact.selectors import numbers_of

pytestmark = pytest.mark.django_db
PAGE, SAVE = "/w/acme/impact/parameters/", "/w/acme/impact/parameters/save/"
CHOOSE = "/w/acme/impact/parameters/preset/"
SOURCE = "Our talks of 2026"


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(rules).failed == 0
    assert doctest.testmod(ratio).failed == 0
    assert doctest.testmod(forms).failed == 0


@pytest.mark.parametrize("preset", Preset)
def test_every_number_has_a_name_a_source_and_makes_sense(preset: Preset) -> None:
    known = rules.numbers(preset, {})

    assert set(words.NAMES) == set(PARAMETERS)
    assert all(one.source for one in known.by_code.values())
    assert not rules.out_of_range({code: one.value for code, one in known.by_code.items()})
    assert not rules.out_of_order(known)
    assert not {one.badge for one in known.by_code.values()} & {Badge.OURS}


def test_presets_say_what_the_research_found() -> None:
    article, cautious = (rules.numbers(preset, {}) for preset in Preset)

    assert (article["tellers_neg"], cautious["tellers_neg"]) == (12, 10)
    assert (article["pos_needed_per_neg"], cautious["pos_needed_per_neg"]) == (40, 12)
    assert (article["silent_per_voice"], cautious["silent_per_voice"]) == (26, 2)
    assert article["stay_major_silent"] == 0.09
    assert rules.table(article)[Severity.MAJOR].unfixed == 0.19
    assert rules.table(cautious)[Severity.MAJOR].unfixed == 0
    assert rules.table(cautious)[Severity.MINOR].unfixed == 0.15


def test_figure_is_worth_no_more_than_its_weakest_number() -> None:
    known = rules.numbers(Preset.CAUTIOUS, {"half_life": (20, SOURCE)})

    assert known.badge("half_life") is Badge.OURS
    assert known.badge("half_life", "tellers_neg") is Badge.PUBLISHED
    assert known.badge("half_life", "tellers_neg", "tellers_pos") is Badge.FOLKLORE


def test_own_number_goes_before_the_preset_and_is_written_down(
    lea: Membership, now: datetime
) -> None:
    assert numbers_of(lea.workspace).preset is Preset.CAUTIOUS

    changed = services.set_numbers(by=lea, own={"tellers_neg": 4}, source=SOURCE, at=now)

    known = numbers_of(lea.workspace)
    assert changed == ["tellers_neg"]
    assert (known["tellers_neg"], known.badge("tellers_neg")) == (4, Badge.OURS)
    assert known.by_code["tellers_neg"].source == SOURCE
    entry = AuditEntry.objects.get(verb="changed the numbers of what a customer costs")
    assert entry.detail == {"tellers_neg": ["", "4"]}


def test_saving_the_same_again_changes_and_writes_nothing(lea: Membership, now: datetime) -> None:
    for _time in range(2):
        services.set_numbers(by=lea, own={"tellers_neg": 4.0}, source=SOURCE, at=now)

    assert AuditEntry.objects.filter(verb__startswith="changed the numbers").count() == 1


def test_number_that_is_changed_later_leaves_the_source_of_the_others(
    lea: Membership, now: datetime
) -> None:
    services.set_numbers(by=lea, own={"tellers_neg": 4.0}, source=SOURCE, at=now)
    services.set_numbers(
        by=lea, own={"tellers_neg": 4.0, "half_life": 9.0}, source="A guess", at=now
    )

    found = dict(OwnNumber.objects.values_list("code", "source"))
    assert found == {"tellers_neg": SOURCE, "half_life": "A guess"}


def test_number_that_is_emptied_follows_the_preset_again(lea: Membership, now: datetime) -> None:
    services.set_numbers(by=lea, own={"tellers_neg": 4}, source=SOURCE, at=now)

    services.set_numbers(by=lea, own={}, source="", at=now)

    assert numbers_of(lea.workspace)["tellers_neg"] == 10
    assert not OwnNumber.objects.exists()


@pytest.mark.parametrize(
    ("own", "source", "why"),
    [
        ({"tellers_neg": 4.0}, " ", "Say where"),
        ({"tellers_neg": -1.0}, SOURCE, "outside"),
        ({"recovery_bonus_loyalty": 0.1}, SOURCE, "outside"),
        ({"stay_major_fixed": 0.1}, SOURCE, "less mending"),
    ],
)
def test_number_that_cannot_be_is_refused(
    lea: Membership, now: datetime, own: dict[str, float], source: str, why: str
) -> None:
    with pytest.raises(RuleBroken, match=why):
        services.set_numbers(by=lea, own=own, source=source, at=now)

    assert not OwnNumber.objects.exists()


def test_lead_sets_numbers_on_the_page_in_percent(as_lea: Client, clock: Clock) -> None:
    answer = as_lea.post(SAVE, {"stay_major_quickly": "90", "source": SOURCE}, follow=True)

    assert "Saved." in answer.text
    assert OwnNumber.objects.get().value == 0.9
    page = as_lea.get(PAGE).text
    assert SOURCE in page
    assert 'value="90"' in page
    assert "Last set by Lea" in page


def test_page_says_what_is_wrong_and_keeps_what_was_typed(as_lea: Client, clock: Clock) -> None:
    answer = as_lea.post(SAVE, {"stay_major_quickly": "20", "tellers_neg": "4"})

    assert answer.status_code == 422
    assert "Fewer would stay here than with less mending." in answer.text
    assert "Say where they come from" in answer.text
    assert 'value="4"' in answer.text
    assert as_lea.post(SAVE, {"tellers_neg": "4000", "source": SOURCE}).status_code == 422
    assert not OwnNumber.objects.exists()


def test_lead_chooses_a_set_and_own_numbers_stay(
    as_lea: Client, lea: Membership, clock: Clock
) -> None:
    services.set_numbers(by=lea, own={"half_life": 9.0}, source=SOURCE, at=clock.moment)

    for _time in range(2):
        as_lea.post(CHOOSE, {"preset": "article"})

    known = numbers_of(lea.workspace)
    assert (known.preset, known["tellers_neg"], known["half_life"]) == (Preset.ARTICLE, 12, 9)
    assert AuditEntry.objects.filter(verb__startswith="chose other numbers").count() == 1
    assert "no such set" in as_lea.post(CHOOSE, {"preset": "wild"}, follow=True).text


def test_set_in_which_own_numbers_make_no_sense_is_refused(
    as_lea: Client, lea: Membership, clock: Clock
) -> None:
    services.choose_preset(by=lea, preset=Preset.ARTICLE, at=clock.moment)
    low = {"stay_minor_fixed": 0.5, "stay_minor_unfixed": 0.5}
    services.set_numbers(by=lea, own=low, source=SOURCE, at=clock.moment)
    OwnNumber.objects.filter(code="stay_minor_unfixed").update(value=0.6)

    answer = as_lea.post(CHOOSE, {"preset": "cautious"}, follow=True)

    assert "less mending" in answer.text
    assert numbers_of(lea.workspace).preset is Preset.ARTICLE


def test_group_of_a_number_that_was_refused_is_open(as_lea: Client, clock: Clock) -> None:
    assert as_lea.get(PAGE).text.count('<details class="group" open>') == 1

    page = as_lea.post(SAVE, {"tellers_neg": "101", "source": SOURCE})

    assert page.status_code == 422
    assert page.text.count('<details class="group" open>') == 2


def test_reader_sees_the_numbers_and_no_form(as_max: Client, as_exe: Client) -> None:
    for reader in (as_max, as_exe):
        page = reader.get(PAGE).text
        assert "Owners and PMO leads can change the numbers." in page
        assert f'action="{SAVE}"' not in page
        assert reader.post(SAVE, {"tellers_neg": "4"}).status_code == 403


def test_sales_and_other_workspaces_do_not_open_it(as_sal: Client, as_cleo: Client) -> None:
    assert as_sal.get(PAGE).status_code == 403
    assert as_cleo.get(PAGE).status_code == 404
    assert reverse("impact:parameters", args=["acme"]) == PAGE


def test_tabs_lead_only_where_the_table_of_roles_lets_somebody_go(
    as_max: Client, as_exe: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "/w/acme/impact/calibration/" not in as_max.get(PAGE).text
    assert "/w/acme/impact/calibration/" in as_exe.get(PAGE).text
    assert "/w/acme/impact/drivers/" in as_exe.get(PAGE).text

    monkeypatch.setitem(ACCESS, "drivers:drivers", ACCESS["impact:save"])

    assert "/w/acme/impact/drivers/" not in as_exe.get(PAGE).text
