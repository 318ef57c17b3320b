"""README, guide and .env.example name exactly the settings, commands and buttons that exist."""

import re
from pathlib import Path

import pytest
import typer

from bot.__main__ import cli
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
GUIDE = (ROOT / "docs" / "guide.md").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
SETTINGS = [name.upper() for name in Settings.model_fields]


def commands() -> set[str]:
    """Return every command, such as "roster import"."""
    found = set()
    group = typer.main.get_command(cli)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        found |= {f"{name} {inner}" for inner in below} if below else {name}
    return found


def test_the_example_has_every_setting_once_and_in_order():
    assert re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE) == SETTINGS


def test_every_setting_has_its_comment():
    lines = EXAMPLE.splitlines()
    for number, line in enumerate(lines):
        if re.match(r"[A-Z_]+=", line):
            assert lines[number - 1].startswith("# "), line


@pytest.mark.parametrize("name", SETTINGS)
def test_the_example_shows_the_default(name):
    [shown] = re.findall(rf"^{name}=(.*)$", EXAMPLE, re.MULTILINE)
    default = Settings.model_fields[name.lower()].default

    if default is None:
        assert shown == ""
    else:
        assert shown == (str(int(default)) if isinstance(default, float) else str(default))


def test_the_readme_has_every_setting_and_no_other():
    assert re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE) == SETTINGS


def test_the_readme_has_every_command_and_no_other():
    shown = re.findall(r"python -m bot ([a-z]+(?: (?:import|export)\b)?)", README)

    assert set(shown) == commands()


# What people say themselves, and the only words in the guides that are on no button.
SAID = {"晓得了", "为什么 吴长贵"}


@pytest.mark.parametrize("guide", [README, GUIDE], ids=["README", "guide"])
def test_every_word_a_guide_tells_to_press_is_somewhere_in_the_program(guide):
    told = {word for word in re.findall("「([^」]+)」", guide) if not re.search("[，。？]", word)} - SAID
    files = [*(ROOT / "bot" / "texts").glob("*.py"), *(ROOT / "handlers").glob("*.py")]
    program = "".join(path.read_text() for path in files)

    assert {word for word in told if word not in program} == set()
