"""Checks of connecting and reconnecting: a client receives the conversation as it stands."""

import asyncio
from itertools import pairwise

from chat.conformance.check import Broken, NotCaught, check, expect
from chat.conformance.client import Shop, differences

QUESTIONS = ("What do you have under 100?", "And what is well rated?", "Compare the first two")
RECONNECTS = 50


@check(
    "a program is known by the cookie of the handshake, and what it says is acknowledged and "
    "answered"
)
async def first_contact(shop: Shop) -> str:
    async with shop.http() as client:
        for path in ("/", "/chat/"):
            expect(
                "set-cookie" not in (await client.get(path)).headers,
                f"{path} sets a cookie before anything was said",
            )
    async with shop.tab() as tab:
        expect(
            "httponly" in tab.given.lower(),
            f"the handshake gives no HttpOnly cookie: {tab.given!r}",
        )
        answer = await tab.ask(QUESTIONS[0])
        expect(not tab.faults, "; ".join(tab.faults))
    return f"cookie given, {len(tab.frames)} frames, the answer ended as {answer['status']}"


@check("every frame is a WebSocketMessage, and a finished answer says what it rests on")
async def contract(shop: Shop) -> str:
    async with shop.tab() as tab:
        answer = await tab.ask(QUESTIONS[0])
        expect(not tab.faults, "; ".join(tab.faults))
    metadata = answer.get("metadata") or {}
    confidence = metadata.get("confidence")
    expect(
        answer["status"] == "sent",
        f"the answer ended as {answer['status']}: {metadata.get('error')}",
    )
    expect(confidence is None or 0 <= confidence <= 1, f"confidence is {confidence}")
    return (
        f"{len(tab.frames)} frames; context_used {metadata.get('context_used')}, "
        f"{len(metadata.get('products') or [])} products"
    )


@check("who connects again gets every message as it was last seen, in order")
async def transcript(shop: Shop) -> str:
    async with shop.tab() as tab:
        for words in QUESTIONS:
            await tab.ask(words)
    async with shop.tab(tab.cookie) as again:
        await again.until(lambda each: len(each.messages) >= len(tab.messages), "the transcript")
        await again.quiet()
    expect(not (found := differences(tab.messages, again.messages)), found)
    expect(again.frames == again.ordered(), "the transcript is not in order")
    return f"{len(again.frames)} messages"


@check("seq only grows, from one state to the next and from one message to the next")
async def seq(shop: Shop) -> str:
    async with shop.tab() as tab:
        said = [await tab.say(words) for words in QUESTIONS]
        await tab.ends_of(said)
    expect(not tab.faults, "; ".join(tab.faults))
    numbers = [frame["seq"] for frame in tab.frames]
    twice = len(numbers) - len(set(numbers))
    expect(
        not twice,
        f"{twice} of {len(numbers)} frames carry a seq that another message had: who has seen it "
        f"may lack one of them",
    )
    back = [(one, other) for one, other in pairwise(numbers) if other < one]
    expect(
        not back,
        f"{len(back)} of {len(numbers)} frames came after a larger seq, such as {back[:1]}",
    )
    return f"{len(numbers)} frames of {len(tab.messages)} messages, all in order"


@check("with seen, one who comes back gets exactly what is lacking: nothing less, nothing again")
async def resume(shop: Shop) -> str:
    async with shop.tab() as tab:
        said = [await tab.say(words) for words in QUESTIONS]
        await tab.ends_of(said)
        await tab.quiet()
    again = 0
    for cut in range(len(tab.frames)):
        held = {frame["id"]: frame for frame in tab.frames[: cut + 1]}
        seen = max(frame["seq"] for frame in held.values())
        async with shop.tab(tab.cookie, seen=seen) as back:
            if seen < tab.seen:
                await back.until(
                    lambda each: each.seen >= tab.seen, f"what came after frame {cut + 1}"
                )
            await back.quiet(0.2)
        expect(
            not (found := differences(tab.messages, held | back.messages)),
            f"cut after frame {cut + 1} of {len(tab.frames)}: {found}",
        )
        again += sum(frame["seq"] <= seen for frame in back.frames)
    expect(
        not again,
        f"nothing was lost at {len(tab.frames)} cuts, but {again} states were sent again that had "
        f"been seen",
    )
    return f"{len(tab.frames)} cuts, each made whole by what was lacking"


@check(
    "cut off in the middle of an answer and back with seen, one ends with the same words as who "
    "stayed"
)
async def resume_live(shop: Shop) -> str:
    caught = 0
    async with shop.tab() as stays:
        for cut in range(1, 7):
            said = [await stays.say(words) for words in QUESTIONS]
            await stays.begin_of(*said)
            async with shop.tab(stays.cookie) as goes:
                await goes.begin_of(said[-1])
                for _frame in range(cut):
                    if goes.open():
                        await goes.read()
            caught += bool(goes.open())
            async with shop.tab(stays.cookie, seen=goes.seen) as back:
                back.messages = dict(goes.messages)
                await back.ends_of(said)
            await stays.ends_of(said)
            expect(
                not (found := differences(stays.messages, back.messages)), f"after a cut: {found}"
            )
    if not caught:
        raise NotCaught("every answer had ended before it could be cut off")
    return f"6 cuts, {caught} of them while an answer was open"


@check("several tabs of one visitor see the same, whichever speaks")
async def tabs(shop: Shop) -> str:
    async with shop.tab() as one:
        await one.ask(QUESTIONS[0])
        async with shop.tab(one.cookie) as two, shop.tab(one.cookie) as three:
            said = [await two.say(QUESTIONS[1]), await three.say(QUESTIONS[2])]
            three.messages, everybody = dict(three.messages), (one, two, three)
            await asyncio.gather(*[tab.ends_of(said) for tab in everybody])
            await asyncio.gather(*[tab.quiet() for tab in everybody])
    for tab in everybody:
        expect(not (found := differences(one.messages, tab.messages)), found)
        expect(not tab.faults, "; ".join(tab.faults))
    return f"3 tabs, {len(one.messages)} messages, the same in each"


@check(f"{RECONNECTS} reconnects in the middle of answers end in the same words")
async def reconnects(shop: Shop) -> str:
    middle, said = 0, []
    async with shop.tab() as stays:
        await stays.ask(QUESTIONS[0])
        for number in range(RECONNECTS):
            if number % 10 == 0:
                said += [await stays.say(words) for words in QUESTIONS]
                await stays.begin_of(said[-1])
            async with shop.tab(stays.cookie) as passing:
                await passing.begin_of(said[-1])
                middle += bool(passing.open())
            expect(not passing.faults, "; ".join(passing.faults))
        await stays.ends_of(said)
    async with shop.tab(stays.cookie) as last:
        await last.until(lambda each: len(each.messages) >= len(stays.messages), "the transcript")
    expect(not (found := differences(stays.messages, last.messages)), found)
    if not middle:
        raise NotCaught("every answer had ended before anybody came back")
    return (
        f"{RECONNECTS} reconnects, {middle} of them while an answer was open; "
        f"{len(stays.messages)} messages"
    )


@check("closing the socket does not end the answer")
async def leaving(shop: Shop) -> str:
    async with shop.tab() as tab:
        client_id = await tab.say(QUESTIONS[0])
        await tab.begin_of(client_id)
    was_open = bool(tab.open())
    async with shop.tab(tab.cookie) as back:
        answer = await back.end_of(client_id)
    if answer["status"] != "sent":
        raise Broken(f"the answer ended as {(answer.get('metadata') or {}).get('error')}")
    return (
        f"the answer was {'open' if was_open else 'over'} when the socket closed, and is whole: "
        f"{len(answer['message'])} characters"
    )
