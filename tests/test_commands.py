"""The command line as its users meet it: one sentence, an exit code, and never a traceback."""

import asyncio
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from bot import logs
from bot.__main__ import cli
from bot.database import Database
from models import BotIdentity, Branch, ImportBatch, Invitation, Person, Status
from tests.people import BOT_ID, NOON, Given

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_template: Path) -> None:
    """Stand in a folder with a database; the suite's own log stays as it is."""
    shutil.copy(sqlite_template, tmp_path / "hongye.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///hongye.db")
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    monkeypatch.setattr(logs, "configure", lambda *_: None)


async def roster(*names: str) -> None:
    """Write a branch whose bot has been started once; 谢永年 has died."""
    database = Database("sqlite:///hongye.db")
    async with database.transaction() as session:
        branch = Branch(name="云泽支部")
        session.add(branch)
        session.add(BotIdentity(bot_id=BOT_ID, username="hongye_bot", seen_at=NOON))
        await session.flush()
        given = Given(session, branch)
        for name in names:
            await given.member(name)
        xie = (await session.exec(select(Person).where(Person.name == "谢永年"))).first()
        if xie is not None:
            (await given.member_row(xie)).status = Status.DECEASED
    await database.close()


async def kept() -> tuple[int, int]:
    """Return how many people there are, and how many imports that still hold their rows."""
    database = Database("sqlite:///hongye.db")
    async with database.reading() as session:
        people = (await session.exec(select(Person))).all()
        imports = (await session.exec(select(ImportBatch))).all()
    await database.close()
    return len(people), len([each for each in imports if each.draft is not None])


async def invited() -> int:
    """Return how many invitations there are."""
    database = Database("sqlite:///hongye.db")
    async with database.reading() as session:
        found = (await session.exec(select(Invitation))).all()
    await database.close()
    return len(found)


def ends(*words: str) -> tuple[int, str]:
    """Run a command and return its exit code and what it said."""
    done = CliRunner().invoke(cli, words)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output.strip()


def test_an_invitation_is_a_name_a_link_and_a_code() -> None:
    asyncio.run(roster("郑守义"))

    code, said = ends("invite", "郑守义")

    name, link, digits = said.split("\t")
    assert (code, name) == (0, "郑守义")
    assert link.startswith("https://t.me/hongye_bot?start=")
    assert len(digits.replace(" ", "")) == 8


def test_nobody_is_invited_for_the_dead_and_that_is_said() -> None:
    asyncio.run(roster("郑守义", "谢永年"))

    code, said = ends("invite", "郑守义", "谢永年")

    assert code == 1
    assert said == "谢永年: frozen, or not on the roll any more; nobody was invited."


def test_whoever_is_named_twice_is_invited_once() -> None:
    """A second link would end the first."""
    asyncio.run(roster("郑守义"))

    code, said = ends("invite", "郑守义", "郑守义")

    assert code == 0
    assert len(said.splitlines()) == 1


def test_an_invitation_that_still_works_is_not_ended_by_one_for_all() -> None:
    asyncio.run(roster("郑守义", "丁海涛"))
    ends("invite", "郑守义", "--paper")

    code, said = ends("invite", "--all")

    told, line = said.splitlines()
    assert (code, line.partition("\t")[0]) == (0, "丁海涛")
    assert told == "1 hold an invitation that still works; name them to make new ones."


@pytest.mark.parametrize("whom", [("--group", "9"), ("--all",)])
def test_an_invitation_for_nobody_says_so(whom: tuple[str, ...]) -> None:
    asyncio.run(roster())

    assert ends("invite", *whom) == (1, "There is nobody left to invite there.")


def test_a_question_without_an_answer_imports_nothing_and_leaves_nothing_open() -> None:
    Path("roster.csv").write_text("姓名,党小组\n郑守义,1\n")

    code, said = ends("roster", "import", "roster.csv")

    assert code == 1
    assert said.startswith("新增 1 人")
    assert asyncio.run(kept()) == (0, 0)


def test_a_secretary_may_be_named_before_there_is_a_roster_and_nobody_is_invented_afterwards() -> None:
    asyncio.run(roster())
    assert ends("invite", " 宋 维新 ", "--secretary")[1].startswith("宋维新\t")

    Path("roster.csv").write_text("姓名,党小组\n郑守义,1\n")
    ends("roster", "import", "roster.csv", "--yes")

    said = "宋维新先生 is not on the roster; import it first."
    assert ends("invite", "宋维新先生", "--secretary") == (1, said)
    assert asyncio.run(kept())[0] == 2


def test_whose_office_it_was_is_said() -> None:
    asyncio.run(roster("郑守义", "丁海涛"))
    ends("invite", "郑守义", "--secretary")

    code, said = ends("invite", "丁海涛", "--secretary")

    assert code == 0
    assert said.startswith("郑守义 was the secretary until now.\n丁海涛\t")


def test_pictures_that_cannot_be_written_end_no_invitation() -> None:
    asyncio.run(roster("郑守义"))
    Path("a file").touch()

    code, said = ends("invite", "郑守义", "--qr", "a file/pictures")

    assert (code, said) == (1, "a file/pictures: Not a directory.")
    assert asyncio.run(invited()) == 0


def test_an_export_replaces_nothing() -> None:
    asyncio.run(roster("郑守义"))
    before = Path("hongye.db").read_bytes()

    assert ends("roster", "export", "hongye.db") == (1, "hongye.db exists already; name a new file.")

    assert Path("hongye.db").read_bytes() == before


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("sqlite:///typo.db", "There is no database at typo.db; see DATABASE_URL."),
        ("sqlite:///hongye.db", "There is nobody on the roster; see DATABASE_URL."),
    ],
)
def test_an_export_of_nobody_writes_and_makes_nothing(
    monkeypatch: pytest.MonkeyPatch, database: str, said: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", database)

    assert ends("roster", "export", "x.xlsx") == (1, said)

    assert not Path("x.xlsx").exists()
    assert not Path("typo.db").exists()


def test_refused_rows_replace_no_file_and_if_they_are_all_that_fails() -> None:
    asyncio.run(roster("郑守义"))
    Path("roster.csv").write_text("姓名,出生日期\n张三,十三月\n")
    Path("roster-refused.xlsx").write_text("of yesterday")

    code, said = ends("roster", "import", "roster.csv", "--yes")

    assert code == 1
    assert said.endswith("Every row was refused; nothing was changed.")
    assert Path("roster-refused.xlsx").read_text() == "of yesterday"
    assert Path("roster-refused-2.xlsx").exists()
    taken = ends("roster", "import", "roster.csv", "--yes", "--refused", "roster.csv")
    assert taken == (1, "roster.csv exists already; name a new file.")


def test_what_is_written_is_for_its_owner_alone() -> None:
    asyncio.run(roster("郑守义"))
    export = [sys.executable, "-m", "bot", "roster", "export", "x.xlsx"]

    subprocess.run(export, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)

    assert stat.S_IMODE(Path("x.xlsx").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("invite",), 2, "Give either names, or --group N, or --all."),
        (("invite", "张三", "--all"), 2, "Give either names, or --group N, or --all."),
        (("invite", "--group", "1", "--all"), 2, "Give either names, or --group N, or --all."),
        (("invite", " "), 2, "A name must not be empty."),
        (("invite", "张三", "李四", "--secretary"), 2, "--secretary goes with exactly one name."),
        (("roster", "import", "nothing.xlsx"), 2, "There is no file nothing.xlsx."),
        (("roster", "export", "nowhere/x.xlsx"), 1, "nowhere/x.xlsx: No such file or directory."),
        (("restore", "nothing.db"), 2, "There is no file nothing.db."),
        (("backup", "hongye.db"), 1, "hongye.db exists already; name a new file."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words: tuple[str, ...], code: int, said: str) -> None:
    assert ends(*words) == (code, said)


@pytest.mark.parametrize("words", [("migrate",), ("roster", "export", "x.xlsx")])
def test_what_is_no_database_names_its_setting(words: tuple[str, ...]) -> None:
    Path("hongye.db").write_text("this is no database, and long enough to be looked at " * 10)

    assert ends(*words) == (1, "The database did not answer: DatabaseError. See DATABASE_URL.")
