from __future__ import annotations

import pytest

from secondslice.accounts.colours import LEAST_CONTRAST, contrast, is_colour
from secondslice.accounts.zones import find_zone, zones


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#B8402A", 5.52)]
)
def test_contrast_is_as_wcag_reckons_it(colour: str, ratio: float) -> None:
    assert contrast(colour) == pytest.approx(ratio, abs=0.02)


def test_contrast_is_the_same_from_both_sides() -> None:
    assert contrast("#b8402a", "#26211d") == contrast("#26211d", "#b8402a")


def test_own_colour_of_a_new_workspace_can_be_seen() -> None:
    assert contrast("#b8402a") > LEAST_CONTRAST


@pytest.mark.parametrize("text", ["b8402a", "#b8402", "#b8402ag", "red", "#b8402a;"])
def test_what_is_no_colour(text: str) -> None:
    assert not is_colour(text)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe/berlin ", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("utc", "UTC"),
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("Moon", None),
        ("../etc/passwd", None),
        ("localtime", None),
    ],
)
def test_zone_is_found_by_name_or_city(text: str, zone: str | None) -> None:
    assert find_zone(text) == zone


def test_every_zone_of_the_list_is_known() -> None:
    assert zones()[0] == "UTC"
    assert all(find_zone(zone) == zone for zone in zones())
