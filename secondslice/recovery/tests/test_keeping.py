"""What was agreed is kept, and everybody can see whether it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from secondslice.accounts.models import Membership
from secondslice.accounts.services.absences import Absence, set_away
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import Clock, sign_in
from secondslice.core.errors import RuleBroken
from secondslice.customers.services import Identity
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.case_adjusted import case_adjusted
from secondslice.messaging.models import Message
from secondslice.pulse.models import Ask, FollowUp, Reason, Taste
from secondslice.pulse.services.wording import seed_reasons
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery import services
from secondslice.recovery.models import Adjustment, AgreedUpdate, Case, CaseNote, RiskReview
from secondslice.recovery.rules import State
from secondslice.recovery.selectors.keeping import change_of, keeping_counts, to_keep
from secondslice.recovery.services import Look, Terms
from secondslice.recovery.tests.make import fresh, give, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FRIDAY = date(2026, 3, 6)
AGREEMENT = Terms(kind="agreement", rhythm="weekly", weekday=4, format="one_page", channel="mail")
WATCH = Terms(kind="watch", trigger="No delivery note by Monday", review_on=date(2026, 3, 20))
LIST = "/w/acme/recovery/agreements/"


@pytest.fixture
def case(max: Membership, clock: Clock) -> Case:
    """Ben said No to New tills, which Max manages."""
    return make_case(max, at=clock.moment, reasons=["cadence"], words="I hear nothing.")


@pytest.fixture
def confided(lea: Membership, max: Membership, clock: Clock) -> Case:
    """Bea said No to Max's project in confidence: Lea has the case."""
    ask = make_ask(max, at=clock.moment, name="Bea", mode=Ask.Mode.CONFIDENTIAL).ask
    give(ask, Taste.NO, at=clock.moment)
    return fresh(Case.objects.get(ask=ask))


def agree(case: Case, clock: Clock, terms: Terms = AGREEMENT) -> Adjustment:
    return services.adjust(
        case=case, what="", starts_on=FRIDAY, by=case.owner, at=clock.moment, terms=terms
    )


def watch(case: Case, clock: Clock, what: str = "The supplier is late.") -> Adjustment:
    return services.adjust(
        case=case, what=what, starts_on=FRIDAY, by=case.owner, at=clock.moment, terms=WATCH
    )


def deliver(one: Adjustment, clock: Clock, day: date) -> AgreedUpdate:
    return services.deliver(adjustment=one, day=day, by=one.case.owner, at=clock.moment)


def address_of(one: Adjustment) -> str:
    return f"/w/acme/recovery/changes/{one.ref}/"


def test_agreement_for_everybody_is_told_in_the_language_of_who_reads_what_it_is_worth(
    as_lea: Client, case: Case, clock: Clock
) -> None:
    with translation.override("de"):
        agree(case, clock, replace(AGREEMENT, for_whom=Adjustment.ForWhom.ALL))
    clock.forward(days=20)

    page = as_lea.get("/w/acme/recovery/worth/").text

    assert "One page · every Friday · by mail" in page
    assert "jeden Freitag" not in page


# what is missing is refused in words


@pytest.mark.parametrize(
    ("terms", "what", "words"),
    [
        (Terms(), "", "Say in one sentence what changes"),
        (Terms(kind="agreement", format="a", channel="b"), "", "how often"),
        (Terms(kind="agreement", rhythm="daily", channel="b"), "", "in which form"),
        (Terms(kind="agreement", rhythm="daily", format="a"), "", "by which way"),
        (Terms(kind="watch", trigger="x", review_on=FRIDAY), "", "Name the risk"),
        (Terms(kind="watch", review_on=FRIDAY), "Late.", "would be the sign"),
        (Terms(kind="watch", trigger="x"), "Late.", "looks at the risk again"),
        (Terms(kind="watch", trigger="x", review_on=date(2026, 3, 5)), "Late.", "That day is over"),
        (Terms(ends_on=date(2026, 3, 5)), "One page.", "end before it begins"),
    ],
)
def test_what_is_missing_in_an_adjustment_is_refused_in_words(
    case: Case, clock: Clock, terms: Terms, what: str, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words):
        services.adjust(
            case=case, what=what, starts_on=FRIDAY, by=case.owner, at=clock.moment, terms=terms
        )

    assert not Adjustment.objects.exists()
    assert fresh(case).state == State.NEW


def test_form_writes_down_an_agreement_and_keeps_the_products_words_as_codes(
    as_max: Client, case: Case
) -> None:
    said = {"kind": "agreement", "rhythm": "weekly", "weekday": "4", "format": "One page"}
    said |= {"channel": "by mail", "for_whom": "customer", "starts_on": "2026-03-06"}

    answer = as_max.post(f"/w/acme/recovery/{case.ref}/adjust/", said)

    assert answer.status_code == 302
    made = Adjustment.objects.get()
    assert (made.kind, made.rhythm, made.weekday) == ("agreement", "weekly", 4)
    assert (made.format, made.channel, made.for_whom) == ("one_page", "mail", "customer")
    assert made.what == "One page · every Friday · by mail"


def test_form_says_everything_that_is_missing_beside_its_field(as_max: Client, case: Case) -> None:
    answer = as_max.post(
        f"/w/acme/recovery/{case.ref}/adjust/", {"kind": "agreement", "starts_on": "2026-03-06"}
    )

    assert answer.status_code == 422
    assert set(answer.context["adjustment_form"].errors) == {"rhythm", "format", "channel"}


def test_preview_shows_what_the_customer_will_read_and_stores_nothing(
    as_max: Client, case: Case
) -> None:
    said = {"kind": "agreement", "rhythm": "weekly", "weekday": "4", "format": "one page"}
    said |= {"channel": "by mail", "starts_on": "2026-03-06", "preview": "1"}

    answer = as_max.post(f"/w/acme/recovery/{case.ref}/adjust/", said)

    assert answer.status_code == 200
    assert "Since March 6 you get one page every Friday, by mail." in answer.text
    assert not Adjustment.objects.exists()


# what the customer reads


def test_re_ask_says_what_was_told_and_what_was_agreed(case: Case, clock: Clock) -> None:
    agree(case, clock)

    ask = asked_again(case=fresh(case), by=case.owner, now=clock.forward(minutes=1))

    assert ask.told_us == "You told us: Updates too rare or too often."
    assert ask.quoted_adjustment == "Since March 6 you get one page every Friday, by mail."
    assert ask.message is not None
    for body in (ask.message.text, ask.message.html):
        assert f"{ask.told_us} {ask.quoted_adjustment}" in body


def test_re_ask_without_reasons_says_that_something_was_wrong(
    max: Membership, clock: Clock
) -> None:
    case = make_case(max, at=clock.moment, name="Bea")
    one = agree(case, clock)

    told = services.told_us(case=fresh(case), adjustments=[one], language="en-us")

    assert told == "You told us what was wrong."


def test_reason_that_was_renamed_is_quoted_as_it_was_chosen(case: Case, clock: Clock) -> None:
    seed_reasons(workspace=case.workspace)
    one = agree(case, clock)
    Reason.objects.filter(workspace=case.workspace, code="cadence").update(label="Too chatty")

    told = services.told_us(case=fresh(case), adjustments=[one], language="en-us")

    assert told == "You told us: Updates too rare or too often."


def test_re_ask_quotes_the_reasons_of_the_newest_no(case: Case, clock: Clock) -> None:
    agree(case, clock)
    ask = asked_again(case=fresh(case), by=case.owner, now=clock.forward(minutes=1))
    give(ask, Taste.NO, at=clock.forward(days=1), reasons=["format"])
    one = agree(fresh(case), clock)

    told = services.told_us(case=fresh(case), adjustments=[one], language="en-us")

    assert told == "You told us: Updates not in the form I need."


def test_watch_is_quoted_as_what_we_keep_an_eye_on(case: Case, clock: Clock) -> None:
    one = watch(case, clock)

    quote = services.quote(adjustments=[one], language="en-gb")

    assert quote == ("Since 6 March we keep an eye on this risk for you: The supplier is late.")


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (Terms(kind="agreement", rhythm="daily"), "every working day"),
        (Terms(kind="agreement", rhythm="monthly"), "every month"),
        (Terms(kind="agreement", rhythm="fortnightly", weekday=1), "every second Tuesday"),
        (Terms(kind="agreement", rhythm="weekly"), "every Friday"),
    ],
)
def test_each_rhythm_has_its_sentence(terms: Terms, words: str) -> None:
    said = services.columns_of(what="", terms=terms, starts_on=FRIDAY)
    one = Adjustment(starts_on=FRIDAY, **{**said, "format": "call", "channel": "phone"})

    quote = services.quote(adjustments=[one], language="en-us")

    assert quote == f"Since March 6 you get a call {words}, by phone."


def test_page_of_the_answer_tells_an_agreement_in_short(case: Case, clock: Clock) -> None:
    case_adjusted(
        case=case,
        what="",
        starts_on=FRIDAY,
        by=case.owner,
        now=clock.moment,
        terms=AGREEMENT,
    )
    assert FollowUp.objects.get().words == "One page · every Friday · by mail"

    case_adjusted(
        case=fresh(case),
        what="The supplier is late",
        starts_on=FRIDAY,
        by=case.owner,
        now=clock.forward(minutes=1),
        terms=WATCH,
    )
    assert FollowUp.objects.get().words == (
        "One page · every Friday · by mail (since March 6);"
        " a risk is on watch: The supplier is late (since March 6)"
    )


# promised, delivered, missed


def test_update_delivered_by_one_tap_is_kept(
    as_max: Client, max: Membership, case: Case, clock: Clock
) -> None:
    one = agree(case, clock)
    assert "One page to Ben" in as_max.get("/w/acme/today/").text

    answer = as_max.post(
        f"{address_of(one)}update/",
        {"day": "2026-03-06", "outcome": "delivered", "back": "today"},
    )

    assert answer["Location"] == "/w/acme/today/"
    made = AgreedUpdate.objects.get()
    assert (made.promised_on, made.delivered_on, made.by) == (FRIDAY, FRIDAY, max.user)
    assert "One page to Ben" not in as_max.get("/w/acme/today/").text
    assert "1 of 1 kept" in as_max.get(LIST).text


def test_update_that_nobody_delivered_is_missed_after_one_working_day(
    max: Membership, case: Case, clock: Clock
) -> None:
    one = agree(case, clock)

    clock.forward(days=3)  # Monday
    (due,) = to_keep(max, at=clock.moment).updates
    assert (due.record.open, due.record.is_missed) == (FRIDAY, False)
    clock.forward(days=1)
    (missed,) = to_keep(max, at=clock.moment).updates
    assert missed.record.is_missed
    deliver(one, clock, FRIDAY)

    record = change_of(Adjustment.objects.get(), at=clock.moment).record
    assert record is not None
    assert (record.kept, record.judged) == (0, 1)


def test_update_delivered_in_time_and_written_down_later_is_kept(
    as_max: Client, case: Case, clock: Clock
) -> None:
    one = agree(case, clock)
    clock.forward(days=11)

    as_max.post(f"{address_of(one)}update/", {"day": "2026-03-06", "on": "2026-03-06"})

    assert "1 of 2 kept" in as_max.get(address_of(one)).text


def test_update_left_out_needs_a_reason_and_counts_as_neither(case: Case, clock: Clock) -> None:
    one = agree(case, clock)
    with pytest.raises(RuleBroken, match="Say why it is left out"):
        services.leave_out(adjustment=one, day=FRIDAY, why=" ", by=case.owner, at=clock.moment)

    services.leave_out(
        adjustment=one, day=FRIDAY, why="Ben is away.", by=case.owner, at=clock.moment
    )

    record = change_of(Adjustment.objects.get(), at=clock.moment).record
    assert record is not None
    assert (record.judged, record.left_out, record.open) == (0, 1, None)


def test_day_that_was_not_promised_is_refused_and_a_promised_one_counts_once(
    case: Case, clock: Clock
) -> None:
    one = agree(case, clock)
    with pytest.raises(RuleBroken, match="Nothing was promised for March 5, 2026"):
        deliver(one, clock, date(2026, 3, 5))
    deliver(one, clock, FRIDAY)
    deliver(one, clock, date(2026, 3, 13))  # before its day

    with pytest.raises(RuleBroken, match="said already"):
        deliver(Adjustment.objects.get(), clock, FRIDAY)

    assert AgreedUpdate.objects.count() == 2


def test_agreement_goes_on_after_the_customer_is_content_and_can_end(
    as_max: Client, max: Membership, case: Case, clock: Clock
) -> None:
    one = agree(case, clock)
    ask = asked_again(case=fresh(case), by=case.owner, now=clock.forward(minutes=1))
    give(ask, Taste.YES, at=clock.forward(minutes=5))
    assert fresh(case).state == State.RECOVERED
    assert [due.adjustment for due in to_keep(max, at=clock.moment).updates] == [one]

    as_max.post(f"{address_of(one)}end/", {"ends_on": "2026-03-06", "why": "Project over."})

    clock.forward(days=7)
    assert to_keep(max, at=clock.moment).updates == []
    assert "One page" not in as_max.get(LIST).text
    assert "One page" in as_max.get(LIST, {"show": "ended"}).text
    note = CaseNote.objects.get(kind=CaseNote.Kind.ENDED)
    assert (note.words, note.day) == ("Project over.", FRIDAY)


def test_end_that_is_over_is_refused(as_max: Client, case: Case, clock: Clock) -> None:
    one = agree(case, clock)

    answer = as_max.post(f"{address_of(one)}end/", {"ends_on": "2026-03-05"})

    assert answer.status_code == 422
    assert "It can end today at the earliest." in answer.text


def test_lists_need_the_same_queries_for_many_agreements(
    as_max: Client,
    max: Membership,
    clock: Clock,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(8):
        case = make_case(max, at=clock.moment, name=f"Ben{number}")
        one = agree(case, clock)
        watch(fresh(case), clock)
        deliver(one, clock, FRIDAY)
    clock.forward(days=7)

    for show in ("", "mine", "due", "ended"):
        with django_assert_max_num_queries(11):
            page = as_max.get(LIST, {"show": show})
        assert ("Ben7" in page.text) == (show != "ended")


def test_page_with_a_playbook_and_agreements_needs_few_queries(
    as_max: Client,
    case: Case,
    clock: Clock,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(5):
        agree(fresh(case), clock)

    with django_assert_max_num_queries(31):
        as_max.get(f"/w/acme/recovery/{case.ref}/")


def test_days_before_an_agreement_was_written_down_are_not_held_against_it(
    case: Case, clock: Clock
) -> None:
    clock.forward(days=14)

    one = agree(case, clock)

    record = change_of(one, at=clock.moment).record
    assert record is not None
    assert [day for day, _fate in record.days] == [date(2026, 3, 20)]


# a risk on watch


def test_overdue_look_stands_on_today_of_the_owner_only(
    as_max: Client, lea: Membership, max: Membership, case: Case, clock: Clock
) -> None:
    watch(case, clock)
    assert not to_keep(max, at=clock.moment).looks

    clock.forward(days=14)

    assert "The supplier is late." in as_max.get("/w/acme/today/").text
    assert "The supplier is late." not in sign_in(lea).get("/w/acme/today/").text
    assert "The supplier is late." in sign_in(lea).get(LIST).text


def test_risk_stays_on_watch_until_a_later_day(as_max: Client, case: Case, clock: Clock) -> None:
    one = watch(case, clock)

    refused = as_max.post(f"{address_of(one)}look/", {"outcome": "watched"})
    as_max.post(f"{address_of(one)}look/", {"outcome": "watched", "review_on": "2026-04-03"})

    assert refused.status_code == 422
    assert "looks at the risk again" in refused.text
    one.refresh_from_db()
    assert (one.review_on, one.ends_on) == (date(2026, 4, 3), None)
    assert (
        "still on watch, again on April 3, 2026" in as_max.get(f"/w/acme/recovery/{case.ref}/").text
    )


def test_risk_that_is_gone_leaves_the_watch(as_max: Client, case: Case, clock: Clock) -> None:
    one = watch(case, clock)

    as_max.post(f"{address_of(one)}look/", {"outcome": "gone"})

    one.refresh_from_db()
    assert (one.review_on, one.ends_on) == (None, FRIDAY)
    assert as_max.post(f"{address_of(one)}look/", {"outcome": "gone"}).status_code == 422


def test_risk_that_was_ended_is_on_watch_up_to_its_last_day_and_no_longer(
    as_max: Client, max: Membership, case: Case, clock: Clock
) -> None:
    one, day = watch(case, clock), "look at it on March 20"
    pages = ("/w/acme/today/", f"/w/acme/recovery/{case.ref}/")
    clock.forward(days=17)  # the look is due since Friday
    assert all(day in as_max.get(page).text for page in pages)
    assert keeping_counts(max, show="hold", at=clock.moment).watched == 1

    as_max.post(f"{address_of(one)}end/", {"ends_on": "2026-03-23"})
    assert to_keep(max, at=clock.moment).looks
    clock.forward(days=1)

    assert not any(day in as_max.get(page).text for page in pages)
    assert keeping_counts(max, show="hold", at=clock.moment).watched == 0
    assert "No risk is on watch." in as_max.get(LIST).text
    for words in ("Next look", "Write it down"):
        assert words not in as_max.get(address_of(one)).text
    one.refresh_from_db()
    with pytest.raises(RuleBroken, match="on watch no more"):
        services.review(adjustment=one, look=Look("gone"), by=max.user, at=clock.moment)


def test_issue_stands_in_the_thread_and_is_told_to_owner_and_lead(
    lea: Membership, ava: Membership, case: Case, clock: Clock
) -> None:
    one = watch(case, clock)
    look = Look(outcome="issue", words="The lorry waits at the border.")

    services.review(adjustment=one, look=look, by=ava.user, at=clock.moment)

    assert RiskReview.objects.get().outcome == "issue"
    assert CaseNote.objects.get(kind=CaseNote.Kind.ISSUE).words == look.words
    mails = Message.objects.filter(kind="recovery.risk_is_issue")
    assert set(mails.values_list("to", flat=True)) == {case.owner.email, lea.user.email}
    assert all(look.words in mail.text for mail in mails)
    assert one.review_on is None


def test_issue_told_in_confidence_goes_to_keepers_only(
    ava: Membership, lea: Membership, max: Membership, confided: Case, clock: Clock
) -> None:
    assert confided.owner == lea.user
    one = watch(confided, clock)

    look = Look(outcome="issue", words="It has happened.")
    services.review(adjustment=one, look=look, by=ava.user, at=clock.moment)

    (mail,) = Message.objects.filter(kind="recovery.risk_is_issue")
    assert mail.to == lea.user.email
    assert "supplier" not in sign_in(max).get(LIST).text


def test_issue_is_told_to_who_stands_in_and_to_nobody_who_must_not_know(
    ava: Membership, lea: Membership, max: Membership, case: Case, confided: Case, clock: Clock
) -> None:
    mo = make_member(max.workspace, "Mo", email="mo@example.org")
    for member in (max, lea):
        absence = Absence(FRIDAY, None, mo.user)
        set_away(by=member, member=member, absence=absence, at=clock.moment)
    named, hidden = watch(case, clock), watch(confided, clock)
    Membership.objects.filter(pk=lea.pk).update(role=Membership.Role.MANAGER)
    mails = Message.objects.filter(kind="recovery.risk_is_issue")

    look = Look(outcome="issue", words="It has happened.")
    services.review(adjustment=named, look=look, by=max.user, at=clock.moment)
    assert set(mails.values_list("to", flat=True)) == {"mo@example.org", ava.user.email}

    mails.delete()
    services.review(adjustment=hidden, look=look, by=max.user, at=clock.moment)
    assert set(mails.values_list("to", flat=True)) == {ava.user.email}


def test_issue_needs_words(case: Case, clock: Clock) -> None:
    with pytest.raises(RuleBroken, match="Say what has happened"):
        services.review(
            adjustment=watch(case, clock), look=Look("issue"), by=case.owner, at=clock.moment
        )


# whose it is


def test_agreement_of_a_confidence_is_for_keepers_only(
    as_lea: Client, as_max: Client, confided: Case, clock: Clock
) -> None:
    one = agree(confided, clock)

    assert as_max.get(address_of(one)).status_code == 404
    assert "One page" not in as_max.get(LIST).text
    assert "One page to Ben" not in as_max.get("/w/acme/today/").text
    assert as_lea.get(address_of(one)).status_code == 200


def test_erased_customer_is_gone_from_what_was_agreed(case: Case, clock: Clock) -> None:
    one = agree(
        case, clock, Terms(kind="agreement", rhythm="daily", format="Ben's page", channel="to Ben")
    )
    risk = services.adjust(
        case=fresh(case),
        what="Ben waits",
        starts_on=FRIDAY,
        by=case.owner,
        at=clock.moment,
        terms=Terms(
            kind="watch", trigger="Ben calls", review_on=date(2026, 3, 20), for_whom="customer"
        ),
    )
    services.leave_out(
        adjustment=one, day=FRIDAY, why="Ben is ill.", by=case.owner, at=clock.moment
    )
    look = Look("watched", words="Ben is calm.", review_on=date(2026, 3, 27))
    services.review(adjustment=risk, look=look, by=case.owner, at=clock.moment)
    Adjustment.objects.filter(pk=one.pk).update(public_words="Pages for Ben")

    was = Identity(ref=case.contact.ref, name="Ben", email="ben@example.org")
    services.erase_customer(contact=case.contact, was=was, at=clock.forward(days=1))

    rows = [
        *Adjustment.objects.values(),
        *AgreedUpdate.objects.values(),
        *RiskReview.objects.values(),
    ]
    assert not any("Ben" in str(value) for row in rows for value in row.values())
    one.refresh_from_db()
    risk.refresh_from_db()
    assert one.ends_on == FRIDAY
    assert risk.review_on == date(2026, 3, 27)
    assert due_updates_of_nobody(case, clock)


def due_updates_of_nobody(case: Case, clock: Clock) -> bool:
    """Tell whether the owner has nothing to send to somebody who is gone."""
    owner = Membership.objects.get(user=case.owner)
    later = clock.moment + timedelta(days=7)
    return list(to_keep(owner, at=later).updates) == []


def test_filter_holds_for_the_risks_too(
    as_max: Client, as_lea: Client, max: Membership, case: Case, clock: Clock
) -> None:
    watch(case, clock)

    assert "The supplier is late" in as_max.get(LIST, {"show": "mine"}).text
    assert "The supplier is late" not in as_lea.get(LIST, {"show": "mine"}).text
    assert "No risk waits for a look" in as_max.get(LIST, {"show": "due"}).text
    assert "Risks on watch" not in as_max.get(LIST, {"show": "ended"}).text
    clock.forward(days=60)
    assert "The supplier is late" in as_max.get(LIST, {"show": "due"}).text
