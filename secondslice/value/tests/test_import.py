"""Benefits and rates come in by the steps that every list takes: all rows, or none."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock, sign_in
from secondslice.core.clock import day_of
from secondslice.projects.imports.fates import Fate
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.planning import Plan
from secondslice.projects.imports.reading import ReadAs, open_table
from secondslice.projects.imports.spec import spec_from
from secondslice.projects.imports.ways import Importer
from secondslice.projects.models import ImportRun, Project
from secondslice.projects.services.import_runs import first_spec
from secondslice.projects.services.importing import Import, import_now
from secondslice.projects.tests.imports.make import csv_bytes
from secondslice.projects.tests.make import make_project
from secondslice.value.importing.way import way_for
from secondslice.value.ledger.models import Benefit, Rate, Reading, Signature
from secondslice.value.tests.ledger import JANUARY, find, make_benefit, make_signature, sponsor_of

HEAD = ("Benefit", "Project", "Category", "Target", "From", "Until", "Planned", "Actual")
LIST = csv_bytes(
    HEAD,
    ("Less overtime", "New tills", "Money saved", "12000", "2026-01-01", "2026-01-31", "1000", "900.50"),
    ("Less overtime", "New tills", "Money saved", "12000", "2026-02-01", "2026-02-28", "1000", ""),
    ("Less paper", "New tills", "Money saved", "", "", "", "", ""),
)  # fmt: skip


@pytest.fixture
def project(ava: Membership) -> Project:
    """A project that is here already, with a sponsor."""
    made = make_project(ava.workspace, "New tills", ends_on=date(2025, 12, 31))
    sponsor_of(made)
    return made


def bring(by: Membership, content: bytes, *, at: datetime, kind: Kind = Kind.BENEFITS) -> Import:
    table = open_table(content, name="list.csv", read_as=ReadAs())
    spec = spec_from(kind, first_spec(workspace=by.workspace, kind=kind, table=table).stored())
    today = day_of(at, by.workspace.time_zone)
    importer = Importer(by.user_id, by.role == Membership.Role.MANAGER, today)
    return Import(by.workspace, importer, table, spec, "list.csv", make_way=way_for)


def plan_of(by: Membership, content: bytes, *, at: datetime, kind: Kind = Kind.BENEFITS) -> Plan:
    one = bring(by, content, at=at, kind=kind)
    return one.planner().plan(one.known())


def import_of(
    by: Membership, content: bytes, *, at: datetime, kind: Kind = Kind.BENEFITS
) -> list[str]:
    """Bring a list in, and return what became of its rows."""
    one = bring(by, content, at=at, kind=kind)
    planner = one.planner()
    plan = planner.plan(one.known())
    moved = import_now(
        bring=one, planner=planner, plan=plan, shown_digest=plan.digest, by=by.user, at=at
    )
    assert moved is None
    return [one.fate.value for one in plan.fates]


def reasons(
    by: Membership, *rows: tuple[str, ...], at: datetime, head: tuple[str, ...] = HEAD
) -> list[str]:
    plan = plan_of(by, csv_bytes(head, *rows), at=at)
    assert all(one.fate is Fate.REFUSED for one in plan.fates), plan.fates
    return [problem.reason for one in plan.fates for problem in one.problems]


class TestBenefits:
    def test_list_makes_benefits_and_their_values(
        self, ava: Membership, project: Project, now: datetime
    ) -> None:
        assert import_of(ava, LIST, at=now) == ["new", "changed", "new"]
        made = Benefit.objects.get(title="Less overtime")
        assert (made.project, made.stage, made.currency) == (project, "claimed", "EUR")
        assert made.target == 12000
        assert made.shares.get().percent == 100
        assert [(one.kind, one.value) for one in made.readings.order_by("begins_on", "kind")] == [
            ("actual", Decimal("900.50")),
            ("planned", 1000),
            ("planned", 1000),
        ]
        assert Benefit.objects.get(title="Less paper").stage == "planned"

    def test_same_list_again_changes_nothing(
        self, ava: Membership, project: Project, now: datetime
    ) -> None:
        import_of(ava, LIST, at=now)
        assert import_of(ava, LIST, at=now) == ["unchanged"] * 3
        assert (Benefit.objects.count(), Reading.objects.count()) == (2, 3)

    def test_changed_value_keeps_the_old_one_and_takes_the_signature_back(
        self, ava: Membership, project: Project, now: datetime
    ) -> None:
        benefit = make_benefit(ava, project, title="Less overtime", at=now)
        find(ava, benefit, 900, at=now, period=JANUARY)
        make_signature(ava, benefit, at=now)
        row = ("less OVERTIME", "New tills", "", "", "2026-01-01", "2026-01-31", "", "800")
        rows = csv_bytes(HEAD, row)
        (fate,) = plan_of(ava, rows, at=now).fates
        assert "the signature is taken back" in fate.notes[0]
        assert import_of(ava, rows, at=now) == ["changed"]
        assert not Signature.objects.get().is_valid
        assert [int(one.value or 0) for one in Reading.objects.order_by("number")] == [900, 800]
        benefit.refresh_from_db()
        assert (benefit.title, benefit.stage) == ("Less overtime", "claimed")

    def test_measured_benefit_comes_with_all_that_describes_it(
        self, ava: Membership, project: Project, now: datetime
    ) -> None:
        ben = sponsor_of(project)
        head = (
            "Benefit", "Project", "Category", "Unit", "Direction", "Baseline", "Aggregation", "Attribution", "Method",
            "Owner e-mail", "Offset days",
        )  # fmt: skip
        row = (
            "Reporting", "New tills", "less_time", "hours a week", "less", "31", "most recent", "80 %", "Time sheets",
            ben.email, "30",
        )  # fmt: skip
        import_of(ava, csv_bytes(head, row), at=now)
        made = Benefit.objects.get()
        assert (made.kind, made.unit, made.currency, made.direction, made.how) == (
            "measured", "hours a week", "", "down", "recent",
        )  # fmt: skip
        assert [made.baseline, made.attribution, Decimal(made.offset_days)] == [31, 80, 30]
        assert (made.owner, made.method) == (ben, "Time sheets")

    def test_what_cannot_be_taken_is_refused_by_row_and_in_words(
        self, ava: Membership, project: Project, now: datetime
    ) -> None:
        told = reasons(
            ava,
            ("Less paper", "Old tills", "Money saved", "", "", "", "", ""),
            ("Less paper", "New tills", "Fame", "", "", "", "", ""),
            ("Less scrap", "New tills", "", "", "", "", "", ""),
            ("Less noise", "New tills", "Money saved", "", "", "", "5", ""),
            ("Less waste", "New tills", "Money saved", "", "2026-02-01", "2026-01-01", "5", ""),
            ("Less rent", "New tills", "Money saved", "x", "", "", "", ""),
            at=now,
        )
        assert [one.split(".")[0] for one in told] == [
            "There is no such project here, or it is not one of yours",
            "There is no such category",
            "A new benefit needs a category",
            "A value needs its period",
            "The period ends before it begins",
            "This is not an amount",
        ]

    def test_overlapping_periods_and_contradicting_rows_are_refused(
        self, ava: Membership, project: Project, now: datetime
    ) -> None:
        rows = csv_bytes(
            HEAD,
            ("Less overtime", "New tills", "Money saved", "", "2026-01-01", "2026-01-31", "10", ""),
            ("Less overtime", "New tills", "Money saved", "", "2026-01-15", "2026-02-14", "10", ""),
            ("Less paper", "New tills", "Money saved", "1", "", "", "", ""),
            ("Less paper", "New tills", "Money saved", "2", "", "", "", ""),
        )
        fates = plan_of(ava, rows, at=now).fates
        assert [one.fate.value for one in fates] == ["new", "refused", "refused", "refused"]
        assert "shares days" in fates[1].problems[0].reason

    def test_owner_must_be_at_the_customer_and_the_part_a_percentage(
        self, ava: Membership, project: Project, now: datetime
    ) -> None:
        head = ("Benefit", "Project", "Category", "Owner e-mail", "Attribution")
        told = reasons(
            ava,
            ("A", "New tills", "Money saved", "nobody@example.org", ""),
            ("B", "New tills", "Money saved", "", "120"),
            at=now,
            head=head,
        )
        assert told[0].startswith("Nobody at the project's customer has this address")
        assert told[1].startswith("The PMO's part lies between")

    def test_manager_brings_in_only_what_is_of_own_projects(
        self, ava: Membership, project: Project, now: datetime
    ) -> None:
        mia = make_member(ava.workspace, "Mia", role=Membership.Role.MANAGER)
        assert {one.fate for one in plan_of(mia, LIST, at=now).fates} == {Fate.REFUSED}
        Project.objects.update(manager=mia.user)
        assert import_of(mia, LIST, at=now) == ["new", "changed", "new"]

    def test_project_of_another_workspace_is_not_there(
        self, ava: Membership, cleo: Membership, now: datetime
    ) -> None:
        make_project(cleo.workspace, "New tills")
        assert {one.fate for one in plan_of(ava, LIST, at=now).fates} == {Fate.REFUSED}
        assert not Benefit.objects.exists()

    def test_what_changed_since_it_was_shown_is_shown_again(
        self, ava: Membership, project: Project, now: datetime
    ) -> None:
        one = bring(ava, LIST, at=now)
        planner = one.planner()
        plan = planner.plan(one.known())
        make_benefit(ava, project, title="Less paper", at=now)
        moved = import_now(
            bring=one, planner=planner, plan=plan, shown_digest=plan.digest, by=ava.user, at=now
        )
        assert moved is not None
        assert not Benefit.objects.filter(title="Less overtime").exists()


class TestRates:
    def test_list_makes_and_changes_rates_by_day(self, ava: Membership, now: datetime) -> None:
        rows = (("USD", "2026-01-01", "0.9213"), ("CHF", "2026-01-01", "1.05"))
        content = csv_bytes(("Currency", "Date", "Rate"), *rows)
        assert import_of(ava, content, at=now, kind=Kind.RATES) == ["new", "new"]
        assert import_of(ava, content, at=now, kind=Kind.RATES) == ["unchanged"] * 2
        content = csv_bytes(("Currency", "Date", "Rate"), ("USD", "2026-01-01", "0.9214"))
        assert import_of(ava, content, at=now, kind=Kind.RATES) == ["changed"]
        assert Rate.objects.get(currency="USD").rate == Decimal("0.9214")

    def test_wrong_rates_are_refused_in_words(self, ava: Membership, now: datetime) -> None:
        content = csv_bytes(
            ("Currency", "Date", "Rate"),
            ("EUR", "2026-01-01", "1"),
            ("USD", "2026-01-01", "0"),
            ("Dollars", "2026-01-01", "1"),
            ("USD", "", "1"),
        )
        plan = plan_of(ava, content, at=now, kind=Kind.RATES)
        assert [one.problems[0].reason.split(".")[0] for one in plan.fates] == [
            "This is your own currency: it needs no rate",
            "A rate is above nothing",
            "This is not a currency",
            "A rate needs its currency, its day and the number",
        ]


Run = Callable[..., str]


class TestCommand:
    @pytest.fixture
    def run(self, tmp_path: Path, clock: Clock) -> Run:
        """Return what the command says about a file with this content."""

        def go(content: bytes, *more: str, kind: str = "benefits") -> str:
            path, out = tmp_path / "list.csv", io.StringIO()
            path.write_bytes(content)
            call_command("import", kind, str(path), *more, stdout=out, stderr=out)
            return out.getvalue()

        return go

    def test_benefits_come_in_by_the_command(self, lea: Membership, run: Run) -> None:
        make_project(lea.workspace, "New tills")
        assert "3 rows: 2 new, 1 changed, 0 unchanged, 0 refused." in run(LIST, "--dry-run")
        assert not Benefit.objects.exists()
        run(LIST)
        assert {one.by for one in Benefit.objects.all()} == {lea.user}

    def test_one_refused_row_stops_all_unless_it_is_left_out(
        self, lea: Membership, run: Run
    ) -> None:
        make_project(lea.workspace, "New tills")
        rows = csv_bytes(
            HEAD,
            ("Less paper", "New tills", "Money saved", "", "", "", "", ""),
            ("Less scrap", "Old tills", "Money saved", "", "", "", "", ""),
        )
        with pytest.raises(CommandError, match="Nothing was imported"):
            run(rows)
        assert not Benefit.objects.exists()
        run(rows, "--skip-refused")
        assert Benefit.objects.get().title == "Less paper"

    def test_rates_come_in_by_the_command(self, lea: Membership, run: Run) -> None:
        rows = csv_bytes(("Currency", "Date", "Rate"), ("USD", "2026-01-01", "0.92"))
        assert "1 new" in run(rows, kind="rates")


class TestPages:
    def test_list_is_checked_shown_and_imported(
        self, ava: Membership, project: Project, clock: Clock
    ) -> None:
        client, start = sign_in(ava), "/w/acme/value/ledger/import/"
        assert "Rates of currencies" in client.get(start).text
        upload = SimpleUploadedFile("list.csv", LIST)
        sent = client.post(start, {"kind": "benefits", "file": upload})
        run = ImportRun.objects.get()
        page = f"{start}{run.ref}/"
        assert sent.headers["Location"] == page
        columns = {f"column-{name}": header for name, header in run.spec["columns"].items()}
        client.post(page, columns)
        settle_everything(now=clock.moment)
        shown = client.get(page).text
        assert "Less overtime · New tills" in shown
        assert not Benefit.objects.exists()
        client.post(f"{page}apply")
        settle_everything(now=clock.moment)
        assert Benefit.objects.count() == 2
        assert "To the value ledger" in client.get(page).text

    def test_only_who_runs_the_pmo_brings_rates_in(self, ava: Membership, clock: Clock) -> None:
        mia = make_member(ava.workspace, "Mia", role=Membership.Role.MANAGER)
        client, start = sign_in(mia), "/w/acme/value/ledger/import/"
        assert "Rates of currencies" not in client.get(start).text
        upload = SimpleUploadedFile("list.csv", b"Currency,Date,Rate\nUSD,2026-01-01,1\n")
        client.post(start, {"kind": "rates", "file": upload})
        assert not ImportRun.objects.exists()
