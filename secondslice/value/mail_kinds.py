"""The kinds of this room's mails, by whom they go to."""

from __future__ import annotations

MAY_WE_PUBLISH = "value.may_we_publish"
OTHER_WORDS = "value.other_words"
BULLETIN = "value.bulletin"
SIGN = "value.sign"
TO_PEOPLE = (MAY_WE_PUBLISH, OTHER_WORDS, BULLETIN, SIGN)
"""All that go to people at customers."""
