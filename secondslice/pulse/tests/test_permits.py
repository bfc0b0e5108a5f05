"""No way of sending passes the budget by: a mail that asks needs a permit, and permits come from one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import secondslice
from secondslice.accounts.models import Membership
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.letters import Round, draft_ask
from secondslice.pulse.services.posting import Letter
from secondslice.pulse.services.turns import Permit
from secondslice.pulse.services.wording import wording_for

PACKAGE = Path(secondslice.__file__).parent
MODULES = [
    path
    for path in sorted(PACKAGE.glob("**/*.py"))
    if not {"tests", "migrations"} & set(path.parts)
]
ONLY_IN = {
    "Permit": {"pulse/services/turns.py"},
    "Ask": {"pulse/letters.py"},
    "mail_for": {"pulse/services/posting.py", "pulse/services/asking.py"},
    "mail_for_several": {"pulse/services/posting.py"},
}
"""What is called only there."""


def calls() -> Iterator[tuple[str, str]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield node.func.id, str(path.relative_to(PACKAGE))


def test_questions_are_written_and_allowed_in_one_place_only() -> None:
    for name, where in calls():
        if name in ONLY_IN and not where.startswith("messaging/"):  # it has names of its own
            assert where in ONLY_IN[name], f"{where} calls {name}: let services/posting.py do that"


@pytest.mark.django_db
def test_permit_for_one_person_is_none_for_another_and_none_for_another_moment(
    lea: Membership, now: datetime
) -> None:
    project = make_project(lea.workspace, manager=lea.user)
    ben, bea = make_stakeholder(project, name="Ben"), make_stakeholder(project, name="Bea")
    this = Round(project, lea.user, now, lea.user)
    draft = draft_ask(this, ben, wording_for(workspace=lea.workspace, language="en-us"))

    Letter(Permit(ben.contact_id, now), [(this, draft)])
    for wrong in (Permit(bea.contact_id, now), Permit(ben.contact_id, now + timedelta(hours=9))):
        with pytest.raises(ValueError, match="no permit"):
            Letter(wrong, [(this, draft)])
