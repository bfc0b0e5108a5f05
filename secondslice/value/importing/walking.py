"""Rows that are benefits, or periods of one: each makes or changes a benefit, a planned value, or a found one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from secondslice.projects.imports.cells import key_of
from secondslice.projects.imports.fates import Change
from secondslice.projects.imports.ledger import Item
from secondslice.projects.imports.rows import Reader, Said
from secondslice.projects.imports.spec import Spec
from secondslice.projects.imports.walking import Walk
from secondslice.value.importing.ledger import ValueLedger, number
from secondslice.value.ledger import rules

PLAIN = (
    "kind", "currency", "unit", "direction", "baseline", "target", "how", "attribution", "method", "assumptions",
)  # fmt: skip
READINGS = {"planned": "planned", "found": "actual"}
"""Field of the list -> kind of the value."""
HUNDRED = Decimal(100)
MOST_DAYS = 3650


class BenefitWalk(Walk):
    """Rows that are benefits."""

    def __init__(self, ledger: ValueLedger, spec: Spec, reader: Reader, own: int | None) -> None:
        super().__init__(ledger, spec, reader, own)
        self.value = ledger
        self._codes = {key_of(name): code for code, name in ledger.value.outcomes}
        self._codes |= {code: code for code, _name in ledger.value.outcomes}

    def title(self, said: Said) -> str:
        """Return what the benefit is, and of which project."""
        parts = (said.text("title"), said.text("project") or said.text("project_code"))
        return " · ".join(one for one in parts if one)

    def _enter(self, said: Said) -> bool:
        project = self._project(said)
        found = self._found(project, said) if project else None
        self._check(found, project, said)
        owner = self._owner(project, said) if project else None
        code = self._code(said)
        if said.problems or project is None:
            return False
        item = found or self._made(project, said)
        self._fill(item, said, code=code, owner=owner)
        read = [
            self._read(item, said, name, kind)
            for name, kind in READINGS.items()
            if name in said.values
        ]
        # By what differs from the table, not from the rows before: the rows are walked more than once.
        is_other = any(one.dirty for one in (item, *read) if one)
        if is_other and item.text("stage") in rules.CONFIRMED:
            note = _("It was signed: where what was signed changes, the signature is taken back.")
            self._notes.append(note)
        return found is None

    def _fill(self, item: Item, said: Said, *, code: str, owner: Item | None) -> None:
        """Set all that the row says of the benefit itself."""
        if code:
            self._set(item, said, "category", code, label="category", own="outcome__code")
        for name in PLAIN:
            if name in said.values:
                self._set(item, said, name, said.values[name], label=name)
        if "offset_days" in said.values:
            self._set(item, said, "offset_days", self._days(said), label="offset_days")
        if owner is not None:
            self._set(item, said, "owner_email", owner.pk, label="owner_email", own="owner_id")

    def _made(self, project: Item, said: Said) -> Item:
        item = Item(None, {"project": project, "title": said.text("title")})
        item.dirty.add("title")
        self.value.add_benefit(item)
        return item

    def _project(self, said: Said) -> Item | None:
        """Return the project by its number, else by its name, at the customer where the row names one."""
        code, name = said.text("project_code"), said.text("project")
        found = [self.ledger.by_code[key_of(code)]] if key_of(code) in self.ledger.by_code else []
        if not found:
            found = [
                one for one in self.ledger.projects if key_of(one.text("name")) == key_of(name)
            ]
            if said.text("customer"):
                customer = self._customer(said)
                found = [one for one in found if one.values["customer"] is customer]
        if self._own is not None:
            found = [one for one in found if one.values["manager_id"] == self._own]
        if len(found) == 1:
            return found[0]
        reason = (
            _("Several projects are called so. Choose the column with their numbers or customers.")
            if found
            else _("There is no such project here, or it is not one of yours. Import it first.")
        )
        self._refuse(said, "project_code" if code else "project", reason, code or name)
        return None

    def _found(self, project: Item, said: Said) -> Item | None:
        named = self.value.by_title.get((id(project), key_of(said.text("title"))), [])
        if len(named) > 1:
            reason = _("This project has several benefits of this name. Rename one of them first.")
            self._refuse(said, "title", reason, said.text("title"))
        return named[0] if named else None

    def _check(self, found: Item | None, project: Item | None, said: Said) -> None:
        if not said.text("title"):
            self._refuse(said, "title", _("Say what it brings: a benefit has a name."))
        if found is None and project is not None and not said.text("category"):
            self._refuse(said, "category", _("A new benefit needs a category."))
        kind = said.text("kind") or (found.text("kind") if found else "")
        unit = said.text("unit") or (found.text("unit") if found else "")
        if kind == "measured" and not unit:
            self._refuse(said, "unit", _("Say in which unit it is measured."))
        part = number(said.values.get("attribution"))
        if part is not None and part > HUNDRED:
            reason = _("The PMO's part lies between 0 and 100 %.")
            self._refuse(said, "attribution", reason, str(part))
        days = number(said.values.get("offset_days"))
        if days is not None and (days != days.to_integral_value() or days > MOST_DAYS):
            reason = _("Write whole days, at most %(most)s.") % {"most": MOST_DAYS}
            self._refuse(said, "offset_days", reason, str(days))

    def _code(self, said: Said) -> str:
        """Return the code of the category; nothing where the row names none."""
        text = said.text("category")
        code = self._codes.get(key_of(text), "") if text else ""
        if text and not code:
            reason = _("There is no such category. Add it under Categories, or choose another.")
            self._refuse(said, "category", reason, text)
        return code

    def _owner(self, project: Item, said: Said) -> Item | None:
        """Return the owner in operations: somebody at the project's customer."""
        email = said.text("owner_email")
        if not email:
            return None
        found = self.ledger.contacts.get(email)
        if found is None or found.values["customer"] is not project.values["customer"]:
            reason = _(
                "Nobody at the project's customer has this address. Import the person first."
            )
            self._refuse(said, "owner_email", reason, email)
            return None
        return found

    def _read(self, item: Item, said: Said, name: str, kind: str) -> Item | None:
        """Enter a value of a period, and return it; one that shares days with another is refused."""
        begins_on, ends_on = said.values["begins_on"], said.values["ends_on"]
        assert isinstance(begins_on, date)  # noqa: S101  (the reader has looked)
        assert isinstance(ends_on, date)  # noqa: S101
        new = Item(
            None, {"benefit": item, "kind": kind, "begins_on": begins_on, "ends_on": ends_on}
        )
        if rules.overlaps(begins_on, ends_on, self.value.others_of(new)):
            reason = _(
                "This period shares days with another one. Periods follow each other, or are the same."
            )
            self._refuse(said, "begins_on", reason, begins_on.isoformat())
            return None
        found = self.value.readings.get(self.value.place_of(new))
        if found is None:
            found = new
            self.value.add_reading(new)
        else:
            self._set(found, said, "ends_on", ends_on, label="ends_on")
        self._set(found, said, name, said.values[name], label=name, own=kind)
        return found

    @staticmethod
    def _days(said: Said) -> int:
        return int(number(said.values["offset_days"]) or 0)


class RateWalk(Walk):
    """Rows that are rates of currencies."""

    def __init__(self, ledger: ValueLedger, spec: Spec, reader: Reader, *, currency: str) -> None:
        super().__init__(ledger, spec, reader, None)
        self.value = ledger
        self._currency = currency

    def title(self, said: Said) -> str:
        """Return the currency and the day."""
        on = said.values.get("on")
        return f"{said.text('currency')} {on.isoformat() if isinstance(on, date) else ''}".strip()

    def _enter(self, said: Said) -> bool:
        on, rate = said.values.get("on"), number(said.values.get("rate"))
        for name, value in (("currency", said.text("currency")), ("on", on), ("rate", rate)):
            if not value and not said.problems:
                self._refuse(said, name, _("A rate needs its currency, its day and the number."))
        if said.text("currency") == self._currency:
            self._refuse(
                said, "currency", _("This is your own currency: it needs no rate."), self._currency
            )
        if said.problems or not isinstance(on, date) or rate is None:
            return False
        item = self.value.rates.get((said.text("currency"), on))
        made = item is None
        if item is None:
            item = Item(None, {"currency": said.text("currency"), "on": on})
            self.value.add_rate(item)
        if self.ledger.claim(item, "rate", said):
            before = number(item.values.get("rate"))
            if before != rate:
                item.values["rate"] = rate
                item.dirty.add("rate")
                self._changes.append(Change("rate", _plain(before), _plain(rate)))
        return made


def _plain(rate: Decimal | None) -> str:
    return "" if rate is None else f"{rate.normalize():f}"
