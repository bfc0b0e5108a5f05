"""The menu: what is offered, in which words, and what was sold with which of them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.core.errors import RuleBroken
from secondslice.funnel.menu import selectors, services
from secondslice.funnel.menu.catalogue import BUNDLES, SERVICES
from secondslice.funnel.menu.models import Order, Service, ServiceVersion
from secondslice.funnel.menu.services import Offer
from secondslice.funnel.tests.make import make_opportunity
from secondslice.funnel.tests.make_menu import make_service
from secondslice.projects.tests.make import make_project

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MENU = "/w/acme/funnel/menu/"
TYPED = {
    "name": "Kick-start",
    "group": "deliver",
    "promise": "Your project starts well.",
    "gets": "A charter\r\nA plan",
    "duration": "10 days",
    "effort": "s",
    "charge": "fixed",
    "amount": "4800",
    "currency": "EUR",
}


def offer(**changes: object) -> Offer:
    first = {"name": "Kick-start", "promise": "Your project starts well.", "group": "deliver"}
    return Offer(**{**first, **changes})  # type: ignore[arg-type]


def names(membership: Membership) -> list[str]:
    return [one.name for course in selectors.menu_for(membership) for one in course.rows]


# the ready-made menu


def test_ready_made_menu_is_whole() -> None:
    codes = [one.code for one in (*SERVICES, *BUNDLES)]
    assert (len(SERVICES), len(BUNDLES)) == (26, 5)
    assert len(set(codes)) == len(codes)
    assert {code for bundle in BUNDLES for code in bundle.parts} <= set(codes)
    assert all(len(str(one.gets).splitlines()) == 3 for one in SERVICES)


def test_one_press_fills_the_menu_and_offers_nothing_yet(
    as_lea: Client, as_sal: Client, lea: Membership, sal: Membership
) -> None:
    assert "The menu is empty" in as_lea.get(MENU).text

    as_lea.post(f"{MENU}start/")

    assert len(names(lea)) == 31
    assert names(sal) == []
    assert "Nothing is offered yet" in as_sal.get(MENU).text


def test_second_press_adds_nothing_and_changes_nothing(as_lea: Client, lea: Membership) -> None:
    as_lea.post(f"{MENU}start/")
    mine = Service.objects.get(code="kick_start")
    services.change_service(
        by=lea, service=mine, offer=offer(name="Our own start"), at=lea.created_at
    )

    page = as_lea.post(f"{MENU}start/", follow=True)

    assert "All of it is here already." in page.text
    assert Service.objects.count() == 31
    assert "Our own start" in names(lea)


def test_ready_made_menu_speaks_the_language_of_who_starts_it(
    lea: Membership, now: datetime
) -> None:
    with translation.override("de"):
        services.start_from_catalogue(by=lea, at=now)
        expected = gettext("Project rescue")

    found = ServiceVersion.objects.get(service__code="rescue")
    assert found.name == expected


# write it


def test_service_is_added_offered_and_read_by_everybody(as_lea: Client, as_exe: Client) -> None:
    as_lea.post(f"{MENU}add/", TYPED)
    made = Service.objects.get()
    assert as_exe.get(f"{MENU}{made.ref}/").status_code == 404

    as_lea.post(f"{MENU}{made.ref}/offer/", {"offer": "yes"})

    page = as_exe.get(f"{MENU}{made.ref}/").text
    assert "<li>A charter</li><li>A plan</li>" in page
    assert "4,800 EUR" in page
    assert "Kick-start" in as_exe.get(MENU).text
    assert f"{MENU}{made.ref}/edit/" not in page


@pytest.mark.parametrize(
    ("charge", "amount", "words"),
    [("day", "", "needs an amount"), ("included", "5", "there is no amount")],
)
def test_price_that_makes_no_sense_is_refused_and_nothing_typed_is_lost(
    as_lea: Client, charge: str, amount: str, words: str
) -> None:
    page = as_lea.post(f"{MENU}add/", {**TYPED, "charge": charge, "amount": amount})

    assert page.status_code == 422
    assert words in page.text
    assert "A charter" in page.text
    assert not Service.objects.exists()


def test_order_of_the_menu_is_ours(as_lea: Client, lea: Membership) -> None:
    _one, _two, made = [make_service(lea, name) for name in ("One", "Two", "Three")]

    as_lea.post(f"{MENU}{made.ref}/move/", {"to": "up"})
    assert names(lea) == ["One", "Three", "Two"]
    as_lea.post(f"{MENU}{made.ref}/move/", {"to": "nonsense"})
    as_lea.post(f"{MENU}{made.ref}/move/", {"to": "up"})
    as_lea.post(f"{MENU}{made.ref}/move/", {"to": "up"})
    assert names(lea) == ["Three", "One", "Two"]


def test_bundle_holds_services_and_no_bundle(
    as_lea: Client, lea: Membership, now: datetime
) -> None:
    start = make_service(lea, "Kick-start")
    bundle = services.add_service(
        by=lea, offer=offer(name="Slice", group="bundle", parts=[start]), at=now
    )

    assert "Kick-start" in as_lea.get(f"{MENU}{bundle.ref}/").text
    for wrong in (
        offer(group="bundle"),
        offer(group="deliver", parts=[start]),
        offer(group="bundle", parts=[bundle]),
    ):
        with pytest.raises(RuleBroken):
            services.add_service(by=lea, offer=wrong, at=now)


def test_bundle_holds_no_service_of_another_pmo(
    lea: Membership, cleo: Membership, now: datetime
) -> None:
    with pytest.raises(RuleBroken, match="this workspace"):
        services.add_service(
            by=lea, offer=offer(group="bundle", parts=[make_service(cleo, "Hers")]), at=now
        )


def test_bundle_leads_nobody_to_a_page_that_is_closed(
    as_sal: Client, as_lea: Client, lea: Membership, now: datetime
) -> None:
    part = make_service(lea, "Kick-start", is_offered=False)
    bundle = services.add_service(
        by=lea, offer=offer(name="Slice", group="bundle", parts=[part]), at=now, is_offered=True
    )

    page = as_sal.get(f"{MENU}{bundle.ref}/").text

    assert "Kick-start" in page
    assert str(part.ref) not in page
    assert str(part.ref) in as_lea.get(f"{MENU}{bundle.ref}/").text


# versions


def test_saving_what_stands_there_makes_no_version(as_lea: Client) -> None:
    as_lea.post(f"{MENU}add/", TYPED)
    made = Service.objects.get()

    as_lea.post(f"{MENU}{made.ref}/edit/", TYPED)

    assert made.versions.count() == 1
    assert AuditEntry.objects.filter(verb="changed on the menu").count() == 0


def test_what_was_sold_keeps_its_words(
    as_lea: Client, as_sal: Client, sal: Membership, lea: Membership, now: datetime
) -> None:
    service = make_service(lea, "Kick-start")
    wish = make_opportunity(sal)
    old = selectors.current_version(service)
    as_sal.post(f"{MENU}for/{wish.ref}/", {"version": old.pk})

    as_lea.post(f"{MENU}{service.ref}/edit/", {**TYPED, "name": "Quick start"})
    as_lea.post(f"{MENU}{service.ref}/offer/", {"offer": "no"})

    page = as_sal.get(f"/w/acme/funnel/{wish.ref}/").text
    assert "Kick-start" in page
    assert "version 1" in page
    sold = as_sal.get(f"{MENU}{service.ref}/", {"version": "1"}).text
    assert "This is version 1, as it was sold." in sold
    assert as_sal.get(f"{MENU}{service.ref}/", {"version": "9"}).status_code == 404
    # and it stays a choice of this opportunity, of no other
    chosen = selectors.choosable(lea.workspace, selectors.order_of(wish))
    assert list(chosen) == [old]
    assert not selectors.choosable(lea.workspace, None).exists()


# choose from it


def test_projects_free_text_follows_the_choice_and_stays_without_one(
    as_max: Client, max: Membership, lea: Membership
) -> None:
    project = make_project(max.workspace, "New tills", manager=max.user)
    project.service = "Roll-out"
    project.save()
    version = selectors.current_version(make_service(lea, "Kick-start"))
    page = f"{MENU}for-project/{project.ref}/"

    as_max.post(page, {"version": ""})
    project.refresh_from_db()
    assert project.service == "Roll-out"

    as_max.post(page, {"version": version.pk})
    project.refresh_from_db()
    assert project.service == "Kick-start"
    shown = as_max.get(f"/w/acme/projects/{project.ref}/").text
    assert f"{MENU}{version.service.ref}/?version=1" in shown

    project.service = "Something of our own"
    project.save()
    assert "Something of our own" in as_max.get(f"/w/acme/projects/{project.ref}/").text


def test_what_is_not_offered_cannot_be_chosen(
    as_sal: Client, sal: Membership, lea: Membership, cleo: Membership
) -> None:
    wish = make_opportunity(sal)
    for service in (make_service(lea, "Not yet", is_offered=False), make_service(cleo, "Hers")):
        version = selectors.current_version(service)
        answer = as_sal.post(f"{MENU}for/{wish.ref}/", {"version": version.pk})
        assert answer.status_code == 422
        with pytest.raises(RuleBroken, match="no longer on the menu"):
            services.order(by=sal, about=wish, version=version, at=wish.opened_at)
    assert not Order.objects.exists()


def test_choice_from_an_empty_menu_says_so(as_sal: Client, sal: Membership) -> None:
    wish = make_opportunity(sal)

    page = as_sal.get(f"{MENU}for/{wish.ref}/").text

    assert "Nothing is offered yet." in page
    assert "<select" not in page


def test_choice_is_changed_and_taken_back(as_sal: Client, sal: Membership, lea: Membership) -> None:
    wish = make_opportunity(sal)
    first, second = (selectors.current_version(make_service(lea, name)) for name in "AB")

    for version in (first, second, second):
        as_sal.post(f"{MENU}for/{wish.ref}/", {"version": version.pk})
    assert Order.objects.get().version == second

    as_sal.post(f"{MENU}for/{wish.ref}/", {"version": ""})
    assert not Order.objects.exists()


# how it is read


def test_menu_of_any_length_takes_the_same_number_of_queries(
    as_lea: Client, lea: Membership, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        make_service(lea, f"Service {number}", is_offered=number % 2 == 0)

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert as_lea.get(MENU).status_code == 200


def test_price_is_written_in_the_readers_numbers(
    as_lea: Client, lea: Membership, now: datetime
) -> None:
    services.add_service(by=lea, offer=offer(charge="day", amount=Decimal("1234.50")), at=now)

    assert "1,234.50 EUR per day" in as_lea.get(MENU).text
