"""Opportunities out of the exports of other systems: what each row makes of the funnel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.accounts.tests.make import make_member
from secondslice.core.clock import day_of
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Customer
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.funnel.access import visible_opportunities
from secondslice.funnel.models import FunnelStage, Opportunity, StageChange
from secondslice.funnel.services import add_stage, merge, move_stage
from secondslice.funnel.tests.make import make_opportunity
from secondslice.funnel.tests.make_import import (
    HUBSPOT,
    PIPEDRIVE,
    SALESFORCE,
    bring,
    import_of,
    plan_of,
)
from secondslice.projects.imports.fates import Fate, RowFate
from secondslice.projects.models import Project
from secondslice.projects.services.importing import quiet
from secondslice.projects.tests.imports.make import csv_bytes
from secondslice.pulse.models import Ask
from secondslice.pulse.tests.make import make_ask

pytestmark = pytest.mark.django_db
SHORT = ("Deal name", "Company", "Deal stage")
DATED = (*SHORT, "Create date", "Close date")


def fates_of(found: list[RowFate]) -> list[Fate]:
    return [one.fate for one in found]


def reasons_of(found: list[RowFate]) -> list[tuple[str, str]]:
    return [(problem.column, problem.reason) for one in found for problem in one.problems]


def test_hubspot_deal_becomes_an_open_opportunity_with_its_customer(
    sal: Membership, now: datetime
) -> None:
    retail = make_customer(sal.workspace, "Retail GmbH")
    ben = make_contact(retail, "Ben Ortega")
    dali = make_member(sal.workspace, "Sal Dali", role=Membership.Role.SALES)

    import_of(sal, HUBSPOT, at=now)

    found = Opportunity.objects.get(title="New tills")
    assert (found.customer, found.contact, found.owner) == (retail, ben, dali.user)
    assert (found.stage, found.value, found.currency) == ("lead", Decimal(12000), "EUR")
    assert (found.next_action, found.next_on) == ("Send the offer", date(2026, 12, 30))
    assert (found.source, found.external_id) == (Opportunity.Source.IMPORT, "9001")
    assert day_of(found.opened_at, "UTC") == date(2026, 1, 12)
    assert found.stage_since == now, "since when it stands there nobody tells: since we know it"
    assert Customer.objects.get(name="Finance AG").kind == Customer.Kind.EXTERNAL


def test_won_deal_comes_in_closed_on_its_day_and_makes_no_project(
    sal: Membership, now: datetime
) -> None:
    import_of(sal, HUBSPOT, at=now)

    found = Opportunity.objects.get(title="Payroll audit")
    assert (found.stage, found.kind, found.value) == ("won", "won", Decimal("4500.50"))
    assert found.closed_at is not None
    assert day_of(found.closed_at, "UTC") == date(2026, 2, 1)
    assert found.became is None
    assert not Project.objects.exists()
    change = StageChange.objects.get(opportunity=found)
    assert (change.before, change.after, change.at) == ("", "won", found.closed_at)


def test_state_apart_from_the_stage_says_how_it_ended(sal: Membership, now: datetime) -> None:
    import_of(sal, PIPEDRIVE, at=now)

    told = {one.title: (one.stage, one.lost_code, one.lost_reason) for one in _all()}
    assert told == {
        "New tills": ("proposal", "", ""),
        "Audit": ("won", "", ""),
        "Coaching": ("lost", "too_dear", ""),
        "Training": ("lost", "other", "They moved to Mars"),
    }


def test_lost_without_a_reason_is_something_else_and_says_so(
    sal: Membership, now: datetime
) -> None:
    import_of(sal, HUBSPOT, at=now)

    found = Opportunity.objects.get(title="Coaching")
    assert (found.lost_code, found.lost_reason) == ("other", "The list gives no reason.")


def test_american_dates_of_a_salesforce_report_are_read_by_what_the_column_shows(
    sal: Membership, now: datetime
) -> None:
    import_of(sal, SALESFORCE, at=now)

    tills, audit = (Opportunity.objects.get(title=title) for title in ("New tills", "Audit"))
    assert (tills.next_on, tills.stage) == (date(2026, 12, 30), "prospect")
    assert audit.closed_at is not None
    assert day_of(audit.closed_at, "UTC") == date(2026, 2, 13)
    assert (tills.source, audit.source) == ("referral", "import")


@pytest.mark.parametrize("content", [HUBSPOT, PIPEDRIVE, SALESFORCE])
def test_same_list_again_changes_nothing(sal: Membership, now: datetime, content: bytes) -> None:
    import_of(sal, content, at=now)
    before = (list(Opportunity.objects.values()), list(StageChange.objects.values()))

    again = import_of(sal, content, at=now + timedelta(days=1))

    assert set(fates_of(again)) == {Fate.UNCHANGED}
    assert before == (list(Opportunity.objects.values()), list(StageChange.objects.values()))


def test_list_without_ids_finds_by_customer_and_name_whatever_the_case(
    sal: Membership, now: datetime
) -> None:
    rows = csv_bytes(SHORT, ("New tills", "Retail", "Lead"), ("New tills", "Finance", "Won"))
    import_of(sal, rows, at=now)

    again = import_of(
        sal, csv_bytes(SHORT, ("New tills", "RETAIL", "proposal")), at=now + timedelta(days=1)
    )

    assert fates_of(again) == [Fate.CHANGED]
    assert [(one.before, one.after) for one in again[0].changes] == [("Lead", "Proposal")]
    found = Opportunity.objects.get(customer__name="Retail")
    assert (found.stage, found.stage_since) == ("proposal", now + timedelta(days=1))
    assert [one.after for one in StageChange.objects.filter(opportunity=found)] == [
        "lead",
        "proposal",
    ]


def test_id_finds_it_again_under_another_name_and_value(sal: Membership, now: datetime) -> None:
    headers = ("Deal ID", "Deal name", "Company", "Amount")
    import_of(sal, csv_bytes(headers, ("7", "New tills", "Retail", "100")), at=now)

    again = import_of(sal, csv_bytes(headers, ("7", "Newer tills", "Retail", "250")), at=now)

    found = Opportunity.objects.get()
    assert fates_of(again) == [Fate.CHANGED]
    assert (found.title, found.value) == ("Newer tills", Decimal(250))


def test_id_brings_it_to_another_customer_without_the_person_of_the_first(
    sal: Membership, now: datetime
) -> None:
    headers = ("Deal ID", "Deal name", "Company")
    import_of(sal, csv_bytes(headers, ("7", "New tills", "Retail")), at=now)
    before = Opportunity.objects.get()
    Opportunity.objects.update(contact=make_contact(before.customer, "Ben"))

    import_of(sal, csv_bytes(headers, ("7", "New tills", "Finance")), at=now)

    found = Opportunity.objects.get()
    assert (found.customer.name, found.contact) == ("Finance", None)


def test_other_reason_for_what_is_lost_already_is_written(sal: Membership, now: datetime) -> None:
    headers = ("Deal ID", "Deal name", "Company", "Stage", "Lost reason")
    import_of(sal, csv_bytes(headers, ("7", "New tills", "Retail", "Lost", "Price")), at=now)

    import_of(sal, csv_bytes(headers, ("7", "New tills", "Retail", "Lost", "They moved")), at=now)

    assert Opportunity.objects.get().lost_reason == "They moved"


def test_typed_opportunity_of_that_name_takes_the_id_and_is_not_there_twice(
    sal: Membership, now: datetime
) -> None:
    typed = make_opportunity(sal, "New tills", customer=make_customer(sal.workspace, "Retail"))
    rows = csv_bytes(("Deal ID", "Deal name", "Company"), ("7", "New tills", "Retail"))

    import_of(sal, rows, at=now)

    typed.refresh_from_db()
    assert (typed.external_id, typed.source) == ("7", Opportunity.Source.TALK)
    assert Opportunity.objects.count() == 1


def test_what_looks_like_an_open_one_is_left_out_until_somebody_wants_it(
    sal: Membership, now: datetime
) -> None:
    make_opportunity(sal, "New tills", customer=make_customer(sal.workspace, "Retail"))
    rows = csv_bytes(
        ("Deal ID", *SHORT),
        ("7", "New tills for the shop", "Retail", "Lead"),
        ("8", "New roof", "Retail", "Lead"),
    )

    first = import_of(sal, rows, at=now)

    assert fates_of(first) == [Fate.ALIKE, Fate.NEW]
    assert first[0].notes == ("It looks like “New tills” (Lead), which is in the funnel already.",)
    assert {one.title for one in _all()} == {"New tills", "New roof"}

    second = import_of(sal, rows, at=now, anyway=[2])
    assert fates_of(second) == [Fate.NEW, Fate.UNCHANGED]
    assert fates_of(import_of(sal, rows, at=now)) == [Fate.UNCHANGED, Fate.UNCHANGED]


def test_what_looks_like_a_closed_one_or_one_of_another_customer_comes_in(
    sal: Membership, now: datetime
) -> None:
    old = make_opportunity(sal, "New tills", customer=make_customer(sal.workspace, "Retail"))
    move_stage(opportunity=old, stage="won", by=sal.user, at=now)
    make_opportunity(sal, "New tills", customer=make_customer(sal.workspace, "Finance"))
    rows = csv_bytes(("Deal ID", *SHORT), ("7", "New tills for the shop", "Retail", "Lead"))

    assert fates_of(plan_of(sal, rows, at=now).fates) == [Fate.NEW]


def test_stages_go_by_the_names_of_the_workspace_then_by_the_usual_words(
    sal: Membership, ava: Membership, now: datetime
) -> None:
    add_stage(by=ava, name="Shortlist", kind="open", stale_days=0, at=now)
    rows = csv_bytes(
        SHORT,
        ("One", "Retail", "SHORTLIST"),
        ("Two", "Retail", "Contract Sent"),
        ("Three", "Retail", "Closed Won"),
        ("Four", "Retail", "Negotiation/Review"),
    )

    import_of(sal, rows, at=now)

    code = FunnelStage.objects.get(workspace=sal.workspace, name="Shortlist").code
    told = {one.title: one.stage for one in _all()}
    assert told == {"One": code, "Two": "proposal", "Three": "won", "Four": "proposal"}


def test_stage_that_nobody_knows_is_refused_until_somebody_says_which_it_is(
    sal: Membership, now: datetime
) -> None:
    rows = csv_bytes(SHORT, ("New tills", "Retail", "Champagne"))

    assert reasons_of(plan_of(sal, rows, at=now).fates) == [
        (
            "Deal stage",
            "This is no stage of your funnel. Say on the page of the columns which stage it means.",
        )
    ]
    import_of(sal, rows, at=now, stages={"Champagne": "won"})
    assert Opportunity.objects.get().stage == "won"


@pytest.mark.parametrize(
    ("headers", "row", "column", "reason"),
    [
        (SHORT, ("", "Retail", "Lead"), "Deal name", "Say what it is"),
        (SHORT, ("New tills", "", "Lead"), "Company", "The customer is missing."),
        (SHORT, ("New tills", "Retail; Finance", "Lead"), "Company", "These are several customers."),
        ((*SHORT, "Amount"), ("New tills", "Retail", "Lead", "-5"), "Amount", "An amount cannot be below zero."),
        (DATED, ("New tills", "Retail", "Won", "", "2027-01-01"), "Close date", "It is closed, so this day"),
        (DATED, ("New tills", "Retail", "Lead", "2027-01-01", ""), "Create date", "This day is still to come."),
        (DATED, ("Tills", "Retail", "Won", "2026-02-02", "2026-02-01"), "Close date", "It would end (2026-02-01)"),
        (SHORT, ("New tills", "Retail", "Postponed"), "", "Say on which day it is looked at again."),
        ((*SHORT, "Status"), ("New tills", "Retail", "Won", "Open"), "Deal stage", "The stage says that it is closed"),
        ((*SHORT, "Status"), ("New tills", "Retail", "Lead", "Blue"), "Status", "This is no state that we know."),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)  # fmt: skip
def test_row_that_cannot_stand_so_is_refused_with_column_and_reason(
    sal: Membership,
    now: datetime,
    headers: tuple[str, ...],
    row: tuple[str, ...],
    column: str,
    reason: str,
) -> None:
    plan = plan_of(sal, csv_bytes(headers, row), at=now)

    ((told, why),) = reasons_of(plan.fates)
    assert (told, why[: len(reason)]) == (column, reason)


def test_postponed_rests_until_the_day_it_was_expected(sal: Membership, now: datetime) -> None:
    rows = csv_bytes(
        (*SHORT, "Expected close date"), ("New tills", "Retail", "Postponed", "2026-09-01")
    )

    import_of(sal, rows, at=now)

    found = Opportunity.objects.get()
    assert (found.kind, found.postponed_until) == ("postponed", date(2026, 9, 1))


def test_next_step_without_a_day_is_left_out_and_said(sal: Membership, now: datetime) -> None:
    rows = csv_bytes((*SHORT, "Next step"), ("New tills", "Retail", "Lead", "Call Ben"))

    (fate,) = import_of(sal, rows, at=now)

    assert fate.notes == ("A next action without a day is left out.",)
    assert Opportunity.objects.get().next_action == ""


def test_won_that_became_a_project_and_won_that_a_list_calls_lost_are_refused(
    sal: Membership, now: datetime
) -> None:
    won = make_opportunity(sal, "New tills", customer=make_customer(sal.workspace, "Retail"))
    move_stage(opportunity=won, stage="won", by=sal.user, at=now)

    lost = plan_of(sal, csv_bytes(SHORT, ("New tills", "Retail", "Closed lost")), at=now)
    assert reasons_of(lost.fates)[0][1].startswith("New tills is “Won” and cannot become “Lost”")

    won.became = Project.objects.create(
        workspace=sal.workspace, customer=won.customer, name="New tills", phase="execution"
    )
    won.save()
    again = plan_of(sal, csv_bytes(SHORT, ("New tills", "Retail", "Lead")), at=now)
    assert reasons_of(again.fates)[0][1].startswith("It has become a project that runs.")


def test_what_was_merged_here_is_not_brought_back_by_the_next_list(
    sal: Membership, now: datetime
) -> None:
    headers = ("Deal ID", *SHORT)
    rows = csv_bytes(
        headers, ("7", "New tills", "Retail", "Lead"), ("8", "Tills, new ones", "Retail", "Lead")
    )
    import_of(sal, rows, at=now)
    stays, other = (Opportunity.objects.get(external_id=one) for one in ("7", "8"))
    merge(stays=stays, other=other, by=sal, at=now)

    again = import_of(sal, rows, at=now)

    assert fates_of(again) == [Fate.UNCHANGED, Fate.UNCHANGED]
    assert again[1].notes == ("It was merged into “New tills” here, so the row changes nothing.",)


def test_two_rows_that_contradict_each_other_are_both_refused(
    sal: Membership, now: datetime
) -> None:
    rows = csv_bytes(SHORT, ("New tills", "Retail", "Lead"), ("New tills", "Retail", "Won"))

    plan = plan_of(sal, rows, at=now)

    assert fates_of(plan.fates) == [Fate.REFUSED, Fate.REFUSED]


def test_project_manager_brings_in_what_he_owns_and_learns_nothing_of_the_rest(
    sal: Membership, max: Membership, now: datetime
) -> None:
    headers = ("Deal ID", *SHORT, "Owner")
    import_of(sal, csv_bytes(headers, ("7", "Secret tills", "Retail", "Lead", "")), at=now)
    rows = csv_bytes(
        headers,
        ("7", "Mine", "Retail", "Lead", ""),
        ("8", "Secret tills", "Retail", "Lead", ""),
        ("9", "Training", "Retail", "Lead", "Sal"),
    )

    plan = plan_of(max, rows, at=now)

    assert fates_of(plan.fates) == [Fate.REFUSED, Fate.NEW, Fate.REFUSED]
    assert [reason for _column, reason in reasons_of(plan.fates)] == [
        "This opportunity is here already, and not one of yours.",
        "This names another owner. You can import opportunities that you own.",
    ]


def test_what_was_told_in_confidence_is_not_met_by_a_list(ava: Membership, now: datetime) -> None:
    ask = make_ask(ava, at=now, mode=Ask.Mode.CONFIDENTIAL).ask
    wish = make_opportunity(ava, "New tills", customer=ask.customer)
    Opportunity.objects.filter(pk=wish.pk).update(ask=ask, external_id="7")
    assert wish in visible_opportunities(ava)
    before = Opportunity.objects.filter(pk=wish.pk).values().get()
    company = ask.customer.name
    rows = csv_bytes(
        ("Deal ID", *SHORT, "Amount"),
        ("", "New tills", company, "Proposal", "500"),
        ("8", "New tills for the shop", company, "Lead", ""),
        ("7", "Other words", company, "Proposal", ""),
    )

    plan = plan_of(ava, rows, at=now)
    assert fates_of(plan.fates) == [Fate.NEW, Fate.NEW, Fate.REFUSED]
    assert [one.notes for one in plan.fates] == [(), (), ()]
    assert reasons_of(plan.fates) == [
        ("Deal ID", "This opportunity is here already, and not one of yours.")
    ]

    import_of(ava, rows, at=now)
    assert Opportunity.objects.filter(pk=wish.pk).values().get() == before
    assert Opportunity.objects.filter(title__startswith="New tills").count() == 3


def test_other_workspace_is_neither_matched_nor_touched(
    sal: Membership, cleo: Membership, now: datetime
) -> None:
    import_of(cleo, HUBSPOT, at=now)

    assert set(fates_of(import_of(sal, HUBSPOT, at=now))) == {Fate.NEW}
    assert Opportunity.objects.filter(workspace=cleo.workspace).count() == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stage", "prospect"), ("value", Decimal(7)), ("next_action", "Call Eva"), ("next_on", date(2026, 12, 2)),
        ("lost_reason", "Too far"), ("title", "Newest tills"), ("external_id", "9"), ("owner", "ava"),
        ("contact", "Eva"),
    ],
)  # fmt: skip
def test_what_somebody_changes_between_plan_and_writing_is_not_written_over(
    sal: Membership, ava: Membership, now: datetime, name: str, value: object
) -> None:
    retail = make_customer(sal.workspace, "Retail")
    make_contact(retail, "Ben")
    people = {"ava": ava.user, "Eva": make_contact(retail, "Eva")}
    make_opportunity(sal, "Tills", customer=retail)
    typed = make_opportunity(sal, "New tills", customer=retail)
    Opportunity.objects.filter(pk=typed.pk).update(owner=make_member(sal.workspace, "Sid").user)
    rows = csv_bytes(
        ("Deal ID", *SHORT, "Amount", "Owner", "Contact", "Next step", "Next activity date"),
        ("8", "Tills", "Retail", "Lead", "50", "", "", "", ""),
        ("7", "NEW TILLS", "Retail", "Proposal", "500", "Sal", "Ben", "Call Ben", "2026-12-01"),
        ("6", "Roof", "Roofers", "Lead", "", "", "", "", ""),
    )
    one = bring(sal, rows, at=now)
    plan = one.planner().plan(one.known())
    assert fates_of(plan.fates) == [Fate.CHANGED, Fate.CHANGED, Fate.NEW]
    Opportunity.objects.filter(pk=typed.pk).update(**{name: people.get(str(value), value)})
    before = list(Opportunity.objects.order_by("pk").values())

    with (
        pytest.raises(RuleBroken, match="has just changed it"),
        transaction.atomic(),
    ):
        one.way.write(plan.ledger, progress=quiet, by=sal.user, at=now)

    assert list(Opportunity.objects.order_by("pk").values()) == before
    assert not Customer.objects.filter(name="Roofers").exists()


def test_what_the_list_does_not_set_may_change_between_plan_and_writing(
    sal: Membership, now: datetime
) -> None:
    typed = make_opportunity(sal, "New tills", customer=make_customer(sal.workspace, "Retail"))
    rows = csv_bytes(("Deal ID", *SHORT), ("7", "New tills", "Retail", "Lead"))
    one = bring(sal, rows, at=now)
    plan = one.planner().plan(one.known())
    Opportunity.objects.filter(pk=typed.pk).update(value=7, next_action="Call Eva")

    one.way.write(plan.ledger, progress=quiet, by=sal.user, at=now)

    typed.refresh_from_db()
    assert (typed.external_id, typed.value, typed.next_action) == ("7", Decimal(7), "Call Eva")


def test_nothing_is_half_done_when_writing_fails(
    sal: Membership, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise RuleBroken("No.")

    monkeypatch.setattr("secondslice.funnel.importing.applying._Writer._log", fail)
    with pytest.raises(RuleBroken):
        import_of(sal, HUBSPOT, at=now)

    assert not Opportunity.objects.exists()
    assert not Customer.objects.exists()


def test_import_is_written_into_the_trail(sal: Membership, now: datetime) -> None:
    import_of(sal, HUBSPOT, at=now)

    entry = AuditEntry.objects.get(verb="imported")
    assert (entry.actor, entry.detail["kind"], entry.detail["new"]) == (
        sal.user,
        "opportunities",
        3,
    )


def test_thousand_deals_ask_the_database_nothing_for_each(
    sal: Membership, now: datetime, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    rows = [(f"Deal {number}", f"Customer {number % 50}", "Closed lost") for number in range(1000)]

    with django_assert_max_num_queries(100):  # SQLite takes some forty rows at a time
        import_of(sal, csv_bytes(SHORT, *rows), at=now)

    assert Opportunity.objects.count() == 1000


def _all() -> list[Opportunity]:
    return list(Opportunity.objects.order_by("pk"))
