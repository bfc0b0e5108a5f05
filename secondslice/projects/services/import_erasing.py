"""Who is erased is gone from the files of imports too, and from what became of their rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import PurePath

from django.db import transaction

from secondslice.accounts.models import AuditEntry, Workspace
from secondslice.core.errors import RuleBroken
from secondslice.projects.imports.fates import unpack
from secondslice.projects.imports.reading import lines_of
from secondslice.projects.models import ImportContent, ImportRun
from secondslice.projects.services.import_runs import drop_contents
from secondslice.projects.services.importing import IMPORTED

_WORD = re.compile(r"\w+")


class _Named:
    """Tells whether a line names a person: by an address, or by all words of the name in whatever order."""

    def __init__(self, addresses: Collection[str], name: str) -> None:
        known = "|".join(re.escape(one.casefold()) for one in addresses if one)
        self._address = re.compile(rf"(?<![\w.+-])(?:{known})(?![\w-])") if known else None
        self._words = set(_WORD.findall(name.casefold()))

    def in_line(self, line: str) -> bool:
        """Tell whether this line, which may be a row of several cells, names the person."""
        text = line.casefold()
        if self._address is not None and self._address.search(text):
            return True
        if not self._words or not all(word in text for word in self._words):
            return False
        return self._words <= set(_WORD.findall(text))


@transaction.atomic
def forget_in_imports(*, workspace: Workspace, addresses: Collection[str], name: str) -> int:
    """Drop what is kept of the imports that name a person. Return how many; what was counted stays.

    A list is dropped as a whole: a file without one of its rows would be another file.
    """
    named = _Named(addresses, name)
    kept = ImportContent.objects.filter(workspace=workspace).exclude(file=b"", fates=b"")
    found = [
        content.pk
        for content in kept.select_related("run").order_by("pk").iterator(chunk_size=1)
        if _is_in(content, named)
    ]
    _rename(workspace, named)
    return drop_contents(ImportContent.objects.filter(pk__in=found))


def _rename(workspace: Workspace, named: _Named) -> None:
    """Keep nothing but the ending of a file's name that names the person, on its page and in the trail."""
    for run in ImportRun.objects.filter(workspace=workspace).only("file_name"):
        old = run.file_name
        if named.in_line(old.replace("_", " ")):
            run.file_name = f"…{PurePath(old).suffix}"
            run.save(update_fields=["file_name"])
            imported = AuditEntry.objects.filter(workspace=workspace, verb=IMPORTED, subject=old)
            imported.update(subject=run.file_name)


def _is_in(content: ImportContent, named: _Named) -> bool:
    """Tell whether what is kept of an import names the person. What cannot be read any more is taken to do so."""
    run = content.run
    if any(named.in_line(" ".join(_texts(row))) for row in unpack(bytes(content.fates)).rows):
        return True
    if not content.file:
        return False
    encoding = str(run.spec.get("encoding") or "")
    try:
        lines = lines_of(bytes(content.file), name=run.file_name, encoding=encoding)
        return any(map(named.in_line, lines))
    except RuleBroken:
        return True


def _texts(kept: object) -> Iterator[str]:
    """Yield the texts of a stored fate, however deep they stand."""
    if isinstance(kept, str):
        yield kept
    elif isinstance(kept, list):
        for one in kept:
            yield from _texts(one)
