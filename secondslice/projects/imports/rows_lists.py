"""Lists of projects, of people and of customers: what their cells mean."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.customers.services import words_for_wrong_slack_id
from secondslice.messaging.slack_ids import is_slack_id
from secondslice.projects.imports import values
from secondslice.projects.imports.cells import Cell, text_of
from secondslice.projects.imports.columns import plain
from secondslice.projects.imports.rows import Reader, Said, Take


class ProjectReader(Reader):
    """Reads rows that are projects."""

    most = {
        "name": 200, "code": 100, "customer": 200, "manager": 200, "sponsor": 200, "sponsor_title": 200, "service": 100,
    }  # fmt: skip
    days = ("starts_on", "ends_on")
    amount = "budget"
    addresses = ("sponsor_email", "manager_email")
    people = ("sponsor", "manager")
    named = frozenset({"name", "code"})

    def takers(self) -> dict[str, Take]:
        """Return what takes the cells of each field."""
        return {**super().takers(), "phase": self._phase, "role": self._role}

    def _is_word(self, name: str, text: str) -> bool:
        return name == "phase" and plain(text) in self._spec.phases

    def _phase(self, said: Said, name: str, cell: Cell) -> None:
        text = text_of(cell)
        chosen = self._spec.phases.get(plain(text))
        found = chosen if chosen is not None else values.phase_in(text)
        if found:
            said.values[name] = found
        elif found is None and text:
            self.refuse(
                said,
                name,
                _(
                    "This is no phase that we know. Say on the page of the columns which phase it means."
                ),
                text,
            )

    def _role(self, said: Said, name: str, cell: Cell) -> None:
        self._choose(
            said,
            name,
            cell,
            values.role_in,
            _("This is no role that we know. Write sponsor, executive, customer or team."),
        )


class ContactReader(Reader):
    """Reads rows that are people."""

    most = {
        "name": 200, "customer": 200, "title": 200, "phone": 50, "external_id": 100,
        "given_name": 99, "family_name": 100,  # and the space between them
    }  # fmt: skip
    addresses = ("email",)
    people = ("name",)

    def takers(self) -> dict[str, Take]:
        """Return what takes the cells of each field."""
        return {
            **super().takers(),
            "language": self._language,
            "time_zone": self._time_zone,
            "slack_id": self._slack_id,
        }

    def _settle(self, said: Said) -> None:
        """Make one name of first and last; a column with the whole name counts more."""
        parts = [said.values.pop(name, "") for name in ("given_name", "family_name")]
        whole = " ".join(str(part) for part in parts if part)
        if whole and "name" not in said.values:
            said.values["name"] = whole

    def _language(self, said: Said, name: str, cell: Cell) -> None:
        self._choose(
            said,
            name,
            cell,
            lambda text: values.language_in(text, own=self._own_language),
            _("This is no language that we know. Write its code, such as en or de."),
        )

    def _time_zone(self, said: Said, name: str, cell: Cell) -> None:
        self._choose(
            said,
            name,
            cell,
            values.time_zone_in,
            _("This is no time zone that we know. Write it like Europe/Berlin."),
        )

    def _slack_id(self, said: Said, name: str, cell: Cell) -> None:
        self._choose(
            said,
            name,
            cell,
            lambda text: text.upper() if is_slack_id(text.upper()) else None,
            words_for_wrong_slack_id(),
        )


class CustomerReader(Reader):
    """Reads rows that are customers."""

    most = {"customer": 200, "external_id": 100}
    named = frozenset({"customer"})
