"""The kinds of this room's mails, by whom they go to."""

from __future__ import annotations

MAY_WE_PUBLISH = "value.may_we_publish"
BULLETIN = "value.bulletin"
SIGN = "value.sign"
WITHOUT = "value.without"
WITHOUT_MEMBER = "value.without_member"
NO_DIFFERENT = "value.no_different"
ONE_PAGER = "value.one_pager"
ONE_PAGER_MEMBER = "value.one_pager_member"
"""To an executive who is a member; the others go to people at customers."""
TO_PEOPLE = (MAY_WE_PUBLISH, BULLETIN, SIGN, WITHOUT, ONE_PAGER)
"""All that go to people at customers."""
