"""`./slice css`: build the one style sheet and the icons. Both are committed: only who changes them needs node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tools.slice_base import ROOT, Refused, say
from tools.slice_node import LEAST, find_node, need_node
from tools.slice_setup import only_one

UI = ROOT / "secondslice" / "ui"
SOURCE = UI / "css" / "app.css"
BUILT = UI / "static" / "ui" / "app.css"
ICONS = UI / "static" / "ui" / "icons.svg"
MODULES = ROOT / "node_modules"


def css() -> int:
    """Rebuild both files in place and say how big the style sheet is."""
    ready_modules()
    build(BUILT)
    ICONS.write_text(icons(), encoding="utf-8")
    say(
        f"{BUILT.relative_to(ROOT)} is {BUILT.stat().st_size / 1000:.0f} kB. Commit it with its source."
    )
    return 0


def why_not() -> str | None:
    """Return why nothing can be built here without fetching node first, or None."""
    return None if find_node() else f"node {LEAST} or newer is not here; ./slice css fetches one"


def out_of_date(folder: Path) -> list[str]:
    """Build into a folder and return, as sentences, what differs from what is committed."""
    ready_modules()
    fresh = folder / "app.css"
    build(fresh)
    pairs = [(BUILT, fresh.read_text(encoding="utf-8")), (ICONS, icons())]
    return [
        f"{path.relative_to(ROOT)} is not what its source gives: run ./slice css and commit it."
        for path, wanted in pairs
        if not path.exists() or path.read_text(encoding="utf-8") != wanted
    ]


def build(target: Path) -> None:
    """Build the style sheet, the same bytes each time."""
    tailwind = MODULES / "@tailwindcss" / "cli" / "dist" / "index.mjs"
    files = ["-i", str(SOURCE), "-o", str(target)]
    command = [need_node().program, str(tailwind), *files, "--minify"]
    _quietly(command, "The style sheet could not be built")


def icons() -> str:
    """Return the sprite of the icons that icons.txt names."""
    from secondslice.ui import icons as sheet  # noqa: PLC0415  (only this word needs the package)

    try:
        return sheet.sprite(sheet.names(), sheet.SOURCE)
    except FileNotFoundError as missing:
        name = Path(str(missing.filename)).stem
        raise Refused(
            f"Lucide has no icon {name!r}; correct secondslice/ui/icons.txt."
        ) from missing


def ready_modules() -> None:
    """Install what package-lock.json names, unless it is there."""
    node = need_node()
    with only_one():
        wanted, found = _json(ROOT / "package-lock.json"), _json(MODULES / ".package-lock.json")
        binary = any(MODULES.glob("@tailwindcss/oxide-*"))  # npm leaves it out for an old node
        if not binary or not in_step(wanted, found):
            say("Installing Tailwind, daisyUI and the icons into node_modules ...")
            _quietly(
                [*node.npm, "ci", "--ignore-scripts"],
                "npm could not install what package-lock.json names",
            )


def in_step(wanted: Mapping[str, object], found: Mapping[str, object]) -> bool:
    """Tell whether the packages that npm says it installed have the versions that the lock file wants."""
    have = _versions(found)
    return bool(have) and all(
        _versions(wanted).get(name) == version for name, version in have.items()
    )


def _versions(lock: Mapping[str, object]) -> dict[str, str]:
    packages = lock.get("packages")
    if not isinstance(packages, dict):
        return {}
    return {str(name): str(about.get("version")) for name, about in packages.items() if name}


def _json(path: Path) -> dict[str, object]:
    try:
        content: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _quietly(command: list[str], what_failed: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"{what_failed}:\n{done.stdout}{done.stderr}")
