"""The command line as its users meet it: one sentence, an exit code, and never a traceback."""

import asyncio
import shutil
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from bot import logs
from bot.__main__ import cli
from bot.database import Database
from models import BotIdentity, Branch, Person, Status
from tests.people import BOT_ID, NOON, Given


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


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("invite",), 2, "Name somebody, or use --group N or --all."),
        (("invite", "张三", "李四", "--secretary"), 2, "--secretary goes with exactly one name."),
        (("roster", "import", "nothing.xlsx"), 2, "There is no file nothing.xlsx."),
        (("roster", "export", "nowhere/x.xlsx"), 1, "nowhere/x.xlsx: No such file or directory."),
        (("restore", "nothing.db", "--yes"), 1, "There is no file nothing.db."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words: tuple[str, ...], code: int, said: str) -> None:
    assert ends(*words) == (code, said)


@pytest.mark.parametrize("words", [("migrate",), ("roster", "export", "x.xlsx")])
def test_what_is_no_database_names_its_setting(words: tuple[str, ...]) -> None:
    Path("hongye.db").write_text("this is no database, and long enough to be looked at " * 10)

    assert ends(*words) == (1, "The database did not answer: DatabaseError. See DATABASE_URL.")
