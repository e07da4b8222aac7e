"""The product that a conversation is about. It is chosen on a card, with a message or by the
assistant, and every tab shows it at the composer.
"""

from uuid import UUID

from chat.errors import NoConversation
from chat.models import Conversation
from chat.turns import bus
from shop.errors import ProductGone
from shop.models import Product
from site_config.aio import in_database


async def select(conversation: UUID, product_id: int | None) -> None:
    """Makes the product the topic of the next messages; None removes it. Raises ProductGone and
    NoConversation.
    """
    await in_database(_store)(conversation, product_id)
    await bus.tell_topic(conversation, product_id)


def topic_of(conversation: Conversation | None) -> Product | None:
    """Returns the topic of a conversation, unless the product has left the shop."""
    if conversation is None or conversation.topic_id is None:
        return None
    return Product.objects.filter(pk=conversation.topic_id, active=True).first()


def _store(conversation: UUID, product_id: int | None) -> None:
    if product_id is not None and not Product.objects.filter(pk=product_id, active=True).exists():
        raise ProductGone
    if not Conversation.objects.filter(pk=conversation).update(topic=product_id):
        raise NoConversation
