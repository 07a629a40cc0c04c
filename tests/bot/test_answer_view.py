"""The answer screen and what stands behind it, for every version of the shipped catalogue on days that matter."""

import re
from datetime import date
from typing import Any, NamedTuple

import pytest

from bot.texts import say, texts
from bot.views.answer import SCREEN, answer, details
from bot.views.card import Card
from bot.views.message import Message, plain, pressed
from bot.views.standing import standing
from knowledge.catalogue import Catalogue
from knowledge.procedures import Channel, Level
from knowledge.release import Release
from knowledge.timeline import Doubt, Standing, Status
from tests.bot.builders import DAY, a_decision, a_standing, a_version, a_way
from tests.wire.formatting import read

DAYS = (date(2024, 3, 5), date(2024, 3, 6), date(2025, 6, 30), date(2025, 7, 1), DAY)
LONGEST_TEXT = 4096
UNVERIFIED = plain(say("unverified.line"))


class Screen(NamedTuple):
    """What is shown of a procedure on a day."""

    of: Standing
    day: date
    first: Message
    first_text: str
    more: Message
    more_text: str

    @property
    def place(self) -> str:
        return f"{self.of.version.code} on {self.day}"


def label(key: str) -> str:
    """How a line begins."""
    return plain(say(f"line.{key}", value="")).strip()


def screen(catalogue: Catalogue, of: Standing, day: date) -> Screen:
    code = of.version.code
    card = Card(of, day, None, tuple(catalogue.former(code)), tuple(catalogue.namesakes(code, day)))
    first, more = answer(card), details(card)
    return Screen(of, day, first, first.text, more, more.text)


@pytest.fixture(scope="module")
def screens(shipped: Release, catalogue: Catalogue) -> list[Screen]:
    """Every procedure on every day, and every version as if it were in force."""
    made = [screen(catalogue, Standing(Status.IN_FORCE, v), DAY) for p in shipped.procedures for v in p.versions]
    for day in DAYS:
        for procedure in shipped.procedures:
            of = catalogue.standing(procedure.code, day)
            assert of is not None
            made.append(screen(catalogue, of, day))
    return made


@pytest.mark.bulk
def test_every_answer_fits_on_a_phone(screens: list[Screen]) -> None:
    assert SCREEN == 900
    assert [s.place for s in screens if len(s.first_text) > SCREEN] == []


@pytest.mark.bulk
def test_everything_behind_an_answer_is_one_message(screens: list[Screen]) -> None:
    assert [s.place for s in screens if len(s.more_text) > LONGEST_TEXT] == []


@pytest.mark.bulk
def test_telegram_reads_every_screen_as_a_terminal_does(screens: list[Screen]) -> None:
    shown = {message.html: text for s in screens for message, text in ((s.first, s.first_text), (s.more, s.more_text))}
    assert [text for html, text in shown.items() if read(html, "HTML").text != text.strip()] == []


@pytest.mark.bulk
def test_every_answer_has_its_lines(screens: list[Screen]) -> None:
    lines = [label(key) for key in ("field", "levels", "reception", "time", "fee", "status", "source")]
    assert lines[:2] == ["Lĩnh vực:", "Cấp thực hiện:"]
    assert lines[5] == "Hiệu lực:"
    wrong = [s.place for s in screens if re.findall(rf"(?m)^(?:{'|'.join(lines)})", s.first_text) != lines]
    assert wrong == []


@pytest.mark.bulk
def test_every_screen_ends_with_what_nobody_confirmed(screens: list[Screen]) -> None:
    assert "Chưa đối chiếu" in UNVERIFIED
    assert [s.place for s in screens if not s.first_text.endswith(UNVERIFIED)] == []
    assert [s.place for s in screens if not s.more_text.endswith(UNVERIFIED)] == []


@pytest.mark.bulk
def test_no_line_is_left_empty(screens: list[Screen]) -> None:
    labels = [text.removesuffix(" {value}") for text in texts().values() if text.endswith(": {value}")]
    assert label("field") in labels
    empty = re.compile(rf"(?m)^(?:{'|'.join(labels)})[ .,;]*$|: *[;,]|\(\)")
    assert [s.place for s in screens for text in (s.first_text, s.more_text) if empty.search(text)] == []


@pytest.mark.bulk
def test_nothing_of_the_program_shows_through(screens: list[Screen]) -> None:
    leaked = re.compile(r"[{}]|\bNone\b|Markup|Status\.|Level\.|\b\d{4}-\d{2}-\d{2}\b|&(?:amp|lt|gt|#)")
    assert [s.place for s in screens if leaked.search(s.first_text + s.more_text)] == []


@pytest.mark.bulk
def test_every_answer_says_its_standing_whole(screens: list[Screen]) -> None:
    line = label("status")
    assert [s.place for s in screens if f"{line} {plain(standing(s.of))}\n" not in s.first_text] == []


@pytest.mark.bulk
def test_what_ended_in_another_province_alone_is_never_told_as_ended(screens: list[Screen]) -> None:
    elsewhere = [s for s in screens if s.of.doubt is Doubt.ENDED_ELSEWHERE]
    assert elsewhere
    assert all("Tỉnh khác đã công bố bãi bỏ" in s.first_text for s in elsewhere)
    assert all("Ninh Bình đang chờ cán bộ xác nhận" in s.first_text for s in elsewhere)
    assert not any("Hiệu lực: đã bãi bỏ" in s.first_text for s in elsewhere)


@pytest.mark.bulk
def test_behind_every_answer_stand_its_code_its_office_and_its_decision(screens: list[Screen]) -> None:
    lines = [label(key) for key in ("code", "authority", "decision", "status", "source")]
    wrong = [s.place for s in screens if not all(f"\n{line} " in s.more_text for line in lines)]
    assert wrong == []
    assert all(f"\n{label('code')} {s.of.version.code}\n" in s.more_text for s in screens)


@pytest.mark.bulk
def test_every_answer_leads_to_what_stands_behind_it(screens: list[Screen]) -> None:
    verbs = ("papers", "ways", "more", "history", "office", "wrong")
    for s in screens:
        led = [button.data for row in s.first.buttons for button in row]
        assert led[:6] == [pressed(verb, s.of.version.code) for verb in verbs]
        assert all(len(data.encode()) <= 64 for data in led)
        assert s.more.buttons[0][0].data == pressed("pick", s.of.version.code)


def test_a_short_name_stands_first_and_the_full_name_behind() -> None:
    of = a_standing(name="Thủ tục đăng ký khai sinh tại cấp xã", short_name="khai sinh")
    assert answer(Card(of, DAY)).text.startswith("Khai sinh\n")
    assert plain(say("line.name", value=of.version.name)) in details(Card(of, DAY)).text
    unnamed = a_standing(name="Thủ tục đăng ký khai sinh")
    assert answer(Card(unnamed, DAY)).text.startswith("Đăng ký khai sinh\n")
    assert label("name") not in details(Card(unnamed, DAY)).text


def test_the_field_of_a_newly_coded_procedure_is_that_of_its_former_code_and_said_to_be() -> None:
    of = a_standing(code="1.116839")
    told = answer(Card(of, DAY, former=(a_version(code="1.000001"), a_version(code="1.012971", field="Hộ tịch")))).text
    assert plain(say("line.of_former", value="Hộ tịch", code="1.012971")) in told
    assert plain(say("line.field", value=say("line.not_stated"))) in answer(Card(of, DAY, former=(a_version(),))).text
    assert "1.012971" not in answer(Card(a_standing(field="Tư pháp"), DAY, former=(a_version(field="Hộ tịch"),))).text


def test_former_codes_stand_behind_the_answer() -> None:
    former = (a_version(code="1.000001"), a_version(code="1.000002"))
    assert plain(say("line.former", value="1.000001, 1.000002")) in details(Card(a_standing(), DAY, former=former)).text


def test_procedures_of_the_same_name_are_told_apart_two_at_most() -> None:
    others = tuple(a_standing(Status.IN_FORCE, code=f"TN-NV-0{number}") for number in (1, 2, 3))
    told = answer(Card(a_standing(), DAY, namesakes=others)).text
    assert "TN-NV-01" in told
    assert "TN-NV-02" in told
    assert "TN-NV-03" not in told


def test_the_longest_lines_are_shortened_until_the_screen_holds_them() -> None:
    version: dict[str, Any] = {
        "name": "Cấp giấy phép " * 30,
        "field": "Lĩnh vực rất dài " * 20,
        "levels": frozenset(Level),
        "ways": tuple(a_way(c, time="trong thời hạn " * 30, fee_note=f"{c} thu phí " * 30) for c in Channel),
        "enacted_by": (a_decision(),),
    }
    shown = answer(Card(a_standing(**version), DAY))
    assert len(shown.text) <= SCREEN
    assert shown.text.count("…") >= 3
    assert read(shown.html, "HTML").text == shown.text
    assert plain(say("line.status", value=say("status.in_force"))) in shown.text


def test_html_in_a_published_fact_is_only_text() -> None:
    spoilt = '<b>A & "B"</b>'
    facts: dict[str, Any] = dict.fromkeys(
        ("name", "field", "authority", "performing", "applicants", "results", "note"), spoilt
    )
    of = a_standing(**facts, ways=(a_way(time=spoilt, fee_note=spoilt),), enacted_by=(a_decision(issuer=spoilt),))
    for shown in (answer(Card(of, DAY)), details(Card(of, DAY))):
        assert read(shown.html, "HTML").text == shown.text
        assert shown.text.count(spoilt) >= 4


def test_behind_the_answer_stands_what_is_stated_and_nothing_else() -> None:
    bare = details(Card(a_standing(), DAY)).text
    assert not any(label(key) in bare for key in ("name", "former", "performing", "applicants", "results", "note"))
    assert plain(say("line.authority", value=say("line.not_stated"))) in bare
    assert plain(say("line.decision", value=say("line.not_stated"))) in bare
    of = a_standing(authority="UBND xã", performing="Công chức xã", applicants="Cá nhân", results="Giấy", note="Chú ý")
    told = details(Card(of, DAY)).text
    for key, value in (
        ("performing", "Công chức xã"),
        ("applicants", "Cá nhân"),
        ("results", "Giấy"),
        ("note", "Chú ý"),
    ):
        assert plain(say(f"line.{key}", value=value)) in told


def test_one_office_is_not_named_twice() -> None:
    told = details(Card(a_standing(authority="Công an cấp xã", performing="Công an cấp xã"), DAY)).text
    assert told.count("Công an cấp xã") == 1


def test_what_is_cut_on_the_answer_stands_whole_behind_it() -> None:
    note = "Miễn lệ phí đối với trẻ em, người cao tuổi, người khuyết tật, người có công, hộ nghèo; " * 2 + "hết."
    of = a_standing(ways=(a_way(fee_note=note),))
    assert note not in answer(Card(of, DAY)).text
    assert note in details(Card(of, DAY)).text
