"""The command `secondslice`: its own words here, and every management command beside them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from secondslice.config.bad_setting import BadSetting

USAGE = """\
secondslice COMMAND [options]

  run               everything in one command: database, web server, background work (this is the one to start with)
  web, worker       the same pieces alone, for several machines
  prepare           bring the database and the static files up to date
  demo              fill a workspace with two believable years
  import KIND FILE  contacts or projects from CSV or XLSX
  report NAME       a report as .pdf, .pptx or .html: executive, one-pager, defence
  createworkspace   make a workspace and its owner without the browser
  receive           take in one raw mail from standard input, for the pipe of a mail server
  received          mails that came in and could not be used, and why
  erase             forget a person at a customer: name, address, words; counts stay
  jobs              background work that was given up: see why, try it again
  help              every other command
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code. A wrong setting is told in words, not in a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secondslice.config.settings")
    os.umask(0o077)  # what is written holds answers and keys: for its owner alone
    try:
        return _dispatch(words)
    except BadSetting as wrong:
        print(f"secondslice cannot start: {wrong}", file=sys.stderr)  # noqa: T201
        return 2


def _dispatch(words: list[str]) -> int:
    if not words or words[0] in {"-h", "--help"}:
        sys.stdout.write(USAGE)
        return 0
    if words[0] in {"run", "web", "worker"}:
        return _serve(words)
    from django.core.management import execute_from_command_line  # noqa: PLC0415  (settings first)

    execute_from_command_line(["secondslice", *words])
    return 0


def _serve(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog=f"secondslice {words[0]}")
    if words[0] != "worker":
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
        parser.add_argument(
            "--workers", type=int, default=0, help="web processes (1 on SQLite, 2 on PostgreSQL)"
        )
    options = parser.parse_args(words[1:])
    if words[0] == "run":
        from secondslice.config.running import run  # noqa: PLC0415  (it must not load Django)

        return run(host=options.host, port=options.port, workers=options.workers)
    if words[0] == "web":
        from secondslice.config.web import serve  # noqa: PLC0415

        return serve(host=options.host, port=options.port, workers=options.workers)
    from secondslice.config.worker import work  # noqa: PLC0415

    return work()
