"""The words of ./slice and what each of them does."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from tools import slice_checks, slice_css, slice_lock, slice_messages, slice_tests
from tools.slice_base import PYTHON, ROOT, Refused, for_children, say
from tools.slice_setup import set_up

HELP = """\
./slice WORD [options]

  run       set up what is needed and start Second Slice; options as for `secondslice run` (--host --port --workers)
  demo      the same with a demo workspace, in a data folder of its own (--size small|medium|large, --random-seed N)
  test      all tests: on SQLite, on PostgreSQL, in a browser; with a path only those below it, --unit only the fast
            ones on SQLite, everything else goes to pytest
  check     what can be said without running the tests: types, format, rooms, templates, migrations, translations ...
  setup     only make .venv (--dev: with the tools for developers)
  bench     measure (bench intake: how many answers a second)
  chaos     break things on purpose and count what is lost
  css       rebuild the style sheet and the icons        messages  collect the texts for translators
  lock      lock the packages anew (--upgrade: with newer versions)

Everything else is the product's own command: .venv/bin/secondslice help
"""
FOR_HELP = ("-h", "--help")
WITHOUT_HELP = ("demo", "check", "setup", "css", "messages")
"""Words that have no help of their own."""
FOR_THE_DEMO = ("--size", "--random-seed", "--password")

Word = Callable[[Sequence[str]], int]


def main(words: Sequence[str]) -> int:
    """Do what the first word says; return the exit code."""
    if not words or words[0] in {"help", *FOR_HELP} or _asks_for_help(words):
        say(HELP.rstrip())
        return 0
    word = WORDS.get(words[0])
    if word is None:
        say(f"./slice does not know {words[0]!r}.\n\n{HELP.rstrip()}")
        return 2
    signal.signal(signal.SIGTERM, _stop)
    try:
        return word(words[1:])
    except Refused as refused:
        say(str(refused))
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `./slice check | head`: nobody listens any more, and that is no fault
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _asks_for_help(words: Sequence[str]) -> bool:
    """Tell whether somebody wants to know what a word without help of its own does, and not have it done."""
    return words[0] in WITHOUT_HELP and bool(set(FOR_HELP) & set(words[1:]))


def _stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit(143)  # so that what has been started is stopped, and temporary folders go


def _setup(words: Sequence[str]) -> int:
    set_up("dev" if "--dev" in words else "run")
    say("Ready: ./slice run, or .venv/bin/secondslice help.")
    return 0


def _run(words: Sequence[str]) -> int:
    set_up("run")
    return _become(["run", *words], _with_folder("data"))


def _demo(words: Sequence[str]) -> int:
    set_up("run")
    for_demo, for_run = split_demo(words)
    environment = _with_folder("data-demo")
    kept = Path(environment["SECONDSLICE_DATA_DIR"]) / "demo-sign-in.txt"
    if not kept.exists():
        say("Filling the demo workspace ...")
        command = [str(PYTHON), "-m", "secondslice", "demo", *for_demo]
        printed = {"SECONDSLICE_BASE_URL": f"http://127.0.0.1:{port_of(for_run)}", **environment}
        told = subprocess.run(command, env=printed, stdout=subprocess.PIPE, text=True, check=False)
        if told.returncode:
            return told.returncode
        kept.touch(mode=0o600)
        kept.write_text(told.stdout, encoding="utf-8")
    say(kept.read_text(encoding="utf-8"))
    return _become(["run", *for_run], environment)


def split_demo(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the options for filling the demo workspace, and those for running."""
    for_demo: list[str] = []
    for_run: list[str] = []
    left = list(words)
    while left:
        word = left.pop(0)
        target = for_demo if word.split("=")[0] in FOR_THE_DEMO else for_run
        target.append(word)
        if word in FOR_THE_DEMO and left:
            target.append(left.pop(0))
    return for_demo, for_run


def port_of(words: Sequence[str]) -> str:
    """Return the port that the options for running name, so that printed addresses lead there."""
    named = re.search(r"--port[= ](\d+)", " ".join(words))
    return named[1] if named else "8000"


def _with_folder(name: str) -> dict[str, str]:
    """Return the environment with the data folder in this checkout, wherever ./slice was called from."""
    environment = for_children(os.environ)
    environment.setdefault("SECONDSLICE_DATA_DIR", str(ROOT / name))
    return environment


def _become(words: Sequence[str], environment: dict[str, str]) -> int:
    """Turn this process into the product, so that signals and the exit code are its own."""
    os.execve(PYTHON, [str(PYTHON), "-m", "secondslice", *words], environment)  # noqa: S606


def _test(words: Sequence[str]) -> int:
    set_up("dev")
    return slice_tests.test(words)


def _check(_words: Sequence[str]) -> int:
    set_up("dev")
    return slice_checks.check()


def _css(_words: Sequence[str]) -> int:
    return slice_css.css()


def _messages(_words: Sequence[str]) -> int:
    set_up("dev")
    return slice_messages.messages()


def _lock(words: Sequence[str]) -> int:
    set_up("dev")
    return slice_lock.lock(words)


def _bench(words: Sequence[str]) -> int:
    named = bool(words) and not words[0].startswith("-")
    return _start_bench(words[0] if named else "intake", words[1:] if named else words)


def _chaos(words: Sequence[str]) -> int:
    return _start_bench("chaos", words)


def _start_bench(name: str, words: Sequence[str]) -> int:
    if name not in (there := benches(ROOT / "bench")):
        raise Refused(
            f"There is no bench/{name}.py in this checkout. There is: {', '.join(there) or 'none'}."
        )
    set_up("dev")
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "-m", f"bench.{name}", *words], for_children(os.environ))  # noqa: S606


def benches(folder: Path) -> list[str]:
    """Return the names of what can be started in the folder: the files that say what starting them does."""
    return sorted(
        path.stem for path in folder.glob("*.py") if "__main__" in path.read_text(encoding="utf-8")
    )


WORDS: dict[str, Word] = {
    "run": _run,
    "demo": _demo,
    "test": _test,
    "check": _check,
    "setup": _setup,
    "bench": _bench,
    "chaos": _chaos,
    "css": _css,
    "messages": _messages,
    "lock": _lock,
}
