"""People in lists: contacts, sponsors and project managers."""

from __future__ import annotations

import pytest

from secondslice.accounts.models import Membership, Workspace
from secondslice.customers.models import Contact, Customer
from secondslice.projects.imports.fates import Fate
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.ways import Importer
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.imports.make import (
    BEN,
    CONTACT_HEADERS,
    HEADERS,
    TILLS,
    csv_bytes,
    import_of,
    plan_of,
)
from secondslice.projects.tests.make import make_project

pytestmark = pytest.mark.django_db


def test_contact_row_brings_everything_it_says(pmo: Workspace) -> None:
    import_of(pmo, csv_bytes(CONTACT_HEADERS, BEN), kind=Kind.CONTACTS)

    ben = Contact.objects.get()
    assert (ben.name, ben.email, ben.customer.name) == (
        "Ben Ortega",
        "ben@retail.example",
        "Retail",
    )
    assert (ben.title, ben.phone, ben.language) == ("Head of stores", "+49 30 123", "de")
    assert (ben.time_zone, ben.external_id) == ("Europe/Berlin", "HR-7")


@pytest.mark.parametrize(
    ("column", "said", "stored"),
    [
        ("Name", "Benjamin", {"name": "Benjamin"}),
        ("Customer", "Finance", {"customer__name": "Finance"}),
        ("Job title", "CIO", {"title": "CIO"}),
        ("Phone", "110", {"phone": "110"}),
        ("Language", "fr", {"language": "fr"}),
        ("Time zone", "UTC", {"time_zone": "UTC"}),
        ("External ID", "HR-8", {"external_id": "HR-8"}),
    ],
)
def test_next_list_changes_what_the_last_one_brought(
    pmo: Workspace, column: str, said: str, stored: dict[str, str]
) -> None:
    import_of(pmo, csv_bytes(CONTACT_HEADERS, BEN), kind=Kind.CONTACTS)

    other = [
        said if header == column else cell
        for header, cell in zip(CONTACT_HEADERS, BEN, strict=True)
    ]
    (fate,) = import_of(pmo, csv_bytes(CONTACT_HEADERS, other), kind=Kind.CONTACTS)

    assert fate.fate is Fate.CHANGED
    assert Contact.objects.filter(**stored).exists()


def test_name_of_an_address_book_becomes_the_one_a_mail_greets_with(pmo: Workspace) -> None:
    contact = ("Ortega, Ben", *BEN[1:])
    import_of(pmo, csv_bytes(CONTACT_HEADERS, contact), kind=Kind.CONTACTS)
    project = ("P-1", "Tills, north", *TILLS[2:7], "Ortega, Ben", TILLS[8])

    (fate,) = import_of(pmo, csv_bytes(HEADERS, project))

    assert Contact.objects.get().name == "Ben Ortega"
    assert "contact_name" not in [change.field for change in fate.changes]
    assert Project.objects.get().name == "Tills, north", "only people are turned round"


def test_people_who_contradict_each_other_are_refused(pmo: Workspace) -> None:
    rows = csv_bytes(
        CONTACT_HEADERS, BEN, ("Benjamin", "ben@retail.example", "Retail", "", "", "", "", "")
    )

    plan = plan_of(pmo, rows, kind=Kind.CONTACTS)

    assert [fate.fate for fate in plan.fates] == [Fate.REFUSED, Fate.REFUSED]


def test_person_without_an_address_is_found_by_name_at_the_customer(pmo: Workspace) -> None:
    import_of(pmo, csv_bytes(HEADERS, TILLS))
    row = ("P-2", "Loyalty", "Retail", "", "", "", "", "ben ortega", "")
    unknown = ("P-3", "Vouchers", "Retail", "", "", "", "", "Ida", "")

    plan = plan_of(pmo, csv_bytes(HEADERS, row, unknown))

    assert ("stakeholder", "", "Ben Ortega") in [
        (c.field, c.before, c.after) for c in plan.fates[0].changes
    ]
    assert plan.fates[1].notes == ("Ida has no e-mail address here, so there is nobody to ask.",)
    assert plan.without_anyone == 1


def test_projects_without_anybody_to_ask_are_counted_once_all_rows_have_come(
    pmo: Workspace,
) -> None:
    rows = [
        ("P-1", "Tills", "Retail", "", "", "", "", "", ""),
        ("P-1", "Tills", "Retail", "", "", "", "", "", ""),
        ("P-1", "Tills", "Retail", "", "", "", "", "Zoe", "zoe@retail.example"),
        ("P-2", "Loyalty", "Retail", "", "", "", "", "", ""),
        ("P-2", "Loyalty", "Retail", "", "", "", "", "", ""),
    ]

    assert plan_of(pmo, csv_bytes(HEADERS, *rows)).without_anyone == 1


def test_mark_for_nobody_is_an_empty_cell_and_no_refusal(pmo: Workspace) -> None:
    import_of(pmo, csv_bytes(HEADERS, TILLS))
    rows = csv_bytes(
        HEADERS,
        ("P-1", "New tills", "-", "TBC", "n/a", "?", "TBD", "tbc", "TBC"),
        ("P-2", "Loyalty", "Retail", "-", "-", "-", "-", "-", "-"),
        ("TBD", "-", "Retail", "", "", "", "", "", ""),
    )

    fates = import_of(pmo, rows)

    assert [fate.fate for fate in fates] == [Fate.UNCHANGED, Fate.NEW, Fate.NEW]
    assert Project.objects.get(code="TBD").name == "-"
    assert list(Customer.objects.values_list("name", flat=True)) == ["Retail"]


def test_new_project_of_nobody_yet_asks_for_its_customer(pmo: Workspace) -> None:
    row = ("P-2", "Loyalty", "-", "", "", "", "", "", "")

    (fate,) = plan_of(pmo, csv_bytes(HEADERS, row)).fates

    assert [one.reason for one in fate.problems] == [
        "The customer is missing. A new project needs one."
    ]


def test_one_slip_in_a_name_refuses_one_row_and_not_all_others(pmo: Workspace) -> None:
    rows = [(f"P-{one}", f"Tills {one}", *TILLS[2:]) for one in range(5)]
    rows[1] = (*rows[1][:7], "Benjamin Ortega", rows[1][8])

    fates = import_of(pmo, csv_bytes(HEADERS, *rows))

    assert [fate.row for fate in fates if fate.fate is Fate.REFUSED] == [3]
    assert [(one.column, one.value, one.reason) for one in fates[1].problems] == [
        ("Sponsor", "Benjamin Ortega", "4 rows say “Ben Ortega”, first row 2. Correct this row.")
    ]
    assert Contact.objects.get().name == "Ben Ortega"
    assert Project.objects.count() == 4


def test_of_two_names_the_one_that_is_here_already_stays(pmo: Workspace) -> None:
    import_of(pmo, csv_bytes(CONTACT_HEADERS, BEN), kind=Kind.CONTACTS)

    fates = import_of(pmo, csv_bytes(CONTACT_HEADERS, ("Benny", *BEN[1:]), BEN), kind=Kind.CONTACTS)

    assert [fate.fate for fate in fates] == [Fate.REFUSED, Fate.UNCHANGED]
    assert fates[0].problems[0].reason == (
        "Row 3 says “Ben Ortega”, and so it stands here already. Correct this row."
    )
    assert Contact.objects.get().name == "Ben Ortega"


def test_kind_of_a_customer_goes_by_what_most_rows_say(pmo: Workspace) -> None:
    kinds = ["client", "client", "department"]
    rows = [(f"P-{number}", "Retail", kind) for number, kind in enumerate(kinds)]

    fates = import_of(
        pmo, csv_bytes(("Name", "Customer", "Customer kind"), *rows), no_sponsors=True
    )

    assert [fate.fate for fate in fates] == [Fate.NEW, Fate.NEW, Fate.REFUSED]
    assert Customer.objects.get().kind == Customer.Kind.EXTERNAL


def test_person_named_without_an_address_may_get_it_in_a_later_row(pmo: Workspace) -> None:
    first = ("P-1", "Tills", "Retail", "", "", "", "", "Zoe", "")
    later = ("P-2", "Payroll", "Retail", "", "", "", "", "Zoe", "zoe@retail.example")

    fates = import_of(pmo, csv_bytes(HEADERS, first, later))

    assert [fate.notes for fate in fates] == [(), ()]
    assert {stake.project.code for stake in Stakeholder.objects.select_related("project")} == {
        "P-1",
        "P-2",
    }


def test_row_may_speak_of_a_person_whom_only_a_later_row_brings(pmo: Workspace) -> None:
    rows = csv_bytes(
        CONTACT_HEADERS, ("", "ben@retail.example", "", "CIO", "", "", "", ""), BEN[:3]
    )

    fates = import_of(pmo, rows, kind=Kind.CONTACTS)

    assert [fate.fate for fate in fates] == [Fate.CHANGED, Fate.NEW]
    assert Contact.objects.get().title == "CIO"


def test_address_is_one_person_however_it_is_written(pmo: Workspace) -> None:
    fates = import_of(
        pmo,
        csv_bytes(
            ("E-mail", "Name", "Customer"),
            ("BEN@Retail.Example", "Ben", "Retail"),
            ("mailto:ben@retail.example", "", ""),
            ("Ben Ortega <Ben@retail.example>", "", ""),
        ),
        kind=Kind.CONTACTS,
    )

    assert [fate.fate for fate in fates] == [Fate.NEW, Fate.UNCHANGED, Fate.UNCHANGED]
    assert Contact.objects.get().email == "ben@retail.example"


def test_names_as_long_as_they_may_be_are_kept(pmo: Workspace) -> None:
    address = f"{'b' * 60}@{'.'.join(['c' * 60] * 3)}.example"
    rows = csv_bytes(
        ("First name", "Last name", "E-mail", "Customer"),
        ("", "", address, "Retail"),
        ("B" * 99, "O" * 100, "ben@retail.example", "Retail"),
        ("B" * 100, "O" * 100, "bo@retail.example", "Retail"),
    )

    fates = import_of(pmo, rows, kind=Kind.CONTACTS)

    assert [fate.fate for fate in fates] == [Fate.NEW, Fate.NEW, Fate.REFUSED]
    assert {len(contact.name) for contact in Contact.objects.all()} == {200}


def test_sponsor_who_is_known_at_another_customer_stays_there(pmo: Workspace) -> None:
    import_of(pmo, csv_bytes(CONTACT_HEADERS, BEN), kind=Kind.CONTACTS)
    row = ("P-4", "Ledger", "Finance", "", "", "", "", "Ben Ortega", "ben@retail.example")

    import_of(pmo, csv_bytes(HEADERS, row))

    assert Contact.objects.get().customer.name == "Retail"
    assert Stakeholder.objects.get().project.customer.name == "Finance"


def test_contact_list_moves_a_person_to_another_customer(pmo: Workspace) -> None:
    import_of(pmo, csv_bytes(CONTACT_HEADERS, BEN), kind=Kind.CONTACTS)

    (fate,) = import_of(
        pmo,
        csv_bytes(("E-mail", "Customer"), ("ben@retail.example", "Finance")),
        kind=Kind.CONTACTS,
    )

    assert [(c.field, c.before, c.after) for c in fate.changes] == [
        ("new_customer", "", "Finance"),
        ("customer", "Retail", "Finance"),
    ]
    assert Contact.objects.get().customer.name == "Finance"


def test_one_customer_for_all_rows_makes_new_ones_and_moves_nobody(pmo: Workspace) -> None:
    import_of(pmo, csv_bytes(CONTACT_HEADERS, BEN), kind=Kind.CONTACTS)
    rows = csv_bytes(("E-mail",), ("ben@retail.example",), ("ida@retail.example",))

    fates = import_of(pmo, rows, kind=Kind.CONTACTS, customer="Board")

    assert [fate.fate for fate in fates] == [Fate.UNCHANGED, Fate.NEW]
    assert Contact.objects.get(email="ben@retail.example").customer.name == "Retail"


class TestManager:
    """Who manages an imported project."""

    HEADERS = ("Name", "Customer", "Project manager", "PM email", "Sponsor e-mail")

    def test_member_is_found_by_address_and_by_name(self, pmo: Workspace, max: Membership) -> None:
        import_of(
            pmo,
            csv_bytes(
                self.HEADERS,
                ("A", "Retail", "M.", "MAX@example.org", ""),
                ("B", "Retail", "max", "", ""),
            ),
        )

        assert {one.manager for one in Project.objects.select_related("manager")} == {max.user}

    def test_unknown_manager_is_kept_by_name_and_comes_into_it_on_joining(
        self, pmo: Workspace, max: Membership
    ) -> None:
        rows = csv_bytes(self.HEADERS, ("A", "Retail", "Zoe", "zoe@example.org", ""))
        import_of(pmo, rows)
        project = Project.objects.get()
        assert (project.manager, project.manager_name, project.manager_email) == (
            None,
            "Zoe",
            "zoe@example.org",
        )

        project.manager = max.user  # somebody set it by hand meanwhile
        project.save()
        again = import_of(pmo, rows)

        assert [fate.fate for fate in again] == [Fate.UNCHANGED]

    def test_name_that_becomes_an_account_says_which_one(
        self, pmo: Workspace, max: Membership
    ) -> None:
        rows = csv_bytes(self.HEADERS, ("A", "Retail", max.user.name, "", ""))
        import_of(pmo, csv_bytes(self.HEADERS, ("A", "Retail", "Zoe", "", "")))
        Project.objects.update(manager_name=max.user.name)  # before max joined

        plan = plan_of(pmo, rows)

        assert [(one.before, one.after) for one in plan.fates[0].changes] == [
            (max.user.name, f"{max.user.name} (max@example.org)")
        ]

    @pytest.mark.parametrize(
        ("name", "email", "kept"),
        [
            ("Ida", "", ("Ida", "")),
            ("", "ida@example.org", ("", "ida@example.org")),
            ("ZOE", "", ("Zoe", "zoe@example.org")),
            ("Zoe Long", "zoe@example.org", ("Zoe Long", "zoe@example.org")),
        ],
    )
    def test_project_never_goes_to_the_address_of_an_earlier_manager(
        self, pmo: Workspace, name: str, email: str, kept: tuple[str, str]
    ) -> None:
        import_of(pmo, csv_bytes(self.HEADERS, ("A", "Retail", "Zoe", "zoe@example.org", "")))

        import_of(pmo, csv_bytes(self.HEADERS, ("A", "Retail", name, email, "")))

        project = Project.objects.get()
        assert (project.manager_name, project.manager_email) == kept

    def test_name_that_was_kept_is_dropped_when_a_member_takes_over(
        self, pmo: Workspace, max: Membership
    ) -> None:
        zoe = csv_bytes(self.HEADERS, ("A", "Retail", "Zoe", "zoe@example.org", ""))
        import_of(pmo, zoe)
        import_of(pmo, csv_bytes(self.HEADERS, ("A", "Retail", "Max", "", "")))
        project = Project.objects.select_related("manager").get()
        assert (project.manager, project.manager_name, project.manager_email) == (max.user, "", "")

        import_of(pmo, zoe)
        assert Project.objects.get().manager_email == "zoe@example.org"
        assert Project.objects.get().manager_id is None

    def test_project_manager_brings_in_only_his_own(
        self, pmo: Workspace, max: Membership, lea: Membership
    ) -> None:
        make_project(pmo, "Hers", code="L-1", manager=lea.user)
        make_project(pmo, "His", code="M-1", manager=max.user)
        customers = {
            one.code: one.customer.name for one in Project.objects.select_related("customer")
        }
        rows = csv_bytes(
            ("Number", *self.HEADERS),
            ("L-1", "Hers", customers["L-1"], "", "", ""),
            ("M-1", "His", customers["M-1"], "", "", "ida@retail.example"),
            ("", "New one", "Retail", "", "", ""),
            ("", "For Lea", "Retail", "Lea", "", ""),
        )

        fates = import_of(pmo, rows, importer=Importer(max.user_id, only_own=True))

        assert [fate.fate for fate in fates] == [Fate.REFUSED, Fate.CHANGED, Fate.NEW, Fate.REFUSED]
        assert Project.objects.get(name="New one").manager == max.user


def test_slack_member_id_comes_with_the_list_and_a_name_in_its_place_is_refused(
    pmo: Workspace,
) -> None:
    headers = [*CONTACT_HEADERS, "Slack member ID"]
    import_of(pmo, csv_bytes(headers, [*BEN, "u012ab3cd"]), kind=Kind.CONTACTS)
    refused = plan_of(pmo, csv_bytes(headers, [*BEN, "@ben"]), kind=Kind.CONTACTS)

    assert Contact.objects.get().slack_id == "U012AB3CD"
    assert refused.fates[0].fate is Fate.REFUSED
    assert "not a member id" in refused.fates[0].problems[0].reason


def test_slack_member_id_that_somebody_else_has_is_refused_with_that_persons_name(
    pmo: Workspace,
) -> None:
    headers = [*CONTACT_HEADERS, "Slack member ID"]
    eve = ["Eve Elm", "eve@customer.example", *BEN[2:], "U012AB3CD"]
    import_of(pmo, csv_bytes(headers, [*BEN, "U012AB3CD"]), kind=Kind.CONTACTS)

    of_another = plan_of(pmo, csv_bytes(headers, eve), kind=Kind.CONTACTS)
    own = plan_of(pmo, csv_bytes(headers, [*BEN, "U012AB3CD"]), kind=Kind.CONTACTS)

    assert of_another.fates[0].fate is Fate.REFUSED
    assert "has this Slack member id already" in of_another.fates[0].problems[0].reason
    assert own.fates[0].fate is Fate.UNCHANGED


def test_two_people_of_one_list_are_not_the_same_member_of_slack(pmo: Workspace) -> None:
    headers = [*CONTACT_HEADERS, "Slack member ID"]
    eve = ["Eve Elm", "eve@customer.example", *BEN[2:], "u012ab3cd"]

    plan = plan_of(pmo, csv_bytes(headers, [*BEN, "U012AB3CD"], eve), kind=Kind.CONTACTS)

    assert [fate.fate for fate in plan.fates] == [Fate.NEW, Fate.REFUSED]


PART_HEADERS = (*HEADERS, "Role")


@pytest.mark.parametrize("address", ["ben@retail.example", ""])
def test_list_takes_nobody_out_of_the_questions(pmo: Workspace, address: str) -> None:
    import_of(pmo, csv_bytes(PART_HEADERS, (*TILLS, "Sponsor")))
    row = ("P-1", "New tills", "Retail", "closing", *TILLS[4:8], address, "Team")

    (fate,) = import_of(pmo, csv_bytes(PART_HEADERS, row))

    assert fate.fate is Fate.REFUSED
    (problem,) = fate.problems
    assert (problem.column, problem.reason) == (
        "Role",
        "Ben Ortega is asked about this project. Change the part under People, where the reason is kept.",
    )
    assert Stakeholder.objects.get().role == Stakeholder.Role.SPONSOR
    assert Project.objects.get().phase == Project.Phase.EXECUTION


@pytest.mark.parametrize(("was", "now"), [("Team", "Sponsor"), ("Sponsor", "Customer")])
def test_list_gives_another_part_that_is_asked(pmo: Workspace, was: str, now: str) -> None:
    import_of(pmo, csv_bytes(PART_HEADERS, (*TILLS, was)))

    import_of(pmo, csv_bytes(PART_HEADERS, (*TILLS, now)))

    assert Stakeholder.objects.get().role == now.lower()
