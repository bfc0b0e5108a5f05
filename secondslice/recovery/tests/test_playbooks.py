"""What helps with a cause, and what everybody is told of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import Clock, sign_in
from secondslice.core.errors import RuleBroken
from secondslice.pulse.chips import CAUSES
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.services.wording import seed_reasons
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery import services
from secondslice.recovery.models import Adjustment, Case, Playbook
from secondslice.recovery.playbooks import PLACES, PLAYS, mail_of
from secondslice.recovery.selectors.changes import changes_told
from secondslice.recovery.selectors.owners import is_about_owner
from secondslice.recovery.services import Terms
from secondslice.recovery.terms import lacks
from secondslice.recovery.tests.make import fresh, give, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FRIDAY = date(2026, 3, 6)
SETTINGS = "/w/acme/settings/playbooks/"
CHANGES = "/w/acme/recovery/changes/"


@pytest.fixture
def case(max: Membership, clock: Clock) -> Case:
    """Ben said No to New tills, which Max manages."""
    seed_reasons(workspace=max.workspace)
    return make_case(max, at=clock.moment, reasons=["cadence"], words="I hear nothing.")


def page_of(case: Case) -> str:
    return f"/w/acme/recovery/{case.ref}/"


def content_of(response: HttpResponseBase) -> str:
    return b"".join(response).decode()


def change(case: Case, clock: Clock, for_whom: str = "all") -> Adjustment:
    return services.adjust(
        case=case,
        what="Ben gets one page.",
        starts_on=FRIDAY,
        by=case.owner,
        at=clock.moment,
        terms=Terms(for_whom=for_whom),
    )


# the product's words


def test_every_cause_has_questions_changes_and_a_mail() -> None:
    assert set(PLAYS) == {chip.code for chip in CAUSES}
    for code, play in PLAYS.items():
        assert 3 <= len(play.questions) <= 5, code
        assert 3 <= len(play.remedies) <= 4, code
        assert all(place in mail_of(play) for place in PLACES), code


def test_every_usual_change_fills_a_form_that_lacks_nothing_but_a_day() -> None:
    for play in PLAYS.values():
        for one in play.remedies:
            terms = Terms(
                kind=one.kind,
                rhythm=one.rhythm,
                weekday=one.weekday,
                format=one.format,
                channel=one.channel,
                trigger=str(one.trigger),
                review_on=FRIDAY if one.kind == "watch" else None,
            )
            assert not list(lacks(str(one.words), terms, starts_on=FRIDAY, today=FRIDAY)), one


# on the page of a case


def test_case_shows_what_helps_with_its_cause_and_quotes_the_customer(
    as_max: Client, case: Case
) -> None:
    page = as_max.get(page_of(case))

    assert "What helps with: Updates too rare or too often" in page.text
    assert "What would you have liked to know, and when?" in page.text
    mail = page.context["help"].mail
    assert mail.startswith("Hello Ben,\n\nthank you for saying it openly about New tills:")
    assert "“I hear nothing.”" in mail
    assert mail.endswith("Max")


def test_suggestion_fills_the_form_of_the_change(as_max: Client, case: Case) -> None:
    page = as_max.get(page_of(case), {"suggest": "0"})

    form = page.context["adjustment_form"]
    assert (form["kind"].value(), form["rhythm"].value()) == ("agreement", "weekly")
    assert 'value="one page"' in page.text
    for nonsense in ("99", "x", "-1"):
        assert as_max.get(page_of(case), {"suggest": nonsense}).status_code == 200


def test_case_without_a_cause_has_no_playbook(
    as_max: Client, max: Membership, clock: Clock
) -> None:
    case = make_case(max, at=clock.moment, name="Bea")

    assert "What helps with" not in as_max.get(page_of(case)).text


def test_mail_is_in_the_language_of_the_customer(as_max: Client, case: Case) -> None:
    Ask.objects.filter(pk=case.ask_id).update(language="de")

    page = as_max.get(page_of(case))

    assert (
        '<p class="said mt-1 whitespace-pre-line rounded-xl bg-base-200 p-4" lang="de">'
        in page.text
    )


# the workspace's words


def test_first_mail_opens_in_the_form_that_sends_it(as_max: Client, case: Case) -> None:
    page = as_max.get(page_of(case))
    assert f"{page_of(case)}?draft=playbook#write" in page.text

    opened = as_max.get(page_of(case), {"draft": "playbook"})

    assert opened.context["mail_form"]["words"].value() == page.context["help"].mail
    assert opened.context["opens_mail"]
    other = as_max.get(page_of(case), {"draft": "=nonsense"})
    assert other.context["mail_form"]["words"].value() == "Hello Ben,\n\n"


def test_workspace_words_its_own_playbook_and_goes_back(
    as_lea: Client, as_max: Client, case: Case
) -> None:
    first = as_lea.get(f"{SETTINGS}cadence/").context["form"].initial
    said = {**first, "questions": "Who needs to hear it?", "mail": "Dear {name}: {words} {x}"}
    said.pop("is_about_owner")

    as_lea.post(f"{SETTINGS}cadence/", said)

    page = as_max.get(page_of(case))
    assert list(page.context["help"].questions) == ["Who needs to hear it?"]
    assert page.context["help"].mail == "Dear Ben: I hear nothing. {x}"
    assert Playbook.objects.get().remedies == ""  # as the product has it
    assert "your own" in as_lea.get(SETTINGS).text
    as_lea.post(f"{SETTINGS}cadence/", {"product": "1"})
    assert not Playbook.objects.exists()
    assert "What would you have liked" in as_max.get(page_of(case)).text
    assert AuditEntry.objects.filter(verb="changed the playbook").count() == 2


def test_line_of_ours_among_own_changes_still_fills_its_form(
    as_lea: Client, as_max: Client, case: Case
) -> None:
    as_lea.post(f"{SETTINGS}cadence/", {"remedies": "- A visit\n- One page, every Friday"})

    page = as_max.get(page_of(case), {"suggest": "1"})

    assert [str(one.words) for one in page.context["help"].remedies] == [
        "A visit",
        "One page, every Friday",
    ]
    assert page.context["adjustment_form"]["kind"].value() == "agreement"


def test_saving_what_stands_there_keeps_the_products_words(as_lea: Client, case: Case) -> None:
    first = as_lea.get(f"{SETTINGS}people/").context["form"].initial

    as_lea.post(f"{SETTINGS}people/", {**first, "is_about_owner": "on"})

    assert first["is_about_owner"] is True
    assert not Playbook.objects.exists()


def test_workspace_says_which_causes_are_about_the_owner(
    as_lea: Client, max: Membership, case: Case
) -> None:
    as_lea.post(f"{SETTINGS}responsiveness/", {"is_about_owner": "on"})
    as_lea.post(f"{SETTINGS}people/", {})

    assert is_about_owner(max.workspace, ["responsiveness"])
    assert not is_about_owner(max.workspace, ["people"])
    assert "the PMO lead" in as_lea.get(SETTINGS).text


def test_unknown_cause_has_no_page(as_lea: Client, case: Case) -> None:
    assert as_lea.get(f"{SETTINGS}nonsense/").status_code == 404


# when to ask again


def test_case_says_when_it_is_best_to_ask_and_forbids_nothing(
    as_max: Client, case: Case, clock: Clock
) -> None:
    change(case, clock)
    clock.forward(days=3)

    page = as_max.get(page_of(case))

    assert "Ben has tasted it for 3 days. It is best to ask from March 16 to March 20." in page.text
    assert as_max.post(f"{page_of(case)}ask-again/").status_code == 302


# told to everybody


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Ben gets one page now.", "Ben"),
        ("{customer} gets one page now.", "{customer}"),
        ("For new tills there is one page.", "New tills"),
    ],
)
def test_words_for_everybody_name_nobody(
    as_max: Client, case: Case, clock: Clock, words: str, name: str
) -> None:
    one = change(case, clock)
    customer = case.customer.name

    answer = as_max.post(
        f"{CHANGES}{one.ref}/tell/", {"words": words.format(customer=customer.lower())}
    )

    assert answer.status_code == 422
    assert f"“{name.format(customer=customer)}” stands in these words" in answer.text
    one.refresh_from_db()
    assert one.told_on is None


def test_change_is_told_to_everybody_and_withdrawn(
    as_max: Client, as_sal: Client, max: Membership, case: Case, clock: Clock
) -> None:
    one = change(case, clock)

    as_max.post(f"{CHANGES}{one.ref}/tell/", {"words": "Reports are one page now."})

    page = as_sal.get(CHANGES).text
    assert "March 2026" in page
    assert "Reports are one page now." in page
    assert str(one.ref) not in page  # sales does not read what customers said
    assert 'href="/w/acme/recovery/agreements/"' not in page  # and is led nowhere it may not go
    assert str(one.ref) in as_max.get(CHANGES).text
    assert "Reports are one page now." in content_of(as_max.get(CHANGES, {"download": "csv"}))
    (told,) = changes_told(max.workspace)
    assert (told.words, told.told_on, told.since) == ("Reports are one page now.", FRIDAY, FRIDAY)
    assert changes_told(max.workspace, until=date(2026, 3, 5)) == []
    as_max.post(f"{CHANGES}{one.ref}/withdraw/")
    assert changes_told(max.workspace) == []
    one.refresh_from_db()
    assert one.what == "Ben gets one page."
    assert one.public_words == "Reports are one page now."


def test_change_that_has_not_begun_is_not_told(max: Membership, case: Case, clock: Clock) -> None:
    one = services.adjust(
        case=case, what="x", starts_on=date(2026, 3, 9), by=max.user, at=clock.moment
    )

    with pytest.raises(RuleBroken, match="has not begun"):
        services.tell_everybody(adjustment=one, words="One page.", by=max, at=clock.moment)


def test_of_a_confidence_only_a_keeper_tells_and_only_what_is_for_all(
    lea: Membership, ava: Membership, max: Membership, clock: Clock
) -> None:
    ask = make_ask(max, at=clock.moment, name="Bea", mode=Ask.Mode.CONFIDENTIAL).ask
    give(ask, Taste.NO, at=clock.moment)
    case = fresh(Case.objects.get(ask=ask))
    hers, for_all = change(case, clock, "person"), change(fresh(case), clock)
    Membership.objects.filter(pk=ava.pk).update(rated_in_confidence=True)
    ava.refresh_from_db()
    words = "One page."

    for one, by in ((hers, lea), (for_all, ava)):
        with pytest.raises(RuleBroken, match="told in confidence"):
            services.tell_everybody(adjustment=one, words=words, by=by, at=clock.moment)
    services.tell_everybody(adjustment=for_all, words=words, by=lea, at=clock.moment)

    page = sign_in(max).get(CHANGES).text
    assert words in page
    assert str(for_all.ref) not in page
