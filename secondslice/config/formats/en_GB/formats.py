"""British English: one way of writing a day everywhere, as in American English, with the day first."""

from __future__ import annotations

SHORT_DATE_FORMAT = "j M Y"
SHORT_DATETIME_FORMAT = "j M Y, P"
