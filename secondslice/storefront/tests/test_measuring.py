"""What a person types as a value: the number of the own language, or a second try."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from secondslice.storefront.views.measuring import number_in


@pytest.mark.parametrize(
    ("language", "typed", "value"),
    [
        ("en-us", "12,500.5", "12500.50"),
        ("en-us", "0.125", "0.12"),
        ("de", "12.500", "12500.00"),
        ("de", "12,5", "12.50"),
        ("fr", "12 500,5", "12500.50"),
        ("fr", "12,500", "12.50"),
        ("es", "0,125", "0.12"),
        ("es", "12.500", None),
        ("fr", "1.234.567", None),
        ("fr", "12.5", "12.50"),
        ("en-us", "much", None),
    ],
)
def test_a_value_is_read_as_its_language_writes_it_or_not_at_all(
    language: str, typed: str, value: str | None
) -> None:
    with override(language):
        assert number_in(typed) == (value and Decimal(value))
