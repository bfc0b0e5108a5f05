"""Sales asks, delivery answers, the customer is told, and both read alike what became of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.services import Identity
from secondslice.customers.tests.make import make_contact
from secondslice.funnel.models import DeliveryCheck, Opportunity
from secondslice.funnel.promises.models import Promise
from secondslice.funnel.promises.rules import Facts, Side, verdict
from secondslice.funnel.promises.selectors import balance, visible_checks
from secondslice.funnel.promises.services import (
    Delivery,
    Reply,
    Terms,
    answer_check,
    ask_delivery,
    deliver,
    promise,
)
from secondslice.funnel.services import forget_wisher, move_stage
from secondslice.funnel.tests.make import make_opportunity
from secondslice.messaging.models import Message
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.models import Case
from secondslice.recovery.tests.make import make_case

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 6)
PAGE = "/w/acme/funnel/promises/"
FORTY = Terms("Forty tills", Decimal(90), TODAY)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


@pytest.fixture
def tills(sal: Membership) -> Opportunity:
    return make_opportunity(sal, "New tills")


@pytest.fixture
def check(sal: Membership, max: Membership, tills: Opportunity, clock: Clock) -> DeliveryCheck:
    """Sal asks Max whether tills can be promised for a price and a day."""
    terms = Terms("Forty tills", Decimal(90), day(30))
    return ask_delivery(opportunity=tills, terms=terms, of=max.user, by=sal, at=clock.moment)


def fresh(check: DeliveryCheck) -> DeliveryCheck:
    return DeliveryCheck.objects.get(pk=check.pk)


def reply(check: DeliveryCheck, by: Membership, clock: Clock, **said: object) -> None:
    answer_check(check=check, reply=Reply(**said), by=by, at=clock.moment)  # type: ignore[arg-type]


def told(
    by: Membership,
    about: Opportunity,
    clock: Clock,
    check: DeliveryCheck | None = None,
    terms: Terms = FORTY,
) -> Promise:
    return promise(
        opportunity=about, terms=terms, check=check, told_on=TODAY, by=by, at=clock.moment
    )


@pytest.mark.parametrize(
    ("promised", "estimated", "delivered", "kept", "side"),
    [
        (10, 10, 10, True, Side.NOBODY),
        (10, 10, 8, True, Side.NOBODY),
        (10, 15, 9, True, Side.NOBODY),  # tight, and kept all the same
        (10, 15, 14, False, Side.SALES),
        (10, 10, 12, False, Side.DELIVERY),
        (10, 15, 20, False, Side.BOTH),
        (10, None, 12, False, Side.SALES),
        (10, 8, 12, False, Side.DELIVERY),
    ],
)
def test_on_whose_side_a_late_promise_lies(
    promised: int, estimated: int | None, delivered: int, kept: bool, side: Side
) -> None:
    found = verdict(
        Facts(
            promised_on=day(promised),
            estimated_on=day(estimated) if estimated is not None else None,
            delivered_on=day(delivered),
        )
    )

    assert found is not None
    assert (found.is_kept, found.side, found.days) == (kept, side, delivered - promised)


def test_dearer_or_less_than_promised_is_broken_too() -> None:
    dear = verdict(
        Facts(
            promised_price=Decimal(90),
            estimated_price=Decimal(100),
            delivered_price=Decimal(100),
            delivered_on=TODAY,
        )
    )
    less = verdict(Facts(promised_on=TODAY, delivered_on=TODAY, is_whole=False))

    assert dear is not None
    assert (dear.is_kept, dear.money, dear.side) == (False, Decimal(10), Side.SALES)
    assert less is not None
    assert (less.is_kept, less.side) == (False, Side.DELIVERY)
    assert verdict(Facts(promised_on=TODAY)) is None


def test_delivery_has_two_working_days_and_is_told(
    check: DeliveryCheck, max: Membership, clock: Clock
) -> None:
    assert check.due_at - clock.moment == timedelta(days=4)  # a Friday: until Tuesday
    mail = Message.objects.get(kind="funnel.delivery_asked")
    assert (mail.to, "Forty tills" in mail.text) == (max.user.email, True)
    assert not check.is_late(clock.moment)
    assert check.is_late(check.due_at)


def test_bare_no_cannot_be_saved(check: DeliveryCheck, max: Membership, clock: Clock) -> None:
    for said in ({}, {"words": "Nobody is free."}, {"instead": "In May."}):
        with pytest.raises(RuleBroken, match="A No alone helps nobody"):
            reply(check, max, clock, answer="no", **said)
    with pytest.raises(RuleBroken, match="Say on which condition"):
        reply(check, max, clock, answer="yes_if")

    reply(check, max, clock, answer="no", words="Nobody is free.", instead="In May.")
    assert DeliveryCheck.objects.get().instead == "In May."


def test_what_delivery_said_stays(
    check: DeliveryCheck, max: Membership, sal: Membership, clock: Clock
) -> None:
    reply(check, max, clock, answer="yes", estimated_on=day(30))

    with pytest.raises(RuleBroken, match="What was said stays"):
        reply(check, max, clock, answer="no", words="Oh.", instead="Later.")
    assert DeliveryCheck.objects.get().answer == "yes"
    assert Message.objects.get(kind="funnel.delivery_answered").to == sal.user.email
    assert AuditEntry.objects.filter(verb="answered whether we can promise").exists()


def test_promise_stands_beside_the_estimate_and_later_words_keep_the_old_ones(
    check: DeliveryCheck, sal: Membership, max: Membership, tills: Opportunity, clock: Clock
) -> None:
    with pytest.raises(RuleBroken, match="has not answered that yet"):
        told(sal, tills, clock, check)
    reply(check, max, clock, answer="yes", estimated_on=day(5))

    first = told(sal, tills, clock, check)
    second = told(sal, tills, clock, check, Terms("Thirty tills", Decimal(70), day(5)))

    first.refresh_from_db()
    assert (first.scope, first.replaced_by) == ("Forty tills", second)
    assert second.check_made == check
    with pytest.raises(RuleBroken, match="replaced by a later promise"):
        deliver(promise=first, delivery=Delivery(TODAY), by=max, at=clock.moment)


def test_what_became_of_it_is_written_down_once(
    sal: Membership, max: Membership, tills: Opportunity, clock: Clock
) -> None:
    made = told(sal, tills, clock)
    with pytest.raises(RuleBroken, match="still to come"):
        deliver(promise=made, delivery=Delivery(day(1)), by=max, at=clock.moment)
    with pytest.raises(RuleBroken, match="Say in words what is missing"):
        deliver(promise=made, delivery=Delivery(TODAY, is_whole=False), by=max, at=clock.moment)

    deliver(promise=made, delivery=Delivery(TODAY, Decimal(90)), by=max, at=clock.moment)

    assert made.verdict is not None
    assert made.verdict.is_kept
    with pytest.raises(RuleBroken, match="written down already"):
        deliver(promise=made, delivery=Delivery(TODAY), by=max, at=clock.moment)
    with pytest.raises(RuleBroken, match="needs a new opportunity"):
        told(sal, tills, clock)


def test_yes_without_an_estimate_is_a_yes_to_what_was_asked(
    check: DeliveryCheck, sal: Membership, max: Membership, tills: Opportunity, clock: Clock
) -> None:
    reply(check, max, clock, answer="yes")
    made = told(sal, tills, clock, fresh(check), Terms("Forty tills", Decimal(90), day(0)))
    Promise.objects.filter(pk=made.pk).update(told_on=day(-1), on=day(-1))
    DeliveryCheck.objects.update(on=day(-1))

    deliver(promise=made, delivery=Delivery(TODAY, Decimal(95)), by=max, at=clock.moment)

    found = Promise.objects.get().verdict
    assert found is not None
    assert (found.is_kept, found.side) == (False, Side.DELIVERY)


def test_no_without_an_estimate_leaves_what_was_promised_all_the_same_with_sales(
    check: DeliveryCheck, sal: Membership, max: Membership, tills: Opportunity, clock: Clock
) -> None:
    reply(check, max, clock, answer="no", words="Nobody is free.", instead="In May.")
    made = told(sal, tills, clock, fresh(check), Terms("Forty tills", on=day(-1)))

    deliver(promise=made, delivery=Delivery(TODAY), by=max, at=clock.moment)

    found = Promise.objects.get().verdict
    assert found is not None
    assert found.side is Side.SALES


def test_later_promise_does_not_hide_one_whose_day_had_passed(
    sal: Membership, max: Membership, tills: Opportunity, clock: Clock
) -> None:
    told(sal, tills, clock, terms=Terms("It", Decimal(90), day(-3)))
    told(sal, tills, clock, terms=Terms("It", Decimal(90), day(30)))
    later = told(sal, tills, clock, terms=Terms("It", Decimal(80), day(0)))
    deliver(promise=later, delivery=Delivery(TODAY, Decimal(80)), by=max, at=clock.moment)

    found = balance(sal, at=clock.moment)

    assert (found.kept.yes, found.kept.n) == (1, 2)
    assert found.loosened == 1
    assert sorted(one.on or TODAY for one in found.promises) == [day(-3), TODAY]


def test_only_who_sells_promises_and_only_who_is_asked_answers(
    check: DeliveryCheck,
    sal: Membership,
    lea: Membership,
    ava: Membership,
    max: Membership,
    tills: Opportunity,
    clock: Clock,
) -> None:
    mia = make_member(sal.workspace, "Mia")
    with pytest.raises(RuleBroken, match="whoever sells it promises"):
        told(max, tills, clock)
    with pytest.raises(RuleBroken, match="whoever sells it promises"):
        ask_delivery(opportunity=tills, terms=FORTY, of=max.user, by=max, at=clock.moment)
    for stranger in (sal, mia):
        with pytest.raises(RuleBroken, match="Only that person answers"):
            reply(check, stranger, clock, answer="yes")
    own = ask_delivery(opportunity=tills, terms=FORTY, of=max.user, by=lea, at=clock.moment)
    with pytest.raises(RuleBroken, match="Only that person answers"):
        reply(own, lea, clock, answer="yes")

    reply(own, ava, clock, answer="yes")  # in place of who is asked
    reply(check, max, clock, answer="yes")
    assert AuditEntry.objects.filter(verb="asked delivery whether we can promise").count() == 2


def test_manager_who_owns_the_opportunity_promises(max: Membership, clock: Clock) -> None:
    mine = make_opportunity(max, "New tills")

    assert told(max, mine, clock).by == max.user


def test_promise_keeps_the_currency_it_was_made_in(
    sal: Membership, tills: Opportunity, clock: Clock
) -> None:
    made = told(sal, tills, clock)
    Opportunity.objects.filter(pk=tills.pk).update(currency="CHF")

    made.refresh_from_db()
    assert made.currency == "EUR"


def test_workspace_sets_its_own_time_limit(
    as_lea: Client, sal: Membership, max: Membership, tills: Opportunity, clock: Clock
) -> None:
    as_lea.post("/w/acme/settings/funnel/", {"form": "limit", "workdays": "5"})
    refused = as_lea.post("/w/acme/settings/funnel/", {"form": "limit", "workdays": "0"})

    made = ask_delivery(opportunity=tills, terms=FORTY, of=max.user, by=sal, at=clock.moment)

    assert refused.status_code == 422
    assert made.due_at - clock.moment == timedelta(days=7)  # a Friday: until the next one
    assert AuditEntry.objects.get(verb="changed the time limit of delivery").detail == {
        "workdays": {"from": 2, "to": 5}
    }


def test_project_shows_what_was_promised_before_it_and_who_says_it_was_too_much(
    as_max: Client, as_sal: Client, sal: Membership, max: Membership, clock: Clock
) -> None:
    project = make_project(max.workspace, "Forty tills", manager=max.user)
    sold = make_opportunity(sal, "New tills", customer=project.customer)
    told(sal, sold, clock)
    Opportunity.objects.filter(pk=sold.pk).update(became=project)
    case = make_case(max, at=clock.moment, project=project)
    Case.objects.filter(pk=case.pk).update(cause="overpromised")
    where = f"/w/acme/projects/{project.ref}/promises/"

    page = as_max.get(where).text

    assert "was not asked" in page
    assert f"/w/acme/recovery/{case.ref}/" in page
    assert "What was promised" in as_max.get(f"/w/acme/recovery/{case.ref}/").text
    assert where in as_max.get(f"/w/acme/projects/{project.ref}/").text
    assert f"/w/acme/recovery/{case.ref}/" not in as_sal.get(where).text


def test_file_holds_all_and_the_page_the_newest(
    as_sal: Client, sal: Membership, clock: Clock
) -> None:
    for number in range(102):
        told(sal, make_opportunity(sal, f"Number {number}"), clock, terms=Terms(f"Tills {number}"))

    page = as_sal.get(PAGE).text
    sheet = b"".join(as_sal.get(PAGE, {"download": "csv"})).decode()

    assert "The newest 100 of 102" in page
    assert ("Tills 0" in sheet, "Tills 101" in sheet) == (True, True)


def test_both_sides_read_the_same_figures(
    sal: Membership, lea: Membership, max: Membership, exe: Membership, clock: Clock
) -> None:
    for number in range(6):
        one = make_opportunity(sal, f"Number {number}")
        made = told(sal, one, clock, terms=Terms("It", Decimal(100), day(-number)))
        deliver(promise=made, delivery=Delivery(TODAY, Decimal(110)), by=max, at=clock.moment)

    found = [balance(one, at=clock.moment) for one in (sal, lea, exe)]

    assert all(one.kept.n == 6 and one.kept.yes == 0 for one in found)
    assert {one.days and one.days.mean for one in found} == {2.5}
    assert {one.money and round(one.money.mean) for one in found} == {10}
    assert found[0].sides == [("more promised than delivery had said", 6)]
    assert found[0].unasked == 6


def test_with_few_promises_no_average_is_told(
    as_sal: Client, sal: Membership, max: Membership, tills: Opportunity, clock: Clock
) -> None:
    deliver(promise=told(sal, tills, clock), delivery=Delivery(TODAY), by=max, at=clock.moment)

    page = as_sal.get(PAGE).text

    assert "Too few: it takes five with a promised day." in page
    assert "Too few answers to tell how long it takes." in page


def test_manager_sees_what_he_is_asked_and_not_the_opportunity(
    as_max: Client, max: Membership, check: DeliveryCheck, tills: Opportunity
) -> None:
    assert list(visible_checks(max)) == [check]

    page = as_max.get(f"/w/acme/funnel/checks/{check.ref}/").text

    assert "Forty tills" in page
    assert "New tills" not in page
    assert "Forty tills" in as_max.get("/w/acme/today/").text
    assert as_max.get(f"/w/acme/funnel/{tills.ref}/promises/").status_code == 404


def test_asked_answered_and_promised_on_the_pages(
    as_sal: Client, as_max: Client, max: Membership, tills: Opportunity, clock: Clock
) -> None:
    home = f"/w/acme/funnel/{tills.ref}/promises/"
    asked = as_sal.post(
        f"{home}ask/", {"scope": "Forty tills", "asked_of": max.user_id}, follow=True
    )
    assert "Delivery answers by March 10, 2026." in asked.text
    check = DeliveryCheck.objects.get()
    where = f"/w/acme/funnel/checks/{check.ref}/answer/"
    bare = as_max.post(where, {"answer": "no"})
    assert (bare.status_code, "A No alone helps nobody" in bare.text) == (422, True)
    as_max.post(where, {"answer": "yes_if", "words": "You bring the cables."})
    typed = {"check_made": check.pk, "scope": "Forty tills", "told_on": "2026-03-06"}
    as_sal.post(f"{home}tell/", typed)

    page = as_sal.get(home).text

    assert "You bring the cables." in page
    assert Promise.objects.get().check_made == check
    assert as_sal.post(where, {"answer": "yes"}).status_code == 403
    sheet = b"".join(as_sal.get(PAGE, {"download": "csv"})).decode()
    assert "Forty tills" in sheet


def test_closed_opportunity_asks_nothing_more(
    sal: Membership, max: Membership, tills: Opportunity, clock: Clock
) -> None:
    move_stage(opportunity=tills, stage="lost", by=sal.user, at=clock.moment, lost_code="no_budget")

    with pytest.raises(RuleBroken, match="This opportunity is closed"):
        ask_delivery(opportunity=tills, terms=Terms("It"), of=max.user, by=sal, at=clock.moment)


def test_wish_told_in_confidence_is_asked_about_only_of_who_may_read_it(
    ava: Membership, max: Membership, lea: Membership, clock: Clock
) -> None:
    ask = make_ask(max, at=clock.moment, mode=Ask.Mode.CONFIDENTIAL).ask
    wish = make_opportunity(ava, "More tills", customer=ask.customer)
    Opportunity.objects.filter(pk=wish.pk).update(ask=ask)
    wish.refresh_from_db()

    with pytest.raises(RuleBroken, match="told in confidence"):
        ask_delivery(opportunity=wish, terms=FORTY, of=max.user, by=lea, at=clock.moment)

    ask_delivery(opportunity=wish, terms=FORTY, of=ava.user, by=lea, at=clock.moment)
    assert Message.objects.get(kind="funnel.delivery_asked").in_confidence


def test_who_is_erased_stands_in_no_promise(
    sal: Membership, check: DeliveryCheck, tills: Opportunity, clock: Clock
) -> None:
    ben = make_contact(tills.customer, "Ben Brandt")
    Opportunity.objects.filter(pk=tills.pk).update(contact=ben)
    made = told(sal, tills, clock, terms=Terms("Tills for Ben Brandt"))

    forget_wisher(contact=ben, was=Identity(ben.ref, ben.name, ben.email))

    made.refresh_from_db()
    assert "Ben" not in made.scope
