"""How an officer writes a reply: by what its screen asks for, until it is handed up or given up."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from tests.day.citizen import Doing, Waiting
from tests.office_day.officer import REFUSED, Officer
from tests.wire.messages import Shown

BEGINS = "Ông/bà muốn soạn gì?"
ASKS = "Soạn "
DRAFT = "Bản thảo "
HANDED_UP = "Đã trình duyệt trả lời cho"
GIVEN_UP = "Đã bỏ bản thảo cho"
WITH_APPROVER = "đang chờ lãnh đạo duyệt"
NOBODY_APPROVES = "Chưa có lãnh đạo nào khác"
ANOTHER_AGENCY = "Văn bản trả lời của cơ quan nhận, cho"
STALE_DAY = ("Ngày mới phải sau ngày", "Ngày mới xa quá")

SIGNS = (
    BEGINS,
    "Soạn câu trả lời cho",
    "Soạn thông báo",
    "Bản thảo câu trả lời cho",
    "Bản thảo thông báo",
    "đang soạn câu trả lời cho",
    "đang soạn thông báo",
    "Bỏ bản câu trả lời đang soạn cho",
    "Bỏ bản thông báo",
    "Bỏ bản thảo câu trả lời cho",
    "Bỏ bản thảo thông báo",
    "Mẫu soạn sẵn cho",
    "Văn bản đã ký kèm câu trả lời cho",
    WITH_APPROVER,
    HANDED_UP,
    GIVEN_UP,
)
"""What the screens of a reply begin with, or say, beside the petition's code."""

ENDS = (*REFUSED, WITH_APPROVER, GIVEN_UP, NOBODY_APPROVES, ANOTHER_AGENCY, *STALE_DAY)
"""After these there is nothing to write for now: a petition that was transferred meanwhile is another agency's."""

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

ONE_BLANK = re.compile(r"Xin gõ phần điền vào chỗ: (.+)")
MANY_BLANKS = re.compile(r"^\d+\. (\[.+)$", re.MULTILINE)
DUE = re.compile(r"Hạn trả lời: [^\n]*?ngày (\d\d/\d\d/\d{4})")

STEPS = 20
"""No reply takes more turns than these."""


def write_at_once(me: Officer, code: str, board: Shown, heard: Shown) -> Doing:
    """All parts behind the command: in private, or in the topic or the group where it was heard of."""
    marks = [me.drawer.mark() for _ in range(4)]
    in_group = heard.chat_id != me.chat and me.stands(heard)
    named = "" if in_group and heard.thread else f"{code} "
    me.say(f"/traloi {named}{WHOLE.format(*marks)}", heard if in_group else None)
    yield from write(me, code, board)


def write_by_code(me: Officer, code: str, board: Shown) -> Doing:
    """The command with the code alone."""
    me.say(f"/traloi {code}")
    yield from write(me, code, board)


def write(me: Officer, code: str, board: Shown) -> Doing:
    """Go on from the screen that comes until the reply is handed up, or somebody else's, or given up."""
    before = ""
    for _ in range(STEPS):
        shown = yield from _screen(me, code, before)
        if shown is None or _is_over(me, code, shown):
            return
        before = shown.text
        if not _step(me, code, shown, board):
            return


def _screen(me: Officer, code: str, before: str) -> Waiting:
    """What comes; the screen that was just answered, shown once more after a kill, is no answer to that."""

    def sign(shown: Shown) -> bool:
        is_of_it = code in shown.text and any(sign in shown.text for sign in SIGNS)
        return shown.text != before and (is_of_it or any(end in shown.text for end in ENDS))

    return (yield from me.until(sign, f"a screen of the reply to {code}"))


def _is_over(me: Officer, code: str, shown: Shown) -> bool:
    """Whether there is nothing more to write; what came of it is noted."""
    if HANDED_UP in shown.text:
        me.drawer.done["draft", code] += 1
    elif GIVEN_UP in shown.text:
        me.drawer.done["discard", code] += 1
    elif WITH_APPROVER in shown.text:
        me.waits.add(code)
    return any(end in shown.text for end in (*ENDS, HANDED_UP))


def _step(me: Officer, code: str, shown: Shown, board: Shown) -> bool:
    """Do what the screen asks for; gives false where there is nothing to do."""
    if shown.text.startswith(ASKS):
        return _say_part(me, shown, board)
    for label, act in ACTS.items():
        if any(one.startswith(label) for one in shown.labels):
            return act(me, code, shown)
    return _mend(me, code, shown)


def _say_part(me: Officer, shown: Shown, board: Shown) -> bool:
    """Type what is asked for, or begin with a template, or pass over what may be left out."""
    chance = me.dice.random()
    if "Mẫu soạn sẵn" in shown.labels and chance < 0.2:
        return me.press(shown, "Mẫu soạn sẵn")
    if "Không ghi thêm" in shown.labels and chance < 0.5:
        return me.press(shown, "Không ghi thêm")
    places = MANY_BLANKS.findall(shown.text) or ONE_BLANK.findall(shown.text)
    me.say("\n".join(_filling(me, place) for place in places) if places else _part(me, shown, board))
    return True


def _filling(me: Officer, place: str) -> str:
    """What a blank of a template is filled with."""
    return "22/11/2026" if place.startswith("[ngày") else f"việc {me.drawer.mark()}"


def _part(me: Officer, shown: Shown, board: Shown) -> str:
    """What is typed for the part that is asked for; an answer is put off for a week."""
    asked = shown.text.partition("\n")[0].rpartition(": ")[2]
    text = next(text for part, text in PARTS.items() if part in asked)
    if "{day}" not in text:
        return text.format(me.drawer.mark())
    due = datetime.strptime(DUE.findall(board.text)[0], "%d/%m/%Y") + timedelta(days=7)  # noqa: DTZ007 - a day alone
    return f"{due:%d/%m/%Y}"


def _begin(me: Officer, _: str, shown: Shown) -> bool:
    return me.press(shown, "Trả lời")


def _choose(me: Officer, _: str, shown: Shown) -> bool:
    return me.press(shown, me.dice.choice([label for label in shown.labels if label.isdecimal()]))


def _take_over(me: Officer, _: str, shown: Shown) -> bool:
    return me.dice.random() < 0.5 and me.press(shown, "Soạn tiếp thay")


def _instead(me: Officer, _: str, shown: Shown) -> bool:
    """What stands goes for what was to be written, or is gone on with."""
    return me.press(shown, shown.labels[me.dice.randrange(2)])


def _discard(me: Officer, _: str, shown: Shown) -> bool:
    return me.press(shown, "Đồng ý bỏ")


def _hand_up_or_mend(me: Officer, code: str, shown: Shown) -> bool:
    chance = me.dice.random()
    if chance < 0.1 and me.drawer.visits[code] < MANY_VISITS:
        return me.press(shown, "Bỏ bản thảo")
    if chance < 0.25 or ("Điều cần sửa" in shown.text and chance < 0.8):
        return _mend(me, code, shown)
    if chance < 0.35 and "Văn bản số" not in shown.text:
        return me.press(shown, "Văn bản")
    return me.press(shown, "Trình duyệt")


MANY_VISITS = 6
"""After so many nothing is thrown away any more."""


def _document(me: Officer, _: str, shown: Shown) -> bool:
    """The number and the day of the signed document; it goes without its file."""
    if "Văn bản số" in shown.text:
        return me.press(shown, "Xem bản thảo")
    me.say(f"{me.dice.randrange(1, 999)}/UBND-VP 22/11/2026")
    return True


def _mend(me: Officer, _: str, shown: Shown) -> bool:
    mendable = [label for label in shown.labels if label in MENDED]
    return bool(mendable) and me.press(shown, me.dice.choice(mendable))


MENDED = frozenset(
    f"Sửa {part}"
    for part in ("phần kiểm tra", "việc đã làm", "căn cứ", "minh chứng", "lý do", "giải thích", "ngày", "cơ quan nhận")
)

ACTS: dict[str, Callable[[Officer, str, Shown], bool]] = {
    "Soạn tiếp thay": _take_over,
    "Bỏ và soạn": _instead,
    "Đồng ý bỏ": _discard,
    "Trình duyệt": _hand_up_or_mend,
    "Gia hạn": _begin,
    "1": _choose,
    "Sửa": _mend,
    "Xem bản thảo": _document,
}
"""What is done at a screen, by the beginning of a button that it alone has; the first that is there counts."""
