"""Take turns at a person: whoever wants to write to a customer stands in line here, whatever made him want it.

The budget is looked at while the person's row is held, in the transaction that writes the mail; so two workers, or a
worker and somebody who asks by hand, cannot both find it free. A mail with a question is stored only for a `Permit`
(services/posting.py), and a permit is made nowhere but in this file: no way of sending passes the budget by.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import formats
from django.utils.translation import gettext as _

from secondslice.accounts.models import Workspace
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact, Preference
from secondslice.customers.words import since_words
from secondslice.messaging.services.smoothing import Slots
from secondslice.pulse.budget import Decision, Why, decide, may_remind
from secondslice.pulse.selectors.people import Holds, Standing, standings


@dataclass(frozen=True, slots=True)
class Permit:
    """One mail to one person may leave at this moment."""

    contact_id: int
    leaves_at: datetime


def take_turns(
    *, workspace: Workspace, contacts: Collection[int], at: datetime, holds: Holds
) -> list[Standing]:
    """Hold these people until the end of the caller's transaction, and return where their budgets stand.

    Always in the same order, so that two callers cannot wait for each other. (On SQLite the transaction itself is the
    line in which writers stand.)
    """
    people = hold_people(workspace_id=workspace.pk, contacts=contacts)
    found = standings(workspace, people, at=at, holds=holds)
    return [found[contact.pk] for contact in people]


def hold_people(*, workspace_id: int, contacts: Collection[int]) -> list[Contact]:
    """Hold these people, and nothing else: for who takes a question back while a worker may be at it."""
    return list(
        Contact.objects.select_for_update(of=("self",), no_key=True)
        .filter(workspace=workspace_id, pk__in=contacts)
        .select_related("customer", "preference")
        .order_by("pk")
    )


def permit_planned(
    *, standing: Standing, on: date | None, at: datetime, slots: Slots | None = None
) -> Permit | None:
    """Allow a mail whose questions got this day, when the day has come and mail may leave at this hour.

    With `slots` it leaves at the first free moment, which must still be within the hours.
    """
    if on is None or on != standing.today or not standing.is_hour:
        return None
    return Permit(standing.contact.pk, at) if slots is None else _smoothed(standing, slots)


def _smoothed(standing: Standing, slots: Slots) -> Permit | None:
    if not standing.is_open_at(slots.free):
        return None
    return Permit(standing.contact.pk, slots.take())


def permit_in_spite(*, standing: Standing, why: Why, at: datetime, at_close: bool = True) -> Permit:
    """Allow a mail now that the budget would put off. Never against what the person wants, or where mail comes back."""
    must_be_askable(standing=standing, why=why, in_spite=True, at_close=at_close)
    return Permit(standing.contact.pk, at)


def permit_by_link(*, standing: Standing, found: Decision, at: datetime, reason: str) -> Permit:
    """Allow a question without a mail, whose link a member gives by hand; `found` is what the budget says of it.

    No mail leaves, so neither hours nor working days matter. Where the budget says later, `reason` must say why not.
    Raise RuleBroken without one, and always against what the person wants.
    """
    must_be_askable(standing=standing, why=found.why, in_spite=True)
    fits = found.on == standing.today or found.why is Why.NO_WORKDAY
    if not fits and not reason.strip():
        raise RuleBroken(
            _(
                "The contact budget says later for %(name)s. Say why it cannot wait: it is kept with your name."
            )
            % {"name": standing.contact.name}
        )
    return Permit(standing.contact.pk, at)


def must_be_askable(*, standing: Standing, why: Why, in_spite: bool, at_close: bool = True) -> None:
    """Raise RuleBroken, in words, when `why` is a reason that no later day mends; or no override either.

    `at_close`: whether the question is about the end of a project, as some people want it only.
    """
    words = {
        Why.STOPPED: _("%(name)s does not want to be asked (%(since)s). Talk instead."),
        Why.ONLY_AT_CLOSE: _("%(name)s wants to be asked at the end of projects only."),
        Why.UNREACHABLE: _(
            "Mail to %(name)s comes back. Correct the address, or lift the block under Settings, Mail."
        ),
    }
    if in_spite:
        words[Why.PAUSED] = _("%(name)s wants a pause until %(day)s. Ask after it, or talk.")
        why = why if why in words else _wish(standing, at_close=at_close) or why
    else:
        words[Why.SILENT] = _("%(name)s has not answered three times in a row. Talk instead.")
    if why in words:
        until = standing.person.paused_until
        wishes: Preference | None = getattr(standing.contact, "preference", None)
        told = {
            "name": standing.contact.name,
            "day": formats.date_format(until) if until else "",
            "since": since_words(wishes) if wishes else "",
        }
        raise RuleBroken(words[why] % told)


def _wish(standing: Standing, *, at_close: bool) -> Why | None:
    """Return what the person wants that stands in the way today, also where another rule holds for longer.

    The budget names one reason, the strongest: an override of that must not pass over a wish behind it.
    """
    paused = standing.person.paused_until
    if paused and standing.day < paused:
        return Why.PAUSED
    return None if at_close or not standing.person.only_at_close else Why.ONLY_AT_CLOSE


def permit_promised(*, standing: Standing, at: datetime, in_spite: bool = False) -> Permit:
    """Allow the re-ask that a recovery promised: at once, or when it is day where the person lives.

    `in_spite`: at once also at night and on days off. Raise RuleBroken when the person does not want mail from us, or
    it comes back.
    """
    found = decide(standing.today, standing.person, standing.limits, promised=True)
    paused = standing.person.paused_until
    why = Why.PAUSED if paused and standing.today < paused else found.why
    must_be_askable(standing=standing, why=why, in_spite=True)
    if found.on is None:
        raise RuleBroken(_("%(name)s cannot be asked now.") % {"name": standing.contact.name})
    is_now = in_spite or (found.on == standing.today and standing.is_hour)
    return Permit(standing.contact.pk, at if is_now else standing.opens_on(found.on))


def permit_reminder(*, standing: Standing, asked_on: date, slots: Slots) -> Permit | None:
    """Allow a reminder of what was asked on a day, where the budget has room for it now."""
    free = may_remind(standing.today, standing.person, standing.limits, asked_on=asked_on)
    return _smoothed(standing, slots) if free and standing.is_hour else None
