"""The baseline: a server that returns every frame and does nothing else. `uvicorn
benchmarks.chat_echo:application`.
"""

from collections.abc import Awaitable, Callable
from typing import Any

Events = Callable[[], Awaitable[dict[str, Any]]]
Sends = Callable[[dict[str, Any]], Awaitable[None]]


async def application(scope: dict[str, Any], receive: Events, send: Sends) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})
        return
    if scope["type"] == "lifespan":
        for _end in ("startup", "shutdown"):
            await send({"type": f"{(await receive())['type']}.complete"})
        return
    while (event := await receive())["type"] != "websocket.disconnect":
        if event["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
        else:
            await send({"type": "websocket.send", "text": event["text"]})
