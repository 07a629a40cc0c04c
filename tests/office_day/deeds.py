"""What officers do with a petition: each deed begins at its board and goes on by what the bot shows."""

import time
from collections.abc import Callable

from tests.day.citizen import Doing, Waiting
from tests.office_day.officer import BOARD, PUBLIC, REFUSED, Officer, code_of
from tests.office_day.writing_replies import write, write_at_once, write_by_code
from tests.wire.messages import Shown

Deed = Callable[[Officer, str, Shown], Doing]

REASONS = ("Gọi để hỏi thêm", "Đến nơi xác minh", "Kiểm tra thông tin người gửi")


def open_board(me: Officer, code: str) -> Waiting:
    """The board of a petition, which names it first; None for who does not see it."""
    me.say(f"/theodoi {code}")
    shown = yield from me.until(
        lambda s: s.chat_id == me.chat and code_of(s) == code and (BOARD in s.labels or PUBLIC in s.text),
        f"board {code}",
    )
    return shown if shown and BOARD in shown.labels else None


def refused(shown: Shown | None) -> bool:
    """Whether it came to nothing."""
    return shown is None or any(sign in shown.text for sign in REFUSED)


def _simply(label: str, act: str, sign: str) -> Deed:
    """A deed of one press."""

    def deed(me: Officer, code: str, board: Shown) -> Doing:
        if me.press(board, label):
            yield from me.succeeds(act, code, sign.format(code=code))

    return deed


receive = _simply("Tiếp nhận", "receive", "Đã tiếp nhận phản ánh {code}.")
take = _simply("Nhận xử lý", "take", "Ông/bà phụ trách phản ánh {code} từ bây giờ")
resume = _simply("Không chờ nữa, xử lý tiếp", "inquire", "Không chờ bổ sung nữa: phản ánh {code}")
look_at_files = _simply("Xem tệp gửi kèm", "see", "Phản ánh {code}: đang gửi ông/bà")


def _surely(label: str, act: str, asked: str, sign: str) -> Deed:
    """A deed that is asked about once more."""

    def deed(me: Officer, code: str, board: Shown) -> Doing:
        if not me.press(board, label):
            return
        shown = yield from me.until_told(asked.format(code=code), "Chưa có ai khác được giao")
        if not refused(shown) and shown and "Đồng ý" in shown.labels and me.press(shown, "Đồng ý"):
            yield from me.succeeds(act, code, sign.format(code=code))

    return deed


divert = _surely("Là khiếu nại, tố cáo", "divert", "Phản ánh {code} là khiếu nại", "Phản ánh {code}: đã hướng dẫn")
confide = _surely("Hạn chế người xem", "name", "Hạn chế người xem phản ánh {code}?", "Phản ánh {code}: từ nay hạn chế")


def inquire(me: Officer, code: str, board: Shown) -> Doing:
    """The sender is asked for more; now and then what was typed first is thought better of."""
    if not me.press(board, "Hỏi thêm người gửi"):
        return
    shown = yield from me.until_told(f"Cần hỏi thêm người gửi phản ánh {code}")
    if refused(shown):
        return
    me.say(f"Nhà ông bà ở đoạn nào, gần ai {me.drawer.mark()}?")
    shown = yield from me.until_told(f"Người gửi phản ánh {code} sẽ đọc")
    if shown and not refused(shown) and me.dice.random() < 0.3 and me.press(shown, "Viết lại"):
        shown = yield from me.until_told(f"Cần hỏi thêm người gửi phản ánh {code}")
        if refused(shown):
            return
        me.say(f"Xin cho biết đoạn nào, gần nhà ai {me.drawer.mark()}?")
        shown = yield from me.until_told(f"Người gửi phản ánh {code} sẽ đọc")
    yield from _sent(me, code, shown, "inquire", f"Đã hỏi người gửi phản ánh {code}")


def set_aside(me: Officer, code: str, board: Shown) -> Doing:
    """There are not enough grounds yet: why, for the staff, and what the sender reads."""
    if not me.press(board, "Chưa đủ cơ sở"):
        return
    for asked, text in (
        (f"Vì sao phản ánh {code} chưa đủ cơ sở", "Nghe đâu hai nhà cãi nhau {}."),
        (f"Người gửi phản ánh {code} sẽ đọc gì", "Chúng tôi đang thu thập thêm thông tin {}."),
    ):
        shown = yield from me.until_told(asked)
        if refused(shown):
            return
        me.say(text.format(me.drawer.mark()))
    shown = yield from me.until_told(f"Người gửi phản ánh {code} sẽ đọc:")
    yield from _sent(me, code, shown, "set_aside", f"Phản ánh {code}: đã ghi là chưa đủ cơ sở")


def _sent(me: Officer, code: str, preview: Shown | None, act: str, sign: str) -> Doing:
    """What was previewed is sent."""
    if preview is None or "Gửi" not in preview.labels or not me.press(preview, "Gửi"):
        return
    me.drawer.let_out(me.drawer.asked, code, preview.text.partition("sẽ đọc:")[2])
    yield from me.succeeds(act, code, sign)


def merge(me: Officer, code: str, board: Shown) -> Doing:
    """It repeats another: one of those that are offered, or one that was heard of."""
    if not me.press(board, "Trùng phản ánh khác"):
        return
    shown = yield from me.until_told(f"Phản ánh {code} trùng với phản ánh nào")
    others = [other for other in me.news if other != code]
    if shown is None or refused(shown):
        return
    if "1" in shown.labels:
        me.press(shown, "1")
    elif others:
        me.say(me.dice.choice(others))
    else:
        return
    shown = yield from me.until_told(f"Ghi phản ánh {code} trùng với", "Không ghép được với phản ánh này")
    if shown and "Đồng ý" in shown.labels and me.press(shown, "Đồng ý"):
        yield from me.succeeds("merge", code, f"Phản ánh {code} từ nay theo phản ánh")


def look_at_contact(me: Officer, code: str, board: Shown) -> Doing:
    """Who sent it, with a reason that is pressed or typed."""
    if not me.press(board, "Xem người gửi"):
        return
    shown = yield from me.until_told(f"Vì sao cần xem người gửi phản ánh {code}")
    if shown is None or refused(shown):
        return
    if me.dice.random() < 0.5:
        me.press(shown, me.dice.choice(REASONS))
    else:
        reason = f"Cần gọi lại để hẹn giờ đến {me.drawer.mark()}"
        me.drawer.let_out(me.drawer.reasons, code, reason)
        me.say(reason)
    yield from me.succeeds("see_contact", code, f"Người gửi phản ánh {code}:")


def _picking(label: str, asked: str, signs: tuple[str, ...], act: str) -> Deed:
    """A deed in which one of a list is chosen by its number."""

    def deed(me: Officer, code: str, board: Shown) -> Doing:
        if not me.press(board, label):
            return
        shown = yield from me.until_told(asked.format(code=code), "Chưa có cán bộ nào khác")
        numbers = [one for one in shown.labels if one.isdecimal()] if shown and not refused(shown) else []
        if shown and numbers and me.press(shown, me.dice.choice(numbers)):
            yield from me.succeeds(act, code, *(sign.format(code=code) for sign in signs))

    return deed


assign = _picking("Giao cán bộ", "Giao phản ánh {code} cho ai", ("Đã giao phản ánh {code} cho",), "assign")
reroute = _picking("Giao xã khác", "Giao phản ánh {code} cho xã nào", ("Đã giao phản ánh {code} cho",), "assign")


def name_officer(me: Officer, code: str, board: Shown) -> Doing:
    """It speaks of an officer: a name is typed."""
    if not me.press(board, "Nói về cán bộ"):
        return
    shown = yield from me.until_told(f"Phản ánh {code} nói về việc làm của ai")
    if refused(shown):
        return
    me.say(me.dice.choice(("Phạm Linh Chi", "Lê Thanh Bình")))
    shown = yield from me.until_told(f"Phản ánh {code} nói về việc làm của", "Không có cán bộ nào tên")
    if shown and "Đồng ý" in shown.labels and me.press(shown, "Đồng ý"):
        yield from me.succeeds("name", code, f"Phản ánh {code}: đã ghi nhận")


def _replying(label: str) -> Deed:
    def deed(me: Officer, code: str, board: Shown) -> Doing:
        if me.press(board, label):
            yield from write(me, code, board)

    return deed


answer = _replying("Trả lời")


WAYS: dict[str, tuple[float, float, Deed]] = {
    "Tiếp nhận": (5, 5, receive),
    "Nhận xử lý": (5, 5, take),
    "Trả lời": (12, 20, answer),
    "Không tiếp nhận": (0.7, 2, _replying("Không tiếp nhận")),
    "Chuyển cơ quan": (0.6, 2, _replying("Chuyển cơ quan")),
    "Gia hạn": (0.5, 0, _replying("Gia hạn")),
    "Hỏi thêm người gửi": (1, 0, inquire),
    "Chưa đủ cơ sở": (0.6, 0, set_aside),
    "Trùng phản ánh khác": (0.5, 0, merge),
    "Xem người gửi": (0.6, 0, look_at_contact),
    "Xem tệp gửi kèm": (0.3, 0, look_at_files),
    "Không chờ nữa, xử lý tiếp": (0.3, 2, resume),
}
"""How likely whoever handles a petition does what its board offers; at first, and after some visits."""

SUPERVISED: dict[str, tuple[float, Deed]] = {
    "Tiếp nhận": (2, receive),
    "Giao cán bộ": (2, assign),
    "Giao xã khác": (1, reroute),
    "Là khiếu nại, tố cáo": (0.7, divert),
    "Nói về cán bộ": (0.4, name_officer),
    "Hạn chế người xem": (0.4, confide),
    "Xem người gửi": (0.5, look_at_contact),
}
"""The same for the controller, with what clerks handle."""

LONG = 4
"""After so many visits nothing is drawn out any more."""


def handle(me: Officer, code: str) -> Doing:
    """Look at a petition and do one thing with it; it is looked at again until it waits for somebody else."""
    heard = me.forget(code)
    board = yield from open_board(me, code)
    if board is not None:
        yield from _handle(me, code, board, heard)


def _handle(me: Officer, code: str, board: Shown, heard: Shown) -> Doing:
    if "Trả lời" not in board.labels:
        return
    me.drawer.visits[code] += 1
    is_late = me.drawer.visits[code] > LONG
    if WAITS in board.text and heard.message_id and not me.drawer.is_late:
        return  # she answers, unless it was found in the mailbox when nothing else was to be done
    ways = [(last if is_late else first, deed) for label, (first, last, deed) in WAYS.items() if label in board.labels]
    yield from _one_of(me, code, board, [way for way in ways if way[0]], heard)
    if not me.drawer.is_handed_up(code) and code not in me.waits:
        me.news.setdefault(code, heard)
    me.waits.discard(code)


CONFIDENTIAL = "Hạn chế người xem:"
WAITS = "Tình trạng: Chờ người dân bổ sung thông tin"


def supervise(me: Officer, code: str) -> Doing:
    """Look at what others handle, and see to it once; what is confidential is one's own to handle."""
    heard = me.forget(code)
    board = yield from open_board(me, code)
    if board is None:
        return
    if CONFIDENTIAL in board.text:
        yield from _handle(me, code, board, heard)
    else:
        ways = [way for label, way in SUPERVISED.items() if label in board.labels]
        yield from _one_of(me, code, board, ways, heard)


def _one_of(me: Officer, code: str, board: Shown, ways: list[tuple[float, Deed]], heard: Shown) -> Doing:
    if not ways:
        return
    deed = me.dice.choices([deed for _, deed in ways], [weight for weight, _ in ways])[0]
    chance = me.dice.random() if deed is answer else 1
    if chance < AT_ONCE:
        yield from write_at_once(me, code, board, heard)
    elif chance < AT_ONCE + BY_CODE:
        yield from write_by_code(me, code, board)
    else:
        yield from deed(me, code, board)


AT_ONCE, BY_CODE = 0.5, 0.2
"""How often an answer is begun by the command with all its parts, and by the command with the code alone."""


def decide(me: Officer, code: str) -> Doing:
    """A reply waits for approval: it goes, or comes back once, as the first of the day does."""
    shown, drawer = me.to_approve.pop(code), me.drawer
    if not drawer.times("send_back") or (not drawer.done["send_back", code] and me.dice.random() < 0.25):
        yield from _send_back(me, code, shown)
        return
    drawer.let_go.setdefault((me.chat, shown.message_id), time.time())
    if not me.press(shown, "Duyệt và gửi"):
        return
    is_gone = yield from me.succeeds("approve", code, *LEFT)
    if is_gone and me.dice.random() < 0.2 and me.press(shown, "Duyệt và gửi"):  # once more, on what has left
        yield from me.until_told("Đã duyệt và gửi")


LEFT = tuple(f"Đã duyệt và gửi {kind}" for kind in ("câu trả lời", "thông báo"))


def _send_back(me: Officer, code: str, shown: Shown) -> Doing:
    if not me.press(shown, "Trả lại để sửa"):
        return
    asked = yield from me.until_told(f"Vì sao trả lại bản thảo cho {code}")
    if not refused(asked):
        me.say(f"Viết lại cho có tình, đừng đổ cho dân {me.drawer.mark()}.")
        yield from me.succeeds("send_back", code, f"Đã trả lại bản thảo cho {code}")
