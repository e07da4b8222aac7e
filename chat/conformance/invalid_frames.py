"""Checks of invalid frames: each is refused with a code while the socket stays open, and too many
close it with the documented code.
"""

import json
from uuid import uuid4

from websockets.exceptions import ConnectionClosed

from chat.conformance.check import Broken, check, expect
from chat.conformance.client import Shop, Tab
from chat.conformance.connecting import QUESTIONS

MESSAGE = {"type": "message", "message": "hello"}
# Taken as ordinary words, with what cannot be stored left out, or refused: either way the socket
# stays.
ODD = {
    "a NUL": '{"type": "message", "message": "hello\\u0000"}',
    "a lone surrogate": '{"type": "message", "message": "hello \\ud800"}',
    "an endless number": '{"type": "message", "message": "hello", "metadata": {"x": 1e999}}',
    "a name twice": '{"type": "message", "message": "hello", "message": "hello again"}',
}
BAD: dict[str, str | bytes] = {
    "binary": b"\x00\xff\xfe",
    "JSON as binary": json.dumps(MESSAGE).encode(),
    "nothing": "",
    "no JSON": "hello",
    "half of it": '{"type": "message", "mess',
    "an array": "[]",
    "a number": "7",
    "null": "null",
    "NaN": "NaN",
    "a long number": "9" * 5000,
    "no type": "{}",
    "an unknown type": '{"type": "dance"}',
    "a type that is an object": '{"type": {"message": "message"}}',
    "no words": '{"type": "message", "message": " \\n "}',
    "words that are a number": '{"type": "message", "message": 7}',
    "a further field": json.dumps(MESSAGE | {"volume": 11}),
    "a client_id that is none": json.dumps(MESSAGE | {"client_id": "1"}),
    "a product that is none": json.dumps(MESSAGE | {"selected_product": -1}),
    "a product beyond all numbers": json.dumps(MESSAGE | {"selected_product": 10**30}),
    "the assistant's role": json.dumps(MESSAGE | {"role": "assistant"}),
    "too many words": json.dumps(MESSAGE | {"message": "x" * 4001}),
    "deep arrays": "[" * 30_000,
    "deep objects": '{"a":' * 10_000,
    "deep metadata": json.dumps(MESSAGE)[:-1]
    + ', "metadata": {"a":'
    + "[" * 20_000
    + "]" * 20_000
    + "}}",
    "more than 64 KiB": json.dumps(MESSAGE | {"message": "x" * 70_000}),
}
# Bytes of a frame after which the socket is closed, and the code it is closed with.
LARGEST, TOO_BIG = 256 * 1024, 1009


@check("garbage gets an error frame with a code, and the socket stays")
async def garbage(shop: Shop) -> str:
    codes: set[str] = set()
    async with shop.tab() as tab:
        for name, bad in BAD.items():
            codes.add(await _refused(tab, name, bad))
        for name, text in ODD.items():
            await _sent(tab, name, text)
            await tab.until(lambda each: each.refusals or each.messages, f"any answer to {name}")
        answer = await tab.ask(QUESTIONS[0])
        expect(
            answer["status"] == "sent" and not tab.faults,
            f"afterwards: {answer['status']} {'; '.join(tab.faults)}",
        )
    return (
        f"{len(BAD)} frames refused with {', '.join(sorted(codes))}, {len(ODD)} odd ones "
        f"survived, and the same socket answers"
    )


@check("a wrong address of a conversation is refused with a code and closed with 4404")
async def wrong_address(shop: Shop) -> str:
    for wanted in (str(uuid4()), "1", "%00", "x" * 2000, "' OR 1=1"):
        async with shop.tab(conversation=wanted) as tab:
            frame = await tab.read()
            expect(
                frame.get("code") == "conversation_not_found",
                f"conversation={wanted[:20]!r}: {frame.get('code')}",
            )
            expect(
                await _closed(tab) == 4404, f"conversation={wanted[:20]!r}: not closed with 4404"
            )
    for seen in ("x", "-1", "9" * 400, "²"):
        async with shop.tab(seen=seen) as tab:
            await tab.ask("hello")
    return "5 conversations that are none, 4 values of seen that are none"


@check(f"a frame of more than {LARGEST // 1024} KiB closes the socket with {TOO_BIG}")
async def too_big(shop: Shop) -> str:
    async with shop.tab() as tab:
        await _refused(tab, "a frame just below", "x" * (LARGEST - 1024))
        await tab.connection.send("x" * (LARGEST + 1))
        code = await _closed(tab)
        expect(
            code == TOO_BIG,
            f"closed with {code}" if code else "the socket stays open, and nothing is said of it",
        )
    return f"{LARGEST // 1024 - 1} KiB refused, {LARGEST // 1024} KiB and a byte closed with {code}"


async def _refused(tab: Tab, name: str, bad: str | bytes) -> str:
    before = len(tab.refusals)
    await _sent(tab, name, bad)
    await tab.until(
        lambda each: len(each.refusals) > before or each.messages, f"the refusal of {name}"
    )
    if tab.messages:
        raise Broken(f"{name}: taken as a message")
    code = str(tab.refusals[-1].get("code") or "")
    expect(code, f"{name}: refused without a code")
    return code


async def _sent(tab: Tab, name: str, what: str | bytes) -> None:
    try:
        await tab.connection.send(what)
    except ConnectionClosed as closed:
        raise Broken(
            f"before {name}, the socket was closed with {closed.rcvd.code if closed.rcvd else 1006}"
        ) from None


async def _closed(tab: Tab) -> int:
    """Returns the code with which the server closes the socket; 0 where it does not."""
    try:
        while True:
            await tab.read(5)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006
    except TimeoutError:
        return 0
