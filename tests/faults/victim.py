"""The bot that is killed: the real one, with one route whose effect can be counted."""

import asyncio
import multiprocessing
import os
import threading
from datetime import timedelta

from pydantic import SecretStr

from bot import locking
from bot.access import Permission
from bot.app import App
from bot.clock import Clock
from bot.messages import Message
from bot.settings import Settings
from handlers.kit.replies import Reply
from handlers.kit.routing import Route, Router, Special
from handlers.kit.turn import Turn
from models import Change

ENTITY = "fault test"


async def keep(turn: Turn) -> Reply:
    """Write down what was said, once more for every time this runs, and answer."""
    turn.session.add(
        Change(
            branch_id=turn.branch_id,
            entity=ENTITY,
            row_id=turn.said.chat_id,
            field="said",
            new=turn.said.text,
            cause="test",
            at=turn.now,
        )
    )
    return Message(f"记下了 {turn.said.text}")


def routes() -> Router:
    """Return a table in which everything leads to `keep`."""
    route = Route(keep, Permission.GREET)
    return Router((), Special(**dict.fromkeys(Special.__dataclass_fields__, route)), ())


def serve(
    database_url: str, bot_api_url: str, token: str, offset: timedelta, webhook: dict[str, str]
) -> None:
    """Serve until killed; the entrance of the process. Without settings of a `webhook` it polls."""
    threading.Thread(target=_end_with_the_campaign, daemon=True).start()
    locking._ASK_AGAIN_SECONDS = 0.05
    settings = Settings(
        _env_file=None,
        bot_token=SecretStr(token),
        bot_api_url=bot_api_url,
        database_url=database_url,
        messages_per_second=1000.0,
        messages_per_chat_per_second=30.0,
        invite_secret=SecretStr("a key for tests"),
        **webhook,
    )

    async def _serve() -> None:
        async with App(settings, Clock(offset), routes()) as app:
            await app.ended.wait()

    asyncio.run(_serve())


def _end_with_the_campaign() -> None:
    """End when whoever kills us has been ended himself; else we would look for a messenger for ever."""
    campaign = multiprocessing.parent_process()
    if campaign is not None:
        campaign.join()
        os._exit(1)
