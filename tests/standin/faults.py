"""Every way to fail that has a name, each as a script; and one that does not fail."""

import re

from tests.standin.script import Asked, Call, Cut, Fail, Raw, Reply, Say, Steps, Stop, Wait


def honest(asked: Asked) -> Steps:
    """Search for what was asked, then name the first product that was found."""
    if not asked.results:
        return Call("search_products", {"words": asked.question})
    names = re.findall(r'"name": ?"([^"]+)"', asked.results[-1])
    return Say(f"The **{names[0]}** fits best." if names else "Nothing in this shop fits.")


_SEARCH = {"words": "tent"}
_HALF = "This is the beginning of an answer that "
FAULTS: dict[str, tuple[Reply, ...]] = {
    "none": (honest,),
    "429": (Fail(429),),
    "429 once": (Fail(429), honest),
    "429, come back at once": (Fail(429, {"Retry-After": "0"}), honest),
    "429, come back in an hour": (Fail(429, {"Retry-After": "3600"}),),
    "500": (Fail(500),),
    "503": (Fail(503),),
    "503 twice": (Fail(503), Fail(503), honest),
    "401": (Fail(401, message="Incorrect API key provided."),),
    "400": (Fail(400, message="This model knows no tools."),),
    "silence": (Wait(),),
    "silence after the tools": (Call("search_products", _SEARCH), Wait()),
    "silence in mid-stream": ((Say(_HALF), Wait()),),
    "keep-alives alone": (Raw(": still here\n\n", times=100_000, pause=0.05),),
    "cut stream": ((Say(_HALF), Cut()),),
    "stream that just ends": ((Say(_HALF), Cut(politely=True)),),
    "cut in a tool call": ((Call("search_products", '{"words": "te'), Cut()),),
    "cut after the tools": (Call("search_products", _SEARCH), (Say(_HALF), Cut())),
    "error in mid-stream": ((Say(_HALF), Raw('data: {"error": {"message": "overloaded", "code": '
        '503}}\n\n')),),
    "arguments that are not JSON": (Call("search_products", '{"words": tent'),),
    "arguments of wrong types": (Call("search_products", {"words": ["tent"], "price_max": "cheap",
    "limit": "few"}),),
    "huge arguments": (Call("search_products", {"words": "tent " * 200_000}),),
    "unknown tool": (Call("drop_tables", {"really": True}),),
    "endless tool loop": (Call("search_products", _SEARCH),),
    "endless text": (Say("And another thing about it is this. ", times=1_000_000),),
    "endless slow text": (Say("word ", times=1_000_000, pause=0.05),),
    "empty answer": (Say(""),),
    "blank answer": (Say(" \n "),),
    "no choices": (Raw('data: {"id": "1", "object": "chat.completion.chunk", "created": 0, '
        '"model": "m", "choices": []}\n\n'),),
    "garbage in the stream": (Raw("data: {not json\n\ndata: [DONE]\n\n"),),
    "a web page": (Raw("<!doctype html><title>Sign in</title>", "text/html"),),
    "cut by its own limit": ((Say("The first sentence is whole. The second one is"),
    Stop("length")),),
    "content filter": ((Say(""), Stop("content_filter")),),
}  # fmt: skip
