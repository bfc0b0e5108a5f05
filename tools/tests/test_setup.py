"""./slice sets up once, again when it has to, and says in words what stands in the way."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools import slice_setup
from tools.slice_base import ROOT, Refused
from tools.slice_setup import (
    LOCKS,
    Kind,
    command_script,
    digest,
    is_ready,
    shipped_pip,
    why_not_installed,
)


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """A .venv that looks real enough."""
    folder = tmp_path / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)
    return folder


def stamp_of(venv: Path, **changed: str) -> dict[str, str]:
    return {
        "at": str(venv),
        "python": os.path.realpath(venv / "bin" / "python"),
        "run": digest(LOCKS["run"]),
        **changed,
    }


def test_environment_that_was_made_here_is_ready(venv: Path) -> None:
    assert is_ready("run", stamp_of(venv), venv)


@pytest.mark.parametrize("name", ["at", "python", "run"])
def test_moved_swapped_or_outdated_environment_is_not_ready(venv: Path, name: str) -> None:
    assert not is_ready("run", stamp_of(venv, **{name: "something else"}), venv)


def test_environment_without_its_python_is_not_ready(venv: Path) -> None:
    stamp = stamp_of(venv)

    (venv / "bin" / "python").unlink()

    assert not is_ready("run", stamp, venv)


def test_environment_for_running_is_not_one_for_developing(venv: Path) -> None:
    assert not is_ready("dev", stamp_of(venv), venv)


@pytest.mark.parametrize(
    ("output", "advice"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "not the one that was locked",
        ),
        ("ERROR: No matching distribution found for django==5.2.19", "PIP_INDEX_URL"),
        ("NewConnectionError: Temporary failure in name resolution", "HTTPS_PROXY"),
        ("error: something nobody thought of", "something nobody thought of"),
    ],
)
def test_failed_installation_is_told_with_what_to_do(output: str, advice: str) -> None:
    assert advice in why_not_installed(output, "requirements.lock")


def test_pip_that_is_carried_along_runs() -> None:
    said = subprocess.run(
        [sys.executable, str(shipped_pip()), "--version"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.startswith("pip ")


def test_missing_pip_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(slice_setup, "ROOT", tmp_path)

    with pytest.raises(Refused, match="git checkout"):
        shipped_pip()


def test_command_starts_in_a_folder_with_spaces(tmp_path: Path) -> None:
    folder = tmp_path / "a folder with 'quotes' and spaces"
    folder.mkdir()
    python = folder / "python"
    python.symlink_to(sys.executable)
    script = folder / "secondslice"
    script.write_text(command_script(python), encoding="utf-8")
    script.chmod(0o755)

    said = subprocess.run(
        [str(script), "--help"],
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ, PYTHONPATH=str(ROOT)),
    )

    assert "secondslice COMMAND" in said.stdout, said.stderr


def pins(kind: Kind) -> dict[str, str]:
    return dict(
        re.findall(r"^([a-z0-9_.-]+)==(\S+)", LOCKS[kind].read_text(encoding="utf-8"), re.MULTILINE)
    )


def test_developers_have_what_is_installed_for_running_in_the_same_versions() -> None:
    assert pins("run").items() <= pins("dev").items()


def test_every_package_that_the_product_names_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[\[<>=~! ;]", requirement)[0].lower() for requirement in requirements}

    assert names(project["dependencies"]) | names(extras["postgres"]) <= pins("run").keys()
    assert names(extras["dev"]) <= pins("dev").keys()


def test_every_locked_package_has_a_hash() -> None:
    for kind in LOCKS:
        text = LOCKS[kind].read_text(encoding="utf-8")
        entries = re.split(r"\n(?=\S)", text.strip())

        assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_slice_needs_nothing_but_python_itself() -> None:
    ours = {"tools", "secondslice", "__future__"}
    for path in [ROOT / "slice", *sorted((ROOT / "tools").glob("*.py"))]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        used = {
            name.split(".")[0]
            for node in ast.walk(tree)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }

        assert used - ours <= sys.stdlib_module_names, path.name


def test_old_python_can_read_the_start_of_slice() -> None:
    text = (ROOT / "slice").read_text(encoding="utf-8")

    ast.parse(text, feature_version=(3, 6))

    assert "from __future__" not in text  # 3.6 does not know annotations there


def test_node_packages_are_locked_without_the_address_of_a_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))

    assert not any("resolved" in package for package in lock["packages"].values())
