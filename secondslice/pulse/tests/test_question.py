"""The words of the question, and the reasons under its answers."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.pulse.chips import CAUSES
from secondslice.pulse.models import Reason, Taste, Wording
from secondslice.pulse.selectors.asks import label_of, reasons_of
from secondslice.pulse.services.wording import (
    MOST_SHOWN,
    add_reason,
    reword,
    reword_point,
    seed_reasons,
    wording_for,
)
from secondslice.pulse.tests.make import make_ask

pytestmark = pytest.mark.django_db
QUESTION, REASONS = "/w/acme/settings/question/", "/w/acme/settings/reasons/"


@pytest.fixture(autouse=True)
def reasons(lea: Membership) -> None:
    """The reasons a workspace starts with."""
    seed_reasons(workspace=lea.workspace)


def form_of(workspace: Workspace, *, taste: str = Taste.NO, **changed: str) -> dict[str, str]:
    """Return the form of the reasons as the browser sends it; `changed` by code and field: `cost_position="1"`."""
    values = {}
    for place, one in enumerate(reasons_of(workspace, Taste(taste)), 1):
        values[f"{one.code}-position"] = str(place)
        values[f"{one.code}-label"] = label_of(one)
        if taste == Taste.NO:
            values[f"{one.code}-severity"] = one.severity
        if one.is_shown:
            values[f"{one.code}-is_shown"] = "on"
    for name, value in changed.items():
        code, _, field = name.rpartition("_")
        values[f"{code}-{field}"] = value
    return values


def codes(workspace: Workspace, taste: Taste = Taste.NO) -> list[str]:
    return [one.code for one in reasons_of(workspace, taste)]


# the question


def test_looking_at_the_question_stores_nothing(as_lea: Client) -> None:
    page = as_lea.get(f"{QUESTION}?language=en-gb").text

    assert "Does your project taste good?" in page
    assert "the product's own words" in page.replace("&#x27;", "'")
    assert not Wording.objects.exists()


def test_language_without_words_of_its_own_shows_which_ones_are_used(
    as_lea: Client, lea: Membership
) -> None:
    reword(workspace=lea.workspace, language="en-us", question="Are we any good?", intro="")

    page = as_lea.get(f"{QUESTION}?language=en-gb").text

    assert "Are we any good?" in page
    assert "these are your words in English (United States)" in page


def test_products_words_come_back_in_one_language_and_old_answers_keep_theirs(
    as_lea: Client, lea: Membership, now: datetime
) -> None:
    for language, question in (("en-us", "Are we any good?"), ("de", "Sind wir gut?")):
        as_lea.post(f"{QUESTION}?language={language}", {"question": question, "intro": "Hi."})
    reword_point(workspace=lea.workspace, point="kickoff", question="Did it begin well?")
    before = make_ask(lea, at=now).ask
    assert "Back to the product" in as_lea.get(QUESTION).text

    said = as_lea.post(QUESTION, {"products": "1"}, follow=True).text

    assert "the product's own words" in said.replace("&#x27;", "'")
    assert "Back to the product" not in said
    after = wording_for(workspace=lea.workspace, language="en-us")
    assert (after.question, after.intro) == ("Does your project taste good?", "")
    assert wording_for(workspace=lea.workspace, language="de").question == "Sind wir gut?"
    kickoff = wording_for(workspace=lea.workspace, language="en-us", point="kickoff")
    assert (kickoff.question, kickoff.intro) == ("Did it begin well?", "")
    before.refresh_from_db()
    assert before.wording.question == "Are we any good?"
    again = reword(workspace=lea.workspace, language="en-us", question="Well?", intro="")
    assert again.version == 3


def test_products_words_come_back_where_they_were_never_sent(
    as_lea: Client, lea: Membership
) -> None:
    as_lea.post(QUESTION, {"products": "1"})

    assert not Wording.objects.exists()


def test_first_own_words_are_version_two_because_the_products_were_the_first(
    as_lea: Client,
) -> None:
    as_lea.post(QUESTION, {"question": "Are we any good?", "intro": ""})

    assert list(Wording.objects.order_by("version").values_list("question", "is_current")) == [
        ("Does your project taste good?", False),
        ("Are we any good?", True),
    ]


def test_words_that_are_no_question_come_back_with_what_is_wrong(as_lea: Client) -> None:
    page = as_lea.post(QUESTION, {"question": "All is well.", "intro": ""})

    assert page.status_code == 422
    assert "A question ends with a question mark." in page.text
    assert "All is well." in page.text


def test_new_first_sentence_is_that_of_every_point_with_a_question_of_its_own(
    lea: Membership,
) -> None:
    reword(workspace=lea.workspace, language="en-us", question="Are we any good?", intro="Hi.")
    reword_point(workspace=lea.workspace, point="kickoff", question="Did it begin well?")
    before = wording_for(workspace=lea.workspace, language="en-us", point="kickoff")

    reword(workspace=lea.workspace, language="en-us", question="Are we any good?", intro="Ciao.")

    after = wording_for(workspace=lea.workspace, language="en-us", point="kickoff")
    assert (after.question, after.intro) == ("Did it begin well?", "Ciao.")
    assert after.version == before.version + 1
    before.refresh_from_db()
    assert before.intro == "Hi.", "what was asked keeps its words"


# the order of the reasons


@pytest.mark.parametrize(
    ("moved", "to", "stands"),
    [("cost", 1, 1), ("cost", 2, 2), ("cadence", 5, 5), ("cadence", 2, 2), ("value", 13, 13)],
)
def test_reason_goes_to_the_place_that_was_typed(
    as_lea: Client, lea: Membership, moved: str, to: int, stands: int
) -> None:
    before = codes(lea.workspace)

    as_lea.post(REASONS, form_of(lea.workspace, **{f"{moved}_position": str(to)}))

    after = codes(lea.workspace)
    assert after.index(moved) + 1 == stands
    assert [code for code in after if code != moved] == [code for code in before if code != moved]


# how many are shown


def test_reason_that_does_not_fit_is_added_hidden_and_everything_can_still_be_saved(
    as_lea: Client, lea: Membership
) -> None:
    added = as_lea.post(
        REASONS, {"new": "1", "label": "Too much coffee", "severity": "minor"}, follow=True
    )
    saved = as_lea.post(REASONS, form_of(lea.workspace, cost_label="Too dear"))

    assert "Hide another one to show it." in added.text
    assert saved.status_code == 302
    assert not Reason.objects.get(label="Too much coffee").is_shown
    assert Reason.objects.get(code="cost").label == "Too dear"


def test_reason_is_shown_at_once_where_there_is_room(lea: Membership) -> None:
    Reason.objects.filter(code="cost").update(is_shown=False)

    assert add_reason(workspace=lea.workspace, taste=Taste.NO, label="Too much coffee").is_shown


def test_too_many_reasons_come_back_with_what_was_typed(as_lea: Client, lea: Membership) -> None:
    add_reason(workspace=lea.workspace, taste=Taste.NO, label="Too much coffee")
    form = form_of(lea.workspace, cost_label="Too dear")
    form["too-much-coffee-is_shown"] = "on"

    page = as_lea.post(REASONS, form)

    assert page.status_code == 422
    assert f"{MOST_SHOWN + 1} reasons are shown, and only {MOST_SHOWN} fit" in page.text
    assert 'value="Too dear"' in page.text
    assert Reason.objects.get(code="cost").label == ""


@pytest.mark.parametrize("typed", ["first", "", "0"])
def test_place_that_is_no_number_comes_back_with_what_was_typed(
    as_lea: Client, lea: Membership, typed: str
) -> None:
    page = as_lea.post(
        REASONS, form_of(lea.workspace, cost_position=typed, scope_label="Not my order")
    )

    assert page.status_code == 422
    assert "Over budget or unclear money: Give it a place" in page.text
    assert 'value="Not my order"' in page.text


def test_reason_that_is_there_already_is_refused_in_the_form(as_lea: Client) -> None:
    page = as_lea.post(REASONS, {"new": "1", "label": "slow or no answers", "severity": "major"})

    assert page.status_code == 422
    assert "This reason is there already." in page.text
    assert 'value="slow or no answers"' in page.text


# words and weights


def test_own_words_of_the_product_are_not_stored_so_that_they_stay_translatable(
    as_lea: Client, lea: Membership
) -> None:
    as_lea.post(REASONS, form_of(lea.workspace))

    assert not Reason.objects.exclude(label="").exists()


def test_emptied_words_bring_the_products_back(as_lea: Client, lea: Membership) -> None:
    Reason.objects.filter(code="cost").update(label="Too dear")

    as_lea.post(REASONS, form_of(lea.workspace, cost_label=""))

    assert Reason.objects.get(code="cost").label == ""


def test_weight_is_asked_for_a_cause_and_not_for_praise(as_lea: Client) -> None:
    assert 'name="severity"' in as_lea.get(f"{REASONS}?taste=no").text
    praise = as_lea.get(f"{REASONS}?taste=yes").text
    assert "severity" not in praise
    assert "Weight" not in praise


def test_praise_is_added_without_a_weight(as_lea: Client) -> None:
    as_lea.post(f"{REASONS}?taste=yes", {"new": "1", "label": "Good jokes"})

    added = Reason.objects.get(label="Good jokes")
    assert (added.taste, added.is_shown) == (Taste.YES, True)


def test_praise_is_renamed_without_a_weight(as_lea: Client, lea: Membership) -> None:
    form = form_of(lea.workspace, taste=Taste.YES, informed_label="Told me everything")

    assert as_lea.post(f"{REASONS}?taste=yes", form).status_code == 302
    assert Reason.objects.get(code="informed").label == "Told me everything"


def test_weight_of_a_cause_is_kept(as_lea: Client, lea: Membership) -> None:
    as_lea.post(REASONS, form_of(lea.workspace, cadence_severity="major"))

    major = {one.code for one in CAUSES if one.is_major} | {"cadence"}
    found = Reason.objects.filter(taste=Taste.NO, severity="major").values_list("code", flat=True)
    assert set(found) == major


def test_names_of_the_fields_are_in_the_language_of_the_member_and_not_of_the_words(
    as_lea: Client, lea: Membership
) -> None:
    User.objects.filter(pk=lea.user_id).update(language="de")

    page = as_lea.get(f"{REASONS}?language=en-us").text

    assert 'aria-label="Gewicht: Over budget or unclear money"' in page
    assert 'aria-label="Weight: ' not in page


def test_every_field_of_the_list_says_which_reason_it_belongs_to(as_lea: Client) -> None:
    page = as_lea.get(REASONS).text

    inputs = re.findall(r'<(?:input|select) [^>]*name="cost-[^>]*>', page)
    assert len(inputs) == 4
    assert all('aria-label="' in one and "unclear money" in one for one in inputs)


# reasons in several languages


def test_reason_named_in_german_is_german_for_germans_only(as_lea: Client, lea: Membership) -> None:
    form = form_of(lea.workspace) | {"cost-label": "Zu teuer"}

    as_lea.post(f"{REASONS}?taste=no&language=de", form)

    german = {one.code: label_of(one) for one in reasons_of(lea.workspace, Taste.NO, language="de")}
    assert german["cost"] == "Zu teuer"
    english = {one.code: label_of(one) for one in reasons_of(lea.workspace, Taste.NO)}
    assert english["cost"] == "Over budget or unclear money"


def test_name_in_one_more_language_is_looked_at_and_emptied_again(
    as_lea: Client, lea: Membership
) -> None:
    form = form_of(lea.workspace)
    as_lea.post(f"{REASONS}?taste=no&language=nl", form | {"cost-label": "Te duur"})
    assert "Te duur" in as_lea.get(f"{REASONS}?taste=no&language=nl").text

    as_lea.post(f"{REASONS}?taste=no&language=nl", form | {"cost-label": ""})

    assert "Te duur" not in as_lea.get(f"{REASONS}?taste=no&language=nl").text
    assert Reason.objects.get(code="cost").label == ""


def test_name_in_another_language_changes_neither_place_nor_weight_by_itself(
    as_lea: Client, lea: Membership
) -> None:
    before = codes(lea.workspace)

    as_lea.post(f"{REASONS}?taste=no&language=fr", form_of(lea.workspace) | {"cost-label": "Cher"})

    assert codes(lea.workspace) == before
