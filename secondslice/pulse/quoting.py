"""How a question that is put again begins: what the person told us, and what has changed since."""

from __future__ import annotations

from django.utils.translation import gettext as _


def quoted_words(*, told_us: str, adjustment: str) -> str:
    """Return both halves, in the language that is active. Each is a sentence of its own, so nothing is glued together.

    >>> quoted_words(told_us="You told us: Late.", adjustment="Since 3 May there is one date.")
    'You told us: Late. Since 3 May there is one date.'
    """
    if told_us:
        return f"{told_us} {adjustment}"
    return _("You told us what was wrong. Since then: %(words)s") % {"words": adjustment}
