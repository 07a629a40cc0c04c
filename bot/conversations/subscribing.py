"""Following a procedure or a field: begun and ended by a button or by words, listed by /theodoithutuc.

procedure, its details or changes ──Theo dõi thủ tục này──▶ followed ──▶ the list ──Thôi theo dõi──▶ left
field ──Theo dõi lĩnh vực này──▶ followed
"""

from bot.conversations.visit import Visit
from bot.inbox.subscriptions import MOST, Followed, TooManyFollowedError
from bot.views import subscribing as views
from bot.views.message import Message
from bot.views.notice import told, told_with_doors
from bot.views.subscribing import Named


def command(visit: Visit, words: str = "") -> list[Message]:
    """/theodoithutuc: the list; with a code or a name behind it that procedure is followed."""
    if not words.strip():
        return mine(visit)
    understood = visit.office.understand(words)
    if len(understood.hits) != 1:
        return [told("subscribing.no_procedure"), *mine(visit)]
    return watch(visit, Followed.PROCEDURE, understood.hits[0].code)


def this_one(visit: Visit) -> list[Message]:
    """The procedure that was spoken of is followed."""
    if not visit.talk.about:
        return [told("subscribing.no_procedure"), *mine(visit)]
    return watch(visit, Followed.PROCEDURE, visit.talk.about)


def mine(visit: Visit, page: str = "1") -> list[Message]:
    """What is followed."""
    visit.put(awaits="", offered=())
    visit.arrive("watched", page)
    followed = visit.office.subscriptions.of(visit.chat_id)
    return [views.mine([named(visit, one.kind, one.key) for one in followed], page)]


def watch(visit: Visit, kind: str, key: str) -> list[Message]:
    """Something is followed from now on."""
    if not _is_known(visit, kind, key):
        return [told_with_doors("button.old")]
    try:
        is_new = visit.office.subscriptions.follow(visit.chat_id, Followed(kind), key, visit.office.at)
    except TooManyFollowedError:
        return [told("subscribing.too_many", most=MOST), *mine(visit)]
    return [views.followed(named(visit, Followed(kind), key), is_new=is_new)]


def unwatch(visit: Visit, kind: str, key: str) -> list[Message]:
    """Something is followed no more; nothing about it that waits for her alone is looked for."""
    if kind not in set(Followed):
        return [told_with_doors("button.old")]
    was = visit.office.subscriptions.leave(visit.chat_id, Followed(kind), key)
    return [views.left(named(visit, Followed(kind), key), was=was)]


def row_for(visit: Visit, message: Message, kind: Followed, key: str) -> Message:
    """A screen with the button that begins or ends to follow what it shows."""
    followed = visit.office.subscriptions.follows(visit.chat_id, kind, key)
    return message.with_buttons(views.row(kind, key, followed=followed))


def _is_known(visit: Visit, kind: str, key: str) -> bool:
    if kind == Followed.PROCEDURE:
        return visit.standing(key) is not None
    return kind == Followed.FIELD and visit.office.catalogue.field_named(key) is not None


def named(visit: Visit, kind: Followed, key: str) -> Named:
    """What is followed, with its name as far as the catalogue still knows it."""
    if kind is Followed.FIELD:
        return kind, key, visit.office.catalogue.field_named(key) or ""
    standing = visit.standing(key)
    return kind, key, standing.version.display_name if standing else ""
