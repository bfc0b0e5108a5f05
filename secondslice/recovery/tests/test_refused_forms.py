"""What was typed comes back with the reason, also where things went on meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Contact
from secondslice.journeys.case_ran_out import case_ran_out
from secondslice.pulse.models import Taste
from secondslice.pulse.services.settling import expire_asks
from secondslice.recovery import services
from secondslice.recovery.models import Adjustment, Case
from secondslice.recovery.rules import State
from secondslice.recovery.services import Look, Terms
from secondslice.recovery.tests.letters import make_case_of
from secondslice.recovery.tests.make import fresh, give, make_re_asked_case
from secondslice.ui.tests.forms import forms_with, press

pytestmark = pytest.mark.django_db
TYPED = "We tried everything twice."


@pytest.fixture
def case(max: Membership, clock: Clock) -> Case:
    """Ben said No to New tills, and Max has talked to him: a plan is next."""
    case = make_case_of(max, at=clock.moment)
    services.acknowledge(case=case, words="", by=max.user, at=clock.moment)
    return fresh(case)


@pytest.fixture
def risk(case: Case, clock: Clock) -> Adjustment:
    """A risk on watch in this case."""
    terms = Terms(kind="watch", trigger="No delivery note", review_on=date(2026, 3, 20))
    return services.adjust(
        case=case, what="The supplier is late.", starts_on=date(2026, 3, 6), by=case.owner,
        at=clock.moment, terms=terms,
    )  # fmt: skip


def page_of(case: Case) -> str:
    return f"/w/acme/recovery/{case.ref}/"


def test_mail_comes_back_when_the_address_is_gone_meanwhile(as_max: Client, case: Case) -> None:
    page = as_max.get(page_of(case))
    Contact.objects.filter(pk=case.contact_id).update(email="")

    refused = press(as_max, page, "subject", words=TYPED)

    assert refused.status_code == 422
    assert forms_with(refused, "subject")[0].fields["words"].strip() == TYPED


def test_reason_to_give_up_comes_back_when_somebody_else_gave_one_meanwhile(
    as_max: Client, lea: Membership, case: Case, clock: Clock
) -> None:
    page = as_max.get(page_of(case))
    services.ask_waiver(case=case, reason="Ben left.", by=lea.user, at=clock.moment)

    refused = press(as_max, page, "reason", reason=TYPED)

    assert refused.status_code == 422
    assert "A second person has to decide." in refused.text
    assert forms_with(refused, "reason")[0].fields["reason"].strip() == TYPED


@pytest.mark.parametrize(
    ("name", "typed"),
    [("planned_for", {"what": TYPED, "planned_for": "2026-03-20"}), ("reason", {"reason": TYPED})],
)
def test_what_was_typed_into_a_case_that_ended_meanwhile_comes_back(
    as_max: Client, case: Case, clock: Clock, name: str, typed: dict[str, str]
) -> None:
    page = as_max.get(page_of(case))
    give(case.ask, Taste.YES, at=clock.forward(minutes=1))

    refused = press(as_max, page, name, **typed)

    assert refused.status_code == 422
    assert "This case is closed" in refused.text
    assert TYPED in [value.strip() for value in forms_with(refused, name)[0].fields.values()]


def test_change_whose_words_one_wants_to_see_is_not_lost_with_a_case_that_ended_meanwhile(
    as_max: Client, case: Case, clock: Clock
) -> None:
    page = as_max.get(page_of(case))
    give(case.ask, Taste.YES, at=clock.forward(minutes=1))

    seen = press(as_max, page, "starts_on", kind="change", what=TYPED, preview="1")

    assert forms_with(seen, "starts_on")[0].fields["what"].strip() == TYPED


def test_person_to_hand_over_to_who_left_is_said_also_where_the_case_ended(
    as_max: Client, ava: Membership, lea: Membership, case: Case, clock: Clock
) -> None:
    page = as_max.get(page_of(case))
    give(case.ask, Taste.YES, at=clock.forward(minutes=1))
    lea.delete()

    refused = press(as_max, page, "to", to=str(lea.user_id))

    assert refused.status_code == 422
    assert "valid choice" in refused.text


def test_look_at_a_risk_that_somebody_took_off_the_watch_meanwhile_comes_back(
    as_max: Client, risk: Adjustment, clock: Clock
) -> None:
    page = as_max.get(f"/w/acme/recovery/changes/{risk.ref}/")
    services.review(adjustment=risk, look=Look("gone"), by=risk.case.owner, at=clock.moment)

    refused = press(as_max, page, "outcome", outcome="issue", words=TYPED)

    assert refused.status_code == 422
    assert "This risk is on watch no more." in refused.text
    assert forms_with(refused, "outcome")[0].fields["words"].strip() == TYPED


def test_reason_why_something_ends_comes_back_when_it_ended_meanwhile(
    as_max: Client, risk: Adjustment, clock: Clock
) -> None:
    page = as_max.get(f"/w/acme/recovery/changes/{risk.ref}/")
    Adjustment.objects.update(ends_on=clock.moment.date() - timedelta(days=1))

    refused = press(as_max, page, "ends_on", why=TYPED)

    assert refused.status_code == 422
    assert "This has ended already" in refused.text
    assert forms_with(refused, "ends_on")[0].fields["why"].strip() == TYPED


def test_case_without_an_answer_shows_the_change_that_was_refused_once(
    as_max: Client, max: Membership, clock: Clock
) -> None:
    case, _ask = make_re_asked_case(max, at=clock.moment)
    clock.forward(days=31)
    expire_asks(at=clock.moment)
    case_ran_out(case=fresh(case), now=clock.moment)
    assert fresh(case).state == State.NO_ANSWER

    refused = as_max.post(f"{page_of(case)}adjust/", {"what": TYPED, "starts_on": "soon"})

    assert refused.status_code == 422
    assert len(forms_with(refused, "starts_on")) == 1
