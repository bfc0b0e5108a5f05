"""An opportunity that is there twice: found when it is typed or looked for, and merged with its whole history."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Customer
from secondslice.customers.services import Identity
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.funnel.menu.services import order
from secondslice.funnel.models import Apart, FunnelStage, Opportunity, Order
from secondslice.funnel.promises.services import Terms, promise
from secondslice.funnel.selectors.filtering import Moment, filter_from
from secondslice.funnel.selectors.flow import flow_of
from secondslice.funnel.selectors.history import history_of
from secondslice.funnel.selectors.stages import all_stages
from secondslice.funnel.selectors.twins import pairs_of, to_merge_with, twins_of, twins_typed
from secondslice.funnel.services import forget_wisher, keep_apart, merge, move_stage, seed_stages
from secondslice.funnel.tests.make import make_opportunity
from secondslice.funnel.tests.make_menu import make_service
from secondslice.pulse.models import Ask
from secondslice.pulse.tests.make import make_ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(lea: Membership) -> Customer:
    return make_customer(lea.workspace, "Shop AG")


@pytest.fixture
def tills(lea: Membership, shop: Customer) -> Opportunity:
    return make_opportunity(lea, "New tills", customer=shop)


@pytest.fixture
def again(lea: Membership, shop: Customer, now: datetime) -> Opportunity:
    return make_opportunity(lea, "Tills, new ones", customer=shop, at=now)


def fresh(one: Opportunity) -> Opportunity:
    return Opportunity.objects.select_related("workspace", "merged_into").get(pk=one.pk)


def test_two_of_one_customer_with_nearly_the_same_name_look_alike(
    lea: Membership, shop: Customer, tills: Opportunity, again: Opportunity
) -> None:
    make_opportunity(lea, "New roof", customer=shop)
    make_opportunity(lea, "New tills", customer=make_customer(lea.workspace, "Other AG"))

    assert twins_of(lea, tills) == [again]
    assert [(one.first, one.second) for one in pairs_of(lea)] == [(tills, again)]


def test_two_about_the_same_service_look_alike_whatever_they_are_called(
    lea: Membership, shop: Customer, tills: Opportunity, now: datetime
) -> None:
    coach = make_service(lea, "Coach")
    other = make_opportunity(lea, "Somebody to help the team", customer=shop)
    for one in (tills, other):
        order(by=lea, about=one, version=coach.versions.get(), at=now)

    assert twins_of(lea, tills) == [other]


def test_what_is_closed_or_told_apart_is_not_there_twice(
    lea: Membership, tills: Opportunity, again: Opportunity, now: datetime
) -> None:
    keep_apart(one=again, other=tills)
    keep_apart(one=tills, other=again)

    assert (Apart.objects.count(), twins_of(lea, tills), pairs_of(lea)) == (1, [], [])
    third = make_opportunity(lea, "New tills", customer=tills.customer)
    move_stage(opportunity=third, stage="lost", by=lea.user, at=now, lost_code="no_budget")
    assert twins_of(lea, tills) == []


def test_merged_with_everything_that_happened(
    lea: Membership, tills: Opportunity, again: Opportunity, now: datetime
) -> None:
    ben = make_contact(tills.customer, "Ben")
    Opportunity.objects.filter(pk=tills.pk).update(
        contact=ben, value=Decimal(500), currency="CHF", words="Faster, please.", source="referral"
    )
    move_stage(opportunity=fresh(tills), stage="prospect", by=lea.user, at=now)
    version = make_service(lea, "Coach").versions.get()
    order(by=lea, about=fresh(tills), version=version, at=now)

    merge(stays=again, other=fresh(tills), by=lea, at=now)

    stays, gone = fresh(again), fresh(tills)
    assert (stays.contact, stays.value, stays.currency) == (ben, Decimal(500), "CHF")
    assert (stays.source, stays.opened_at) == ("referral", tills.opened_at)
    assert Order.objects.get().opportunity == stays
    assert (gone.kind, gone.merged_into, gone.words) == ("void", stays, "Faster, please.")
    assert [one.change.after for one in history_of(gone, at=now)] == ["void", "prospect", "lead"]
    entry = AuditEntry.objects.get(verb="merged the opportunity")
    assert (entry.subject, entry.detail) == ("New tills", {"into": "Tills, new ones"})


def test_what_the_one_that_stays_has_is_not_overwritten(
    lea: Membership, tills: Opportunity, again: Opportunity, now: datetime
) -> None:
    Opportunity.objects.filter(pk=again.pk).update(value=Decimal(70), currency="EUR")
    Opportunity.objects.filter(pk=tills.pk).update(value=Decimal(500), currency="CHF")

    merge(stays=fresh(again), other=fresh(tills), by=lea, at=now)

    assert (fresh(again).value, fresh(again).currency) == (Decimal(70), "EUR")


def test_merged_one_counts_in_no_flow_and_its_page_leads_on(
    as_lea: Client, lea: Membership, tills: Opportunity, again: Opportunity, now: datetime
) -> None:
    moment = Moment(now, now.date(), all_stages(lea.workspace))
    merge(stays=tills, other=again, by=lea, at=now)

    flow = flow_of(lea, filter_from(lea, {}), moment, months=24)

    assert [one.came for one in flow if one.stage.code == "lead"] == [1]
    assert "is part of New tills now" in as_lea.get(f"/w/acme/funnel/{again.ref}/").text
    assert "Merged: Tills, new ones" in as_lea.get(f"/w/acme/funnel/{tills.ref}/").text


def test_one_merged_into_another_that_is_merged_goes_along(
    lea: Membership, tills: Opportunity, again: Opportunity, now: datetime
) -> None:
    third = make_opportunity(lea, "New tills!", customer=tills.customer)
    merge(stays=again, other=third, by=lea, at=now)
    merge(stays=tills, other=again, by=lea, at=now)

    assert fresh(third).merged_into == tills
    with pytest.raises(RuleBroken, match="was merged into another one already"):
        merge(stays=fresh(third), other=tills, by=lea, at=now)


def test_opened_again_it_counts_for_itself(
    lea: Membership, tills: Opportunity, again: Opportunity, now: datetime
) -> None:
    merge(stays=tills, other=again, by=lea, at=now)

    move_stage(opportunity=fresh(again), stage="lead", by=lea.user, at=now)

    assert (fresh(again).merged_into, fresh(again).is_open) == (None, True)


def test_what_is_won_has_to_stay(
    lea: Membership, tills: Opportunity, again: Opportunity, now: datetime
) -> None:
    move_stage(opportunity=again, stage="won", by=lea.user, at=now)

    with pytest.raises(RuleBroken, match="is won, so it has to stay"):
        merge(stays=tills, other=fresh(again), by=lea, at=now)
    merge(stays=fresh(again), other=tills, by=lea, at=now)
    assert fresh(tills).merged_into == again


def test_without_a_stage_for_it_nothing_is_merged(
    lea: Membership, tills: Opportunity, again: Opportunity, now: datetime
) -> None:
    seed_stages(workspace=lea.workspace)
    FunnelStage.objects.filter(kind="void").update(retired_at=now)

    with pytest.raises(RuleBroken, match="no stage for what is not an opportunity"):
        merge(stays=tills, other=again, by=lea, at=now)
    assert fresh(again).is_open


def test_other_customers_opportunities_are_not_the_same(
    lea: Membership, tills: Opportunity, now: datetime
) -> None:
    other = make_opportunity(lea, "New tills", customer=make_customer(lea.workspace, "Other AG"))

    with pytest.raises(RuleBroken, match="of different customers"):
        merge(stays=tills, other=other, by=lea, at=now)


def confide(by: Membership, title: str, now: datetime) -> Opportunity:
    """Return a wish that came with an answer in confidence."""
    ask = make_ask(by, at=now, mode=Ask.Mode.CONFIDENTIAL).ask
    wish = make_opportunity(by, title, customer=ask.customer)
    Opportunity.objects.filter(pk=wish.pk).update(ask=ask, contact=ask.contact, words="Psst.")
    return fresh(wish)


def test_what_was_told_in_confidence_stays_apart_from_what_was_not(
    ava: Membership, as_ava: Client, now: datetime
) -> None:
    wish = confide(ava, "New tills", now)
    open_one = make_opportunity(ava, "New tills", customer=wish.customer, at=now)

    for stays, other in ((open_one, wish), (wish, open_one)):
        with pytest.raises(RuleBroken, match="told in confidence and the other was not"):
            merge(stays=stays, other=other, by=ava, at=now)

    assert (pairs_of(ava), twins_of(ava, wish), twins_of(ava, open_one)) == ([], [], [])
    assert to_merge_with(ava, open_one) == to_merge_with(ava, wish) == []
    assert twins_typed(ava, wish.customer, "New tills") == [open_one]
    assert not AuditEntry.objects.filter(verb="merged the opportunity").exists()


def test_what_somebody_changed_meanwhile_is_not_written_over(
    lea: Membership, tills: Opportunity, again: Opportunity, now: datetime
) -> None:
    read_before = fresh(tills)
    Opportunity.objects.filter(pk=tills.pk).update(title="Newer words", next_action="Call")

    merge(stays=read_before, other=again, by=lea, at=now)

    assert (fresh(tills).title, fresh(tills).next_action) == ("Newer words", "Call")


def test_next_step_that_may_name_a_person_stays_with_that_person(
    lea: Membership, tills: Opportunity, again: Opportunity, now: datetime
) -> None:
    ben, eva = (make_contact(tills.customer, name) for name in ("Ben Brandt", "Eva Ernst"))
    Opportunity.objects.filter(pk=tills.pk).update(contact=ben)
    Opportunity.objects.filter(pk=again.pk).update(
        contact=eva, next_action="Call Eva Ernst", next_on=now.date()
    )

    merge(stays=tills, other=again, by=lea, at=now)

    assert fresh(tills).next_action == ""
    entry = AuditEntry.objects.get(verb="merged the opportunity")
    assert (entry.about, entry.detail) == (eva.ref, {})


def test_who_is_erased_is_gone_from_promises_that_went_along(
    lea: Membership, tills: Opportunity, again: Opportunity, now: datetime
) -> None:
    ben, eva = (make_contact(tills.customer, name) for name in ("Ben Brandt", "Eva Ernst"))
    Opportunity.objects.filter(pk=tills.pk).update(contact=ben)
    Opportunity.objects.filter(pk=again.pk).update(contact=eva)
    promise(
        opportunity=again, terms=Terms("Tills for Eva Ernst"), check=None, told_on=now.date(), by=lea, at=now
    )  # fmt: skip
    merge(stays=tills, other=again, by=lea, at=now)

    forget_wisher(contact=eva, was=Identity(eva.ref, eva.name, eva.email))

    assert "Eva" not in fresh(tills).promises.get().scope


# the pages


def test_who_types_one_that_is_there_is_told_and_can_add_it_all_the_same(
    as_lea: Client, lea: Membership, tills: Opportunity
) -> None:
    typed = {
        "title": "new tills",
        "customer": tills.customer.pk,
        "source": "talk",
        "stage": "lead",
        "currency": "EUR",
        "owner": lea.user.pk,
    }

    told = as_lea.post("/w/acme/funnel/add/", typed)

    assert told.status_code == 422
    assert "Is it there already?" in told.text
    assert f"/w/acme/funnel/{tills.ref}/" in told.text
    assert Opportunity.objects.count() == 1
    added = as_lea.post("/w/acme/funnel/add/", {**typed, "another": "1"})
    assert added.status_code == 302
    assert Opportunity.objects.count() == 2


def test_merge_page_offers_what_looks_alike_first_and_merges(
    as_lea: Client, lea: Membership, tills: Opportunity, again: Opportunity
) -> None:
    roof = make_opportunity(lea, "New roof", customer=tills.customer)
    page = as_lea.get(f"/w/acme/funnel/{tills.ref}/merge/").text
    assert page.index("Tills, new ones") < page.index("New roof")

    empty = as_lea.post(f"/w/acme/funnel/{tills.ref}/merge/", {"stays": "here"})
    assert (empty.status_code, "Choose the one that is the same" in empty.text) == (422, True)
    done = as_lea.post(
        f"/w/acme/funnel/{tills.ref}/merge/", {"other": again.ref, "stays": "other"}, follow=True
    )

    assert "New tills is part of Tills, new ones now." in done.text
    assert fresh(tills).merged_into == again
    assert fresh(roof).merged_into is None


def test_list_of_what_is_there_twice_empties_as_it_is_decided(
    as_lea: Client, tills: Opportunity, again: Opportunity
) -> None:
    assert "Tills, new ones" in as_lea.get("/w/acme/funnel/twice/").text

    said = as_lea.post(
        f"/w/acme/funnel/{tills.ref}/apart/", {"other": again.ref, "back": "list"}, follow=True
    )

    assert "Noted: they are two" in said.text
    assert "No open opportunity looks as if it were there twice" in said.text


def test_manager_merges_only_what_he_may_see(
    as_max: Client, tills: Opportunity, again: Opportunity
) -> None:
    assert as_max.get(f"/w/acme/funnel/{tills.ref}/merge/").status_code == 404
    assert "Tills, new ones" not in as_max.get("/w/acme/funnel/twice/").text
