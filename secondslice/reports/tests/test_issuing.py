"""Reports that were issued: they stay as they are, except for words that are taken back."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.test import Client

from secondslice.accounts.models import Membership, User
from secondslice.conftest import Clock
from secondslice.customers.models import Contact
from secondslice.customers.tests.make import make_contact
from secondslice.journeys.person_erased import person_erased
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.selectors.figures import figures
from secondslice.pulse.selectors.narrowing import Narrow
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.models import Adjustment
from secondslice.recovery.tests.make import give
from secondslice.reports.building.scope import Scope
from secondslice.reports.building.sections.taste import in_time, tally_of
from secondslice.reports.document import Lack, Quote, Story, canonical, fingerprint, from_values
from secondslice.reports.models import Report
from secondslice.reports.services.sharing import share, token_of
from secondslice.reports.tests.made import DAY, Pmo, built, make_pmo, make_report, take_back
from secondslice.value.models import Testimonial

WORDS = "They listen."


@pytest.fixture
def now() -> datetime:
    return datetime.fromisoformat("2026-11-27T09:30:00+00:00")


@pytest.fixture
def full(lea: Membership, now: datetime) -> Pmo:
    return make_pmo(lea, at=now)


def test_same_rows_on_one_day_give_the_same_report(full: Pmo, ava: Membership) -> None:
    morning, evening = full.now, full.now + timedelta(hours=9)

    assert fingerprint(built(full.lead, at=morning)) == fingerprint(built(ava, at=evening))


def test_an_empty_pmo_has_a_report_that_says_what_is_lacking(
    lea: Membership, now: datetime
) -> None:
    for kind in ("executive", "defence"):
        document = built(lea, kind, at=now)

        lacks = [one for one in document.blocks() if isinstance(one, Lack)]
        assert len(lacks) >= 6
        assert all(section.blocks for section in document.sections)


def test_report_keeps_what_it_said_when_rows_change(full: Pmo) -> None:
    report = make_report(full.lead, at=full.now)
    before = report.content

    sent = make_ask(full.lead, at=full.now, name="Nora", project=full.projects[0])
    give(sent.ask, Taste.NO, at=full.now)

    report.refresh_from_db()
    assert report.content == before
    assert canonical(from_values(json.loads(before))) == before
    assert fingerprint(built(full.lead, at=full.now)) != report.fingerprint


def test_issuing_twice_what_did_not_change_makes_one_report(full: Pmo) -> None:
    assert make_report(full.lead, at=full.now) == make_report(full.lead, at=full.now)

    give(make_ask(full.lead, at=full.now, name="Nora").ask, Taste.YES, at=full.now)
    later = make_report(full.lead, at=full.now + timedelta(hours=1))

    first = Report.objects.exclude(pk=later.pk).get()
    assert first.superseded_at == full.now + timedelta(hours=1)
    assert later.superseded_at is None


def test_words_of_a_quote_are_not_in_what_is_stored(full: Pmo) -> None:
    report = make_report(full.lead, at=full.now)

    assert [one["ref"] for one in report.quoted] == [str(full.quote.ref)]
    assert WORDS not in report.content
    assert "Quinn" not in report.content


def test_quote_that_is_taken_back_is_gone_and_its_report_superseded(
    full: Pmo, as_lea: Client, clock: Clock
) -> None:
    report = make_report(full.lead, at=full.now)
    link = f"/report/{token_of(share=share(report=report, by=None, at=full.now))}"
    page = f"/w/acme/reports/{report.ref}/"
    assert WORDS in as_lea.get(page).content.decode()
    assert WORDS in Client().get(link).content.decode()

    take_back(full.quote)

    told = as_lea.get(page).content.decode()
    assert WORDS not in told
    assert "Superseded" in told
    assert "Issue again" in told
    assert "Superseded" in as_lea.get("/w/acme/reports/").content.decode()
    gone = Client().get(link)
    assert gone.status_code == 410
    assert "may not be shown any more" in gone.content.decode()


@pytest.mark.parametrize(
    "change",
    [{"words": "They never listen."}, {"until": "2026-01-01"}, {"under": Testimonial.Name.ROLE}],
)
def test_quote_that_reads_otherwise_or_has_run_out_is_left_out(
    full: Pmo, as_lea: Client, clock: Clock, change: dict[str, str]
) -> None:
    report = make_report(full.lead, at=full.now)

    Testimonial.objects.filter(pk=full.quote.pk).update(**change)

    told = as_lea.get(f"/w/acme/reports/{report.ref}/").content.decode()
    assert WORDS not in told
    assert "They never listen." not in told
    assert "Words stood here that may not be shown any more." in told


def test_issued_again_it_stands_without_the_quote(full: Pmo, as_lea: Client, clock: Clock) -> None:
    first = make_report(full.lead, at=full.now)
    take_back(full.quote)

    again = make_report(full.lead, at=full.now)

    assert again != first
    assert not again.quoted
    assert "Stands" in as_lea.get(f"/w/acme/reports/{again.ref}/").content.decode()


def test_draft_is_issued_as_it_was_looked_at(as_lea: Client, full: Pmo, clock: Clock) -> None:
    address = "/w/acme/reports/draft/executive/?quarter=2026-Q4&language=en-us"
    seen = as_lea.get(address).context["seen"]
    assert Report.objects.count() == 0

    give(make_ask(full.lead, at=full.now, name="Nora").ask, Taste.YES, at=full.now)
    refused = as_lea.post(address, {"seen": seen})
    assert refused.status_code == 409
    assert Report.objects.count() == 0

    issued = as_lea.post(address, {"seen": refused.context["seen"]})
    assert issued.status_code == 302
    assert Report.objects.get().issued_by == full.lead.user


def test_no_person_is_named_but_by_a_quote(full: Pmo) -> None:
    Adjustment.objects.filter(case=full.mended).update(what="Noah0 gets a page from Lea")

    for document in (
        built(full.lead, at=full.now),
        built(full.lead, "executive", at=full.now),
        built(full.lead, "one-pager", at=full.now, customer=full.customers[0]),
    ):
        text = canonical(document)
        names = [
            *Contact.objects.values_list("name", flat=True),
            *User.objects.values_list("name", flat=True),
        ]
        assert not [one for one in names if one in text]
    stories = [one for one in built(full.lead, at=full.now).blocks() if isinstance(one, Story)]
    assert any(
        "something was changed for this customer" in step for one in stories for step in one.steps
    )


def test_what_is_said_in_confidence_changes_nothing(full: Pmo) -> None:
    sent = make_ask(
        full.lead,
        at=full.now - 9 * DAY,
        name="Nora",
        project=full.projects[0],
        mode=Ask.Mode.CONFIDENTIAL,
    )
    asked = fingerprint(built(full.lead, at=full.now))

    give(sent.ask, Taste.NO, at=full.now - 8 * DAY)

    assert fingerprint(built(full.lead, at=full.now)) == asked


def test_one_pager_prints_no_words_without_a_name(full: Pmo) -> None:
    Testimonial.objects.filter(pk=full.quote.pk).update(under=Testimonial.Name.NOBODY)

    pager = built(full.lead, "one-pager", at=full.now, customer=full.customers[0])
    whole = built(full.lead, at=full.now)

    assert not pager.quotes()
    assert [type(one) for one in whole.quotes()] == [Quote]


def test_source_page_lists_the_rows_and_leads_to_them(
    full: Pmo, as_exe: Client, clock: Clock
) -> None:
    report = make_report(full.lead, at=full.now)

    told = as_exe.get(f"/w/acme/reports/{report.ref}/from/money.confirmed/").content.decode()

    assert "Less paper" in told
    assert "/w/acme/value/ledger/benefits/" in told
    assert as_exe.get(f"/w/acme/reports/{report.ref}/from/money.nothing/").status_code == 404


def test_report_of_another_workspace_is_not_here(
    full: Pmo, as_cleo: Client, cleo: Membership
) -> None:
    report = make_report(full.lead, at=full.now)

    assert as_cleo.get(f"/w/other/reports/{report.ref}/").status_code == 404
    assert as_cleo.get(f"/w/acme/reports/{report.ref}/").status_code == 404


def test_list_reads_few_rows_however_many_reports_there_are(
    full: Pmo, as_lea: Client, clock: Clock, django_assert_max_num_queries: object
) -> None:
    for back in range(10):
        make_report(full.lead, at=full.now - back * DAY)
    as_lea.get("/w/acme/reports/")

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert as_lea.get("/w/acme/reports/").content.decode().count("Defence pack") >= 10


def test_number_of_queries_does_not_grow_with_the_rows(
    full: Pmo, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(90):  # type: ignore[operator]
        built(full.lead, at=full.now)


def test_answers_counted_are_those_of_the_pulse_page(full: Pmo, now: datetime) -> None:
    first = now.date().replace(day=1, month=1)
    scope = Scope(full.lead.workspace, first, now.date(), now.date(), "en-us")
    known = figures(scope.reader, Narrow(since=first), today=now.date())

    assert tally_of(in_time(scope)) == known.whole


def test_somebody_erased_is_not_named_by_a_story_of_somebody_else(full: Pmo) -> None:
    gone = make_contact(full.customers[0], "Wilhelmine Ro")
    Adjustment.objects.filter(case=full.mended).update(what="Wilhelmines page, every Friday")

    person_erased(contact=gone, how="page", now=full.now)

    told = canonical(built(full.lead, at=full.now))
    assert "Wilhelmine" not in told
    assert "… page, every Friday" in told


@pytest.mark.parametrize(
    "what",
    [
        "Bens page",
        "Ben\N{RIGHT SINGLE QUOTATION MARK}s page",
        "BEN'S page",
        "A page for Ro",
        "ROS page",
    ],
)
def test_names_are_found_with_endings_and_when_they_are_short(full: Pmo, what: str) -> None:
    make_contact(full.customers[0], "Ben Ro")
    Adjustment.objects.filter(case=full.mended).update(what=what)

    assert what not in canonical(built(full.lead, at=full.now))


def test_draft_is_in_the_language_of_the_reader_unless_another_one_is_chosen(
    full: Pmo, as_lea: Client, clock: Clock
) -> None:
    User.objects.filter(pk=full.lead.user_id).update(language="de")
    address = "/w/acme/reports/draft/executive/?quarter=2026-Q4"

    mine = as_lea.get(address)
    assert mine.context["report"].document.language == "de"
    assert 'name="language"' in mine.content.decode()

    chosen = as_lea.get(f"{address}&language=en-us").content.decode()
    whole = chosen[chosen.index('<article class="report"') : chosen.index("</article>")]
    assert "Where each number comes from" in whole
    assert "What was said in confidence is in none of these numbers." in whole
    as_lea.post(
        f"{address}&language=en-us",
        {"seen": as_lea.get(f"{address}&language=en-us").context["seen"]},
    )
    issued = Report.objects.get()
    assert issued.language == "en-us"
    page = as_lea.get(f"/w/acme/reports/{issued.ref}/").content.decode()
    assert "Where each number comes from" in page

    assert as_lea.get(f"{address}&language=ja").context["report"].document.language == "de"
