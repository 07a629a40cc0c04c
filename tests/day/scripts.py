"""What each citizen is going to do today, drawn from a seed: the same people with the same words on every run."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

FIRST_CHAT = 7_000_001

MARK = re.compile(r"\bZu(?:[bdgklmnrtv][aeiou]){4}\b")
"""A word that one text of one citizen holds and no other in the world: Vietnamese knows no Z."""

QUESTIONS = (
    "đăng ký khai sinh cần giấy tờ gì",
    "1.001193",
    "thu tuc dang ky ket hon",
    "xin giấy xác nhận tình trạng hôn nhân",
    "lệ phí cấp bản sao trích lục hộ tịch",
    "đăng ký thường trú ở đâu",
)

# Family A is about offices and rules, family B about the neighbourhood.
MATTERS = {
    "A": (
        "Cán bộ một cửa ở khu {mark} hẹn trả hồ sơ ba lần không trả, thái độ gây khó dễ.",
        "Thủ tục ở khu {mark} bắt nộp nhiều giấy tờ rườm rà, không hợp lý, đề nghị cắt giảm bớt.",
    ),
    "B": (
        "Đường vào ngõ {mark} hỏng nặng từ tháng 9, nhiều ổ gà, học sinh đi lại rất khó.",
        "Bãi rác đầu ngõ {mark} bốc mùi hôi thối, ô nhiễm cả xóm, đề nghị thu gom.",
        "Cống thoát nước ở ngõ {mark} bị tắc, nước ngập ra đường mỗi khi mưa.",
        "Đèn đường ở ngõ {mark} hỏng hai tháng nay, tối đi lại nguy hiểm.",
    ),
}
ACCUSATION = "Tôi tố cáo ông {mark} nhận hối lộ 50 triệu đồng để cấp sổ đỏ."
MENDED = " Xin xem xét sớm giúp chúng tôi."
COMMUNES = ("Cát Thành", "Minh Thái", "Trực Ninh", "Quang Hưng", "Ninh Cường")


class Deed(StrEnum):
    """What a citizen does next."""

    ASK = "ask"
    LODGE = "lodge"
    DENOUNCE = "denounce"
    REMARK = "remark"
    FOLLOW = "follow"
    ADD = "add"
    WITHDRAW = "withdraw"
    BLOCK = "block"  # lets the bot in again and greets it
    BLOCK_FOR_GOOD = "block_for_good"
    LEAVE = "leave"  # a petition that she never goes on with


class Opening(StrEnum):
    """How a petition begins."""

    COMMAND = "command"
    WORDS = "words"  # behind the command
    PHOTO = "photo"
    ALBUM = "album"


class Naming(StrEnum):
    """How she says who she is."""

    LINE = "line"
    PARTS = "parts"
    CONTACT = "contact"  # shared instead of typed


class Mending(StrEnum):
    """What she mends at the review."""

    NOTHING = "nothing"
    WORDS = "words"
    PLACE = "place"
    IDENTITY = "identity"


class Opinion(StrEnum):
    """What she thinks of an answer."""

    SETTLED = "settled"
    DOUBTED = "doubted"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do; what of it is not needed is empty."""

    deed: Deed
    words: str = ""
    opening: Opening = Opening.COMMAND
    naming: Naming = Naming.LINE
    mending: Mending = Mending.NOTHING
    pauses: bool = False  # she leaves it with /huy, asks something else and comes back
    asks_at_review: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """A citizen's day."""

    chat: int
    name: str
    address: str
    phone: str
    tasks: tuple[Task, ...]
    opinion: Opinion
    rates: bool


def scripts(number: int, seed: int, first: int = 0) -> list[Script]:
    """So many citizens from the first on; a few dozen have every habit among them, and so have sixteen from the 8th."""
    return [_script(n, random.Random(f"{seed}:{n}")) for n in range(first, first + number)]


def mark_of(number: int) -> str:
    """The word of its own that a number has."""
    sounds = ["bdgklmnrtv"[number // 50**at % 10] + "aeiou"[number // (50**at * 10) % 5] for at in range(4)]
    return "Zu" + "".join(sounds)


def marks_in(text: str) -> set[str]:
    """All words of citizens in a text."""
    return set(MARK.findall(text))


def _script(n: int, dice: random.Random) -> Script:
    marks = iter(map(mark_of, range(n * 10, n * 10 + 10)))
    tasks = _tasks(n, dice, marks)
    return Script(
        chat=FIRST_CHAT + n,
        name=f"Nguyễn Thị {next(marks)}",
        address=f"thôn {n % 9 + 1} xã {dice.choice(COMMUNES)}",
        phone=f"09{10_000_000 + n * 7919:08}",
        tasks=tuple(tasks),
        opinion=(Opinion.SETTLED, Opinion.DOUBTED, Opinion.SETTLED, Opinion.NONE)[n % 4],
        rates=n % 3 == 0,
    )


def _tasks(n: int, dice: random.Random, marks: Iterator[str]) -> list[Task]:
    done = [_petition(n, dice, next(marks))]
    if n % 2:
        done.append(_petition(n + 7, dice, next(marks)))
    for deed, habit in HABITS.items():
        if n % habit[0] == habit[1]:
            done.insert(len(done) if deed in AFTER_A_PETITION else dice.randrange(len(done)), _of(deed, next(marks)))
    done.insert(dice.randrange(len(done) + 1), Task(Deed.ASK, dice.choice(QUESTIONS)))
    # Nothing can follow these: what is left lies in its draft, who has gone does not come back.
    last = {13: Deed.LEAVE, 8: Deed.BLOCK_FOR_GOOD, 23: Deed.BLOCK}.get(n % 30)
    return [*done, _of(last, next(marks))] if last else done


HABITS = {Deed.DENOUNCE: (7, 3), Deed.REMARK: (6, 5), Deed.FOLLOW: (4, 1), Deed.ADD: (5, 2), Deed.WITHDRAW: (9, 6)}
"""Every how many citizens one does it, and which of them."""

AFTER_A_PETITION = {Deed.FOLLOW, Deed.ADD, Deed.WITHDRAW}


def _of(deed: Deed, mark: str) -> Task:
    words = {Deed.DENOUNCE: ACCUSATION, Deed.ADD: "Ngõ {mark} vừa hỏng thêm một đoạn nữa."}
    return Task(deed, words.get(deed, MATTERS["B"][0]).format(mark=mark))


def _petition(n: int, dice: random.Random, mark: str) -> Task:
    return Task(
        Deed.LODGE,
        dice.choice(MATTERS["AB"[n % 3 > 0]]).format(mark=mark),
        opening=list(Opening)[(0, 2, 1, 0, 3, 0)[n % 6]],
        naming=list(Naming)[(0, 1, 0, 2, 0)[n % 5]],
        mending=list(Mending)[(0, 0, 1, 0, 2, 0, 3)[n % 7]],
        pauses=n % 4 == 2,
        asks_at_review=n % 11 == 4,
    )
