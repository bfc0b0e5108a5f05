"""The parts of a one-pager that only a single customer has: projects, value, promises, what is next."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.customers.models import Customer
from secondslice.projects.models import Project
from secondslice.recovery.adjustment_words import line_of
from secondslice.reports.building import words
from secondslice.reports.building.scope import Scope
from secondslice.reports.building.sections.cases import count as count_cases
from secondslice.reports.building.sections.money import benefits, money_figure, total
from secondslice.reports.building.sections.taste import in_time
from secondslice.reports.document import Block, Figure, Lack, Section, Source, Table
from secondslice.reports.selectors import rows
from secondslice.value.ledger.selectors.lines import Line

MOST_PROJECTS, MOST_BENEFITS, MOST_NEXT = 10, 8, 5
DASH = "\N{EN DASH}"


def projects(scope: Scope) -> Section:
    """Return the customer's projects, the newest first."""
    found = list(reversed(scope.projects))
    if not found:
        lack = _("No project was begun for this customer yet.")
        return Section("projects", _("No project yet"), (Lack(lack),))
    phases = dict(Project.Phase.choices)
    lines = tuple(
        (
            scope.called(one.name),
            str(phases.get(one.phase, one.phase)),
            words.short_day(one.starts_on) if one.starts_on else DASH,
            words.short_day(one.ends_on) if one.ends_on else DASH,
        )
        for one in found[:MOST_PROJECTS]
    )
    source = Source(
        _("Projects of this customer"), scope.path("projects:list"), tuple(one.ref for one in found)
    )
    title = ngettext("%(count)s project together", "%(count)s projects together", len(found))
    columns = (_("Project"), _("Phase"), _("From"), _("Until"))
    more = len(found) - len(lines)
    note = ""
    if more > 0:
        note = ngettext("%(count)s earlier one.", "%(count)s earlier ones.", more) % {"count": more}
    table = Table("projects.list", _("Projects"), columns, lines, source, note=note)
    return Section("projects", title % {"count": len(found)}, (table,))


def value(scope: Scope, customer: Customer) -> Section:
    """Return what the customer has confirmed, line by line; money that is not confirmed stands apart."""
    mine = [one for one in scope.ledger.lines if any(is_of(part, customer) for part in one.parts)]
    if not mine:
        lack = _("Nothing is in the value ledger for this customer yet.")
        return Section("value", _("No value is written down yet"), (Lack(lack),), (lack,))
    confirmed = [
        one
        for one in mine
        if one.is_confirmed and one.signature is not None and one.signature.on <= scope.ends_on
    ]
    own = [one for one in confirmed if is_signed_by(one, customer)]
    elsewhere = [one for one in confirmed if one.is_money and one not in own]
    money = [one for one in own if one.is_money]
    open_ = [one for one in mine if one.is_money and part_of(one, customer, "unconfirmed")]
    whole = total(part_of(one, customer, "confirmed") for one in money)
    blocks: list[Block] = [
        Figure(
            "value.confirmed", _("Confirmed"), words.amount(whole, scope.ledger.currency), f"{whole:f}",
            _("Signed by you until %(day)s, the PMO's part alone.") % {"day": words.day(scope.ends_on)},
            benefits(scope, money, _("Benefits signed by this customer")), is_headline=True,
        ),
        money_figure(
            scope, "claimed", _("Claimed, not confirmed"),
            total(part_of(one, customer, "unconfirmed") for one in open_), _("Not part of the confirmed money."),
            benefits(scope, open_, _("Benefits of this customer of which more is claimed than confirmed")),
        ),
    ]  # fmt: skip
    if elsewhere:
        signed = total(part_of(one, customer, "confirmed") for one in elsewhere)
        note = _("Your projects' part of benefits that people of another customer have signed.")
        source = benefits(
            scope, elsewhere, _("Benefits shared with another customer, which signed them")
        )
        label = _("Signed by another customer")
        shown = words.amount(signed, scope.ledger.currency)
        blocks.append(Figure("value.elsewhere", label, shown, f"{signed:f}", note, source))
    if own:
        blocks.append(_lines(scope, customer, own))
    title = (
        _("You have confirmed %(money)s") % {"money": words.amount(whole, scope.ledger.currency)}
        if whole
        else _("No money is confirmed yet")
    )
    return Section("value", title, tuple(blocks))


def is_of(part: object, customer: Customer) -> bool:
    """Tell whether a part of a benefit counts for a project of this customer."""
    project: Project = part.project  # type: ignore[attr-defined]  # a Part of the ledger
    return project.customer_id == customer.pk


def is_signed_by(line: Line, customer: Customer) -> bool:
    """Tell whether it was somebody of this customer who signed: a benefit may be shared with another one's project."""
    signature = line.signature
    return signature is not None and signature.request.contact.customer_id == customer.pk


def part_of(line: Line, customer: Customer, stage: str) -> Decimal:
    """Return how much of a benefit falls to this customer's projects at a stage."""
    return total(getattr(one, stage) for one in line.parts if is_of(one, customer))


def _lines(scope: Scope, customer: Customer, confirmed: Sequence[Line]) -> Table:
    found = []
    for one in confirmed[:MOST_BENEFITS]:
        title = words.nameless(one.benefit.title, scope.people) or one.benefit.outcome.name
        if one.is_money:
            shown = words.amount(part_of(one, customer, "confirmed"), scope.ledger.currency)
        else:
            shown = f"{words.number(one.claimed or Decimal(0))} {one.benefit.unit}"
        percent = one.signature.percent if one.signature else Decimal(0)
        found.append(
            (title, shown, words.share(float(percent) / 100), one.benefit.get_stage_display())
        )
    columns = (_("What it brings"), _("Value"), _("Arrived"), _("State"))
    source = benefits(scope, confirmed, _("Benefits signed by this customer"))
    return Table("value.lines", _("What you have signed"), columns, tuple(found), source, (1, 2))


def mended(scope: Scope, customer: Customer) -> Section:
    """Return the customer's cases over the whole time."""
    still = [one for one in scope.cases if one.is_open]
    recovered = [one for one in scope.cases if one.is_recovered]
    title = _title_of_cases(scope, customer)
    if recovered:
        text = ngettext("%(count)s mended", "%(count)s mended", len(recovered))
        title = f"{title}, {text % {'count': len(recovered)}}"
    return Section(
        "cases",
        title,
        (
            count_cases(scope, "all", _("No said"), scope.cases, _("Cases of this customer")),
            count_cases(scope, "recovered", _("Mended"), recovered, _("Cases closed by the same person's Yes"),
                        note=_("Only the same person's later Yes counts.")),
            count_cases(scope, "open", _("Open today"), still, _("Cases that are open on the day of the report")),
        ),
    )  # fmt: skip


def _title_of_cases(scope: Scope, customer: Customer) -> str:
    """Return how often a No was said; who was never asked or never answered has not said none."""
    if scope.cases:
        text = ngettext("%(count)s time No", "%(count)s times No", len(scope.cases))
        return text % {"count": len(scope.cases)}
    heard = rows.heard_of(scope.reader, customer=customer)
    if heard is rows.Heard.ANSWERED:
        has_answered = any(one.taste for one in in_time(scope))
        return _("Never a No") if has_answered else _("No answer by name in this time")
    if heard is rows.Heard.ASKED:
        return _("No answer by name yet")
    return _("You have never been asked")


def promises(scope: Scope, customer: Customer) -> Section:
    """Return what was promised and kept."""
    judged = rows.judged_promises(scope.reader, customer=customer)
    if not judged:
        lack = _("No promise to this customer has come out yet.")
        return Section("promises", _("No promise has come out yet"), (Lack(lack),))
    kept = [ref for ref, is_kept in judged if is_kept]
    told = {"kept": words.number(len(kept)), "all": words.number(len(judged))}
    source = Source(
        _("Promises to this customer that were delivered or missed"),
        scope.path("promises:balance"),
        tuple(ref for ref, _kept in judged),
    )
    note = _("Day, price and scope as promised.")
    shown = _("%(kept)s of %(all)s") % told
    figure = Figure(
        "promises.kept", _("Promises kept"), shown, f"{len(kept)}/{len(judged)}", note, source
    )
    title = _("%(kept)s of %(all)s promises kept") % told
    return Section("promises", title, (figure,))


def coming(scope: Scope, customer: Customer) -> Section:
    """Return what is next for this customer: milestones, what was agreed, what is to be measured."""
    blocks: list[Block] = []
    steps = rows.milestones_to_come(scope.reader, customer=customer, today=scope.today)[:MOST_NEXT]
    if steps:
        lines = tuple(
            (scope.called(project), words.nameless(name, scope.people) or _("a milestone"), words.short_day(on))
            for _ref, project, name, on in steps
        )  # fmt: skip
        source = Source(
            _("Milestones to come"), scope.path("projects:list"), tuple(ref for ref, *_rest in steps)
        )  # fmt: skip
        columns = (_("Project"), _("Milestone"), _("Date"))
        blocks.append(Table("next.milestones", _("Milestones to come"), columns, lines, source))
    agreed = rows.changes_that_hold(scope.reader, customer=customer, today=scope.today)[:MOST_NEXT]
    if agreed:
        kept = tuple(
            (words.nameless(line_of(one), scope.people) or _("an agreement"), words.short_day(one.starts_on))
            for _ref, one in agreed
        )  # fmt: skip
        source = Source(
            _("Agreements that hold"), scope.path("recovery:agreements"), tuple(str(ref) for ref, _one in agreed)
        )  # fmt: skip
        heads = (_("Agreement"), _("Since"))
        blocks.append(Table("next.agreements", _("Agreed with you"), heads, kept, source))
    due = [one for one in scope.ledger.due if any(is_of(part, customer) for part in one.parts)]
    if due:
        source = benefits(scope, due, _("Benefits due to be measured"))
        note = _("Benefits whose measuring day has passed.")
        shown = words.number(len(due))
        blocks.append(Figure("next.measure", _("To measure"), shown, str(len(due)), note, source))
    if not blocks:
        blocks = [
            Lack(
                _(
                    "No milestone, agreement or measurement is planned. Let us talk about what is next."
                )
            )
        ]
    return Section("next", _("What is next"), tuple(blocks))
