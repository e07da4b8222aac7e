"""Plays a script over HTTP, in the process that asks for it."""

import json
import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from queue import Queue
from threading import Event, Lock, Thread
from typing import Any

from tests.standin.faults import honest
from tests.standin.script import Asked, Call, Cut, Fail, Hold, Raw, Reply, Say, Step, Stop, Wait

PATIENCE = 180


class Answer:
    """One request whose words come from the story."""

    def __init__(self, question: str) -> None:
        self.question = question
        self.words: Queue[str | None] = Queue()

    def say(self, words: str) -> None:
        self.words.put(words)

    def end(self) -> None:
        self.words.put(None)


class StandIn:
    def __init__(self, *script: Reply) -> None:
        self.url = ""
        self.requests: list[Asked] = []
        self.held: Queue[Answer] = Queue()
        self.closing = Event()
        self._lock = Lock()
        self.play(*script)

    def play(self, *script: Reply) -> None:
        """Another script, from its beginning."""
        self._replies = _endless(script or (honest,))

    def take(self, asked: Asked) -> Sequence[Step]:
        with self._lock:
            self.requests.append(asked)
            reply = next(self._replies)
        steps = reply(asked) if callable(reply) else reply
        return steps if isinstance(steps, Sequence) else [steps]

    def next(self) -> Answer:
        """The held request that came, or comes within PATIENCE."""
        return self.held.get(timeout=PATIENCE)


def _endless(script: Sequence[Reply]) -> Iterator[Reply]:
    yield from script
    yield from repeat(script[-1])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model: StandIn

    def do_POST(self) -> None:
        asked = Asked(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._model = asked.body["model"]
        self._is_begun, self._written, self._calls, self._reason = False, 0, 0, "stop"
        self._usage = {
            "prompt_tokens": len(json.dumps(asked.body)) // 4,
            "completion_tokens": 0,
            "total_tokens": 0,
        }
        for step in self.model.take(asked):
            if not self._play(step, asked):
                return
        self._usage |= {
            "completion_tokens": self._written,
            "total_tokens": self._usage["prompt_tokens"] + self._written,
        }
        self._chunk({}, self._reason)
        self._send_chunk([], usage=self._usage)
        self._send("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _play(self, step: Step, asked: Asked) -> bool:
        """Whether there is to be more."""
        match step:
            case Say():
                self._say(step)
            case Call():
                self._call(step)
            case Wait():
                return not self.model.closing.wait(step.seconds)
            case Stop():
                self._reason = step.reason
            case Hold():
                self._hold(asked)
            case Fail():
                self._fail(step)
                return False
            case Raw():
                self._raw(step)
                return False
            case Cut():
                self._cut(step)
                return False
        return True

    def _say(self, step: Say) -> None:
        pieces = re.findall(r"\s*\S+\s*?(?=\s|$)|\s+$", step.text) or [step.text]
        for piece in (piece for _time in range(step.times) for piece in pieces):
            if self.model.closing.is_set():
                return
            self._chunk({"content": piece})
            if step.pause:
                self.model.closing.wait(step.pause)

    def _call(self, step: Call) -> None:
        args = step.args if isinstance(step.args, str) else json.dumps(step.args)
        first, size = (
            {"id": f"call-{id(step)}-{self._calls}", "type": "function"},
            max(len(args) // 20, 8),
        )
        for at in range(0, max(len(args), 1), size):
            named = {"name": step.tool} if not at else {}
            self._chunk(
                {
                    "tool_calls": [
                        {
                            "index": self._calls,
                            "function": {**named, "arguments": args[at : at + size]},
                            **first,
                        }
                    ]
                }
            )
            first = {}
        self._calls += 1
        self._reason = "tool_calls"

    def _hold(self, asked: Asked) -> None:
        answer = Answer(asked.question)
        self.model.held.put(answer)
        self._chunk({"role": "assistant", "content": ""})
        while (words := answer.words.get(timeout=PATIENCE)) is not None:
            self._chunk({"content": words})

    def _fail(self, step: Fail) -> None:
        body = json.dumps(
            {"error": {"message": step.message, "type": "stand_in", "code": str(step.status)}}
        ).encode()
        self.send_response(step.status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **step.headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _raw(self, step: Raw) -> None:
        for _time in range(step.times):
            if self.model.closing.is_set():
                break
            self._send(step.text, step.content_type)
            if step.pause:
                self.model.closing.wait(step.pause)
        self.wfile.write(b"0\r\n\r\n")

    def _cut(self, step: Cut) -> None:
        self.close_connection = True
        if step.politely:
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.connection.shutdown(socket.SHUT_RDWR)

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> None:
        self._written += 1
        self._send_chunk([{"index": 0, "delta": delta, "finish_reason": finish}])

    def _send_chunk(self, choices: list[dict[str, Any]], **also: Any) -> None:
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": self._model,
            "choices": choices,
            **also,
        }
        self._send(f"data: {json.dumps(chunk)}\n\n")

    def _send(self, text: str, content_type: str = "text/event-stream") -> None:
        if not self._is_begun:
            self._is_begun = True
            self.send_response(200)
            self.send_header("Content-Type", content_type)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a story's output is its own."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a client that has had enough hangs up, and that is what the story is about."""


@contextmanager
def standin(*script: Reply, port: int = 0) -> Iterator[StandIn]:
    """A stand-in on loopback that plays this script, or is honest where there is none."""
    model = StandIn(*script)
    server = _Server(("127.0.0.1", port), type("Handler", (_Handler,), {"model": model}))
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield model
    finally:
        model.closing.set()
        server.shutdown()
        server.server_close()
