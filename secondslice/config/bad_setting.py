"""What is raised over a setting that cannot be used."""

from __future__ import annotations


class BadSetting(Exception):  # noqa: N818
    """A setting from the environment cannot be used; the message says how to put it right."""
