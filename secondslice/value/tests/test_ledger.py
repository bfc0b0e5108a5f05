"""The value ledger: what counts, what takes a signature back, and that nothing counts twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.tests.make import make_member, make_workspace
from secondslice.conftest import Clock, sign_in
from secondslice.core.errors import RuleBroken
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_milestone, make_project
from secondslice.value.ledger.models import Benefit, Rate, Reading, Signature
from secondslice.value.ledger.outcomes import READY
from secondslice.value.ledger.selectors.figures import Figures, figures
from secondslice.value.ledger.selectors.lines import start_of
from secondslice.value.ledger.services.benefits import Terms, change_benefit, set_share
from secondslice.value.ledger.services.reading import Period, record
from secondslice.value.ledger.services.reckoning import set_cost, set_rate, set_terms
from secondslice.value.ledger.services.signing import Said, sign, verify
from secondslice.value.tests.ledger import (
    FEBRUARY,
    JANUARY,
    find,
    make_benefit,
    make_sign_request,
    make_signature,
    plan,
    sponsor_of,
)

PAGE = "/w/acme/value/ledger/"


@pytest.fixture
def project(ava: Membership) -> Project:
    """A project that went live at the end of last year."""
    return make_project(
        ava.workspace, "New tills", ends_on=date(2025, 12, 31), service="Kick-start"
    )


@pytest.fixture
def benefit(ava: Membership, project: Project, now: datetime) -> Benefit:
    """What it shall bring, in the workspace's own currency."""
    return make_benefit(ava, project, at=now)


@pytest.fixture
def carl(ava: Membership) -> Membership:
    """Carl is the executive who verifies for finance."""
    return make_member(ava.workspace, "Carl", role=Membership.Role.EXECUTIVE)


def stage_of(benefit: Benefit) -> str:
    benefit.refresh_from_db()
    return benefit.stage


def shown_to(membership: Membership, now: datetime) -> Figures:
    return figures(membership, today=now.date())


class TestStages:
    def test_benefit_goes_from_planned_to_verified(
        self, ava: Membership, carl: Membership, benefit: Benefit, now: datetime
    ) -> None:
        assert stage_of(benefit) == "planned"
        plan(ava, benefit, 2000, at=now)
        assert stage_of(benefit) == "planned"
        find(ava, benefit, 1000, at=now)
        assert stage_of(benefit) == "claimed"
        make_signature(ava, benefit, at=now)
        assert stage_of(benefit) == "cosigned"
        set_terms(by=ava, yearly_rate=Decimal(8), finance=carl.user, at=now)
        verify(by=carl, benefit=benefit, words="Seen in the books.", at=now)
        assert stage_of(benefit) == "verified"

    def test_headline_is_confirmed_money_only(
        self, ava: Membership, project: Project, benefit: Benefit, now: datetime
    ) -> None:
        other = make_benefit(ava, project, title="Less paper", at=now)
        find(ava, other, 500, at=now)
        plan(ava, benefit, 2000, at=now)
        make_signature(ava, benefit, "partly", percent=40, at=now)
        totals = shown_to(ava, now).totals
        figures_told = [totals.promised, totals.claimed, totals.confirmed, totals.unconfirmed]
        assert [int(one) for one in figures_told] == [2000, 1500, 400, 1100]

    def test_customers_no_leaves_it_claimed_and_says_so(
        self, ava: Membership, benefit: Benefit, now: datetime
    ) -> None:
        make_signature(ava, benefit, "not", at=now)
        found = shown_to(ava, now)
        assert stage_of(benefit) == "claimed"
        assert found.totals.confirmed == 0
        assert [one.why for one in found.doubts] == ["The customer says that it has not arrived."]

    def test_only_the_pmos_part_counts(
        self, ava: Membership, project: Project, now: datetime
    ) -> None:
        half = make_benefit(ava, project, attribution=Decimal(50), at=now)
        make_signature(ava, half, at=now)
        assert shown_to(ava, now).totals.confirmed == 500

    def test_what_is_measured_never_becomes_money(
        self, ava: Membership, project: Project, now: datetime
    ) -> None:
        hours = make_benefit(
            ava,
            project,
            kind="measured",
            unit="hours",
            direction="down",
            baseline=Decimal(9),
            at=now,
        )
        make_signature(ava, hours, at=now)
        assert stage_of(hours) == "cosigned"
        assert shown_to(ava, now).totals.confirmed == 0


class TestCorrection:
    def test_change_of_a_signed_value_takes_the_signature_back_and_keeps_both_values(
        self, ava: Membership, benefit: Benefit, now: datetime
    ) -> None:
        asked = make_signature(ava, benefit, at=now)
        assert find(ava, benefit, 900, at=now) is True
        assert stage_of(benefit) == "claimed"
        assert [str(one.value) for one in Reading.objects.order_by("number")] == [
            "1000.00",
            "900.00",
        ]
        assert not Signature.objects.get().is_valid
        assert sign(request=asked, said=Said("arrived"), at=now) is False

    def test_later_period_leaves_what_was_signed(
        self, ava: Membership, benefit: Benefit, now: datetime
    ) -> None:
        make_signature(ava, benefit, at=now)
        assert find(ava, benefit, 300, at=now, period=FEBRUARY) is False
        totals = shown_to(ava, now).totals
        assert [int(one) for one in (totals.claimed, totals.confirmed)] == [1300, 1000]

    def test_new_signature_replaces_the_old_one(
        self, ava: Membership, benefit: Benefit, now: datetime
    ) -> None:
        make_signature(ava, benefit, at=now)
        find(ava, benefit, 300, at=now, period=FEBRUARY)
        asked = make_sign_request(ava, benefit, at=now)
        assert shown_to(ava, now).totals.confirmed == 1000
        sign(request=asked, said=Said("arrived"), at=now)
        assert shown_to(ava, now).totals.confirmed == 1300

    @pytest.mark.parametrize(
        "change", [{"attribution": Decimal(60)}, {"title": "Other"}, {"method": "x"}]
    )
    def test_changed_words_take_the_signature_back(
        self, ava: Membership, benefit: Benefit, now: datetime, change: dict[str, Any]
    ) -> None:
        make_signature(ava, benefit, at=now)
        terms = Terms(**{"title": benefit.title, **change})
        assert change_benefit(by=ava, benefit=benefit, outcome="on_time", terms=terms, at=now)
        assert shown_to(ava, now).totals.confirmed == 0

    def test_other_words_do_not(self, ava: Membership, benefit: Benefit, now: datetime) -> None:
        make_signature(ava, benefit, at=now)
        terms = Terms(title=benefit.title, assumptions="None.", offset_days=5)
        assert not change_benefit(by=ava, benefit=benefit, outcome="on_time", terms=terms, at=now)
        assert shown_to(ava, now).totals.confirmed == 1000

    def test_value_taken_back_leaves_nothing_claimed(
        self, ava: Membership, benefit: Benefit, now: datetime
    ) -> None:
        find(ava, benefit, 900, at=now)
        find(ava, benefit, None, at=now)
        assert stage_of(benefit) == "planned"
        assert Reading.objects.count() == 2

    def test_periods_do_not_share_days(
        self, ava: Membership, benefit: Benefit, now: datetime
    ) -> None:
        find(ava, benefit, 1, at=now)
        with pytest.raises(RuleBroken):
            find(ava, benefit, 1, at=now, period=Period(date(2026, 1, 31), date(2026, 2, 2)))


class TestFinance:
    def test_who_runs_the_pmo_cannot_verify(
        self, ava: Membership, benefit: Benefit, now: datetime
    ) -> None:
        make_signature(ava, benefit, at=now)
        with pytest.raises(RuleBroken):
            verify(by=ava, benefit=benefit, words="", at=now)

    def test_executive_who_is_not_named_cannot_verify(
        self, ava: Membership, carl: Membership, benefit: Benefit, now: datetime
    ) -> None:
        make_signature(ava, benefit, at=now)
        with pytest.raises(RuleBroken):
            verify(by=carl, benefit=benefit, words="", at=now)

    def test_only_executives_are_named(self, ava: Membership, now: datetime) -> None:
        with pytest.raises(RuleBroken):
            set_terms(by=ava, yearly_rate=Decimal(8), finance=ava.user, at=now)

    def test_what_is_not_signed_is_not_verified(
        self, ava: Membership, carl: Membership, benefit: Benefit, now: datetime
    ) -> None:
        set_terms(by=ava, yearly_rate=Decimal(8), finance=carl.user, at=now)
        find(ava, benefit, 1, at=now)
        with pytest.raises(RuleBroken):
            verify(by=carl, benefit=benefit, words="", at=now)

    def test_other_currency_counts_by_the_rate_of_its_day(
        self, ava: Membership, project: Project, now: datetime
    ) -> None:
        dollars = make_benefit(ava, project, currency="USD", at=now)
        make_signature(ava, dollars, at=now)
        found = shown_to(ava, now)
        assert found.totals.confirmed == 0
        assert found.doubts[0].why == "There is no rate for USD on its day."
        set_rate(by=ava, currency="USD", on=date(2025, 1, 1), rate=Decimal("0.9"), at=now)
        set_rate(by=ava, currency="USD", on=now.date() + timedelta(days=1), rate=Decimal(5), at=now)
        assert shown_to(ava, now).totals.confirmed == 900

    def test_return_sets_confirmed_money_against_the_cost(
        self, ava: Membership, benefit: Benefit, now: datetime
    ) -> None:
        make_signature(ava, benefit, at=now)
        set_cost(by=ava, month=date(2025, 12, 5), amount=Decimal(800), note="", at=now)
        found = shown_to(ava, now).returned
        assert found is not None
        assert (found.roi, found.months, str(found.npv)) == (Decimal("0.25"), 2, "193.61")
        assert found.why_no_irr == ""

    def test_realisation_is_confirmed_over_planned_to_date(
        self, ava: Membership, benefit: Benefit, now: datetime
    ) -> None:
        plan(ava, benefit, 2000, at=now)
        plan(ava, benefit, 9000, at=now, period=Period(date(2027, 1, 1), date(2027, 1, 31)))
        make_signature(ava, benefit, at=now)
        assert shown_to(ava, now).realised == Decimal("0.5")


class TestTime:
    def test_slipped_milestone_moves_the_benefit(
        self, ava: Membership, project: Project, now: datetime
    ) -> None:
        gate = make_milestone(project, on=date(2026, 1, 1))
        found = make_benefit(ava, project, milestone=gate, offset_days=10, at=now)
        assert start_of(found) == date(2026, 1, 11)
        gate.due_on = date(2026, 5, 1)
        gate.save()
        assert start_of(Benefit.objects.get(pk=found.pk)) == date(2026, 5, 11)

    def test_removed_milestone_leaves_no_start_and_says_so(
        self, ava: Membership, project: Project, now: datetime
    ) -> None:
        gate = make_milestone(project, on=date(2026, 1, 1))
        found = make_benefit(ava, project, milestone=gate, at=now)
        gate.delete()
        assert start_of(Benefit.objects.get(pk=found.pk)) is None
        assert "no date" in shown_to(ava, now).doubts[0].why

    def test_measurement_is_due_three_months_after_the_start(
        self, ava: Membership, benefit: Benefit, now: datetime
    ) -> None:
        assert not shown_to(ava, now).due
        later = now + timedelta(days=30)
        assert [one.due_since for one in shown_to(ava, later).due] == [date(2026, 3, 31)]
        find(ava, benefit, 5, at=now, period=Period(date(2026, 1, 1), date(2026, 3, 31)))
        assert not shown_to(ava, later).due


class TestSharing:
    def test_parts_sum_to_the_whole_at_most(
        self, ava: Membership, project: Project, benefit: Benefit, now: datetime
    ) -> None:
        other = make_project(ava.workspace, "Other")
        with pytest.raises(RuleBroken):
            set_share(by=ava, benefit=benefit, project=other, percent=Decimal(1), at=now)
        set_share(by=ava, benefit=benefit, project=project, percent=Decimal(70), at=now)
        set_share(by=ava, benefit=benefit, project=other, percent=Decimal(30), at=now)
        make_signature(ava, benefit, at=now)
        found = shown_to(ava, now)
        assert found.totals.confirmed == 1000
        assert [one.totals.confirmed for one in found.by_customer] == [700, 300]
        assert sum(one.totals.confirmed for one in found.by_service) == 1000
        assert sum(one.totals.confirmed for one in found.by_outcome) == 1000


class TestPages:
    def test_every_page_opens_empty_and_full(
        self, ava: Membership, carl: Membership, benefit: Benefit, clock: Clock
    ) -> None:
        now, client = clock.moment, sign_in(ava)
        set_terms(by=ava, yearly_rate=Decimal(8), finance=carl.user, at=now)
        set_cost(by=ava, month=date(2025, 12, 5), amount=Decimal(800), note="", at=now)
        asked = make_signature(ava, benefit, at=now)
        verify(by=carl, benefit=benefit, words="Seen.", at=now)
        paths = [
            "", "benefits/", f"benefits/{benefit.ref}/", f"benefits/{benefit.ref}/edit/", "benefits/add/",
            f"benefits/add/?project={benefit.project.ref}", "categories/", "reckoning/",
        ]  # fmt: skip
        for path in paths:
            assert client.get(f"{PAGE}{path}").status_code == 200, path
        page = client.get(PAGE).text
        assert "1,000" in page
        assert "Words." in client.get(f"{PAGE}benefits/{benefit.ref}/").text
        assert asked.benefit.title in client.get(f"{PAGE}benefits/?stage=verified").text
        assert "1,000" in client.get("/w/acme/value/").text

    def test_sales_reads_figures_and_no_words(
        self, ava: Membership, benefit: Benefit, clock: Clock
    ) -> None:
        make_signature(ava, benefit, at=clock.moment)
        sam = sign_in(make_member(ava.workspace, "Sam", role=Membership.Role.SALES))
        assert "Words." not in sam.get(f"{PAGE}benefits/{benefit.ref}/").text
        sent = sam.get(f"{PAGE}benefits/?download=csv")
        text = b"".join(sent.streaming_content).decode()  # type: ignore[attr-defined]
        assert benefit.title in text
        assert "Words." not in text

    def test_benefit_is_written_down_and_read_on_pages(
        self, ava: Membership, project: Project, clock: Clock
    ) -> None:
        client = sign_in(ava)
        typed = {
            "title": "Fewer calls", "outcome": "money_saved", "kind": "money", "currency": "EUR",
            "direction": "up", "how": "sum", "offset_days": "0", "attribution": "50",
        }  # fmt: skip
        sent = client.post(f"{PAGE}benefits/add/?project={project.ref}", typed)
        made = Benefit.objects.get()
        assert sent["Location"] == f"{PAGE}benefits/{made.ref}/"
        row = {"kind": "actual", "begins_on": "2026-01-01", "ends_on": "2026-01-31", "value": "80"}
        assert client.post(f"{PAGE}benefits/{made.ref}/record/", row).status_code == 302
        wrong = {**row, "begins_on": "2026-01-15"}
        assert client.post(f"{PAGE}benefits/{made.ref}/record/", wrong).status_code == 422
        assert client.post(f"{PAGE}benefits/{made.ref}/share/", {}).status_code == 422
        link = {"proof_title": "Books", "url": "https://example.org/books"}
        assert client.post(f"{PAGE}benefits/{made.ref}/prove/", link).status_code == 302
        assert client.post(f"{PAGE}benefits/{made.ref}/verify/").status_code in {403, 404}
        sponsor = sponsor_of(project)
        assert (
            client.post(f"{PAGE}benefits/{made.ref}/ask/", {"contact": sponsor.pk}).status_code
            == 302
        )
        assert made.requests.get().money == 40

    def test_refused_form_keeps_what_was_typed(
        self, ava: Membership, project: Project, clock: Clock
    ) -> None:
        sent = sign_in(ava).post(
            f"{PAGE}benefits/add/?project={project.ref}",
            {"title": "Hours", "kind": "measured", "outcome": "nothing"},
        )
        assert sent.status_code == 422
        assert "Say in which unit it is measured." in sent.text

    def test_manager_sees_only_own_projects(
        self, ava: Membership, benefit: Benefit, clock: Clock
    ) -> None:
        make_signature(ava, benefit, at=clock.moment)
        max_ = make_member(ava.workspace, "Max", role=Membership.Role.MANAGER)
        assert sign_in(max_).get(f"{PAGE}benefits/{benefit.ref}/").status_code == 404
        assert shown_to(max_, clock.moment).totals.confirmed == 0

    def test_somebody_of_another_workspace_finds_nothing(
        self, benefit: Benefit, clock: Clock
    ) -> None:
        cleo = make_member(make_workspace("Other", slug="other"), "Cleo")
        assert (
            sign_in(cleo).get(f"/w/other/value/ledger/benefits/{benefit.ref}/").status_code == 404
        )

    def test_number_of_queries_does_not_grow(
        self,
        ava: Membership,
        project: Project,
        clock: Clock,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for number in range(10):
            one = make_benefit(ava, project, title=f"No {number}", at=clock.moment)
            make_signature(ava, one, at=clock.moment)
        client = sign_in(ava)
        client.get(PAGE)
        with django_assert_max_num_queries(22):
            assert client.get(PAGE).status_code == 200
        with django_assert_max_num_queries(18):
            assert client.get(f"{PAGE}benefits/").status_code == 200

    def test_categories_are_thirty_and_ones_own(self, ava: Membership, clock: Clock) -> None:
        client = sign_in(ava)
        assert len(READY) == len({code for code, _group, _name in READY}) == 30
        client.post(f"{PAGE}categories/", {"start": "yes"})
        client.post(f"{PAGE}categories/", {"name": "Peace at the table", "group": "value"})
        assert ava.workspace.pk
        page = client.get(f"{PAGE}categories/").text
        assert "Peace at the table" in page

    def test_reckoning_is_set_on_pages(
        self, ava: Membership, carl: Membership, clock: Clock
    ) -> None:
        client = sign_in(ava)
        where = f"{PAGE}reckoning/"
        assert client.post(where, {"yearly_rate": "6", "finance": carl.user.pk}).status_code == 302
        assert client.post(f"{where}rate/", {"currency": "usd"}).status_code == 422
        typed = {"currency": "USD", "on": "2026-01-01", "rate": "0.9"}
        assert client.post(f"{where}rate/", typed).status_code == 302
        cost = {"month": "2026-01-09", "amount": "100", "note": "Salaries"}
        assert client.post(f"{where}cost/", cost).status_code == 302
        assert client.post(f"{where}cost/", {}).status_code == 422
        assert "Salaries" in client.get(where).text


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["find", "sign", "partly", "not", "share", "attribute", "verify", "rate"]),
        st.integers(0, 2),
        st.integers(1, 99),
    ),
    max_size=12,
)


class TestWhateverTheOrder(TestCase):
    """The headline is the sum of what is confirmed, whatever was edited in which order."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def test_headline_is_the_sum_of_the_confirmed(self, steps: list[tuple[str, int, int]]) -> None:
        now = datetime.fromisoformat("2026-03-06T09:30:00+00:00")
        acme = make_workspace("Acme PMO", slug="acme")
        ava = make_member(acme, "Ava", role=Membership.Role.OWNER)
        carl = make_member(ava.workspace, "Carl", role=Membership.Role.EXECUTIVE)
        set_terms(by=ava, yearly_rate=Decimal(8), finance=carl.user, at=now)
        projects = [make_project(ava.workspace), make_project(ava.workspace)]
        rows = [
            make_benefit(ava, projects[0], title="a", at=now),
            make_benefit(ava, projects[1], title="b", currency="USD", at=now),
            make_benefit(ava, projects[0], title="c", kind="measured", unit="hours", at=now),
        ]
        for what, which, number in steps:
            one = Benefit.objects.get(pk=rows[which].pk)
            try:
                _do(what, one, number, ava=ava, carl=carl, other=projects[1], now=now)
            except RuleBroken:
                continue
        found = figures(ava, today=now.date())
        assert found.totals.confirmed == _by_hand(ava.workspace, now)
        for rows_of in (found.by_customer, found.by_service, found.by_outcome):
            assert (
                sum((row.totals.confirmed for row in rows_of), Decimal(0)) == found.totals.confirmed
            )
        assert found.totals.verified <= found.totals.confirmed


def _do(
    what: str,
    one: Benefit,
    number: int,
    *,
    ava: Membership,
    carl: Membership,
    other: Project,
    now: datetime,
) -> None:
    if what == "find":
        period = FEBRUARY if number % 2 else JANUARY
        record(by=ava, benefit=one, kind="actual", period=period, value=Decimal(number), at=now)
    elif what in {"sign", "partly", "not"}:
        verdict = "arrived" if what == "sign" else what
        make_signature(ava, one, verdict, percent=number, at=now)
    elif what == "share":
        set_share(by=ava, benefit=one, project=other, percent=Decimal(number), at=now)
    elif what == "attribute":
        terms = Terms(one.title, one.kind, one.currency, one.unit, attribution=Decimal(number))
        change_benefit(by=ava, benefit=one, outcome="on_time", terms=terms, at=now)
    elif what == "verify":
        verify(by=carl, benefit=one, words="", at=now)
    else:
        rate = Decimal(number) / 50
        set_rate(by=ava, currency="USD", on=date(2026, 1, number % 28 + 1), rate=rate, at=now)


def _by_hand(workspace: Workspace, now: datetime) -> Decimal:
    """Add up, another way, what is validly signed and not refused."""
    cent, whole = Decimal("0.01"), Decimal(0)
    rates = dict(workspace_rates(workspace))
    for one in Signature.objects.filter(is_valid=True, benefit__kind="money"):
        if one.verdict == "not":
            continue
        share = Decimal(100) if one.verdict == "arrived" else one.percent
        money = _round(_round(one.request.amount * one.benefit.attribution / 100) * share / 100)
        if one.benefit.currency == "USD":
            money = (money * rates[max(rates)]).quantize(cent) if rates else Decimal(0)
        whole += sum(
            (_round(money * each.percent / 100) for each in one.benefit.shares.all()), Decimal(0)
        )
    return whole


def workspace_rates(workspace: Workspace) -> list[tuple[date, Decimal]]:
    return list(Rate.objects.filter(workspace=workspace).values_list("on", "rate"))


def _round(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), "ROUND_HALF_UP")


def test_stranger_is_sent_to_sign_in(db: None) -> None:
    assert Client().get(PAGE).status_code == 302
