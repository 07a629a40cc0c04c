import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from bot.views.message import Button, File, Message, plain, pressed
from knowledge.release import Release

LABELS = st.text(max_size=20)
BUTTONS = st.builds(Button, LABELS, st.text(max_size=40))
FILES = st.builds(File, st.text(max_size=20), st.binary(max_size=40)) | st.builds(
    File, st.text(max_size=20), is_picture=st.booleans(), stored=st.text(max_size=9), covering=st.text(max_size=9)
)
MESSAGES = st.builds(
    Message,
    st.lists(st.text(max_size=50), max_size=4).map(tuple),
    st.lists(st.lists(BUTTONS, max_size=3).map(tuple), max_size=3).map(tuple),
    st.lists(FILES, max_size=2).map(tuple),
)


@settings(deadline=None)
@given(MESSAGES)
def test_a_message_comes_back_from_the_inbox_as_it_went_in(message: Message) -> None:
    assert Message.from_json(json.loads(json.dumps(message.to_json()))) == message


def test_a_message_kept_before_there_were_files_has_none() -> None:
    assert Message.from_json({"paragraphs": ["Vâng"], "buttons": []}) == Message(("Vâng",))


def test_words_with_their_buttons_go_first_and_then_each_file_by_itself() -> None:
    buttons = ((Button("Xem", "v1:show:1"),),)
    one, two = File("mot.json", b"1"), File("hai.json", b"2")
    message = Message(("Dữ liệu",), buttons, (one, two))
    assert message.parts() == (Message(("Dữ liệu",), buttons), Message((), (), (one,)), Message((), (), (two,)))
    assert Message((), (), (one,)).parts() == (Message((), (), (one,)),)
    assert Message(("Vâng",)).parts() == (Message(("Vâng",)),)


def test_paragraphs_are_joined_by_an_empty_line() -> None:
    message = Message(("<b>Đăng ký khai sinh</b>", "Phí: 5 &lt; 6"))
    assert message.html == "<b>Đăng ký khai sinh</b>\n\nPhí: 5 &lt; 6"
    assert message.text == "Đăng ký khai sinh\n\nPhí: 5 < 6"


@settings(deadline=None)
@given(st.text())
def test_the_words_alone_are_what_was_escaped(words: str) -> None:
    assert plain(Markup.escape(words)) == words


@pytest.mark.parametrize(
    ("marked_up", "words"),
    [
        ("<b>Đậm</b> và <i>nghiêng</i>", "Đậm và nghiêng"),
        ("&lt;b&gt;không đậm&lt;/b&gt;", "<b>không đậm</b>"),
        ("a &amp;lt; b", "a &lt; b"),
        ("&#34;x&#39;", "\"x'"),
    ],
)
def test_tags_go_and_what_a_person_typed_stays(marked_up: str, words: str) -> None:
    assert plain(marked_up) == words


@pytest.mark.parametrize("verb", ["pick", "more", "none"])
def test_what_a_button_carries_fits_into_64_bytes(shipped: Release, verb: str) -> None:
    carried = [pressed(verb, procedure.code) for procedure in shipped.procedures]
    assert max(len(data.encode()) for data in carried) <= 64
    assert all(data.startswith(f"v1:{verb}:") for data in carried)
    assert len(set(carried)) == len(carried)


def test_a_button_about_nothing_keeps_its_three_parts() -> None:
    assert pressed("none") == "v1:none:"
