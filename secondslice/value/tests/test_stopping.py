"""Cost avoided by stopping early, the headline over time, the thread, and the API."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_api_key, make_member
from secondslice.api.tests.make import Program
from secondslice.conftest import Clock, sign_in
from secondslice.core.errors import RuleBroken
from secondslice.dashboard.selectors.thread import thread_of_customer, thread_of_project
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.value.ledger.models import Benefit
from secondslice.value.ledger.selectors.lines import lines
from secondslice.value.ledger.selectors.trend import trend
from secondslice.value.ledger.services.benefits import set_share
from secondslice.value.ledger.services.reckoning import set_terms
from secondslice.value.ledger.services.signing import Said, sign, verify
from secondslice.value.ledger.services.stopping import Stop, count_stop
from secondslice.value.tests.ledger import find, make_benefit, make_sign_request, make_signature

STOP = Stop(Decimal(100_000), Decimal(40_000), Decimal(5_000), date(2026, 3, 1))


@pytest.fixture
def stopped(ava: Membership) -> Project:
    """A project that was stopped."""
    made = make_project(ava.workspace, "Chat robot", phase="stopped")
    made.budget = Decimal(100_000)
    made.save(update_fields=["budget"])
    return made


class TestStop:
    def test_what_is_left_is_claimed_with_its_arithmetic(
        self, ava: Membership, stopped: Project, clock: Clock
    ) -> None:
        client, path = sign_in(ava), f"/w/acme/value/ledger/stopped/{stopped.ref}/"
        assert 'value="100000' in client.get(path).text
        sent = client.post(
            path, {"approved": "100000", "spent": "40000", "cost": "5000", "on": "2026-03-01"}
        )
        assert sent.status_code == 302
        made = Benefit.objects.get()
        assert (made.stage, made.outcome.code) == ("claimed", "stopped_early")
        assert made.readings.get(kind="actual").value == 55_000
        assert "100,000.00 less spent until the stop 40,000.00" in made.method
        assert "= 55,000.00 EUR" in made.method

    def test_stop_counts_once(self, ava: Membership, stopped: Project, now: datetime) -> None:
        count_stop(by=ava, project=stopped, stop=STOP, at=now)
        with pytest.raises(RuleBroken, match="counted already, as “Stopped early: Chat robot”"):
            count_stop(by=ava, project=stopped, stop=STOP, at=now)
        assert Benefit.objects.count() == 1

    def test_stop_that_another_benefit_shares_counts_once_too(
        self, ava: Membership, stopped: Project, now: datetime
    ) -> None:
        other = make_project(ava.workspace, "Voice robot", phase="stopped")
        made = count_stop(by=ava, project=other, stop=STOP, at=now)
        set_share(by=ava, benefit=made, project=other, percent=Decimal(50), at=now)
        set_share(by=ava, benefit=made, project=stopped, percent=Decimal(50), at=now)
        with pytest.raises(RuleBroken, match="counted already"):
            count_stop(by=ava, project=stopped, stop=STOP, at=now)

    def test_running_project_and_used_up_budget_avoid_nothing(
        self, ava: Membership, stopped: Project, now: datetime
    ) -> None:
        with pytest.raises(RuleBroken, match="was not stopped"):
            count_stop(by=ava, project=make_project(ava.workspace), stop=STOP, at=now)
        used_up = Stop(Decimal(100), Decimal(90), Decimal(10), date(2026, 3, 1))
        with pytest.raises(RuleBroken, match="Nothing is left"):
            count_stop(by=ava, project=stopped, stop=used_up, at=now)

    def test_stopped_project_leads_to_it(self, ava: Membership, stopped: Project) -> None:
        shown = sign_in(ava).get(f"/w/acme/projects/{stopped.ref}/").text
        assert f"/w/acme/value/ledger/stopped/{stopped.ref}/" in shown


class TestTrend:
    def test_last_point_is_the_headline_and_what_was_taken_back_stood_in_its_time(
        self, ava: Membership, now: datetime
    ) -> None:
        project = make_project(ava.workspace, "New tills")
        early, late = now - timedelta(days=200), now - timedelta(days=30)
        one = make_benefit(ava, project, at=early)
        make_signature(ava, one, at=early)
        other = make_benefit(ava, project, title="Less paper", at=late)
        make_signature(ava, other, "partly", percent=50, at=late)
        find(ava, one, 900, at=late)  # takes the first signature back
        found = trend(ava, lines(ava, today=now.date()), today=now.date())
        assert [(one.year, one.number, int(one.confirmed)) for one in found] == [
            (2025, 3, 1000),
            (2025, 4, 1000),
            (2026, 1, 500),
        ]

    def test_page_shows_the_curve_with_its_table(self, ava: Membership, clock: Clock) -> None:
        project = make_project(ava.workspace, "New tills")
        early = clock.moment - timedelta(days=200)
        make_signature(ava, make_benefit(ava, project, at=early), at=early)
        shown = sign_in(ava).get("/w/acme/value/ledger/").text
        assert "Confirmed over time" in shown
        assert "Q3 2025" in shown

    def test_nothing_signed_is_no_curve(self, ava: Membership, clock: Clock) -> None:
        make_benefit(ava, make_project(ava.workspace), at=clock.moment)
        assert "Confirmed over time" not in sign_in(ava).get("/w/acme/value/ledger/").text


class TestThread:
    def test_benefit_its_signature_and_verification_stand_in_both_threads(
        self, ava: Membership, clock: Clock
    ) -> None:
        carl = make_member(ava.workspace, "Carl", role=Membership.Role.EXECUTIVE)
        project = make_project(ava.workspace, "New tills")
        benefit = make_benefit(ava, project, at=clock.moment)
        make_signature(ava, benefit, at=clock.forward(hours=1))
        set_terms(by=ava, yearly_rate=Decimal(8), finance=carl.user, at=clock.moment)
        verify(by=carl, benefit=benefit, words="", at=clock.forward(hours=1))
        for thread in (
            thread_of_project(ava, project, after=""),
            thread_of_customer(ava, project.customer, after=""),
        ):
            assert [one.kind for one in thread.entries] == ["verified", "signed", "benefit"]
        shown = sign_in(ava).get(f"/w/acme/projects/{project.ref}/").text
        assert "Fewer overtime hours" in shown
        assert "Words." not in shown

    def test_manager_reads_none_of_other_projects(self, ava: Membership, now: datetime) -> None:
        project = make_project(ava.workspace, "New tills")
        make_benefit(ava, project, at=now)
        mia = make_member(ava.workspace, "Mia", role=Membership.Role.MANAGER)
        assert thread_of_customer(mia, project.customer, after="").entries == []


class TestApi:
    @pytest.fixture
    def program(self, ava: Membership) -> Program:
        """A program of Acme that may read."""
        return Program(make_api_key(ava)[1])

    def test_benefits_are_listed_with_their_state(
        self, ava: Membership, program: Program, clock: Clock
    ) -> None:
        project = make_project(ava.workspace, "New tills")
        benefit = make_benefit(ava, project, attribution=Decimal(50), at=clock.moment)
        make_signature(ava, benefit, at=clock.moment)
        make_benefit(ava, project, title="Less paper", at=clock.moment)
        listed = program.get("/benefits").json()  # type: ignore[attr-defined]
        assert [one["title"] for one in listed["items"]] == ["Fewer overtime hours", "Less paper"]
        one = program.get(f"/benefits/{benefit.ref}").json()  # type: ignore[attr-defined]
        assert one == listed["items"][0]
        assert (one["stage"], one["said"]) == ("cosigned", "arrived")
        assert Decimal(one["money"]["confirmed"]) == 500
        assert one["project"]["name"] == "New tills"
        assert "Words." not in str(listed)

    def test_list_is_cut_into_parts_and_by_stage(
        self, ava: Membership, program: Program, clock: Clock
    ) -> None:
        project = make_project(ava.workspace, "New tills")
        for title in ("A", "B", "C"):
            make_benefit(ava, project, title=title, at=clock.moment)
        find(ava, Benefit.objects.get(title="B"), 5, at=clock.moment)
        first = program.get("/benefits", limit=2).json()  # type: ignore[attr-defined]
        assert [one["title"] for one in first["items"]] == ["A", "B"]
        rest = program.get("/benefits", limit=2, after=first["next"]).json()  # type: ignore[attr-defined]
        assert ([one["title"] for one in rest["items"]], rest["next"]) == (["C"], None)
        claimed = program.get("/benefits", stage="claimed").json()  # type: ignore[attr-defined]
        assert [one["title"] for one in claimed["items"]] == ["B"]
        assert program.get("/benefits", stage="signed").status_code == 422

    def test_other_workspaces_and_keys_without_the_right_get_nothing(
        self, ava: Membership, cleo: Membership, clock: Clock
    ) -> None:
        benefit = make_benefit(ava, make_project(ava.workspace), at=clock.moment)
        theirs = Program(make_api_key(cleo)[1])
        assert theirs.get(f"/benefits/{benefit.ref}").status_code == 404
        assert theirs.get("/benefits").json()["items"] == []  # type: ignore[attr-defined]
        blind = Program(make_api_key(ava, scopes=["ask"])[1])
        assert blind.get("/benefits").status_code == 403

    def test_signature_that_was_taken_back_is_not_said(
        self, ava: Membership, program: Program, clock: Clock
    ) -> None:
        benefit = make_benefit(ava, make_project(ava.workspace), at=clock.moment)
        asked = make_sign_request(ava, benefit, at=clock.moment)
        sign(request=asked, said=Said("arrived"), at=clock.moment)
        find(ava, benefit, 900, at=clock.moment)
        one = program.get(f"/benefits/{benefit.ref}").json()  # type: ignore[attr-defined]
        assert (one["stage"], one["said"], one["signed_on"]) == ("claimed", None, None)
