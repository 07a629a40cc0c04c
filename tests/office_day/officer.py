"""An officer at work: what they see in their chats, press and type there, and wait for.

Like a citizen's, a day of theirs is a generator that gives way whenever they wait. What they do with a petition stands
in `deeds`.
"""

import time
from collections.abc import Generator

from tests.day.citizen import Doing, Sign, Waiting
from tests.day.screens import CODE
from tests.office_day.drawer import Drawer
from tests.office_day.staff import Person
from tests.wire.api import BotApi
from tests.wire.messages import Shown

BOARD = "Hộp thư"
"""A button that a petition's board has, and no message that came by itself."""

PUBLIC = "Ở đây chỉ hiện tình trạng"
"""What anybody reads who has a code: states and days, and nothing that was said."""

REFUSED = (
    "không làm được nữa",
    "không thuộc phần việc",
    "Lệnh này dành cho cán bộ",
    "Chúng tôi chỉ trả lời trong cuộc trò chuyện riêng",
    "Bản thảo không còn như",
    "không trả lời được nữa",
    "không xử lý phản ánh, nên không có hộp thư",
    "Nút này đã cũ",
)
"""What an officer reads who came too late, or may not."""


class Officer:
    """One officer with a private chat and groups; `tick` lets them look at these and go on as far as they can."""

    def __init__(self, api: BotApi, person: Person, drawer: Drawer, patience: float) -> None:
        self.api = api
        self.person = person
        self.drawer = drawer
        self.dice = drawer.dice
        self.seen: list[Shown] = []
        """Everything in every chat of theirs, in the order they saw it."""
        self.puzzled: list[str] = []
        self.lost: list[str] = []
        self.is_resting = False
        self.news: dict[str, Shown] = {}
        """The last that was heard of each petition that is to be looked at."""
        self.to_approve: dict[str, Shown] = {}
        self.waits: set[str] = set()
        """Petitions that turned out to wait for an approver."""
        self._patience = patience
        self._read = dict.fromkeys((person.chat, *person.groups), 0)
        self._since = 0
        self._place: Shown | None = None
        """Where they did something last, if that was beside a message."""
        self._life: Doing = iter(())  # type: ignore[assignment]

    def live(self, life: Doing) -> None:
        """What they do all day."""
        self._life = life

    @property
    def chat(self) -> int:
        """The number of their private chat."""
        return self.person.chat

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left for them to do, unless news come."""
        return self.is_resting and not self.codes and not self.to_approve

    def tick(self) -> None:
        """Look at the chats, and go on."""
        self._look()
        next(self._life)

    @property
    def codes(self) -> list[str]:
        """The petitions to look at now, but for those that are left alone."""
        return [code for code in self.news if not self.drawer.leaves(code)]

    def _look(self) -> None:
        for chat, read in self._read.items():
            with self.api.world.lock:
                new = [k.shown() for k in self.api.world.messages.since(chat, read) if k.by_bot]
            for shown in new:
                self._read[chat] = shown.message_id
                self.seen.append(shown)
                self._hear(shown)

    def _hear(self, shown: Shown) -> None:
        """What asks something of them is kept until they are free."""
        if "gặp trục trặc" in shown.text:
            self.lost.append(shown.text)
        code = code_of(shown)
        if "Duyệt và gửi" in shown.labels and shown.chat_id == self.chat:
            self.to_approve[code] = shown
        elif code and (not OPENS.isdisjoint(shown.labels) or CAME_BACK in shown.text):
            self.news[code] = shown

    def forget(self, code: str) -> Shown:
        """A petition is looked at now; gives what was heard of it last."""
        return self.news.pop(code, Shown(self.chat, 0, code, code))

    # What they can do, and wait for.

    def say(self, text: str, where: Shown | None = None) -> None:
        """Type something, in the private chat or where a message stands."""
        self.act()
        if where is None or where.chat_id == self.chat:
            self.api.say(self.chat, text)
        else:
            self._place = where
            self.api.say(where.chat_id, text, user_id=self.chat, thread=where.thread)

    def press(self, shown: Shown, label: str) -> bool:
        """Press a button; gives false where its message was deleted meanwhile."""
        self.act()
        self._place = shown
        if not self.stands(shown):
            return False
        self.api.press(shown.chat_id, label, message_id=shown.message_id, user_id=self.chat)
        return True

    def forge(self, data: str) -> None:
        """Press what no screen shows."""
        self.act()
        self.api.forge(self.chat, data)

    def act(self) -> None:
        """Whatever is waited for comes after this."""
        self._look()
        self._since = len(self.seen)
        self._place = None

    def stands(self, shown: Shown) -> bool:
        """Whether a message is still there, in a group that the bot still is in."""
        with self.api.world.lock:
            is_open = not self.api.world.chats.known(shown.chat_id).closed
            return is_open and self.api.world.messages.holds(shown.chat_id, shown.message_id)

    def until(self, sign: Sign, what: str) -> Waiting:
        """The first message since they did something last that has the sign; None when patience is at its end."""
        deadline, at = time.monotonic() + self._patience, self._since
        while time.monotonic() < deadline and not self._is_shut_out():
            yield
            while at < len(self.seen):
                at += 1
                if sign(self.seen[at - 1]):
                    return self.seen[at - 1]
        if not self._is_shut_out():
            since = [shown.text[:120] for shown in self.seen[self._since :]]
            self.puzzled.append(f"{what}; shown instead: {since}")
        return None

    def _is_shut_out(self) -> bool:
        """Whether an answer has nowhere to stand: the topic is gone, or the group has thrown the bot out."""
        return self._place is not None and not self.stands(self._place)

    def until_told(self, *words: str) -> Waiting:
        """The first message that says one of these, or that it cannot be done."""
        signs = (*words, *REFUSED)
        return (yield from self.until(lambda shown: any(sign in shown.text for sign in signs), " | ".join(words)))

    def succeeds(self, act: str, code: str, *words: str) -> Generator[None, None, bool]:
        """Whether the bot says that an act was done."""

        def sign(shown: Shown) -> bool:
            is_told = any(word in shown.text for word in (*words, *REFUSED))
            return is_told or (BOARD in shown.labels and code_of(shown) == code)  # as it stands: it was done before

        shown = yield from self.until(sign, " | ".join(words))
        is_done = shown is not None and any(word in shown.text for word in words)
        if is_done:
            self.drawer.done[act, code] += 1
        elif self._is_shut_out():
            self.drawer.unsure.add((act, code))
        return is_done


OPENS = frozenset({"Xem phản ánh này", "Mở phản ánh này"})
"""Buttons under what is told of a petition."""

CAME_BACK = "để sửa.\n\nĐiều cần sửa"
"""What an author reads of a reply that was sent back."""


def code_of(shown: Shown) -> str:
    """The first code in a message; empty without one."""
    found = CODE.search(shown.text)
    return found[0] if found else ""
