"""Who writes faster than anybody reads: many messages within a minute, sent without waiting for any answer.

It is asked of the inbox, so that all copies of the bot count together; it only keeps one person's flood from everybody
else's turn.
"""

from datetime import datetime, timedelta

from bot.inbox.repository import InboxRepository

MINUTE = timedelta(minutes=1)

BACKLOG = 30
"""How many messages of one chat wait at least before it is said to hurry; who waits for answers never has so many."""


def hurries(inbox: InboxRepository, chat_id: int, at: datetime, most: int) -> bool:
    """Whether more than so many of a chat's messages of this minute were handled, with the one in hand.

    And so many still wait that nobody can have read what came back.
    """
    return inbox.waiting_of(chat_id) >= BACKLOG and inbox.handled_of(chat_id, at - MINUTE) >= most
