from bot.texts import say
from bot.views.notice import greeting, not_found, told
from tests.wire.formatting import read

AGENCY = "UBND xã Cổ Lễ"
DECISION = "Quyết định 12/QĐ-UBND"


def test_a_channel_without_an_agency_says_that_it_is_a_trial() -> None:
    for agency, decision in (("", ""), (AGENCY, ""), ("", DECISION)):
        greeted = greeting(agency, decision, "Văn phòng <dulieu@xa.vn>")
        assert say("start.trial_note") in greeted.paragraphs
        assert AGENCY not in greeted.text
        assert "dulieu@xa.vn" not in greeted.text


def test_an_official_channel_names_its_agency_its_decision_and_its_contact() -> None:
    greeted = greeting(AGENCY, DECISION, "Văn phòng <dulieu@xa.vn>")
    assert AGENCY in greeted.paragraphs[0]
    assert DECISION in greeted.paragraphs[0]
    assert say("start.trial_note") not in greeted.paragraphs
    assert "Văn phòng <dulieu@xa.vn>" in read(greeted.html, "HTML").text
    assert "dulieu" not in greeting(AGENCY, DECISION, "").text


def test_every_greeting_says_what_to_do_and_what_is_never_asked() -> None:
    for greeted in (greeting("", "", ""), greeting(AGENCY, DECISION, "Văn phòng")):
        assert say("start.how") in greeted.paragraphs
        assert say("start.never") in greeted.paragraphs


def test_a_miss_says_where_to_ask() -> None:
    assert "Trung tâm Phục vụ hành chính công xã" in not_found().text
    assert "Cổng Dịch vụ công quốc gia" in not_found().text


def test_one_text_is_one_message_with_its_values_escaped() -> None:
    assert told("error.unexpected", reference="<A&B>").text == str(say("error.unexpected", reference="·")).replace(
        "·", "<A&B>"
    )
