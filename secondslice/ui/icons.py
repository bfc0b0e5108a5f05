"""Build the icon sprite from the lucide icons that are used: `python -m secondslice.ui.icons`, run by `./slice css`."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "node_modules" / "lucide-static" / "icons"
LICENCE = "<!-- Icons: Lucide, ISC licence, https://lucide.dev/license -->"


def sprite(names: list[str], source: Path) -> str:
    """Return one SVG with a symbol for each name. Raise FileNotFoundError for a name that lucide does not have."""
    symbols = []
    for name in names:
        svg = (source / f"{name}.svg").read_text(encoding="utf-8")
        body = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
        inside = re.sub(
            r"\s*\n\s*", "", body[body.index(">", body.index("<svg")) + 1 : body.rindex("</svg>")]
        )
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inside}</symbol>')
    return "\n".join([LICENCE, '<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""])


def names() -> list[str]:
    """Return the names in icons.txt."""
    return (HERE / "icons.txt").read_text(encoding="utf-8").split()


if __name__ == "__main__":
    (HERE / "static" / "ui" / "icons.svg").write_text(sprite(names(), SOURCE), encoding="utf-8")
