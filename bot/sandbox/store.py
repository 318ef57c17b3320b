"""The sandbox's memory over restarts: one SQLite file, written behind in small batches."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.sandbox.files import StoredFile

WRITE_BEHIND_SECONDS = 0.2

_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (
    kind TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS file (
    file_id TEXT PRIMARY KEY, kind TEXT, number INTEGER, name TEXT, mime TEXT,
    data BLOB, width INTEGER, height INTEGER
);
"""


class Store:
    """A dictionary of JSON by kind and key, and the files.

    `keep` and `forget` only note what changed: a batch is written 0.2 s later, by a thread.
    `counters` is asked at every batch, so that numbers given since are in the same transaction.
    """

    def __init__(self, path: Path, counters: Callable[[], dict[str, int]]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # One thread at a time uses the connection: the loop at load, then the flushes in turn.
        self._database = sqlite3.connect(path, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.executescript(_SCHEMA)
        self._counters = counters
        self._changed: dict[tuple[str, str], Any] = {}
        self._new_files: list[StoredFile] = []
        self._writer: asyncio.Task[None] | None = None

    def load(self, kind: str) -> Iterator[tuple[str, Any]]:
        rows = self._database.execute("SELECT key, value FROM state WHERE kind = ?", (kind,))
        return ((key, json.loads(value)) for key, value in rows)

    def load_files(self) -> Iterator[StoredFile]:
        rows = self._database.execute(
            "SELECT file_id, kind, number, name, mime, data, width, height FROM file"
        )
        return (StoredFile(*row) for row in rows)

    def keep(self, kind: str, key: str, value: Any) -> None:
        self._changed[kind, key] = value
        self._write_soon()

    def forget(self, kind: str, key: str) -> None:
        self.keep(kind, key, None)

    def keep_file(self, stored: StoredFile) -> None:
        self._new_files.append(stored)
        self._write_soon()

    async def close(self) -> None:
        """Write the rest and close."""
        if self._writer:
            await self._writer
        self._write(*self._batch())
        self._database.close()

    def _write_soon(self) -> None:
        if self._writer is None:
            try:
                self._writer = asyncio.get_running_loop().create_task(self._write_behind())
            except RuntimeError:
                return  # before the loop runs: close() or the next change writes it

    async def _write_behind(self) -> None:
        try:
            while self._changed or self._new_files:
                await asyncio.sleep(WRITE_BEHIND_SECONDS)
                await asyncio.to_thread(self._write, *self._batch())
        finally:
            self._writer = None

    def _batch(self) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]], list[StoredFile]]:
        """Take what changed, as text: the objects may change while the thread writes."""
        changed, self._changed = self._changed, {}
        files, self._new_files = self._new_files, []
        kept = [
            (kind, key, json.dumps(value, ensure_ascii=False))
            for (kind, key), value in changed.items()
            if value is not None
        ]
        kept.append(("counters", "", json.dumps(self._counters())))
        gone = [place for place, value in changed.items() if value is None]
        return kept, gone, files

    def _write(
        self,
        kept: list[tuple[str, str, str]],
        gone: list[tuple[str, str]],
        files: list[StoredFile],
    ) -> None:
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", kept)
            self._database.executemany("DELETE FROM state WHERE kind = ? AND key = ?", gone)
            self._database.executemany(
                "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [(f.file_id, f.kind, f.number, f.name, f.mime, f.data, f.width, f.height) for f in files],
            )
