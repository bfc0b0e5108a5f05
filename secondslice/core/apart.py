"""Do many things one by one: one that fails keeps no other from its turn."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError

log = logging.getLogger(__name__)


@contextmanager
def apart(what: object) -> Iterator[None]:
    """Log what fails in here and go on; where the database is away, nothing else would fare better."""
    try:
        yield
    except (InterfaceError, OperationalError):
        raise
    except Exception:
        log.exception("%s was passed over; it is tried again in time.", what)
