from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.core.errors import RuleBroken
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.funnel import services
from secondslice.funnel.models import Opportunity, StageChange
from secondslice.funnel.rules import Stage
from secondslice.funnel.services import Facts
from secondslice.funnel.tests.make import make_opportunity
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import add, give, settle

pytestmark = pytest.mark.django_db
WISH = "New scales for the shop."
MINUTE = timedelta(minutes=1)


@pytest.fixture
def yes(max: Membership, now: datetime) -> Ask:
    """Ben said Yes to New tills and wishes for new scales."""
    return give(make_ask(max, at=now).ask, Taste.YES, at=now, wants_next=WISH)


class TestSecondSlice:
    """What a Yes with a wish leads to, told by the journey as often as it likes."""

    def test_wish_opens_a_lead_with_its_answer(self, yes: Ask, max: Membership) -> None:
        lead = Opportunity.objects.get()

        assert (lead.stage, lead.source) == (Stage.LEAD, "second_slice")
        assert (lead.title, lead.words) == ("New scales for the shop", WISH)
        assert (lead.ask, lead.contact, lead.project) == (yes, yes.contact, yes.project)
        assert (lead.owner, lead.currency) == (max.user, "EUR")

    def test_same_yes_told_ten_times_opens_one(self, yes: Ask, now: datetime) -> None:
        for minute in range(9):
            settle(yes, at=now + minute * MINUTE)

        assert Opportunity.objects.count() == 1
        assert StageChange.objects.count() == 1

    def test_other_words_replace_the_first(self, yes: Ask, now: datetime) -> None:
        add(yes, Taste.YES, at=now + MINUTE, wants_next="Two scales")

        settle(yes, at=now + MINUTE)

        assert Opportunity.objects.get().title == "Two scales"

    def test_other_words_leave_the_title_that_somebody_chose(
        self, yes: Ask, max: Membership, now: datetime
    ) -> None:
        lead = Opportunity.objects.select_related("workspace").get()
        services.change_opportunity(
            opportunity=lead, facts=facts_of(lead, title="Scales 2026"), by=max.user, at=now
        )
        add(yes, Taste.YES, at=now + MINUTE, wants_next="Two scales")

        settle(yes, at=now + MINUTE)

        lead.refresh_from_db()
        assert (lead.title, lead.words) == ("Scales 2026", "Two scales")

    @pytest.mark.parametrize("taste", [Taste.NO, ""])
    def test_untouched_lead_goes_with_its_yes(self, yes: Ask, taste: str, now: datetime) -> None:
        give(yes, taste, at=now + MINUTE)

        assert not Opportunity.objects.exists()

    def test_lead_that_somebody_worked_on_stays(
        self, yes: Ask, max: Membership, now: datetime
    ) -> None:
        lead = Opportunity.objects.get()
        services.set_next_action(
            opportunity=lead, next_action="Call", next_on=date(2026, 3, 9), at=now
        )

        give(yes, Taste.NO, at=now + MINUTE)

        assert Opportunity.objects.exists()

    def test_lead_owns_it_when_the_manager_has_left(
        self, max: Membership, lea: Membership, now: datetime
    ) -> None:
        ask = make_ask(max, at=now).ask
        max.delete()

        give(ask, Taste.YES, at=now, wants_next=WISH)

        assert Opportunity.objects.get().owner == lea.user

    def test_yes_without_a_wish_opens_nothing(self, max: Membership, now: datetime) -> None:
        give(make_ask(max, at=now).ask, Taste.YES, at=now, words="Thank you")

        assert not Opportunity.objects.exists()


def test_stages_are_logged_and_closing_has_a_time(sal: Membership, now: datetime) -> None:
    lead = make_opportunity(sal)

    services.move_stage(opportunity=lead, stage=Stage.PROPOSAL, by=sal.user, at=now)
    services.move_stage(opportunity=lead, stage=Stage.WON, by=sal.user, at=now + MINUTE)
    won_at = lead.closed_at
    services.move_stage(opportunity=lead, stage=Stage.PROSPECT, by=sal.user, at=now + 2 * MINUTE)

    assert won_at == now + MINUTE
    assert lead.closed_at is None
    assert [(one.before, one.after) for one in lead.stage_changes.order_by("pk")] == [
        ("", "lead"),
        ("lead", "proposal"),
        ("proposal", "won"),
        ("won", "prospect"),
    ]


def test_move_to_the_same_stage_changes_nothing(sal: Membership, now: datetime) -> None:
    lead = make_opportunity(sal)

    assert not services.move_stage(opportunity=lead, stage=Stage.LEAD, by=sal.user, at=now)
    assert lead.stage_changes.count() == 1


def test_lost_needs_a_reason(sal: Membership, now: datetime) -> None:
    lead = make_opportunity(sal)

    with pytest.raises(RuleBroken, match="Say why it was lost"):
        services.move_stage(opportunity=lead, stage=Stage.LOST, by=sal.user, at=now)
    services.move_stage(
        opportunity=lead, stage=Stage.LOST, by=sal.user, at=now, lost_reason="Too dear"
    )

    assert lead.lost_reason == "Too dear"


def test_table_refuses_a_lost_one_without_reason(sal: Membership, now: datetime) -> None:
    lead = make_opportunity(sal)

    with pytest.raises(IntegrityError), transaction.atomic():
        Opportunity.objects.filter(pk=lead.pk).update(stage=Stage.LOST, closed_at=now)


def test_next_action_and_its_day_go_together(sal: Membership, now: datetime) -> None:
    lead = make_opportunity(sal)

    with pytest.raises(RuleBroken, match="needs a day"):
        services.set_next_action(opportunity=lead, next_action="Call", next_on=None, at=now)
    with pytest.raises(RuleBroken, match="Say what is to be done"):
        services.set_next_action(opportunity=lead, next_action="", next_on=date(2026, 3, 9), at=now)
    services.set_next_action(opportunity=lead, next_action="", next_on=None, at=now)


def test_customer_of_another_workspace_is_refused(
    sal: Membership, cleo: Membership, now: datetime
) -> None:
    facts = Facts(title="A", customer=make_customer(cleo.workspace), owner=sal.user)

    with pytest.raises(RuleBroken, match="of this workspace"):
        services.add_opportunity(workspace=sal.workspace, facts=facts, by=sal.user, at=now)


def test_person_of_another_customer_is_refused(sal: Membership, now: datetime) -> None:
    one, other = make_customer(sal.workspace, "One"), make_customer(sal.workspace, "Other")
    facts = Facts(title="A", customer=one, contact=make_contact(other, "Ben"), owner=sal.user)

    with pytest.raises(RuleBroken, match="Ben belongs to another customer"):
        services.add_opportunity(workspace=sal.workspace, facts=facts, by=sal.user, at=now)


def test_money_keeps_its_cents(sal: Membership, now: datetime) -> None:
    facts = Facts(
        title="A",
        customer=make_customer(sal.workspace),
        owner=sal.user,
        value=Decimal("120000.10"),
        currency="CHF",
    )

    made = services.add_opportunity(workspace=sal.workspace, facts=facts, by=sal.user, at=now)

    made.refresh_from_db()
    assert (made.value, made.currency) == (Decimal("120000.10"), "CHF")


def test_owner_from_outside_is_refused(sal: Membership, cleo: Membership, now: datetime) -> None:
    facts = Facts(title="A", customer=make_customer(sal.workspace), owner=cleo.user)

    with pytest.raises(RuleBroken, match="does not work here"):
        services.add_opportunity(workspace=sal.workspace, facts=facts, by=sal.user, at=now)


def test_owner_who_only_reads_is_refused(sal: Membership, now: datetime) -> None:
    reader = make_member(sal.workspace, "Rita", role=Membership.Role.EXECUTIVE)
    facts = Facts(title="A", customer=make_customer(sal.workspace), owner=reader.user)

    with pytest.raises(RuleBroken, match="does not work here"):
        services.add_opportunity(workspace=sal.workspace, facts=facts, by=sal.user, at=now)


def facts_of(lead: Opportunity, *, title: str) -> Facts:
    return Facts(
        title=title, customer=lead.customer, owner=lead.owner, source=lead.source, words=lead.words
    )
