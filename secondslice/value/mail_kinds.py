"""The kinds of this room's mails, by whom they go to."""

from __future__ import annotations

MAY_WE_PUBLISH = "value.may_we_publish"
OTHER_WORDS = "value.other_words"
BULLETIN = "value.bulletin"
SIGN = "value.sign"
WITHOUT = "value.without"
WITHOUT_MEMBER = "value.without_member"
NO_DIFFERENT = "value.no_different"
ONE_PAGER = "value.one_pager"
ONE_PAGER_MEMBER = "value.one_pager_member"
"""To an executive who is a member; the others go to people at customers."""
IN_USE = "value.in_use"
NOT_IN_USE = "value.not_in_use"
"""To a member."""
MEASURE = "value.measure"
QUARTER = "reports.quarter"
"""The room above writes it; who erases a person looks for it here."""
TO_PEOPLE = (
    MAY_WE_PUBLISH,
    OTHER_WORDS,
    BULLETIN,
    SIGN,
    WITHOUT,
    ONE_PAGER,
    IN_USE,
    MEASURE,
    QUARTER,
)
"""All that go to people at customers."""
MEASURE_HERE = "value.measure_here"
"""To members."""
