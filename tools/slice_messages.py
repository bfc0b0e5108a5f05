"""Keep the translations in step with the texts: `./slice messages` collects and compiles them, the check compares.

The compiled catalogues (.mo) are committed: a machine without gettext speaks all languages.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.slice_base import PYTHON, ROOT, Refused, for_tests, say

LOCALE = ROOT / "secondslice" / "locale"
CHANGING = (
    '"POT-Creation-Date:',
    '"PO-Revision-Date:',
    '"Last-Translator:',
    '"Language-Team:',
    '"Report-Msgid',
)
COLLECT = [
    "-m",
    "secondslice",
    "makemessages",
    "--all",
    "--no-wrap",
    "--no-location",
    "--ignore=tests",
]


def messages() -> int:
    """Collect the texts into the .po files of all languages that have one."""
    if shutil.which("xgettext") is None:
        raise Refused(
            "Texts are collected with gettext, which is not installed (on Debian: gettext)."
        )
    with tempfile.TemporaryDirectory(prefix="slice-messages-") as folder:
        _collect(ROOT / "secondslice", for_tests(os.environ, Path(folder)))
    for path in sorted(LOCALE.rglob("*.po")):
        _tidy(path)
        if faults := _compiled(path, path.with_suffix(".mo")):
            raise Refused(faults)
        left = len(_texts(path, "--untranslated"))
        say(f"{path.parts[-3]}: {f'{left} texts to translate' if left else 'complete'}")
    say("Collected and compiled. Look at the change, translate what is new, and commit both files.")
    return 0


def out_of_date(environment: dict[str, str]) -> list[str]:
    """Collect the texts in a copy and return, as sentences, what differs from what is committed or is malformed."""
    faults = []
    with tempfile.TemporaryDirectory(prefix="slice-messages-") as folder:
        copy = Path(folder) / "secondslice"
        shutil.copytree(
            ROOT / "secondslice", copy, ignore=shutil.ignore_patterns("__pycache__", "static")
        )
        # The copy comes first on the path, so that its settings name the copy's locale folder.
        _collect(copy, {**environment, "PYTHONPATH": folder})
        for path in sorted(LOCALE.rglob("*.po")):
            fresh = copy / path.relative_to(ROOT / "secondslice")
            _tidy(fresh)
            if undated(fresh.read_text(encoding="utf-8")) != undated(
                path.read_text(encoding="utf-8")
            ):
                faults.append(
                    f"{path.relative_to(ROOT)} is not in step with the texts: run ./slice messages."
                )
            faults += _faults_in(path, Path(folder))
    return faults


def undated(text: str) -> str:
    """Return a .po file without the time at which it was made."""
    return "\n".join(
        line for line in text.splitlines() if not line.startswith('"POT-Creation-Date:')
    )


def _collect(package: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [str(PYTHON), *COLLECT],
        cwd=package,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refused(f"The texts could not be collected:\n{done.stdout}{done.stderr}")


def _tidy(path: Path) -> None:
    """Drop what is no longer in the product, and the headers that change with every run."""
    _gettext("msgattrib", "--no-obsolete", "--no-wrap", "-o", str(path), str(path))
    text = path.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(CHANGING)]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def _faults_in(path: Path, folder: Path) -> list[str]:
    """Return what is wrong with a catalogue: malformed, guessed by gettext, not compiled.

    A text without a translation is no fault: it stands in English, and `./slice messages` counts how many do.
    """
    name = path.relative_to(ROOT)
    fresh = folder / "fresh.mo"
    if faults := _compiled(path, fresh):
        return [faults]
    found = []
    if guessed := _texts(path, "--only-fuzzy"):
        some = "; ".join(guessed[:3])
        found.append(f"{name}: {len(guessed)} texts are only guessed: {some}")
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != fresh.read_bytes():
        found.append(f"{name} is not compiled as it stands: run ./slice messages.")
    return found


def _compiled(path: Path, to: Path) -> str:
    """Compile a catalogue; return what is wrong with it, or nothing."""
    done = _gettext("msgfmt", "--check-format", "--no-hash", "-o", str(to), str(path))
    return done.stderr.strip() if done.returncode else ""


def _texts(path: Path, wanted: str) -> list[str]:
    """Return the texts of a catalogue that msgattrib selects."""
    done = _gettext("msgattrib", wanted, "--no-obsolete", "--no-wrap", str(path))
    lines = done.stdout.splitlines()
    found = [line for line in lines if line.startswith("msgid ") and line != 'msgid ""']
    found += [  # a long text begins on the line after an empty one
        lines[place + 1]
        for place, line in enumerate(lines[1:-1], 1)
        if line == 'msgid ""' and lines[place + 1].startswith('"') and place > 1
    ]
    return found


def _gettext(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
