"""Lea, who imports a list, and the worker that does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.jobs.services import run_due
from secondslice.projects.imports.fields import Kind
from secondslice.projects.models import ImportRun
from secondslice.projects.services import import_runs
from secondslice.projects.tests.import_steps import check, fresh
from secondslice.projects.tests.imports.make import HEADERS, TILLS, csv_bytes

LIST = csv_bytes(HEADERS, TILLS)


@pytest.fixture
def work(clock: Clock) -> Callable[[], int]:
    """The worker does what is due."""
    return lambda: run_due(now=lambda: clock.moment)


@pytest.fixture
def start(lea: Membership, clock: Clock) -> Callable[..., ImportRun]:
    """Lea chooses a file."""

    def go(content: bytes = LIST, *, by: Membership = lea, name: str = "list.csv") -> ImportRun:
        return import_runs.start_import(
            by=by, kind=Kind.PROJECTS, file_name=name, content=content, at=clock.moment
        )

    return go


@pytest.fixture
def checked(
    start: Callable[..., ImportRun], work: Callable[[], int], clock: Clock
) -> Callable[..., ImportRun]:
    """Lea chooses a file and lets its rows be checked."""

    def go(content: bytes = LIST, **options: Any) -> ImportRun:  # noqa: ANN401  (passed on)
        run = start(content, **options)
        check(run, clock)
        work()
        return fresh(run)

    return go
