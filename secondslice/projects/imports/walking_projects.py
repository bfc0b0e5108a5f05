"""Rows that are projects: each makes or changes a project, its customer, its manager and a person to ask."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from secondslice.projects.imports.cells import key_of
from secondslice.projects.imports.fates import Change
from secondslice.projects.imports.known import Person
from secondslice.projects.imports.ledger import Item, Ledger, shown
from secondslice.projects.imports.rows import Reader, Said
from secondslice.projects.imports.spec import Spec
from secondslice.projects.imports.walking import Walk
from secondslice.projects.models import Stakeholder

PROJECT_VALUES = ("name", "code", "service", "phase", "starts_on", "ends_on", "budget", "currency")


class ProjectWalk(Walk):
    """Rows that are projects, each with a person to ask."""

    def __init__(self, ledger: Ledger, spec: Spec, reader: Reader, own: int | None) -> None:
        super().__init__(ledger, spec, reader, own)
        self._by_email = {person.email.lower(): person for person in ledger.known.people}
        self._by_name: dict[str, list[Person]] = {}
        for person in ledger.known.people:
            self._by_name.setdefault(key_of(person.name), []).append(person)
        self._named: set[int] = set()

    @property
    def without_anyone(self) -> int:
        """Return how many projects of the list have nobody to ask, once all rows have been walked."""
        return len(self._named - self.ledger.staffed)

    def _enter(self, said: Said) -> bool:
        project = self._found(said)
        self._check(project, said)
        if said.problems:
            return False
        made = project is None
        if project is None:
            customer = self._customer_made(said)
            project = Item(
                None,
                {"customer": customer, "name": "", "code": "", "phase": "", "manager_id": None},
            )
            self.ledger.claim(project, "customer", said)
        else:
            self._move(project, said)
        for name in PROJECT_VALUES:
            # A number that differs only in its case is the same number.
            same = name == "code" and key_of(project.text(name)) == key_of(said.text(name))
            if name in said.values and not same:
                self._set(project, said, name, said.values[name], label=name)
        self._manage(project, said, made=made)
        self.ledger.add_project(project) if made else self.ledger.index_project(project)
        self._stake(project, said)
        self._named.add(id(project))
        return made

    def _found(self, said: Said) -> Item | None:
        """Return the project that the row is about: by its number, else by its name at the customer."""
        code, name, customer = said.text("code"), said.text("name"), self._customer(said)
        if code and (found := self.ledger.by_code.get(key_of(code))):
            return found
        if customer is None or not name:
            return None
        named = self.ledger.by_name.get((id(customer), key_of(name)), [])
        named = [
            one
            for one in named
            if key_of(one.text("name")) == key_of(name)
            and one.values["customer"] is customer
            and not (code and one.text("code"))
        ]
        if len(named) > 1:
            self._refuse(
                said,
                "name",
                _(
                    "There are %(count)s projects with this name at %(customer)s. Give the project number."
                )
                % {"count": len(named), "customer": customer.text("name")},
                name,
            )
        return named[0] if named else None

    def _check(self, project: Item | None, said: Said) -> None:
        if project is None and not said.text("customer"):
            self._refuse(said, "customer", _("The customer is missing. A new project needs one."))
        if project is None and not said.text("name"):
            self._refuse(said, "name", _("The name is missing. A new project needs one."))
        starts = said.values.get("starts_on") or (project and project.values.get("starts_on"))
        ends = said.values.get("ends_on") or (project and project.values.get("ends_on"))
        if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
            name = "ends_on" if "ends_on" in said.values else "starts_on"
            self._refuse(
                said,
                name,
                _("The project would end (%(end)s) before it starts (%(start)s).")
                % {"end": ends.isoformat(), "start": starts.isoformat()},
                shown(said.values.get(name)),
            )
        if project is not None:
            self._check_part(project, said)
        if self._own is not None:
            self._check_own(project, said, self._own)

    def _check_part(self, project: Item, said: Said) -> None:
        """Whoever is asked about a project is so no more only where a reason is kept, and a list has none."""
        contact = self._contact_there(self._customer_after(project, said), said)
        stake = contact and self.ledger.stakes.get((id(project), id(contact)))
        role = said.values.get("role")
        if contact is None or stake is None or stake.is_new or not role:
            return
        was = stake.stored.get("role", stake.values["role"])
        if was in Stakeholder.ASKED and role not in Stakeholder.ASKED:
            self._refuse(
                said,
                "role",
                _(
                    "%(name)s is asked about this project. Change the part under People, where the reason is kept."
                )
                % {"name": contact.text("name")},
                shown(role),
            )

    def _customer_after(self, project: Item, said: Said) -> Item | None:
        """Return whose the project is once the row is entered; None for a customer that is still to be made."""
        if said.text("customer") and "customer" in self.spec.columns:
            return self._customer(said)
        customer = project.values["customer"]
        return customer if isinstance(customer, Item) else None

    def _contact_there(self, customer: Item | None, said: Said) -> Item | None:
        """Return the person to ask who is there already: by address; without one, by a name the customer has once."""
        if email := said.text("sponsor_email"):
            return self.ledger.contacts.get(email)
        place = id(customer), key_of(said.text("sponsor"))
        named = self.ledger.contacts_by_name.get(place, [])
        return named[0] if len(named) == 1 else None

    def _check_own(self, project: Item | None, said: Said, own: int) -> None:
        """A project manager brings in his own projects, and no others."""
        if project is not None and project.values.get("manager_id") != own:
            self._refuse(
                said,
                "name",
                _("This project is not one of yours. Ask a PMO lead to import it."),
                said.text("name"),
            )
            return
        named = self._person(said)
        if (said.text("manager") or said.text("manager_email")) and (
            named is None or named.user_id != own
        ):
            self._refuse(
                said,
                "manager" if said.text("manager") else "manager_email",
                _(
                    "This names another project manager. You can import projects that you manage yourself."
                ),
                said.text("manager") or said.text("manager_email"),
            )

    def _person(self, said: Said) -> Person | None:
        """Return the member whom the row names as manager: by e-mail, else by a name that only one has."""
        if email := said.text("manager_email"):
            return self._by_email.get(email)
        named = self._by_name.get(key_of(said.text("manager")), [])
        return named[0] if len(named) == 1 else None

    def _manage(self, project: Item, said: Said, *, made: bool) -> None:
        """Set the manager: a member, or a name and an address that are kept until that person joins."""
        name, email = said.text("manager"), said.text("manager_email")
        if not name and not email:
            if made and self._own is not None:
                project.values["manager_id"] = self._own
                project.dirty.add("manager_id")
            return
        said_before = bool({"manager", "manager_email"} & project.claims.keys())
        for field, value in (("manager", name), ("manager_email", email)):
            if value:
                self.ledger.claim(project, field, said)
        if said_before:
            return  # the first row that names a manager settles who it is
        person = self._person(said)
        if person is not None:
            self._appoint(project, person)
        else:
            self._keep_name(project, name, email)

    def _appoint(self, project: Item, person: Person) -> None:
        if project.values.get("manager_id") == person.user_id:
            return
        before = self._manager_of(project)
        kept = {field for field in ("manager_name", "manager_email") if project.text(field)}
        project.values.update(dict.fromkeys(kept, ""), manager_id=person.user_id)
        project.dirty.update(kept, {"manager_id"})
        # The name that was kept becomes an account: the address tells them apart.
        told = f"{person.name} ({person.email})" if before == person.name else person.name
        self._changes.append(Change("manager", before, told))

    def _keep_name(self, project: Item, name: str, email: str) -> None:
        told = {"manager_name": name, "manager_email": email}
        new = {
            field
            for field, value in told.items()
            if value and key_of(project.text(field)) != key_of(value)
        }
        if not new:
            return
        before = self._manager_of(project)
        # What the row does not say was said of somebody else: whose address it is would get the project on joining.
        project.values.update(told, manager_id=None)
        project.dirty.update(told, {"manager_id"})
        self._changes.append(Change("manager", before, name or email))
        self._notes.append(
            _("%(name)s has no account here yet; the name is kept.") % {"name": name or email}
        )

    def _manager_of(self, project: Item) -> str:
        found = next(
            (
                one.name
                for one in self.ledger.known.people
                if one.user_id == project.values.get("manager_id")
            ),
            "",
        )
        return found or project.text("manager_name") or project.text("manager_email")

    def _stake(self, project: Item, said: Said) -> None:
        """Put the person whom the row names into the project."""
        contact = self._contact(project, said)
        if contact is None:
            return
        stake = self.ledger.stakes.get((id(project), id(contact)))
        role = said.values.get("role")
        if stake is None:
            stake = Item(
                None,
                {"role": role or Stakeholder.Role.SPONSOR, "project": project, "contact": contact},
            )
            self.ledger.add_stake(project, contact, stake)
            if role:
                self.ledger.claim(stake, "role", said)
            self._changes.append(Change("stakeholder", "", contact.text("name")))
            self._changes.append(Change("role", "", stake.text("role")))
        elif role:
            self._set(stake, said, "role", role, label="role")

    def _contact(self, project: Item, said: Said) -> Item | None:
        """Return the person to ask: by address, made when new; without one, by a name the customer has once."""
        email, name = said.text("sponsor_email"), said.text("sponsor")
        customer = project.values["customer"]
        contact = self._contact_there(customer if isinstance(customer, Item) else None, said)
        if not email:
            if name and contact is None:
                self._notes.append(
                    _("%(name)s has no e-mail address here, so there is nobody to ask.")
                    % {"name": name}
                )
            return contact
        if contact is None:
            contact = Item(
                None,
                {
                    "customer": customer,
                    "email": email,
                    "name": (name or email)[:200],
                    "title": said.text("sponsor_title"),
                },
            )
            for field in ("sponsor", "sponsor_title"):
                if field in said.values:
                    self.ledger.claim(contact, field, said)
            self._changes.append(Change("contact", "", f"{name} · {email}" if name else email))
            self.ledger.add_contact(contact)
            return contact
        for field, own in (("sponsor", "name"), ("sponsor_title", "title")):
            if field in said.values:
                self._set(contact, said, field, said.values[field], label=f"contact_{own}", own=own)
        return contact
