"""The page of one case. What is done there stands in acts.py and comes back here when it is refused."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from secondslice.accounts.rules import DELIVERS, RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.projects.selectors.projects import may_see
from secondslice.pulse.selectors.reason_names import names_for
from secondslice.recovery import selectors
from secondslice.recovery.access import case_for
from secondslice.recovery.adjustment_forms import AdjustmentForm
from secondslice.recovery.forms import (
    NoteForm,
    PlanForm,
    TalkForm,
    WaiverForm,
    cause_form,
    hand_over_form,
)
from secondslice.recovery.models import Case
from secondslice.recovery.rules import NotYet
from secondslice.recovery.selectors.playbooks import Help
from secondslice.recovery.selectors.writing import (
    replies_come_here,
    why_no_mail,
)
from secondslice.recovery.thread_forms import FileForm, mail_form
from secondslice.recovery.thread_words import no_mail_words
from secondslice.recovery.views.case_parts import adjustment_parts
from secondslice.recovery.words import not_yet_words
from secondslice.ui.pages import page

PLAYBOOK = "playbook"


@require_safe
def case(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show one case with its thread."""
    return case_page(request, case_for(request.membership, ref=ref))


def case_page(
    request: MemberRequest,
    found: Case,
    sent: Mapping[str, forms.BaseForm] | None = None,
    *,
    preview: str = "",
) -> HttpResponse:
    """Show the case with its forms; `sent` are those that are wrong, by name, to be shown again with their errors.

    `preview` is what the customer will read of a change that is not written down yet.
    """
    now = clock.now()
    today = clock.day_of(now, found.workspace.time_zone)
    file = selectors.case_file(found, at=now, today=today, names=names_for(request.membership))
    newest, why_not = file.adjustment, file.why_not_ask_again
    starts_on = newest.starts_on if newest else None
    words = not_yet_words(why_not, name=found.contact.name, starts_on=starts_on) if why_not else ""
    parts = adjustment_parts(request, found, file, at=now)
    first = {"starts_on": today, **parts.pop("first")}
    shown: dict[str, Any] = {
        **_thread(request, found, usual=parts["help"]),
        **_forms(found, today=today, first=first),
        **(sent or {}),
    }
    return page(
        request,
        "recovery/case.html",
        case=found,
        entries=file.entries,
        waiting=file.waiting,
        call=file.call,
        waiver=file.waiver,
        cause=file.cause,
        wants_no_questions=why_not is NotYet.STOPPED,
        why_not=words,
        preview=preview,
        may_write=request.membership.role in DELIVERS,
        may_see_project=may_see(request.membership, found.project),
        now=now,
        still=selectors.still_of(found.workspace, now),
        do=request.GET.get("do", ""),
        today=today,
        status=422 if sent and not preview else 200,
        **parts,
        **shown,
    )


def _thread(request: MemberRequest, found: Case, *, usual: Help | None) -> dict[str, object]:
    """Return what the page needs to write to the customer, and for files.

    ?draft= opens the mail; ?draft=playbook with the first mail of the `usual` help with the cause.
    """
    is_usual, why = request.GET.get("draft", "") == PLAYBOOK, why_no_mail(found)
    draft = usual.mail if usual is not None and is_usual else ""
    name, address = found.contact.name, found.contact.email
    return {
        "mail_form": mail_form(found, draft=draft),
        "file_form": FileForm(auto_id="file_%s"),
        "opens_mail": "draft" in request.GET,
        "no_mail": no_mail_words(why, name=name, address=address) if why else "",
        "comes_here": replies_come_here(),
        "may_remove": request.user.pk == found.owner_id or request.membership.role in RUNS_THE_PMO,
    }


def _forms(found: Case, *, today: date, first: dict[str, Any]) -> dict[str, forms.BaseForm]:
    return {
        "note_form": NoteForm(auto_id="note_%s"),
        "talk_form": TalkForm(auto_id="talk_%s"),
        "plan_form": PlanForm(auto_id="plan_%s", today=today),
        "adjustment_form": AdjustmentForm(auto_id="adjust_%s", initial=first, today=today),
        "hand_over_form": hand_over_form(found),
        "waiver_form": WaiverForm(auto_id="waiver_%s"),
        "cause_form": cause_form(found),
    }
