"""What is confirmed in money, and apart from it what is claimed and promised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.reports.building import words
from secondslice.reports.building.scope import Scope
from secondslice.reports.document import Block, Chart, Figure, Lack, Section, Series, Source, Table
from secondslice.reports.selectors.rows import cost_refs
from secondslice.value.ledger.rules import NOTHING
from secondslice.value.ledger.selectors.lines import Line

MOST_CUSTOMERS = 8


def section(scope: Scope, *, with_return: bool = False) -> Section:
    """Return the money: the headline is confirmed money alone, and nothing is ever added to it.

    All of it is as on the report's last day, also when that is long ago; what was signed counts if it still stands.
    """
    money = [one for one in scope.lines if one.is_money]
    if not money:
        lack = _("Nothing is in the value ledger yet, so no money can be shown.")
        return Section("money", _("No money is in the ledger yet"), (Lack(lack),), (lack,))
    confirmed = confirmed_until(scope, money)
    whole = total(one.confirmed for one in confirmed)
    told = {"money": words.amount(whole, scope.ledger.currency), "day": words.day(scope.ends_on)}
    title = (
        _("Your customers confirm %(money)s") % told
        if whole
        else _("Until %(day)s no customer has confirmed any money") % told
    )
    blocks: list[Block] = [
        _confirmed(scope, confirmed, whole),
        *_beside(scope, money, confirmed),
        _chain(scope, money, confirmed),
        _by_customer(scope, money, confirmed),
    ]
    if with_return:
        blocks[4:4] = _returned(scope, money)
    return Section("money", title, tuple(blocks), tuple(_weak(scope, money, whole)))


def confirmed_until(scope: Scope, money: Sequence[Line]) -> list[Line]:
    """Return the benefits that their customers had signed by the report's last day, and that still stand."""
    return [
        one
        for one in money
        if one.is_confirmed and one.signature is not None and one.signature.on <= scope.ends_on
    ]


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Return a sum of money."""
    return sum(amounts, NOTHING)


def benefits(scope: Scope, lines: Iterable[Line], what: str = "", stage: str = "") -> Source:
    """Return the source of a number that is made of these benefits."""
    path = scope.path("ledger:benefits", **({"stage": stage} if stage else {}))
    refs = tuple(str(one.benefit.ref) for one in lines)
    return Source(what or _("Benefits of the value ledger"), path, refs)


def money_figure(
    scope: Scope, key: str, label: str, value: Decimal, note: str, source: Source,
) -> Figure:  # fmt: skip
    """Return a figure in the workspace's currency."""
    shown = words.amount(value, scope.ledger.currency)
    return Figure(f"money.{key}", label, shown, f"{value:f}", note, source)


def _confirmed(scope: Scope, lines: Sequence[Line], whole: Decimal) -> Figure:
    verified = total(one.verified for one in lines)
    note = _("%(verified)s of it verified by finance. Signed until %(day)s, the PMO's part alone.") % {
        "verified": words.amount(verified, scope.ledger.currency),
        "day": words.day(scope.ends_on),
    }  # fmt: skip
    return Figure(
        "money.confirmed",
        _("Confirmed by your customers"),
        words.amount(whole, scope.ledger.currency),
        f"{whole:f}",
        note,
        benefits(scope, lines, _("Benefits that their customers have signed")),
        is_headline=True,
    )


def _beside(scope: Scope, money: Sequence[Line], confirmed: Sequence[Line]) -> list[Figure]:
    signed = [one for one in confirmed if one.signature and one.signature.on >= scope.begins_on]
    open_ = [one for one in money if one.unconfirmed]
    promised = [one for one in money if one.promised_money]
    apart = _("As on %(day)s. Not part of the confirmed money.") % {"day": words.day(scope.ends_on)}
    return [
        money_figure(
            scope, "signed", _("Of it signed in this time"), total(one.confirmed for one in signed),
            ngettext("%(count)s benefit", "%(count)s benefits", len(signed)) % {"count": len(signed)},
            benefits(scope, signed, _("Benefits signed in the time of the report")),
        ),
        money_figure(
            scope, "claimed", _("Claimed, not confirmed"), total(one.unconfirmed for one in open_), apart,
            benefits(scope, open_, _("Benefits of which more is claimed than confirmed")),
        ),
        money_figure(
            scope, "promised", _("Promised in all"), total(one.promised_money for one in promised), apart,
            benefits(scope, promised, _("Benefits with a plan")),
        ),
    ]  # fmt: skip


def _chain(scope: Scope, money: Sequence[Line], confirmed: Sequence[Line]) -> Chart:
    amounts = (
        total(one.promised_money for one in money),
        total(part.claimed for one in money for part in one.parts),
        total(one.confirmed for one in confirmed),
        total(one.verified for one in confirmed),
    )
    return Chart(
        "money.chain",
        _("From promised to verified: the same money, believed by more and more people"),
        "falls",
        (_("Promised"), _("Claimed"), _("Co-signed"), _("Verified")),
        (Series(_("Money"), tuple(float(one) for one in amounts)),),
        "money",
        benefits(scope, money),
        currency=scope.ledger.currency,
        note=_(
            "All as on %(day)s, without what was taken back since. The steps are never added to each other."
        )
        % {"day": words.day(scope.ends_on)},
    )


def _by_customer(scope: Scope, money: Sequence[Line], confirmed: Sequence[Line]) -> Table:
    """Return the money of each customer; what is confirmed counts as far as it was signed by the last day."""
    signed = {one.benefit.pk for one in confirmed}
    sums: dict[str, list[Decimal]] = {}
    for line in money:
        for part in line.parts:
            mine = sums.setdefault(part.project.customer.name, [NOTHING] * 4)
            counts = line.benefit.pk in signed
            stages = (
                part.promised, part.claimed, part.confirmed if counts else NOTHING,
                part.verified if counts else NOTHING,
            )  # fmt: skip
            sums[part.project.customer.name] = [a + b for a, b in zip(mine, stages, strict=True)]
    found = sorted(sums.items(), key=lambda one: (-one[1][2], -one[1][1], one[0]))
    shown = found[:MOST_CUSTOMERS]
    more = len(found) - len(shown)
    note = _("In %(currency)s, all as on %(day)s.") % {
        "currency": scope.ledger.currency,
        "day": words.day(scope.ends_on),
    }
    if more:
        text = ngettext("%(count)s more customer.", "%(count)s more customers.", more)
        note = f"{note} {text % {'count': more}}"
    return Table(
        "money.customers",
        _("By customer"),
        (_("Customer"), _("Promised"), _("Claimed"), _("Confirmed"), _("Verified")),
        tuple((name, *(words.number(one) for one in amounts)) for name, amounts in shown),
        benefits(scope, money),
        numeric=(1, 2, 3, 4),
        note=note,
    )


def _returned(scope: Scope, money: Sequence[Line]) -> list[Block]:
    """Return what came of what the PMO cost; why not, where its costs are not known."""
    found, blocks = scope.ledger.returned, list[Block]()
    planned = [one for one in money if one.planned_so_far and one.planned]
    if scope.ledger.realised is not None:
        realised = float(scope.ledger.realised)
        blocks.append(
            Figure(
                "money.realised", _("Benefits realisation rate"), words.share(realised), f"{realised:.6f}",
                _("Confirmed of what was planned until today."),
                benefits(scope, planned, _("Benefits with a plan until today")),
            )
        )  # fmt: skip
    if found is None or found.roi is None:
        return [*blocks, Lack(_("What the PMO costs is not entered, so no return is reckoned."))]
    counted = [one for one in money if one.is_confirmed and one.signature is not None]
    refs = (*(str(one.benefit.ref) for one in counted), *cost_refs(scope.reader))
    note = _("Confirmed %(gain)s against costs of %(cost)s.") % {
        "gain": words.amount(found.benefit, scope.ledger.currency),
        "cost": words.amount(found.cost, scope.ledger.currency),
    }
    source = Source(
        _("Confirmed benefits and monthly costs of the PMO"), scope.path("ledger:page"), refs
    )
    roi = float(found.roi)
    return [
        *blocks,
        Figure("money.roi", _("Return on the PMO's costs"), words.share(roi), f"{roi:.6f}", note, source),
    ]  # fmt: skip


def _weak(scope: Scope, money: Sequence[Line], whole: Decimal) -> list[str]:
    found = []
    claimed = total(one.unconfirmed for one in money)
    if claimed > whole:
        told = {"claimed": words.amount(claimed, scope.ledger.currency)}
        found.append(
            _("More money is claimed than confirmed: %(claimed)s waits for a signature.") % told
        )
    due = sum(one.due_since is not None for one in scope.lines)
    if due:
        text = ngettext(
            "%(count)s benefit is due to be measured.", "%(count)s benefits are due to be measured.", due
        )  # fmt: skip
        found.append(text % {"count": due})
    if whole and not any(one.verified for one in money):
        found.append(_("Finance has verified none of the confirmed money."))
    return found
