"""Stages that a workspace names itself, the reasons for losing, and the moves between them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.funnel import services
from secondslice.funnel.models import FunnelStage, LostReason, Opportunity
from secondslice.funnel.rules import Stage
from secondslice.funnel.selectors.stages import all_stages, lost_reasons, stages_of
from secondslice.funnel.services import StageLine
from secondslice.funnel.tests.make import make_opportunity
from secondslice.journeys.workspace_opened import workspace_opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ADDRESS = "/w/acme/settings/funnel/"
DAY = timedelta(days=1)


def lines(owner: Membership, **changes: dict[str, Any]) -> list[StageLine]:
    """Return the lines of the table as they are, with some of their values changed."""
    return [
        replace(
            StageLine(
                code=one.code,
                name=one.label,
                position=one.position,
                stale_days=one.stale_days,
                is_used=one.retired_at is None,
            ),
            **changes.get(one.code, {}),
        )
        for one in all_stages(owner.workspace).values()
    ]


class TestOwnStages:
    """What a workspace decides about its funnel."""

    def test_new_workspace_has_stages_of_every_kind_once(self, ava: Membership) -> None:
        workspace_opened(workspace=ava.workspace)
        workspace_opened(workspace=ava.workspace)

        stored = FunnelStage.objects.filter(workspace=ava.workspace)
        assert [one.label for one in stored] == [
            "Lead", "Prospect", "Proposal", "On hold", "Won", "Lost", "Postponed", "Not an opportunity",
        ]  # fmt: skip

    def test_own_name_and_order_are_kept(self, ava: Membership, now: datetime) -> None:
        changed = lines(ava, prospect={"name": "Talking", "position": 1}, lead={"position": 2})

        services.change_stages(by=ava, lines=changed, at=now)

        names = [one.label for one in stages_of(ava.workspace).values()]
        assert names[:3] == ["Talking", "Lead", "Proposal"]

    def test_products_name_stays_the_products(self, ava: Membership, now: datetime) -> None:
        services.change_stages(by=ava, lines=lines(ava), at=now)

        assert not FunnelStage.objects.exclude(name="").exists()

    def test_stage_in_which_something_stands_stays_in_use(
        self, ava: Membership, sal: Membership, now: datetime
    ) -> None:
        make_opportunity(sal, stage="proposal")

        with pytest.raises(RuleBroken, match="1 opportunities stand in “Proposal”"):
            services.change_stages(by=ava, lines=lines(ava, proposal={"is_used": False}), at=now)

    def test_last_won_stage_stays(self, ava: Membership, now: datetime) -> None:
        with pytest.raises(RuleBroken, match="one that is won"):
            services.change_stages(by=ava, lines=lines(ava, won={"is_used": False}), at=now)

    def test_retired_stage_keeps_its_name_in_what_happened(
        self, as_sal: Client, ava: Membership, sal: Membership, now: datetime
    ) -> None:
        services.add_stage(by=ava, name="Tasting", kind="open", stale_days=5, at=now)
        lead = make_opportunity(sal, stage="tasting")
        services.move_stage(opportunity=lead, stage="proposal", by=sal.user, at=now)
        services.change_stages(by=ava, lines=lines(ava, tasting={"is_used": False}), at=now)

        page = as_sal.get(f"/w/acme/funnel/{lead.ref}/").text

        assert "Tasting → <b>Proposal</b>" in page
        with pytest.raises(RuleBroken, match="no such stage any more"):
            services.move_stage(opportunity=lead, stage="tasting", by=sal.user, at=now)

    def test_two_stages_of_one_name_are_refused(self, ava: Membership, now: datetime) -> None:
        with pytest.raises(RuleBroken, match="there twice"):
            services.add_stage(by=ava, name="proposal", kind="open", stale_days=5, at=now)


class TestSettingsPage:
    """The tables in the browser."""

    def test_stage_is_added_and_renamed(self, as_ava: Client, ava: Membership) -> None:
        added = {"form": "new_stage", "name": "Tasting", "kind": "open", "stale_days": "7"}
        as_ava.post(ADDRESS, added)
        values: dict[str, object] = {"form": "stages"}
        for one in all_stages(ava.workspace).values():
            name = "Signed" if one.code == "won" else one.label
            values |= {f"{one.code}-position": one.position, f"{one.code}-name": name}
            values |= {f"{one.code}-stale_days": one.stale_days, f"{one.code}-is_used": "on"}

        page = as_ava.post(ADDRESS, values, follow=True).text

        assert "Saved." in page
        names = [one.label for one in stages_of(ava.workspace).values()]
        assert names[3] == "Tasting"
        assert "Signed" in names

    def test_reason_is_added_and_offered(
        self, as_ava: Client, as_sal: Client, sal: Membership
    ) -> None:
        lead = make_opportunity(sal)

        as_ava.post(ADDRESS, {"form": "new_reason", "name": "Merged away"})

        assert "Merged away" in as_sal.get(f"/w/acme/funnel/{lead.ref}/").text

    def test_wrong_line_is_told_with_its_name(self, as_ava: Client) -> None:
        page = as_ava.post(ADDRESS, {"form": "stages"})

        assert page.status_code == 422
        assert "Lead, Place:" in page.text


class TestMoves:
    """One service moves, by one table of kinds."""

    def test_lost_keeps_its_reason_and_opening_again_drops_it(
        self, sal: Membership, now: datetime
    ) -> None:
        lead = make_opportunity(sal)

        services.move_stage(
            opportunity=lead, stage="lost", by=sal.user, at=now, lost_code="too_dear"
        )
        lost = (lead.kind, lead.lost_code)
        services.move_stage(opportunity=lead, stage="lead", by=sal.user, at=now)

        assert lost == ("lost", "too_dear")
        assert (lead.kind, lead.lost_code, lead.closed_at) == ("open", "", None)

    def test_words_alone_are_something_else(self, sal: Membership, now: datetime) -> None:
        lead = make_opportunity(sal)

        services.move_stage(
            opportunity=lead, stage="lost", by=sal.user, at=now, lost_reason="A merger"
        )

        assert (lead.lost_code, lead.lost_reason) == ("other", "A merger")

    def test_postponed_needs_a_day_and_counts_as_closed(
        self, sal: Membership, now: datetime
    ) -> None:
        lead = make_opportunity(sal)

        with pytest.raises(RuleBroken, match="on which day"):
            services.move_stage(opportunity=lead, stage="postponed", by=sal.user, at=now)
        services.move_stage(
            opportunity=lead,
            stage="postponed",
            by=sal.user,
            at=now,
            postponed_until=date(2026, 9, 1),
        )

        lead.refresh_from_db()
        assert (lead.postponed_until, lead.closed_at) == (date(2026, 9, 1), now)

    def test_won_is_not_lost_without_being_opened_again(
        self, sal: Membership, now: datetime
    ) -> None:
        won = make_opportunity(sal, stage="won")

        with pytest.raises(RuleBroken, match="Open it again first"):
            services.move_stage(
                opportunity=won, stage="lost", by=sal.user, at=now, lost_code="silent"
            )

    def test_of_two_moves_at_once_the_second_is_told(self, sal: Membership, now: datetime) -> None:
        lead = make_opportunity(sal)
        mine = Opportunity.objects.select_related("workspace", "became").get(pk=lead.pk)
        services.move_stage(opportunity=lead, stage="prospect", by=sal.user, at=now)

        with pytest.raises(RuleBroken, match="just moved it"):
            services.move_stage(opportunity=mine, stage="won", by=sal.user, at=now)

        assert lead.stage_changes.count() == 2

    def test_stale_after_the_days_of_its_stage(
        self, as_sal: Client, sal: Membership, clock: Clock
    ) -> None:
        lead = make_opportunity(sal, at=clock.moment - 14 * DAY)
        address = f"/w/acme/funnel/{lead.ref}/"

        fresh = as_sal.get(address).text
        clock.forward(hours=1)

        assert "Stale" not in fresh
        assert "Stale" in as_sal.get(address).text


class TestPage:
    """The page of one opportunity."""

    def test_it_is_lost_with_a_reason(self, as_sal: Client, sal: Membership) -> None:
        lead = make_opportunity(sal, "Scales")
        address = f"/w/acme/funnel/{lead.ref}/"

        wrong = as_sal.post(f"{address}lose/", {"stage": "lost", "lost_code": "other"})
        page = as_sal.post(
            f"{address}lose/", {"stage": "lost", "lost_code": "no_budget"}, follow=True
        )

        assert wrong.status_code == 422
        assert "needs words" in wrong.text
        assert "Scales is now: Lost." in page.text
        assert "No budget" in page.text

    def test_it_is_postponed_to_a_day_that_is_still_to_come(
        self, as_sal: Client, sal: Membership
    ) -> None:
        lead = make_opportunity(sal, "Scales")
        address = f"/w/acme/funnel/{lead.ref}/"

        wrong = as_sal.post(
            f"{address}postpone/", {"stage": "postponed", "postponed_until": "2026-03-06"}
        )
        page = as_sal.post(
            f"{address}postpone/",
            {"stage": "postponed", "postponed_until": "2026-09-01"},
            follow=True,
        )

        assert wrong.status_code == 422
        assert "Sept. 1, 2026" in page.text

    def test_next_action_is_planned_here(self, as_sal: Client, sal: Membership) -> None:
        lead = make_opportunity(sal, "Scales")
        address = f"/w/acme/funnel/{lead.ref}/"

        wrong = as_sal.post(f"{address}plan/", {"next_action": "Call"})
        page = as_sal.post(
            f"{address}plan/", {"next_action": "Call", "next_on": "2026-03-09"}, follow=True
        )

        assert "A next action needs a day." in wrong.text
        assert "Planned" in page.text

    def test_days_in_each_stage_are_told(
        self, as_sal: Client, sal: Membership, clock: Clock
    ) -> None:
        lead = make_opportunity(sal, at=clock.moment - 12 * DAY)
        services.move_stage(
            opportunity=lead, stage=Stage.PROSPECT, by=sal.user, at=clock.moment - 2 * DAY
        )

        page = as_sal.get(f"/w/acme/funnel/{lead.ref}/").text

        assert "10 days" in page
        assert "2 days so far" in page


def test_reasons_are_those_of_the_product_until_a_workspace_has_its_own(ava: Membership) -> None:
    assert [one.label for one in lost_reasons(ava.workspace)][-1] == "Something else"
    assert not LostReason.objects.exists()
