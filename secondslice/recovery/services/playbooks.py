"""Say in the workspace's own words what helps with a cause, or go back to the product's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.recovery.models import Playbook
from secondslice.recovery.selectors.owners import ABOUT_OWNER


@dataclass(frozen=True, slots=True)
class Words:
    """What a workspace says to a cause; an empty text leaves the product's words."""

    questions: str = ""
    remedies: str = ""
    mail: str = ""
    is_about_owner: bool = False


@transaction.atomic
def set_playbook(*, by: Membership, code: str, name: str, words: Words, at: datetime) -> None:
    """Store a workspace's words for a cause. Where nothing differs from the product, no row is kept."""
    rows = Playbook.objects.filter(workspace=by.workspace, code=code)
    before = rows.values_list("questions", "remedies", "mail", "is_about_owner").first()
    wanted = (words.questions, words.remedies, words.mail, words.is_about_owner)
    if wanted == before:
        return
    if wanted == ("", "", "", code in ABOUT_OWNER):
        if before is None:
            return
        rows.delete()
    else:
        Playbook.objects.update_or_create(
            workspace=by.workspace,
            code=code,
            defaults={
                "questions": words.questions,
                "remedies": words.remedies,
                "mail": words.mail,
                "is_about_owner": words.is_about_owner,
            },
        )
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("changed the playbook"),
        subject=name,
        at=at,
    )
