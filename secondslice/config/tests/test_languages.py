"""What the product says in other languages, where Django and the product share a catalogue."""

from __future__ import annotations

import gettext
from datetime import UTC, datetime
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.utils import formats
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import override, to_locale

from secondslice.ui.templatetags.ui import moment

OTHERS = [code for code, _ in settings.LANGUAGES if not code.startswith("en")]
DJANGO = Path(django.__file__).parent / "conf" / "locale"


@pytest.mark.parametrize("language", OTHERS)
def test_no_word_of_the_product_stands_in_for_the_name_of_a_month_or_a_day(language: str) -> None:
    own = gettext.translation("django", DJANGO, [to_locale(language)])

    for name in [*MONTHS.values(), *WEEKDAYS.values()]:
        with override("en"):
            english = str(name)
        with override(language):
            assert str(name) == own.gettext(english)


def test_arabic_writes_the_day_first_with_and_without_the_time() -> None:
    at = datetime(2026, 5, 24, 15, 40, tzinfo=UTC)

    with override("ar"):
        day = formats.date_format(at, "SHORT_DATE_FORMAT")

        assert day in moment(at)
        assert formats.number_format(540000, 0, force_grouping=True) == "540.000"


@pytest.mark.parametrize(
    ("language", "written"), [("en-us", "July 8, 2026"), ("en-gb", "8 Jul 2026")]
)
def test_english_writes_no_day_that_can_be_read_in_two_ways(language: str, written: str) -> None:
    with override(language):
        for style in ("DATE_FORMAT", "SHORT_DATE_FORMAT", "SHORT_DATETIME_FORMAT"):
            assert formats.date_format(datetime(2026, 7, 8, 15, 40, tzinfo=UTC), style).startswith(
                written
            )
