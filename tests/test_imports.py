"""The shape of the code base: who may import whom."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("bot", "handlers", "models", "scheduler")
# The one adapter and what assembles it.
MAY_IMPORT_TELEGRAM = ("handlers.kit", "bot.delivery", "bot.app")
# Plugs things together, and is imported by nobody.
ON_TOP = ("bot.app", "bot.stage", "bot.commands", "bot.serving", "bot.__main__")
MAY_IMPORT_THE_TOP = {
    "bot.stage": {"bot.app"},
    "bot.commands": {"bot.app"},
    "bot.serving": {"bot.app", "bot.stage"},
    "bot.__main__": {"bot.commands", "bot.serving"},
}
# From the bottom to the top, inside bot; a layer imports those below it.
LAYERS = ("bot", "bot.texts", "bot.domain", "bot.delivery")


def modules() -> Iterator[tuple[str, Path]]:
    for package in OURS:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


MODULES = dict(modules())


@cache  # because a dozen tests ask the same of every module
def parsed(name: str) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(MODULES[name].read_text())


@cache
def imports(name: str) -> tuple[str, ...]:
    """Return all that a module imports, functions' imports too; `from a import b` gives a and a.b."""
    found: list[str] = []
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            found += (node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names))
    return tuple(found)


def under(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def of_ours(name: str) -> set[str]:
    return {found for found in imports(name) if found in MODULES}


@pytest.mark.parametrize("name", [name for name in MODULES if under(name, "models")])
def test_models_import_nothing_of_ours(name):
    if not under(name, "models.migrations"):
        assert not [found for found in of_ours(name) if not under(found, "models")]


def test_bot_knows_neither_handlers_nor_scheduler():
    for name in MODULES:
        if under(name, "bot") and name not in ON_TOP:
            wrong = [found for found in of_ours(name) if under(found, "handlers", "scheduler")]
            assert not wrong, (name, wrong)


def test_handlers_and_scheduler_do_not_know_each_other():
    for name in MODULES:
        if under(name, "handlers"):
            assert not [found for found in of_ours(name) if under(found, "scheduler")], name
        if under(name, "scheduler"):
            assert not [found for found in of_ours(name) if under(found, "handlers")], name


def test_what_plugs_things_together_is_imported_by_nobody_else():
    for name in MODULES:
        top = of_ours(name) & set(ON_TOP)
        assert top <= MAY_IMPORT_THE_TOP.get(name, set()), (name, top)


def test_the_messenger_is_known_in_three_places():
    for name in MODULES:
        if not under(name, *MAY_IMPORT_TELEGRAM):
            assert not [found for found in imports(name) if under(found, "telegram")], name


def test_the_sandbox_knows_none_of_the_others():
    for name in MODULES:
        if under(name, "bot.sandbox"):
            wrong = [found for found in of_ours(name) if found != "bot" and not under(found, "bot.sandbox")]
            assert not wrong, (name, wrong)


def test_only_the_top_knows_the_sandbox():
    for name in MODULES:
        if not under(name, "bot.sandbox") and name not in ON_TOP:
            assert not [found for found in of_ours(name) if under(found, "bot.sandbox")], name


def test_inside_bot_imports_point_down():
    for name in MODULES:
        layer = next((place for place in (3, 2, 1) if under(name, LAYERS[place])), None)
        if layer is not None:
            above = LAYERS[layer + 1 :]
            wrong = [found for found in of_ours(name) if above and under(found, *above)]
            assert not wrong, (name, wrong)


def test_no_handler_says_anything_by_itself():
    """A handler returns what to say; the frame writes it down and the sender sends it."""
    for name in MODULES:
        if (under(name, "handlers") and not under(name, "handlers.kit")) or under(name, "scheduler"):
            assert not [found for found in of_ours(name) if under(found, "bot.delivery")], name


def test_verbs_never_commit():
    """Only frames open a transaction and end it."""
    frames = ("bot.database", "bot.delivery", "handlers.kit", "scheduler.runner", *ON_TOP)
    for name in MODULES:
        if under(name, "bot.domain", "bot.texts", "handlers", "scheduler") and not under(name, *frames):
            for node in ast.walk(parsed(name)):
                if isinstance(node, ast.Attribute):
                    assert node.attr not in ("commit", "transaction"), (name, node.lineno)


def test_tables_do_without_postponed_annotations():
    """SQLModel reads the annotations when the class is made."""
    for name in MODULES:
        if under(name, "models"):
            assert "__future__" not in set(imports(name)), name


def test_chinese_is_written_only_in_texts():
    """Comments and docstrings may name a word; what people read comes from bot/texts."""
    spoken_elsewhere = ("bot.sandbox", "bot.texts", "bot.papers", *ON_TOP)
    for name in MODULES:
        if under(name, *spoken_elsewhere) or not under(name, "handlers", "bot.domain", "scheduler"):
            continue
        tree = parsed(name)
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                assert not _is_sentence(node.value), (name, node.lineno, node.value)


def _is_sentence(text: str) -> bool:
    is_pattern = any(mark in text for mark in ("(?", "[^", "\\"))
    has_words = any("一" <= letter <= "鿿" for letter in text)
    return has_words and not is_pattern and any(mark in text for mark in "。！？")


def test_every_module_says_why_it_exists():
    for name in MODULES:
        if not under(name, "models.migrations.versions"):
            first = (ast.get_docstring(parsed(name)) or "").splitlines()
            assert first, name
            assert first[0].rstrip().endswith((".", ":", "。")), (name, first[0])


def test_nothing_slow_is_imported_at_the_start():
    """The first poll must come soon: exports, pictures, guesses, migrations and servers come later."""
    slow = {"jieba", "openpyxl", "PIL", "segno", "fpdf", "alembic", "psycopg", "aiohttp.web", "bot.sandbox"}
    start = [sys.executable, "-c", "import sys, bot.serving, bot.app; print(*sys.modules)"]

    loaded = subprocess.run(start, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()

    assert not slow & set(loaded)


def test_we_use_only_what_we_ask_for():
    """No import of something that merely happens to be installed."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    asked = {re.split(r"[^A-Za-z0-9._-]", line)[0].lower().replace("_", "-") for line in wanted}
    # The same as their owners: SQLModel is SQLAlchemy and pydantic, aiohttp's addresses are yarl's.
    asked |= {"sqlalchemy", "pydantic", "yarl"}
    installed = importlib.metadata.packages_distributions()
    for name in MODULES:
        for found in {found.partition(".")[0] for found in imports(name)} - {"", *OURS}:
            if found not in sys.stdlib_module_names:
                owners = {owner.lower().replace("_", "-") for owner in installed.get(found, ())}
                assert owners & asked, (name, found)
