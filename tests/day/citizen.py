"""A citizen: she does what her script says, one thing after another, by what the bot shows her.

What she does is a generator: it gives way whenever she waits, so that one thread leads hundreds of citizens.
"""

import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass

from tests.day.screens import Asked, asked, code_in, heading_of
from tests.day.scripts import Deed, Opening, Opinion, Script, Task
from tests.day.writing import Writing
from tests.wire.api import BotApi
from tests.wire.messages import Shown

Doing = Generator[None, None, None]
Waiting = Generator[None, None, Shown | None]
Sign = Callable[[Shown], bool]

CHANGED = "Phản ánh đã có thay đổi"
TOO_LATE = "vừa chuyển sang tình trạng khác"
MISHAP = "gặp trục trặc"


@dataclass(frozen=True, slots=True)
class Errand:
    """Something that news of a petition ask of her: the news, and the petition's code."""

    news: Shown
    code: str


class Citizen:
    """One citizen and her chat; `tick` lets her look at it and go on as far as she can."""

    def __init__(self, api: BotApi, script: Script, picture: bytes, patience: float) -> None:
        self.script = script
        self.seen: list[Shown] = []
        self.receipts: dict[str, str] = {}
        """The words she sent, by the code she was given for them."""
        self.sent: list[str] = []
        """The words of every petition for which she pressed `Gửi`."""
        self.remarks: list[str] = []
        self.accusations: list[str] = []
        self.left = ""
        """The words of the draft she left at the end of her day."""
        self.lost: list[str] = []
        """What should never have been said to her: that something went wrong, or what asks for words it had taken."""
        self.puzzled: list[str] = []
        """What she waited for in vain."""
        self.done = 0
        self.is_gone = False
        self.is_resting = False
        self._api = api
        self._picture = picture
        self._patience = patience
        self._read = 0
        self._since = 0
        self._echoes: set[int] = set()
        self._errands: deque[Errand] = deque()
        self._life = self._live()

    @property
    def chat(self) -> int:
        """The number of her chat."""
        return self.script.chat

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left for her to do, unless news come."""
        return self.is_gone or (self.is_resting and not self._errands)

    def tick(self) -> None:
        """Look at the chat, and go on."""
        self._look()
        next(self._life)

    def ask(self, words: str) -> None:
        """Ask something outside her script."""
        self._say(words)

    @property
    def answers(self) -> list[Shown]:
        """What the bot showed since she did something last."""
        self._look()
        return self.seen[self._since :]

    def _look(self) -> None:
        with self._api.world.lock:
            new = [k.shown() for k in self._api.world.messages.since(self.chat, self._read) if k.by_bot]
        for shown in new:
            self._read = shown.message_id
            self._hear(shown)
            self.seen.append(shown)

    def _hear(self, shown: Shown) -> None:
        """A receipt is kept; news that ask something of her are seen to when she is free."""
        if MISHAP in shown.text:
            self.lost.append(shown.text)
        code = code_in(shown.text)
        if heading_of(shown.text) and self._was_shown(shown):
            self._echoes.add(shown.message_id)
        elif asked(shown) is Asked.RECEIPT:
            self.receipts[code] = self.sent[-1]
        elif heading_of(shown.text):
            self._errands.append(Errand(shown, code))

    def _was_shown(self, shown: Shown) -> bool:
        """Whether it is the last that was heard of its petition once more: a sending that was repeated."""
        code = code_in(shown.text)
        of_it = [s for s in self.seen if heading_of(s.text) and code_in(s.text) == code]
        return bool(of_it) and of_it[-1].text == shown.text

    def _live(self) -> Doing:
        for task in self.script.tasks:
            yield from DEEDS[task.deed](self, task)
            yield from self._see_to_errands()
            self.done += 1
        while True:
            yield from self._see_to_errands()
            self.is_resting = True
            yield
            self.is_resting = False

    # What she can do, and wait for.

    def _say(self, text: str) -> None:
        self._act()
        self._api.say(self.chat, text)

    def _press(self, shown: Shown, label: str) -> None:
        self._act()
        self._api.press(self.chat, label, message_id=shown.message_id)

    def _act(self) -> None:
        self._look()
        self._since = len(self.seen)

    def _until(self, sign: Sign, what: str) -> Waiting:
        """The first message since she did something last that has the sign; None when patience is at its end."""
        deadline, at = time.monotonic() + self._patience, self._since
        while time.monotonic() < deadline:
            yield
            while at < len(self.seen):
                at += 1
                if sign(self.seen[at - 1]):
                    return self.seen[at - 1]
        self.puzzled.append(what)
        return None

    def _until_told(self, *words: str) -> Waiting:
        return (yield from self._until(lambda shown: any(word in shown.text for word in words), " | ".join(words)))

    def _until_any(self, what: str) -> Waiting:
        return (yield from self._until(lambda shown: not heading_of(shown.text), what))

    def _until_asked(self, besides: str = "") -> Waiting:
        """A step of writing; the one she has just answered, shown once more, is no answer to her."""
        found = yield from self._until(lambda s: self._is_step(s) and s.text != besides, "a step of writing")
        if found is None:
            self._say("/phananh")
            found = yield from self._until(self._is_step, "a step after /phananh")
        return found

    def _is_step(self, shown: Shown) -> bool:
        return asked(shown) is not None and shown.message_id not in self._echoes

    # What a script is made of.

    def _ask(self, task: Task) -> Doing:
        self._say(task.words)
        yield from self._until_any(f"an answer to {task.words}")

    def _denounce(self, task: Task) -> Doing:
        self.accusations.append(task.words)
        self._say("/phananh")
        yield from self._until(lambda shown: asked(shown) is Asked.WORDS, "the step of the words")
        self._say(task.words)
        yield from self._until_told("không được lưu")
        self._say("/huy")
        yield from self._until_any("the end of writing")

    def _remark(self, task: Task) -> Doing:
        self._say(f"/phananh {task.words}")
        if shown := (yield from self._until(lambda s: asked(s) is Asked.IDENTITY, "the step of the name")):
            self._press(shown, "Không ghi tên")
            shown = yield from self._until(lambda s: "Gửi không ghi tên" in s.labels, "what a remark is")
        if shown:
            self.remarks.append(task.words)
            self._press(shown, "Gửi không ghi tên")
            yield from self._until_told("Đã nhận góp ý")

    def _lodge(self, task: Task) -> Doing:
        writing = Writing(self.script, task)
        self._begin(task)
        if task.opening in {Opening.PHOTO, Opening.ALBUM}:
            yield from self._go_on_from_pictures()
        shown = yield from self._until_asked()
        while shown is not None and asked(shown) is not Asked.RECEIPT:
            shown = yield from self._write(writing, shown)

    def _go_on_from_pictures(self) -> Doing:
        """By the button that is offered; where they answer the office's question about another petition, anew."""
        offers = "Phản ánh, kiến nghị"
        shown = yield from self._until(lambda s: offers in s.labels or "gửi kèm phản ánh" in s.text, "word of pictures")
        if shown and offers in shown.labels:
            self._press(shown, offers)
        else:
            self._say("/phananh")

    def _begin(self, task: Task) -> None:
        if task.opening is Opening.COMMAND:
            self._say("/phananh")
        elif task.opening is Opening.WORDS:
            self._say(f"/phananh {task.words}")
        else:
            self._act()
            for _ in range(3 if task.opening is Opening.ALBUM else 1):
                album = {"media_group_id": f"{self.chat}{len(self.sent)}"} if task.opening is Opening.ALBUM else {}
                self._api.send_photo(self.chat, content=self._picture, **album)

    def _write(self, writing: Writing, shown: Shown) -> Waiting:
        """One step of writing; gives the next."""
        step = asked(shown)
        if step is Asked.WORDS and writing.is_taken:
            self.lost.append(f"asked for the words again: {writing.words}")
        if step is Asked.NOTHING:
            return (yield from self._until(lambda s: asked(s) is Asked.RECEIPT, "a receipt that is on its way"))
        writing.heard(step)
        if writing.pauses_now:
            return (yield from self._pause(writing))
        if writing.asks_now(step):
            yield from self._ask(Task(Deed.ASK, "1.001193"))
        self._answer(writing, step, shown)
        return (yield from self._until_asked(besides=shown.text))

    def _pause(self, writing: Writing) -> Waiting:
        """Leave it, ask something else, come back: what was given is there still."""
        writing.pauses = False
        self._say("/huy")
        yield from self._until_told("được giữ 7 ngày")
        yield from self._ask(Task(Deed.ASK, "1.001193"))
        self._say("/phananh")
        return (yield from self._until_asked())

    def _answer(self, writing: Writing, step: Asked | None, shown: Shown) -> None:
        if step is Asked.CONSENT:
            self._press(shown, "Đồng ý")
        elif step is Asked.REVIEW and writing.mends:
            self._press(shown, writing.mend())
        elif step is Asked.REVIEW:
            if writing.words not in self.sent:
                self.sent.append(writing.words)
            self._press(shown, "Gửi")
        elif step is Asked.IDENTITY and writing.shares_her_contact:
            self._act()
            self._api.send_contact(self.chat, self.script.phone)
        else:
            self._say(writing.typed(step))

    def _leave(self, task: Task) -> Doing:
        self._say(f"/phananh {task.words}")
        if (yield from self._until_asked()):
            self.left = task.words
        self._say("/huy")
        yield from self._until_told("được giữ 7 ngày")

    def _follow(self, _: Task) -> Doing:
        self._say("/phananhcuatoi")
        if (yield from self._until_told("Phản ánh của ông/bà")) and self.receipts:
            yield from self._open(list(self.receipts)[-1])

    def _open(self, code: str) -> Waiting:
        self._say(f"/theodoi {code}")
        return (yield from self._until(lambda s: f"Phản ánh {code}" in s.text and bool(s.labels), "her petition"))

    def _add(self, task: Task) -> Doing:
        shown = yield from self._opened()
        if shown and "Bổ sung" in shown.labels:
            self._press(shown, "Bổ sung")
            if (yield from self._said_unless_changed("Xin gõ phần bổ sung", task.words)):
                yield from self._until_told("Đã ghi phần bổ sung", TOO_LATE)

    def _withdraw(self, _: Task) -> Doing:
        shown = yield from self._opened()
        if shown and "Rút phản ánh" in shown.labels:
            self._press(shown, "Rút phản ánh")
            sure = yield from self._until_told("không mở lại được", CHANGED)
            if sure and "Đồng ý rút" in sure.labels:
                self._press(sure, "Đồng ý rút")
                yield from self._until_told("Người gửi đã rút", CHANGED)

    def _opened(self) -> Waiting:
        return (yield from self._open(list(self.receipts)[-1])) if self.receipts else None

    def _said_unless_changed(self, asking: str, words: str) -> Generator[None, None, bool]:
        """Type what is asked for; false when the petition moved on meanwhile."""
        shown = yield from self._until_told(asking, CHANGED)
        if shown is None or CHANGED in shown.text:
            return False
        self._say(words)
        return True

    def _block(self, _: Task) -> Doing:
        self._api.block(self.chat)
        end = time.monotonic() + self._patience / 30
        while time.monotonic() < end:
            yield
        self._api.unblock(self.chat)
        self._say("/start")
        yield from self._until_told("Kính chào ông/bà")

    def _block_for_good(self, _: Task) -> Doing:
        self.is_gone = True
        self._api.block(self.chat)
        while True:
            yield

    # What news ask of her.

    def _see_to_errands(self) -> Doing:
        while self._errands:
            errand = self._errands.popleft()
            labels = errand.news.labels
            if "Trả lời bổ sung" in labels:
                yield from self._supply(errand)
            elif "Đã xong" in labels and self.script.opinion is not Opinion.NONE:
                yield from self._judge(errand)
            elif "Đánh giá" in labels and self.script.rates and "Đã xong" not in labels:
                yield from self._rate(errand)

    def _supply(self, errand: Errand) -> Doing:
        self._press(errand.news, "Trả lời bổ sung")
        if (
            yield from self._said_unless_changed("Xin gõ câu trả lời", f"Ở đoạn gần cổng làng, xin xem {errand.code}.")
        ):
            yield from self._until_told(f"{errand.code}: ", CHANGED, TOO_LATE)

    def _judge(self, errand: Errand) -> Doing:
        if self.script.opinion is Opinion.DOUBTED and "Chưa xong, xin xem lại" in errand.news.labels:
            self._press(errand.news, "Chưa xong, xin xem lại")
            if (yield from self._said_unless_changed("Việc nào chưa xong", "Mới làm được một nửa, còn lại vẫn hỏng.")):
                yield from self._until_told(f"{errand.code}: ", CHANGED, TOO_LATE)
        else:
            self._press(errand.news, "Đã xong")
            yield from self._until_told(f"{errand.code}: ", CHANGED, TOO_LATE)

    def _rate(self, errand: Errand) -> Doing:
        self._press(errand.news, "Đánh giá")
        if (yield from self._until_told("cách xử lý")) is None:
            return
        self._say("4")
        if (yield from self._until_told("hài lòng với kết quả")) is None:
            return
        self._say("5")
        if shown := (yield from self._until(lambda s: "Không ghi thêm" in s.labels, "whether there is a reason")):
            self._press(shown, "Không ghi thêm")
            yield from self._until_told("đã đánh giá")


DEEDS: dict[Deed, Callable[[Citizen, Task], Doing]] = {
    Deed.ASK: Citizen._ask,
    Deed.LODGE: Citizen._lodge,
    Deed.DENOUNCE: Citizen._denounce,
    Deed.REMARK: Citizen._remark,
    Deed.FOLLOW: Citizen._follow,
    Deed.ADD: Citizen._add,
    Deed.WITHDRAW: Citizen._withdraw,
    Deed.BLOCK: Citizen._block,
    Deed.BLOCK_FOR_GOOD: Citizen._block_for_good,
    Deed.LEAVE: Citizen._leave,
}
