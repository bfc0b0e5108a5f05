"""Arabic: Django has no moment of its own here and would write the month first, beside dates with the day first."""

from __future__ import annotations

SHORT_DATETIME_FORMAT = "d\N{RIGHT-TO-LEFT MARK}/m\N{RIGHT-TO-LEFT MARK}/Y g:i A"
NUMBER_GROUPING = 3
