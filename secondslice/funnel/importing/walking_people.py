"""Whose an opportunity is, and whom it is about."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.funnel.importing.ledger import FunnelLedger
from secondslice.projects.imports.cells import key_of
from secondslice.projects.imports.fates import Change
from secondslice.projects.imports.known import Person
from secondslice.projects.imports.ledger import Item
from secondslice.projects.imports.rows import Reader, Said
from secondslice.projects.imports.spec import Spec
from secondslice.projects.imports.walking import Walk
from secondslice.projects.imports.ways import Importer


class PeopleWalk(Walk):
    """What a row says about people: the owner is one of us, the person one of the customer's."""

    def __init__(
        self, ledger: FunnelLedger, spec: Spec, reader: Reader, importer: Importer
    ) -> None:
        super().__init__(ledger, spec, reader, importer.user_id if importer.only_own else None)
        self._me = importer.user_id
        self._sellers = {person.user_id: person for person in ledger.funnel.sellers}
        self._by_email = {person.email.lower(): person for person in ledger.funnel.sellers}
        self._by_name: dict[str, list[Person]] = {}
        for person in ledger.funnel.sellers:
            self._by_name.setdefault(key_of(person.name), []).append(person)

    def _check_own(self, said: Said) -> None:
        """A project manager brings in what he owns himself."""
        named = self._named_owner(said)
        name = "owner" if said.text("owner") else "owner_email"
        is_mine = named is not None and named.user_id == self._own
        if self._own is not None and said.text(name) and not is_mine:
            reason = _("This names another owner. You can import opportunities that you own.")
            self._refuse(said, name, reason, said.text(name))

    def _named_owner(self, said: Said) -> Person | None:
        """Return the member whom the row names: by e-mail, also among the names, else by a name that only one has."""
        if email := said.text("owner_email"):
            return self._by_email.get(email)
        if (typed := said.text("owner")) and "@" in typed:
            return self._by_email.get(typed.strip().lower())
        named = self._by_name.get(key_of(said.text("owner")), [])
        return named[0] if len(named) == 1 else None

    def _own_by(self, item: Item, said: Said, *, made: bool) -> None:
        """Set the owner: whom the row names, else whoever brings in what is new."""
        told = [name for name in ("owner", "owner_email") if said.text(name)]
        said_before = bool({"owner", "owner_email"} & item.claims.keys())
        for name in told:
            self.ledger.claim(item, name, said)
        person = self._named_owner(said)
        if told and person is None:
            self._notes.append(
                _("%(name)s is nobody here who can own it.") % {"name": said.text(told[0])}
            )
        to = person.user_id if person else self._me if made else None
        if to is None or said_before or item.values.get("owner_id") == to:
            return
        before = self._sellers.get(int(item.text("owner_id") or 0))
        item.values["owner_id"] = to
        item.dirty.add("owner_id")
        after = self._sellers.get(to)
        names = (before.name if before else "", after.name if after else "")
        self._changes.append(Change("owner", *names))

    def _person(self, item: Item, said: Said) -> None:
        """Set whom it is about: somebody whom the customer has already."""
        told = [name for name in ("contact_email", "contact") if said.text(name)]
        if not told:
            return
        contact = self._contact_there(item, said)
        if contact is None or contact.values["customer"] is not item.values["customer"]:
            note = _("%(name)s is not among the people of the customer, so nobody is named.")
            self._notes.append(note % {"name": said.text(told[-1])})
            return
        if not self.ledger.claim(item, told[0], said) or item.values.get("contact") is contact:
            return
        before = item.values.get("contact")
        item.values["contact"] = contact
        item.dirty.add("contact")
        names = (before.text("name") if isinstance(before, Item) else "", contact.text("name"))
        self._changes.append(Change("person", *names))

    def _contact_there(self, item: Item, said: Said) -> Item | None:
        if email := said.text("contact_email"):
            return self.ledger.contacts.get(email)
        place = id(item.values["customer"]), key_of(said.text("contact"))
        named = self.ledger.contacts_by_name.get(place, [])
        return named[0] if len(named) == 1 else None
