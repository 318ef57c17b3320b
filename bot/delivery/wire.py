"""The wire: how python-telegram-bot speaks HTTP, on aiohttp because httpx takes most of the time.

What matters to the sender is whether an unanswered message may have arrived, so failures are told
apart exactly: `NotSent` means that the request never left.
"""

import asyncio
import os
import re
from http import HTTPStatus
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

if TYPE_CHECKING:
    from aiohttp.client import ClientTimeout
    from aiohttp.client_reqrep import ClientRequest
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace
    from telegram._utils.types import ODVInput

# Otherwise the library warns of its own future at every RetryAfter it raises.
os.environ.setdefault("PTB_TIMEDELTA", "true")

KEEP_ALIVE_S = 15.0  # shorter than servers keep theirs, so that we seldom write into a closing one
MEBIBYTE = 2**20
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class NotSent(NetworkError):
    """The request never left: no connection, no name, no free slot, or the proxy refused."""


class Wire(BaseRequest):
    """One keep-alive pool of connections; a bot needs two, one of them for getUpdates.

    The time-outs are those of `telegram.request.HTTPXRequest`, None meaning no limit, except that
    the media write time-out is for every MiB begun: a limit for a whole file would be too strict
    for a slow line. The proxy is the given one and never one of the environment.

    No exception carries the address or another exception: the address contains the token.
    Raises ValueError when the proxy is not an http(s) one.
    """

    __slots__ = (
        "_connect_timeout",
        "_limit",
        "_media_write_timeout",
        "_pool_timeout",
        "_proxy",
        "_read_timeout",
        "_session",
        "_write_timeout",
    )

    def __init__(
        self,
        limit: int = 32,
        proxy: str | None = None,
        *,
        read_timeout: float | None = 15.0,
        write_timeout: float | None = 10.0,
        connect_timeout: float | None = 5.0,
        pool_timeout: float | None = 5.0,
        media_write_timeout: float | None = 20.0,
    ) -> None:
        self._limit = limit
        self._proxy = _checked(proxy) if proxy else None
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._connect_timeout = connect_timeout
        self._pool_timeout = pool_timeout
        self._media_write_timeout = media_write_timeout
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return f"Wire(limit={self._limit}, proxy={self._proxy is not None})"

    @property
    def read_timeout(self) -> float | None:
        """The default read time-out in seconds; polling adds its own to it."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool, unless it is open; connections are made when they are needed."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=_Dialler(limit=self._limit, keepalive_timeout=KEEP_ALIVE_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close all connections; a closed wire can be opened again."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        write_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        connect_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        pool_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request, once, and return the status and the body of the answer.

        Raises NotSent, TimedOut or, when the connection broke before the answer, NetworkError.
        """
        if self._session is None:
            raise RuntimeError("This wire is not initialized.")
        body, length = _body(request_data)
        connect = _given(connect_timeout, self._connect_timeout)
        read = _given(read_timeout, self._read_timeout)
        write = _given(write_timeout, self._longest_write(length))
        limits = aiohttp.ClientTimeout(
            connect=_sum(_given(pool_timeout, self._pool_timeout), connect),
            sock_connect=connect,
            sock_read=read,
        )
        try:
            # aiohttp limits connecting and reading by itself, writing must be limited from here.
            async with asyncio.timeout(_sum(limits.connect, write, read)) as writing:
                # A followed redirect would turn a message into a question.
                async with self._session.request(
                    method,
                    url,
                    data=body,
                    headers=_FORM if isinstance(body, bytes) else None,
                    timeout=limits,
                    proxy=self._proxy,
                    allow_redirects=False,
                ) as response:
                    writing.reschedule(None)
                    code, answer = response.status, await response.read()
        except TimeoutError:
            failure: NetworkError = TimedOut("No answer in time")
        except (aiohttp.ClientError, OSError) as error:
            failure = NetworkError(f"Connection lost: {type(error).__name__}")
        else:
            if code != HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
                return code, answer
            failure = NotSent("The proxy wants a name and a password")
        # Raised here and not above: even a hidden context would carry the address along.
        raise failure

    def _longest_write(self, length: int | None) -> float | None:
        if length is None:
            return self._write_timeout
        if self._media_write_timeout is None:
            return None
        return self._media_write_timeout * max(1, ceil(length / MEBIBYTE))


class _Dialler(aiohttp.TCPConnector):
    """A pool that says which errors happened before anything was sent: exactly its own.

    The proxy's tunnel and the TLS handshake are part of connecting; from outside, a proxy that
    hangs up looks like a server that hangs up.
    """

    async def connect(
        self, req: "ClientRequest", traces: "list[Trace]", timeout: "ClientTimeout"
    ) -> "Connection":
        try:
            return await super().connect(req, traces, timeout)
        except (aiohttp.ClientError, OSError) as error:
            reason = _reason(error)
        raise NotSent(reason)


def _reason(error: Exception) -> str:
    """Say why there is no connection, without the address that the library's own text may hold."""
    match error:
        case aiohttp.ClientHttpProxyError():
            return f"The proxy answered {error.status}"
        case aiohttp.ClientConnectorError():
            cause = error.os_error.strerror or type(error).__name__
            return f"Cannot connect to {error.host}:{error.port}: {cause}"
        case TimeoutError():
            return "No connection in time"
        case _:
            return f"Cannot connect: {type(error).__name__}"


def _checked(proxy: str) -> URL:
    url = URL(proxy)
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError("The proxy must be an http:// or https:// one; socks is not supported.")
    return url


def _body(data: RequestData | None) -> tuple[aiohttp.FormData | bytes | None, int | None]:
    """Return what is to be sent, and the size of its files in bytes, None when there is none."""
    if data is None:
        return None, None
    if not data.contains_files:
        return data.url_encoded_parameters().encode() or None, None
    # Unquoted, because Telegram shows a percent-encoded file name as it is.
    form, length = aiohttp.FormData(quote_fields=False), 0
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        # Bytes would be written in one piece that stops the loop; a file goes out in chunks.
        file = BytesIO(content) if isinstance(content, bytes) else content
        length += file.seek(0, 2)
        file.seek(0)
        form.add_field(name, file, filename=_CONTROLS.sub(" ", filename), content_type=mime)
    return form, length


def _given(value: "ODVInput[float]", default: float | None) -> float | None:
    return default if value is BaseRequest.DEFAULT_NONE else value  # type: ignore[return-value]


def _sum(*seconds: float | None) -> float | None:
    """Add limits; without one of them there is none."""
    return None if None in seconds else sum(s for s in seconds if s is not None)
