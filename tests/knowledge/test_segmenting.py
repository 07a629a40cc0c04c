import pytest

from knowledge import segmenting
from knowledge.text.tokenise import SEGMENTED, segment, words


@pytest.mark.bulk
def test_the_kept_words_are_those_underthesea_finds() -> None:
    assert SEGMENTED.read_text("utf-8").splitlines() == list(segmenting.lines()), "run `make segments`"


def test_a_name_never_seen_is_segmented_now() -> None:
    assert words("Đăng ký nuôi ong lấy mật ở bãi bồi") == segment("Đăng ký nuôi ong lấy mật ở bãi bồi")
