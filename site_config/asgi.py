"""The ASGI application: `uvicorn site_config.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
http = get_asgi_application()  # first: it fills the app registry that the imports below need

from channels.routing import ProtocolTypeRouter  # noqa: E402

from chat.transport.lifespan import lifespan  # noqa: E402
from chat.transport.routing import websocket  # noqa: E402
from site_config.body_limit import BodyLimit  # noqa: E402
from site_config.language import SocketLanguage  # noqa: E402

application = ProtocolTypeRouter(
    {"http": BodyLimit(http), "websocket": SocketLanguage(websocket), "lifespan": lifespan}
)
