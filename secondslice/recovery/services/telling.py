"""Tell people about a case: by mail, and where they want it in the workspace's chat too."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from secondslice.accounts.models import User
from secondslice.accounts.services.writing_to import write_to_member
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.selectors.asks import details_of
from secondslice.pulse.selectors.reason_names import ReasonNames
from secondslice.recovery.models import Case
from secondslice.recovery.selectors.cases import case_of
from secondslice.recovery.selectors.clocks import is_confided
from secondslice.recovery.selectors.owners import who_answers, why_here
from secondslice.recovery.selectors.readers import who_owns
from secondslice.recovery.services.chatting import chat_too
from secondslice.recovery.words import step_words


def tell_owner(*, case: Case, at: datetime, handed_over_by: User | None = None) -> None:
    """Tell the owner at once who said No, why, and until when somebody has to talk to that person.

    Who stands in for an owner who is away is told the same.
    """
    second = case.re_asks.filter(outcome=Taste.NO).select_related("ask").order_by("-at").first()
    details = details_of(second.ask if second else case.ask)
    for reader in who_owns(case, at):
        names = ReasonNames(case.workspace_id, reader.language or case.workspace.language)
        tell(
            case=case,
            to=reader,
            kind="recovery.case_opened",
            at=at,
            context={
                "reasons": names.of(details) if details else [],
                "words": details.comment if details else "",
                "handed_over_by": handed_over_by,
                "why": None if handed_over_by else why_here(case),
            },
        )


def tell_new_words(*, ask: Ask, words: str, at: datetime) -> None:
    """Tell the owner at once what the customer has added to a No that is known already."""
    case = case_of(ask)
    if case is None:
        return
    for reader in who_owns(case, at):
        tell(case=case, to=reader, kind="recovery.words_added", at=at, context={"words": words})


def tell_erased(*, case: Case, at: datetime) -> None:
    """Tell the owner that the customer had all own data erased, and the case is closed."""
    for reader in who_owns(case, at):
        tell(case=case, to=reader, kind="recovery.customer_erased", at=at)


def tell(
    *, case: Case, to: User, kind: str, at: datetime, context: dict[str, object] | None = None
) -> None:
    """Queue a message about a case, in the language and by the clock of the reader. It leaves at `at`."""
    workspace = case.workspace
    path = reverse("recovery:case", args=[workspace.slug, case.ref])
    zone = to.time_zone or workspace.time_zone
    language = to.language or workspace.language
    link = f"{settings.BASE_URL}{path}"
    with timezone.override(ZoneInfo(zone)), translation.override(language):
        mail = write_to_member(
            workspace=workspace,
            user=to,
            kind=kind,
            about=case.contact.ref,
            in_confidence=is_confided(case),
            path=path,
            at=at,
            context={
                "case": case,
                "owner": case.owner,
                "is_owner": to.pk == who_answers(case).pk,
                "step": step_words(case.step, case.contact.name),
                "zone": zone.replace("_", " "),
                **(context or {}),
            },
        )
        chat_too(case=case, to=to, mail=mail, link=link, at=at)
