"""A language model on loopback that says only what a story lets it say, word by word, in OpenAI's chat protocol."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread

PATIENCE = 20.0


class Answer:
    """One request to the model: nothing is said until the story says it."""

    def __init__(self, question: str) -> None:
        self.question = question
        self.words: Queue[str | None] = Queue()

    def say(self, words: str) -> None:
        self.words.put(words)

    def end(self) -> None:
        self.words.put(None)


class Provider:
    def __init__(self) -> None:
        self.asked: Queue[Answer] = Queue()
        self.url = ""

    def next(self) -> Answer:
        """The request that came, or comes within PATIENCE."""
        return self.asked.get(timeout=PATIENCE)


@contextmanager
def provider() -> Iterator[Provider]:
    model = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = Answer(asked["messages"][-1]["content"])
            model.asked.put(answer)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            self._chunk({"role": "assistant", "content": ""})
            while (words := answer.words.get(timeout=PATIENCE)) is not None:
                self._chunk({"content": words})
            self._chunk({}, "stop")
            self.wfile.write(b"data: [DONE]\n\n")

        def _chunk(self, delta: dict[str, str], finish: str | None = None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "slow", "choices": [choice]}
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a story's output is its own."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Nothing: a stopped answer hangs up, and that is what the story is about."""

    server = Server(("127.0.0.1", 0), Handler)
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
