"""Rules of the house that no linter knows. A failure names file, line and the way out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template.loader import get_template

from secondslice.config.shell import PLACES, QUICK_ADD, SETTINGS
from secondslice.core.long_task import LongTask
from secondslice.ui.icons import names as icon_names

PACKAGE = Path(__file__).parent


def _files(*patterns: str) -> list[Path]:
    found = {path for pattern in patterns for path in PACKAGE.glob(pattern)}
    return sorted(path for path in found if not {"tests", "migrations"} & set(path.parts))


VIEWS = _files("*/views.py", "*/views/**/*.py")
SERVICES = _files("*/services.py", "*/services/**/*.py")
MODULES = _files("**/*.py")
TEMPLATES = sorted(path for path in PACKAGE.glob("*/templates/**/*.*") if path.is_file())
PAGES = [
    path
    for path in TEMPLATES
    if path.suffix == ".html" and path.parent.name != "mail" and path.stem != "mail_base"
]

READS_THE_CLOCK = {
    "views", "tasks", "commands", "config", "middleware", "adapter", "clock", "transports",
}  # fmt: skip
"""Folders and files that may ask what time it is; everybody else is told."""
SECRETS_OF_FORMS = (
    "{% csrf_token %}", '{% include "pulse/public/signs.html"', '{% include "storefront/signs.html"',
    '{% include "reports/signs.html"',
)  # fmt: skip
"""Respondents and visitors have no session: their forms carry something signed, or the secret in their address."""
OWN_NAMES = {"account": "accounts"}
"""allauth looks its templates up under its own name."""
WITHOUT_WORKSPACE = {"accounts.User", "accounts.Workspace", "accounts.SetUpLink"}
"""Tables over all workspaces. The queue's belong here too: see below."""


def _name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _inside(path: Path) -> tuple[str, ...]:
    return path.parts[path.parts.index("templates") + 1 :]


def _manager_uses(path: Path) -> Iterator[int]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
            yield node.lineno


@pytest.mark.parametrize("path", VIEWS, ids=_name)
def test_views_read_through_selectors(path: Path) -> None:
    lines = list(_manager_uses(path))
    assert not lines, f"{_name(path)}:{lines} queries a table; put the query into a selector"


@pytest.mark.parametrize("path", SERVICES, ids=_name)
def test_services_take_keyword_arguments_and_no_request(path: Path) -> None:
    for node in _tree(path).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            keywords = [argument.arg for argument in node.args.kwonlyargs]
            assert "request" not in keywords, f"{_name(path)}:{node.lineno} pass values instead"
            writes = [one.arg for one in node.args.args if not one.arg.startswith("_")]
            allowed = len(writes) <= 1 and not keywords  # a helper such as `free_slug(name)`
            assert not writes or allowed, f"{_name(path)}:{node.lineno} make {writes} keyword-only"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_clock_is_read_only_at_the_edge(path: Path) -> None:
    if READS_THE_CLOCK & {*path.relative_to(PACKAGE).parent.parts, path.stem}:
        return
    lines = [
        node.lineno
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr == "now"
        and isinstance(node.value, ast.Name)
        and node.value.id in {"clock", "timezone", "datetime"}
    ]
    assert not lines, f"{_name(path)}:{lines} reads the clock; take `now` or `at` as an argument"


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_template_compiles_and_carries_its_rooms_name(path: Path) -> None:
    inside = _inside(path)
    get_template("/".join(inside))
    room = path.relative_to(PACKAGE).parts[0]
    if len(inside) > 1:  # 404.html and its like have fixed names
        assert OWN_NAMES.get(inside[0], inside[0]) == room, "a room's templates carry its name"
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b", text), f"{_name(path)}: no |safe; use format_html in a tag"


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_page_runs_under_our_content_policy_and_without_a_mouse(path: Path) -> None:
    text = re.sub(
        r"\{% comment %\}.*?\{% endcomment %\}", "", path.read_text("utf-8"), flags=re.DOTALL
    )
    plain = re.sub(r"\{[%{].*?[%}]\}", "", text, flags=re.DOTALL)
    for form in re.findall(r"<form[^>]*method=.post.*?</form>", text, re.DOTALL | re.IGNORECASE):
        assert any(secret in form for secret in SECRETS_OF_FORMS), f"no csrf_token: {form[:80]}"
    for script in re.findall(r"<script\b[^>]*>", plain):
        assert "src=" in script, f"inline script: {script}; put it into a static file"
    for handler in re.findall(r"<[^>]*\s(on[a-z]+)=", plain):
        pytest.fail(f"{handler}=: no inline handlers; use a data- attribute")
    assert not re.search(r"<[^>]*\sstyle=", plain), "style=: no inline styles; use classes"
    for button in re.findall(r"<button\b[^>]*>", plain):
        assert "type=" in button, f"{button} lacks type="
    for image in re.findall(r"<img\b[^>]*>", plain):
        assert "alt=" in image, f"{image} lacks alt="


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_icons_are_in_the_sprite(path: Path) -> None:
    used = set(re.findall(r'\{% icon "([^"]+)"', path.read_text(encoding="utf-8")))
    used |= set(re.findall(r'icon_name="([^"]+)"', path.read_text(encoding="utf-8")))
    missing = used - set(icon_names())
    assert not missing, f"{_name(path)}: add {missing} to ui/icons.txt and run ./slice css"


def test_icons_of_the_shell_are_in_the_sprite() -> None:
    used = {place.icon for place in (*PLACES, *QUICK_ADD, *SETTINGS)}
    assert used <= set(icon_names())


def test_every_table_of_a_room_belongs_to_a_workspace() -> None:
    for model in apps.get_models():
        label = model._meta.label  # noqa: SLF001  (Django's documented way)
        if not model.__module__.startswith("secondslice.") or label in WITHOUT_WORKSPACE:
            continue
        names = {field.name for field in model._meta.get_fields()}  # noqa: SLF001
        assert names & {"workspace", "workspace_id"}, f"{label} has no workspace"


def test_composite_indexes_begin_with_the_workspace() -> None:
    # read only from an ask, by the public page; read by the worker, for all workspaces
    free = {"visit_of_ask", "message_due_by_kind"}
    for model in apps.get_models():
        if not model.__module__.startswith("secondslice."):
            continue
        for index in model._meta.indexes:  # noqa: SLF001
            if len(index.fields) > 1 and index.name not in free:
                assert index.fields[0] == "workspace", f"{index.name} begins with {index.fields[0]}"


def test_tasks_and_schedule_name_what_is_there() -> None:
    for name, path in settings.TASKS.items():
        module, _, function = path.rpartition(".")
        found = getattr(import_module(module), function, None)
        assert callable(found) or isinstance(found, LongTask), f"{name}: no {path}"
    assert set(settings.SCHEDULE) <= set(settings.TASKS)


def _mail_kinds() -> Iterator[tuple[str, str]]:
    for path in MODULES:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.keyword) and node.arg == "kind":
                value = node.value
                if isinstance(value, ast.Constant) and re.fullmatch(
                    r"[a-z]+\.[a-z_]+", str(value.value)
                ):
                    yield f"{_name(path)}:{value.lineno}", str(value.value)


def test_every_mail_has_a_subject_and_a_text() -> None:
    for where, kind in _mail_kinds():
        room, name = kind.split(".")
        for ending in ["subject.txt", "txt"]:
            assert (PACKAGE / room / "templates" / room / "mail" / f"{name}.{ending}").exists(), (
                f"{where} sends {kind}, but {room}/mail/{name}.{ending} is missing"
            )


def test_every_page_of_the_docs_that_is_named_or_linked_is_there() -> None:
    root = PACKAGE.parent
    pages = [*root.glob("docs/**/*.md"), root / "README.md", root / "CONTRIBUTING.md"]
    lost = [
        f"{path.relative_to(root)}: {link}"
        for path in pages
        for link in re.findall(r"\]\(([\w./-]+\.(?:md|png))\)", path.read_text(encoding="utf-8"))
        if not (path.parent / link).exists()
    ]
    lost += [
        f"{_name(path)}: {name}"
        for path in [*MODULES, *TEMPLATES]
        if path.suffix in {".py", ".html"}
        for name in re.findall(r"docs/[a-z]+/[\w-]+\.md", path.read_text(encoding="utf-8"))
        if not (root / name).exists()
    ]
    assert not lost, lost
