"""How an officer writes a reply: by what its screen asks for, until it is handed up or given up."""

from tests.day.citizen import Doing, Waiting
from tests.office_day.officer import REFUSED, Officer
from tests.wire.messages import Shown

ASKS = "Soạn "
DRAFT = "Bản thảo "
SIGNS = (
    "Soạn câu trả lời cho",
    "Soạn thông báo",
    "Bản thảo câu trả lời cho",
    "Bản thảo thông báo",
    "đang soạn câu trả lời cho",
    "đang soạn thông báo",
    "đang chờ lãnh đạo duyệt",
    "Đã trình duyệt trả lời cho",
    "Đã bỏ bản thảo cho",
    "Bỏ bản thảo câu trả lời cho",
    "Bỏ bản thảo thông báo",
    "Văn bản đã ký kèm câu trả lời cho",
    "Chưa có lãnh đạo nào khác",
)
"""What the screens of a reply begin with, or say."""

PARTS = {
    "đã kiểm tra gì": "Ngày 22/11/2026 cán bộ xã đã ra xem tận nơi {}.",
    "đã làm gì": "Đã cho người sửa lại trong ngày {}.",
    "căn cứ pháp lý": "Luật Tiếp công dân 42/2013, Điều 28 {}.",
    "minh chứng": "Ảnh chụp sau khi làm xong {}.",
    "lý do không tiếp nhận": "2",
    "cơ quan nhận": "Sở Xây dựng tỉnh Ninh Bình",
    "giải thích cho người dân": "Việc này chúng tôi đã xem và thấy như sau {}.",
    "ngày trả lời mới": "{day}",
}
"""What is typed for a part, by how it is asked for."""

WHOLE = (
    "Đã kiểm tra: đã ra xem tận nơi {}.\nĐã làm: đã sửa xong trong ngày {}.\n"
    "Căn cứ: Luật Tiếp công dân 42/2013, Điều 28 {}.\nMinh chứng: ảnh chụp sau khi làm xong {}."
)

WITH_APPROVER = "đang chờ lãnh đạo duyệt"

STEPS = 14
"""No reply takes more turns than these."""


def write_at_once(me: Officer, code: str, heard: Shown) -> Doing:
    """All parts behind the command: in private, or in the topic or the group where it was heard of."""
    marks = [me.drawer.mark() for _ in range(4)]
    in_group = heard.chat_id != me.chat and me.stands(heard)
    named = "" if in_group and heard.thread else f"{code} "
    me.say(f"/traloi {named}{WHOLE.format(*marks)}", heard if in_group else None)
    yield from write(me, code)


def write(me: Officer, code: str) -> Doing:
    """Go on from the screen that comes until the reply is handed up, or somebody else's, or given up."""
    before = ""
    for _ in range(STEPS):
        shown = yield from _screen(me, code, before)
        if shown and "Đã bỏ bản thảo" in shown.text:
            me.drawer.done["discard", code] += 1
        if shown and WITH_APPROVER in shown.text:
            me.waits.add(code)
        if shown is None or not _goes_on(shown):
            return
        if "Đã trình duyệt" in shown.text:
            me.drawer.done["draft", code] += 1
            return
        before = shown.text
        if not _step(me, code, shown):
            return


def _screen(me: Officer, code: str, before: str) -> Waiting:
    def sign(shown: Shown) -> bool:
        is_of_it = code in shown.text and any(sign in shown.text for sign in SIGNS)
        return shown.text != before and (is_of_it or any(sign in shown.text for sign in REFUSED))

    return (yield from me.until(sign, f"a screen of the reply to {code}"))


def _goes_on(shown: Shown) -> bool:
    ends = (*REFUSED, WITH_APPROVER, "Đã bỏ bản thảo", "Chưa có lãnh đạo")
    return not any(end in shown.text for end in ends)


def _step(me: Officer, code: str, shown: Shown) -> bool:
    """Do what the screen asks for; gives false where there is nothing to do."""
    if shown.text.startswith(ASKS):
        me.say(_part(me, shown.text.partition("\n")[0]))
    elif "Soạn tiếp thay" in shown.labels:
        return me.dice.random() < 0.5 and me.press(shown, "Soạn tiếp thay")
    elif "Đồng ý bỏ" in shown.labels:
        return me.press(shown, "Đồng ý bỏ")
    elif "Xem bản thảo" in shown.labels:  # of the document
        return me.press(shown, "Xem bản thảo")
    elif "Trình duyệt" in shown.labels:
        return _hand_up_or_mend(me, code, shown)
    else:
        return _mend(me, shown)
    return True


def _part(me: Officer, asked: str) -> str:
    text = next(text for part, text in PARTS.items() if part in asked.rpartition(": ")[2])
    day = "18/01/2027" if me.drawer.is_late else "18/12/2026"
    return text.format(me.drawer.mark(), day=day) if "{day}" not in text else day


def _hand_up_or_mend(me: Officer, code: str, shown: Shown) -> bool:
    chance = me.dice.random()
    if chance < 0.1 and me.drawer.visits[code] < 6:
        return me.press(shown, "Bỏ bản thảo")
    if chance < 0.25 or ("Điều cần sửa" in shown.text and chance < 0.8):
        return _mend(me, shown)
    return me.press(shown, "Trình duyệt")


def _mend(me: Officer, shown: Shown) -> bool:
    mendable = [label for label in shown.labels if label in MENDED]
    return bool(mendable) and me.press(shown, me.dice.choice(mendable))


MENDED = frozenset(
    f"Sửa {part}" for part in ("phần kiểm tra", "việc đã làm", "căn cứ", "minh chứng", "lý do", "giải thích")
)
