"""What went wrong, for two readers: a reference and a log line for us, one calm sentence for the person."""

import logging
import secrets

from bot.views.message import Message
from bot.views.notice import told

log = logging.getLogger(__name__)

# Letters and digits that are not mistaken for one another when read out on the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def unexpected(error: Exception, update_id: int) -> Message:
    """Log an error nobody foresaw and give the sentence that carries its reference."""
    reference = "".join(secrets.choice(ALPHABET) for _ in range(6))
    log.error("%s: update %s failed", reference, update_id, exc_info=error)
    return told("error.unexpected", reference=reference)
