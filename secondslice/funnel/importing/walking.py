"""Rows that are opportunities: each makes or changes one, and its customer when that is new."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from secondslice.customers.models import Customer
from secondslice.funnel.importing.checking import faults_of
from secondslice.funnel.importing.ending import end_of
from secondslice.funnel.importing.ledger import FunnelLedger
from secondslice.funnel.importing.vocabulary import Stages, Step, source_in
from secondslice.funnel.importing.walking_people import PeopleWalk
from secondslice.funnel.likeness import Looks, are_alike
from secondslice.funnel.models import Opportunity
from secondslice.funnel.rules import Kind
from secondslice.projects.imports.cells import key_of
from secondslice.projects.imports.fates import Change, Fate, RowFate
from secondslice.projects.imports.ledger import Item, shown
from secondslice.projects.imports.rows import Reader, Said
from secondslice.projects.imports.spec import Spec
from secondslice.projects.imports.ways import Importer

VALUES = ("title", "value", "currency")
DECIDED = (Kind.WON, Kind.LOST)


class OpportunityWalk(PeopleWalk):
    """Rows that are opportunities."""

    usual_kind = Customer.Kind.EXTERNAL  # they come out of systems for selling

    def __init__(
        self, ledger: FunnelLedger, spec: Spec, reader: Reader, importer: Importer
    ) -> None:
        super().__init__(ledger, spec, reader, importer)
        self.funnel = ledger
        self._today = importer.today
        self._stages = Stages(ledger.funnel.steps)
        self._is_left_out = False

    def title(self, said: Said) -> str:
        """Return what the opportunity is, and whose."""
        title, customer = said.text("title") or said.text("external_id"), said.text("customer")
        return f"{title} · {customer}" if title and customer else title or customer

    def row(self, said: Said) -> RowFate:
        """Enter one row into the ledger, and return its fate."""
        self._is_left_out = False
        found = super().row(said)
        return replace(found, fate=Fate.ALIKE) if self._is_left_out else found

    def _enter(self, said: Said) -> bool:
        found = self._found(said)
        step = self._step(found, said)
        if not said.problems:
            self._check(found, step, said)
        if said.problems or self._is_settled_here(found):
            return False
        if found is None and self._looks_like_another(said):
            self._is_left_out = True
            return False
        item = self._made(said) if found is None else found
        if found is not None:
            self._move(item, said)
        self._fill(item, step, said, made=found is None)
        if found is None:
            self.funnel.add_opportunity(item)
        else:
            self.funnel.index_opportunity(item)
        return found is None

    def _fill(self, item: Item, step: Step, said: Said, *, made: bool) -> None:
        """Set all that the row says."""
        for name in VALUES:
            if name in said.values:
                self._set(item, said, name, said.values[name], label=_LABELS.get(name, name))
        if said.text("external_id") and not item.text("external_id"):
            external_id = said.text("external_id")
            self._set(item, said, "external_id", external_id, label="external_id")
        self._place(item, step, said)
        self._own_by(item, said, made=made)
        self._person(item, said)
        if step.is_alive:
            self._next_action(item, said)
        if item.is_new and said.text("source") and source_in(said.text("source")) is None:
            note = _("Where it comes from, “%(text)s”, is kept as “An import”.")
            self._notes.append(note % {"text": said.text("source")})

    def _found(self, said: Said) -> Item | None:
        """Return the opportunity that the row is about: by the id elsewhere, else by what it is called."""
        external_id = said.text("external_id")
        if external_id and (found := self.funnel.opportunities_by_id.get(external_id)):
            return found
        customer, title = self._customer(said), said.text("title")
        named = self.funnel.by_title.get((id(customer), key_of(title)), [])
        named = [
            one
            for one in named
            if key_of(one.text("title")) == key_of(title)
            and one.values["customer"] is customer
            and one.values.get("merged_into__title") is None
            and not (external_id and one.text("external_id"))
        ]
        alive = [one for one in named if self._at(one).is_alive]
        named = alive if len(alive) == 1 else named
        if len(named) > 1 and customer is not None:
            reason = _(
                "%(customer)s has %(count)s opportunities of this name. Choose the column with their ids."
            )
            told = {"count": len(named), "customer": customer.text("name")}
            self._refuse(said, "title", reason % told, title)
        return named[0] if named else None

    def _at(self, item: Item) -> Step:
        """Return where an opportunity stands; in a stage that is no longer used too."""
        code = item.text("stage")
        kind = item.text("kind") or Kind.OPEN
        return self._stages.by_code.get(code) or Step(code, kind, code)

    def _step(self, found: Item | None, said: Said) -> Step:
        """Return the stage in which it stands after this row."""
        if code := said.text("stage"):
            step = self._stages.by_code.get(code)
            if step is None:
                reason = _("Your funnel has no such stage any more. Choose another one.")
                self._refuse(said, "stage", reason, code)
            return step or self._stages.first
        return self._stages.first if found is None else self._at(found)

    def _check(self, found: Item | None, step: Step, said: Said) -> None:
        if said.text("external_id") in self.funnel.funnel.hidden:
            reason = _("This opportunity is here already, and not one of yours.")
            self._refuse(said, "external_id", reason, said.text("external_id"))
        if found is None and not said.text("customer"):
            reason = _("The customer is missing. A new opportunity needs one.")
            self._refuse(said, "customer", reason)
        if found is None and not said.text("title"):
            reason = _("Say what it is: a new opportunity needs a name.")
            self._refuse(said, "title", reason)
        before = None if found is None or found.is_new else self._at(found)
        settled = found is not None and bool(found.values.get("settled"))
        for name, reason, value in faults_of(
            said, before=before, to=step, settled=settled, today=self._today
        ):
            self._refuse(said, name, reason, value)
        self._check_own(said)

    def _is_settled_here(self, found: Item | None) -> bool:
        """Tell whether it was decided here that it counts nowhere: a list does not bring it back."""
        if found is None or found.is_new or self._at(found).kind != Kind.VOID:
            return False
        if found.values.get("merged_into__title") is not None:
            note = _("It was merged into “%(title)s” here, so the row changes nothing.")
            self._notes.append(note % {"title": found.text("merged_into__title")})
        else:
            self._notes.append(
                _(
                    "It is “not an opportunity” here, so the row changes nothing. Open it again first."
                )
            )
        return True

    def _looks_like_another(self, said: Said) -> bool:
        """Tell whether something that can still be won at the customer looks like it, and nobody wants both."""
        if self.spec.all_anyway or said.row in self.spec.anyway:
            return False
        customer = self._customer(said)
        mine = Looks(said.text("title"))
        for one in self.funnel.stored_at.get(id(customer), []):
            about = one.values["about"]
            theirs = Looks(one.text("title"), about if isinstance(about, int) else None)
            if self._stood(one).is_alive and are_alike(mine, theirs):
                note = _("It looks like “%(title)s” (%(stage)s), which is in the funnel already.")
                told = {"title": one.text("title"), "stage": self._stood(one).label}
                self._notes.append(note % told)
                return True
        return False

    def _stood(self, item: Item) -> Step:
        """Return where an opportunity stands now, before the list."""
        code = str(item.stored.get("stage", item.text("stage")))
        return self._stages.by_code.get(code) or Step(code, item.text("kind"), code)

    def _made(self, said: Said) -> Item:
        source = source_in(said.text("source")) or Opportunity.Source.IMPORT
        item = Item(None, {"customer": self._customer_made(said), "source": source})
        item.dirty.add("source")
        self.ledger.claim(item, "customer", said)
        self._changes.append(Change("source", "", str(Opportunity.Source(source).label)))
        return item

    def _place(self, item: Item, step: Step, said: Said) -> None:
        """Set the stage, with what its end needs."""
        before = self._at(item) if item.text("stage") else None
        if "stage" in said.values and not self.ledger.claim(item, "stage", said):
            return
        moves = before is None or before.code != step.code
        end = end_of(said, step, reasons=self.funnel.funnel.reasons)
        if moves:
            item.stored.setdefault("stage", item.values.get("stage"))
            item.values.update(stage=step.code, kind=step.kind)
            item.dirty.add("stage")
            self._changes.append(Change("stage", before.label if before else "", step.label))
            for label, day in end.days(is_new=item.is_new):
                self._changes.append(Change(label, "", day.isoformat()))
            item.values.update(end.moved())
        if "stage" in item.dirty and step.kind in DECIDED and end.closed_on is None:
            self._notes.append(_("No day says when it ended, so that of the import stands there."))
        if step.kind == Kind.LOST and (moves or end.says_why):
            self._lose(item, end.lost_code, end.lost_reason)

    def _lose(self, item: Item, code: str, words: str) -> None:
        told = {"lost_code": code, "lost_reason": words}
        if all(item.text(name) == value for name, value in told.items()):
            return
        before = self._why(item.text("lost_code"), item.text("lost_reason"))
        item.values.update(told)
        item.dirty.update(told)
        self._changes.append(Change("lost_reason", before, self._why(code, words)))

    def _why(self, code: str, words: str) -> str:
        label = self.funnel.funnel.reasons.get(code, code)
        return f"{label}: {words}" if words and label else label or words

    def _next_action(self, item: Item, said: Said) -> None:
        """Set what is done next; an action needs a day and a day an action, of the list or of what is here."""
        action = said.text("next_action") or item.text("next_action")
        on = (
            said.values.get("next_on") or item.values.get("next_on") or said.values.get("closed_on")
        )
        if not (said.text("next_action") or "next_on" in said.values):
            return
        if not action or not on:
            self._notes.append(
                _("A next action without a day is left out.")
                if action
                else _("The day of a next action that is not named is left out.")
            )
            return
        for name, value in (("next_action", action), ("next_on", on)):
            if name not in said.values and item.text(name) == shown(value):
                continue
            self._set(item, said, name, value, label=name)


_LABELS = {"title": "opportunity"}
