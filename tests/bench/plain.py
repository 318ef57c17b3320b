"""The plain python-telegram-bot ways to broadcast, to compare with: `python -m tests.bench.plain WAY COUNT`.

A bot as its tutorials write it: nothing is stored, handlers answer directly, the text is the same.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import RetryAfter
from telegram.ext import (
    AIORateLimiter,
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from tests.bench import branch

PER_SECOND = 30
AT_ONCE = 30
Context = ContextTypes.DEFAULT_TYPE
_MARKUP = InlineKeyboardMarkup([[InlineKeyboardButton(branch.RECEIVED, callback_data="1")]])


def has_rate_limiter() -> bool:
    """Say whether the extra that `AIORateLimiter` needs is installed."""
    return find_spec("aiolimiter") is not None


async def loop_with_pause(bot: Any, chats: list[int]) -> None:
    """Send one after the other with a pause of a thirtieth of a second."""
    for chat in chats:
        await _patiently(bot, chat)
        await asyncio.sleep(1 / PER_SECOND)


async def gather_semaphore(bot: Any, chats: list[int]) -> None:
    """Send all at once, thirty under way, whoever is refused waits as long as he is told."""
    places = asyncio.Semaphore(AT_ONCE)

    async def send(chat: int) -> None:
        async with places:
            await _patiently(bot, chat)

    await asyncio.gather(*map(send, chats))


async def gather_limiter(bot: Any, chats: list[int]) -> None:
    """Send all at once and leave the pace to the library's rate limiter."""
    await asyncio.gather(*(_send(bot, chat) for chat in chats))


WAYS: dict[str, Callable[[Any, list[int]], Awaitable[None]]] = {
    "loop with a pause": loop_with_pause,
    "gather, semaphore": gather_semaphore,
    "gather, AIORateLimiter": gather_limiter,
}


async def _send(bot: Any, chat: int) -> None:
    await bot.send_message(chat, branch.TEXT, reply_markup=_MARKUP)


async def _patiently(bot: Any, chat: int) -> None:
    while True:
        try:
            return await _send(bot, chat)
        except RetryAfter as error:
            wait = error.retry_after
            await asyncio.sleep(wait if isinstance(wait, int | float) else wait.total_seconds())


async def _press(update: Update, _: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.edit_message_text(f"{branch.TEXT}\n\n已收到，谢谢！")
    await query.answer()


async def _text(update: Update, _: Context) -> None:
    assert update.message is not None
    await update.message.reply_text("收到您的话了，我转给书记。")


def main() -> None:
    """Serve until a signal; /broadcast begins."""
    way, count = sys.argv[1], int(sys.argv[2])

    async def begin(_: Update, context: Context) -> None:
        context.application.create_task(WAYS[way](context.bot, branch.chats(count)))

    builder = ApplicationBuilder().token(os.environ["BOT_TOKEN"])
    builder = builder.base_url(f"{os.environ['BOT_API_URL']}/bot").concurrent_updates(True)
    builder = builder.connection_pool_size(256).pool_timeout(600)
    if WAYS[way] is gather_limiter:
        builder = builder.rate_limiter(AIORateLimiter(overall_max_rate=PER_SECOND, max_retries=10))
    application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
    application.add_handler(CommandHandler("broadcast", begin))
    application.add_handler(CallbackQueryHandler(_press))
    application.add_handler(MessageHandler(filters.TEXT, _text))
    application.run_polling()


if __name__ == "__main__":
    main()
