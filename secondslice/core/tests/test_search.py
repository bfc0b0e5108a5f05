from __future__ import annotations

import pytest

from secondslice.accounts.models import Membership
from secondslice.core.search import holds_all
from secondslice.customers.models import Customer
from secondslice.customers.tests.make import make_customer

pytestmark = pytest.mark.django_db


def found(typed: str) -> list[str]:
    return [one.name for one in Customer.objects.filter(holds_all(typed, ("name", "external_id")))]


def test_every_word_is_held_by_one_of_the_fields(lea: Membership) -> None:
    retail = make_customer(lea.workspace, "Retail South")
    Customer.objects.filter(pk=retail.pk).update(external_id="K-77")
    make_customer(lea.workspace, "Retail North")

    assert found("k-77 retail") == ["Retail South"]
    assert found("retail  south ") == ["Retail South"]
    assert not found("retail west")


def test_a_page_of_text_pasted_by_mistake_is_no_endless_query(lea: Membership) -> None:
    make_customer(lea.workspace, "Ä")

    assert found("ä " * 2000) == ["Ä"]
