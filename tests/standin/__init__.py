"""A language model that is played by a script: OpenAI's chat protocol over real HTTP, with every
way in which a provider can fail.

    with standin(Call("search_products", {"words": "tent"}), Say("The **Ghost** costs €1.")) as
    model:
        settings.CHAT_MODEL, settings.CHAT_MODEL_URL = "lies", model.url

Each request takes the next reply: a step, several in a row, or a function of what was asked
(`Asked`) that returns them. The last reply is repeated for ever. `model.play(...)` begins another
script, and `model.requests` holds what was asked. The steps are Say, Call, Fail, Wait, Cut, Raw,
Stop and Hold; `standin(*FAULTS["429"])` plays a fault by its name.

    python -m tests.standin --port 9100 --fault 429
    CHAT_MODEL=standin CHAT_MODEL_URL=http://127.0.0.1:9100/v1 make run
"""

from tests.standin.faults import FAULTS, honest
from tests.standin.script import (
    Asked,
    Call,
    Cut,
    Fail,
    Hold,
    Raw,
    Reply,
    Say,
    Step,
    Steps,
    Stop,
    Wait,
)
from tests.standin.server import Answer, StandIn, standin

__all__ = [
    "FAULTS", "Answer", "Asked", "Call", "Cut", "Fail", "Hold", "Raw", "Reply", "Say",
    "StandIn", "Step", "Steps", "Stop", "Wait", "honest", "standin",
]  # fmt: skip
