"""Tell the owner of a case."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from secondslice.accounts.models import User
from secondslice.messaging.services import Envelope, queue_mail
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.selectors.asks import details_of
from secondslice.pulse.selectors.reason_names import ReasonNames
from secondslice.recovery.models import Case
from secondslice.recovery.selectors.cases import case_of
from secondslice.recovery.words import step_words


def tell_owner(*, case: Case, at: datetime, handed_over_by: User | None = None) -> None:
    """Queue the mail that tells the owner who said No, why, and until when somebody has to talk to that person."""
    second = case.re_asks.filter(outcome=Taste.NO).select_related("ask").order_by("-at").first()
    details = details_of(second.ask if second else case.ask)
    names = ReasonNames(case.workspace_id, case.owner.language or case.workspace.language)
    _queue(
        case,
        kind="recovery.case_opened",
        at=at,
        reasons=names.of(details) if details else [],
        words=details.comment if details else "",
        handed_over_by=handed_over_by,
    )


def tell_new_words(*, ask: Ask, words: str, at: datetime) -> None:
    """Queue the mail that tells the owner what the customer has added to a No that is known already."""
    case = case_of(ask)
    if case is not None:
        _queue(case, kind="recovery.words_added", at=at, words=words)


def tell_erased(*, case: Case, at: datetime) -> None:
    """Queue the mail that tells the owner that the customer had all own data erased, and the case is closed."""
    _queue(case, kind="recovery.customer_erased", at=at)


def _queue(case: Case, *, kind: str, at: datetime, **context: object) -> None:
    owner, workspace = case.owner, case.workspace
    path = reverse("recovery:case", args=[workspace.slug, case.ref])
    zone = owner.time_zone or workspace.time_zone
    language = owner.language or workspace.language
    with timezone.override(ZoneInfo(zone)), translation.override(language):
        queue_mail(
            workspace_id=workspace.pk,
            kind=kind,
            envelope=Envelope(
                to=owner.email,
                to_name=owner.name,
                from_name=workspace.name,
                headers={"Auto-Submitted": "auto-generated"},
                about=case.contact.ref,
                in_confidence=case.ask.mode != Ask.Mode.NAMED,
            ),
            language=language,
            at=at,
            context={
                "case": case,
                "owner": owner,
                "workspace": workspace,
                "step": step_words(case.step, case.contact.name),
                "zone": zone.replace("_", " "),
                "link": f"{settings.BASE_URL}{path}",
                **context,
            },
        )
