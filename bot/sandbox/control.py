"""People's hands over HTTP for the benchmark: write, press, and read the figures."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.sandbox.stats import Stats
from bot.sandbox.world import World

Act = Callable[[int, dict[str, Any]], Awaitable[Any]]


def add_routes(app: web.Application, world: World, stats: Stats) -> None:
    """Add /stats and /users/...: only for a sandbox that runs alone, never beside the page."""

    def acting(act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            user_id = int(request.match_info["user_id"])
            given = await request.json() if request.can_read_body else {}
            stats.pressed.append((time.monotonic(), user_id))
            return web.json_response({"result": await act(user_id, given)})

        return answer

    async def figures(_: web.Request) -> web.Response:
        return web.json_response(stats.as_json())

    async def reset(_: web.Request) -> web.Response:
        stats.reset()
        return web.json_response({})

    async def acquaint(request: web.Request) -> web.Response:
        world.acquaint((await request.json())["user_ids"])
        return web.json_response({})

    async def messages(request: web.Request) -> web.Response:
        return web.json_response(world.chat(int(request.match_info["user_id"])).messages)

    one = "/users/{user_id:-?[0-9]+}"
    app.router.add_get("/stats", figures)
    app.router.add_post("/stats/reset", reset)
    app.router.add_post("/users", acquaint)
    app.router.add_get(f"{one}/messages", messages)
    acts: dict[str, Act] = {
        "text": lambda user, given: world.text(user, given["text"]),
        "start": lambda user, given: world.start(user, given.get("payload", "")),
        "press": lambda user, given: world.press(user, given["message_id"], given["data"]),
        "press_label": lambda user, given: world.press_label(user, given["label"]),
        "contact": lambda user, given: world.contact(user, given.get("of")),
        "block": lambda user, given: world.block(user, given["blocked"]),
    }
    for name, act in acts.items():
        app.router.add_post(f"{one}/{name}", acting(act))
