"""What a citizen recognises on her screen: the step that is asked, a receipt, news; by their words and buttons."""

import re
from enum import StrEnum

from tests.wire.messages import Shown

CODE = re.compile(r"\b(?:PA|THU)-\d{4}-[0-9A-Z]{6}\b")


class Asked(StrEnum):
    """What the bot asks for, or says, while a petition is written."""

    WORDS = "words"
    CATEGORY = "category"
    IDENTITY = "identity"
    PLACE = "place"
    CONSENT = "consent"
    REVIEW = "review"
    RECEIPT = "receipt"
    NOTHING = "nothing"  # no petition is being written


def asked(shown: Shown) -> Asked | None:
    """Which of them a message is; None for any other."""
    labels, text = set(shown.labels), shown.text
    signs = {
        Asked.RECEIPT: "Mã phản ánh" in text and "Mã mở" in text,
        Asked.REVIEW: "Gửi" in labels and "xem lại" in text,
        Asked.CONSENT: "Đồng ý" in labels and "đồng ý" in text,
        Asked.PLACE: "Không rõ, bỏ qua" in labels,
        Asked.CATEGORY: "10" in labels and "loại việc" in text,
        Asked.IDENTITY: "bước 2" in text and "người gửi" in text,
        Asked.WORDS: "bước 1" in text and "nội dung" in text,
        Asked.NOTHING: "Không có phản ánh nào đang soạn" in text,
    }
    return next((step for step, holds in signs.items() if holds), None)


def code_in(text: str) -> str:
    """The first code of a petition in a text; empty without one."""
    found = CODE.search(text)
    return found[0] if found else ""


def heading_of(text: str) -> str:
    """The first paragraph, if it is the heading of a receipt or of news of a petition; else empty."""
    first, code = text.partition("\n\n")[0], code_in(text)
    is_news = bool(code) and first.startswith(f"{code}: ")
    return first if is_news or (bool(code) and f"Mã phản ánh: {code}" in first) else ""
