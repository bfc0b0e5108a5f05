"""English: one way of writing a day everywhere. 07/08/2026 is in July for some readers and in August for others."""

from __future__ import annotations

SHORT_DATE_FORMAT = "N j, Y"
SHORT_DATETIME_FORMAT = "N j, Y, P"
