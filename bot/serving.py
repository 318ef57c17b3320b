"""Serving until told to stop: Telegram, or the sandbox in its place."""

import asyncio
import gc
import logging
import signal
from contextlib import suppress

import typer

from bot.settings import Settings

# The rest is imported by each of the two for itself, because the collector is held first.


async def telegram(settings: Settings) -> None:
    """Serve Telegram; stopping works before the start is through, because a standby waits for long."""
    stop = _stop_asked()
    _hold_collector()
    from bot.app import App

    async def serve() -> None:
        async with App(settings) as app:
            _release_collector()
            logging.getLogger("bot").info("serving as @%s", app.bot.username)
            await app.ended.wait()

    serving = asyncio.create_task(serve())
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait((serving, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


async def sandbox(settings: Settings) -> None:
    """Serve the chat page, and print its address."""
    stop = _stop_asked()
    _hold_collector()
    from bot.stage import open_stage

    async with open_stage(settings) as address:
        _release_collector()
        typer.echo(f"\n  打开这个网页试一试 / open this page:  {address}\n\n  Ctrl-C 结束 / to stop.\n")
        await stop.wait()


def _stop_asked() -> asyncio.Event:
    """Return an event that SIGINT or SIGTERM sets; a second signal ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask() -> None:
        stop.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ask)
    return stop


def _hold_collector() -> None:
    # A start only makes what stays: looking through it for garbage again and again is a tenth of it.
    gc.disable()


def _release_collector() -> None:
    # What the start made is never garbage; a collection that looks at it keeps everybody waiting.
    gc.freeze()
    gc.enable()
