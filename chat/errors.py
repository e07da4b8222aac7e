"""What can be refused in a conversation.

AisleError
├── BadFrame              a frame or body that is not one of ours
│   ├── EmptyMessage
│   └── MessageTooLong
├── NoConversation        unknown, or somebody else's
│   └── Erased            it was there until now
├── NoMessage             not one of this conversation
├── Outdated              about a message as it no longer stands
│   ├── NotTheLast
│   ├── AlreadyReplaced
│   └── StillWriting
├── NotEmbedded           the shop may not be shown there
│   ├── UnknownSite
│   ├── SiteIsOff
│   └── OriginRefused
├── TokenRefused          an embedded visitor's token has run out, or is none
├── SessionEnded          the visitor has logged out meanwhile
└── TooMuch               comes back later, and is taken then
    ├── TooManyMessages
    ├── TooManyConversations
    └── TooManySockets
"""

from uuid import UUID

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from chat.wire import LONGEST_MESSAGE
from site_config.errors import AisleError
from site_config.formatting import format_number


class BadFrame(AisleError):
    client_id: UUID | None = None  # of the frame, where it could be read
    code = "bad_frame"
    status = 422
    sentence: str | Promise = _(
        'This is not a message: send {"type": "message", "message": "..."} as JSON text.'
    )


class EmptyMessage(BadFrame):
    code = "empty_message"
    sentence = _("This message is empty; please write what you are looking for.")


def _too_long() -> str:
    most = format_number(LONGEST_MESSAGE)
    return gettext("This message is too long; please use at most %(most)s characters.") % {
        "most": most
    }


class MessageTooLong(BadFrame):
    code = "message_too_long"
    sentence = lazy(_too_long, str)()


class NoConversation(AisleError):
    code = "conversation_not_found"
    status = 404
    sentence = _("This conversation could not be found.")


class Erased(NoConversation):
    code = "conversation_erased"
    status = 410
    sentence = _("This conversation was erased.")


class NoMessage(AisleError):
    code = "message_not_found"
    status = 404
    sentence = _("This message is not part of the conversation.")


class Outdated(AisleError):
    status = 409


class NotTheLast(Outdated):
    code = "not_the_last"
    sentence = _("Only your last question can be changed; please ask again below.")


class AlreadyReplaced(Outdated):
    code = "already_replaced"
    sentence = _("There is already a newer version of this message.")


class StillWriting(Outdated):
    code = "still_writing"
    sentence = _("This answer is still being written; please stop it first.")


class NotEmbedded(AisleError):
    status = 403


class UnknownSite(NotEmbedded):
    code = "site_unknown"
    status = 404
    sentence = "The shop knows no site by this key."


class SiteIsOff(NotEmbedded):
    code = "site_inactive"
    sentence = _("The shop is not available on this site at the moment.")


class OriginRefused(NotEmbedded):
    code = "origin_not_allowed"
    sentence = "The shop may not be shown on pages of this address."


class TokenRefused(AisleError):
    code = "token_refused"
    status = 401
    sentence = "This conversation is over; please begin a new one."


class SessionEnded(AisleError):
    code = "session_ended"
    status = 401
    sentence = _("Your session has ended. Please reload the page.")


class TooMuch(AisleError):
    status = 429
    retryable = True


class TooManyMessages(TooMuch):
    code = "too_many_messages"
    sentence = _("That was a lot at once. Nothing is lost; please send it again in a moment.")


class TooManyConversations(TooMuch):
    code = "too_many_conversations"
    sentence = _(
        "You started many conversations at once. Please wait a moment before the next one."
    )


class TooManySockets(TooMuch):
    code = "too_many_sockets"
    sentence = _("The conversation is open in too many places; please close some of them.")
    retry_after = 60


def refused(error: ValidationError) -> BadFrame:
    """A validation error of a frame as the one refusal that helps most."""
    fault = error.errors(include_url=False, include_input=False)[0]
    if fault["loc"][-1:] == ("message",):
        if fault["type"] == "string_too_long":
            return MessageTooLong()
        if fault["type"] == "value_error":
            return EmptyMessage()
    if not fault["loc"] or fault["type"].startswith(("union_tag", "json")):
        return BadFrame()
    # The first part of a fault's place is the type of the frame.
    field = ".".join(map(str, fault["loc"][1:])) or str(fault["loc"][-1])
    return BadFrame(f"{field}: {fault['msg'][:1].lower()}{fault['msg'][1:]}.")
