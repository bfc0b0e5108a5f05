"""Look for what must not stand in the repository: the host of a package registry, a path of somebody's machine.

The patterns are written so that they do not match themselves.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.slice_base import ROOT

PATTERNS = {
    "names the host of a package registry": (
        r"py[p]i\.org|pythonhoste[d]\.org|registry\.np[m]js|registry\.yarnpk[g]|deb\.(?:debian)\.org|proxy\.golan[g]\.org"
    ),
    "ties the lock to an index": r"^\s*-{2}(extra-index-url|index-url|find-links|trusted-host)\b|\"resolve[d]\":",
    "holds a path of one machine": r"/wor[k]/(main|shared|steering|\.)|/far[m]/|/ro[o]t/|/op[t]/(pypi|wheels)|fil[e]:///(?!$)",
}
NOT_TEXT = {".whl", ".png", ".jpg", ".ico", ".gif", ".xlsx", ".woff2", ".ttf", ".mo", ".pdf"}
NOT_OURS = {".git", ".venv", "node_modules", "__pycache__", "data", "data-demo"}


def traces(root: Path = ROOT) -> list[str]:
    """Return one line for each place in the repository that has something of this kind."""
    found = []
    for path in files(root):
        if path.suffix in NOT_TEXT or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(root)}:{place}" for place in traces_in(text)]
    return found


def traces_in(text: str) -> Iterator[str]:
    """Yield "line number: what is wrong: the line" for each trace in one text."""
    for reason, pattern in PATTERNS.items():
        for match in re.finditer(pattern, text, re.MULTILINE | re.IGNORECASE):
            number = text.count("\n", 0, match.start()) + 1
            line = text.splitlines()[number - 1].strip()
            yield f"{number}: {reason}: {line[:120]}"


def files(root: Path) -> list[Path]:
    """Return all files that are, or would be, committed; without git, all that are not made by our tools."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(
            command, cwd=root, capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return sorted(
            path for path in root.rglob("*") if not NOT_OURS & set(path.relative_to(root).parts)
        )
    return [root / name for name in sorted(listed.split("\0")) if name]
