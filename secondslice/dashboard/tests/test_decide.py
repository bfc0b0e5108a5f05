"""What the morning and the page of a case say plainly: who decides, who stopped, whose words these are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Preference
from secondslice.journeys.wish_said import STOP, wish_said
from secondslice.pulse.models import AnswerDetail, AnswerGroup, Taste
from secondslice.recovery import services
from secondslice.recovery.models import Case
from secondslice.recovery.services.capacity import set_capacity
from secondslice.recovery.tests.make import make_case

pytestmark = pytest.mark.django_db
DECIDE = "Max wants to give up the case of Ben"


@pytest.fixture
def case(max: Membership, clock: Clock) -> Case:
    """Ben said No about a project of Max's."""
    return make_case(max, at=clock.moment - timedelta(hours=2))


def test_wish_to_give_a_case_up_stands_on_the_day_of_who_may_decide(
    as_lea: Client, as_max: Client, as_exe: Client, max: Membership, case: Case, clock: Clock
) -> None:
    services.ask_waiver(case=case, reason="No money left.", by=max.user, at=clock.moment)

    page = as_lea.get("/w/acme/today/").text
    assert DECIDE in page
    assert "No money left." in page
    assert DECIDE not in as_max.get("/w/acme/today/").text
    assert DECIDE not in as_exe.get("/w/acme/today/").text


def test_decided_wish_is_gone_from_the_day(
    as_lea: Client, lea: Membership, max: Membership, case: Case, clock: Clock
) -> None:
    waiver = services.ask_waiver(case=case, reason="No money.", by=max.user, at=clock.moment)
    services.decide_waiver(
        case=case, waiver=waiver, agrees=False, by=lea.user, at=clock.forward(minutes=1)
    )

    assert DECIDE not in as_lea.get("/w/acme/today/").text


def test_only_what_somebody_wrote_stands_in_quotation_marks(
    as_max: Client, case: Case, clock: Clock
) -> None:
    reasons = [{"code": "cadence", "label": "Too rare"}]
    said = AnswerDetail.objects.create(
        workspace=case.workspace,
        ask=case.ask,
        number=9,
        taste=Taste.NO,
        reasons=reasons,
        at=clock.moment,
    )
    page = as_max.get("/w/acme/today/").text
    assert "Too rare" in page
    assert "\u201cToo rare\u201d" not in page

    AnswerDetail.objects.filter(pk=said.pk).update(comment="I hear nothing.")
    assert "\u201cI hear nothing.\u201d" in as_max.get("/w/acme/today/").text


def test_who_stopped_is_marked_on_the_case_and_on_its_card(
    as_max: Client, case: Case, clock: Clock
) -> None:
    page = as_max.get(f"/w/acme/recovery/{case.ref}/").text
    assert f"/w/acme/customers/people/{case.contact.ref}/" in page
    assert "Do not ask" not in as_max.get("/w/acme/recovery/").text

    wish_said(contact=case.contact, wish=STOP, how=Preference.How.PAGE, now=clock.moment)

    page = as_max.get(f"/w/acme/recovery/{case.ref}/").text
    assert page.index("Do not ask") < page.index("What happened")
    assert "Do not ask" in as_max.get("/w/acme/recovery/").text


def test_reader_of_groups_is_told_why_the_figures_differ(
    as_exe: Client, as_lea: Client, max: Membership, case: Case, clock: Clock
) -> None:
    told = "What was said in confidence is counted here in groups"
    assert told not in as_exe.get("/w/acme/today/").text

    AnswerGroup.objects.create(
        workspace=max.workspace,
        kind=AnswerGroup.Kind.TASTE,
        mode="confidential",
        on=clock.moment.date(),
        people=5,
        asked=5,
        yes=4,
        no=1,
    )

    assert told in as_exe.get("/w/acme/today/").text
    assert told not in as_lea.get("/w/acme/today/").text


def test_audit_says_whose_number_of_cases_was_changed_and_to_what(
    lea: Membership, max: Membership, clock: Clock
) -> None:
    set_capacity(by=lea, usual=8, own={}, at=clock.moment)
    set_capacity(by=lea, usual=8, own={max.user_id: 2}, at=clock.moment)

    entry = AuditEntry.objects.order_by("-pk")[0]
    assert entry.detail == {"own": "Max 2"}
