"""PostgreSQL connections that outlive their test, because each new one learns the tables and plans anew."""

from collections import defaultdict
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy.engine import URL

_idle: defaultdict[str, list["KeptConnection"]] = defaultdict(list)


class KeptConnection(psycopg.AsyncConnection[Any]):
    """A connection whose `close` lays it by for the next test, where nothing speaks against it."""

    _belongs_to = ""

    @classmethod
    async def take(cls, address: URL) -> "KeptConnection":
        """Return a connection to this address, one that was laid by where there is one."""
        known_as = address.set(drivername="postgresql").render_as_string(hide_password=False)
        while kept := _idle[known_as]:
            connection = kept.pop()
            if connection.info.transaction_status is TransactionStatus.IDLE:
                return connection
        connection = await cls.connect(known_as, prepare_threshold=1)
        connection._belongs_to = known_as
        connection.prepared_max = 2_000  # more than there are, so that none is given up for another
        return connection

    async def close(self) -> None:
        if self.closed or self.info.transaction_status is not TransactionStatus.IDLE:
            await super().close()
            return
        # As at the end of a session: its locks are let go, and the next knows nothing of how it was set.
        await self.set_autocommit(True)
        await self.execute("SELECT pg_advisory_unlock_all(); RESET ALL", prepare=False)
        await self.set_autocommit(False)
        await self.set_read_only(None)
        self._notice_handlers.clear()
        self.lock = type(self.lock)()  # it belongs to the loop of this test
        _idle[self._belongs_to].append(self)
