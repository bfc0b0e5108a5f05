"""Rows of a list of opportunities -> what they say."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.funnel.importing.vocabulary import Stages, says_open, status_in
from secondslice.projects.imports.cells import Cell, text_of
from secondslice.projects.imports.columns import plain
from secondslice.projects.imports.reading import Table
from secondslice.projects.imports.rows import Reader, Said, Take
from secondslice.projects.imports.spec import Spec


class OpportunityReader(Reader):
    """Reads rows that are opportunities."""

    most = {
        "title": 200, "customer": 200, "external_id": 100, "stage": 200, "owner": 200, "contact": 200,
        "next_action": 200, "lost_reason": 300, "source": 200,
    }  # fmt: skip
    days = ("next_on", "opened_on", "closed_on", "won_on", "lost_on")
    amount = "value"
    addresses = ("owner_email", "contact_email")
    people = ("owner", "contact")
    named = frozenset({"title"})

    def __init__(
        self, table: Table, spec: Spec, *, language: str, currency: str, stages: Stages
    ) -> None:
        self._stages = stages
        super().__init__(table, spec, language=language, currency=currency)

    def takers(self) -> dict[str, Take]:
        """Return what takes the cells of each field."""
        return {**super().takers(), "customer": self._customer, "status": self._status}

    def _is_word(self, name: str, text: str) -> bool:
        return name == "stage" and plain(text) in self._spec.stages

    def _customer(self, said: Said, name: str, cell: Cell) -> None:
        text = text_of(cell)
        if ";" in text.strip("; "):
            self.refuse(
                said,
                name,
                _("These are several customers. Keep the one whose opportunity it is."),
                text,
            )
        else:
            self._text(said, name, text.strip("; "))

    def _status(self, said: Said, name: str, cell: Cell) -> None:
        reason = _("This is no state that we know. Write open, won or lost.")
        self._choose(said, name, cell, status_in, reason)

    def _settle(self, said: Said) -> None:
        """Make one stage of what the columns of stage and state say."""
        text, status = said.text("stage"), said.text("status")
        said.values.pop("stage", None)
        said.values.pop("status", None)
        step = self._stages.named(text) if text else None
        if says_open(status):
            self._by_stage(said, text, has_state=bool(status))
            return
        if step is None or step.kind != status:
            step = self._stages.of_kind(status)
        if step is None:
            reason = _("Your funnel has no stage that says so. Add one in Settings, Funnel.")
            self.refuse(said, "status", reason, status)
        else:
            said.values["stage"] = step.code

    def _by_stage(self, said: Said, text: str, *, has_state: bool) -> None:
        step = self._stages.named(text) if text else None
        if step is not None and has_state and not step.is_alive:
            reason = _("The stage says that it is closed, and the state that it is open.")
            self.refuse(said, "stage", reason, text)
        elif step is not None:
            said.values["stage"] = step.code
        elif text:
            reason = _(
                "This is no stage of your funnel. Say on the page of the columns which stage it means."
            )
            self.refuse(said, "stage", reason, text)
