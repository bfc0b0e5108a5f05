"""The kinds of this room's mails, by whom they go to."""

from __future__ import annotations

MAY_WE_PUBLISH = "value.may_we_publish"
BULLETIN = "value.bulletin"
SIGN = "value.sign"
MEASURE = "value.measure"
TO_PEOPLE = (MAY_WE_PUBLISH, BULLETIN, SIGN, MEASURE)
"""All that go to people at customers."""
MEASURE_HERE = "value.measure_here"
"""To members."""
