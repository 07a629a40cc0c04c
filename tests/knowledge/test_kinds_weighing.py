"""How much a kind needs: cues of a few words against what a search would have found."""

from datetime import date

import pytest

from knowledge.kinds.cues import Cue
from knowledge.kinds.deciding import Kinds
from knowledge.kinds.patterns import pattern_of
from knowledge.kinds.reading import Kind, Reading
from knowledge.kinds.scale import Scale
from knowledge.search.decision import Finding
from knowledge.search.results import Hit, Results
from knowledge.timeline import standing_on
from tests.knowledge.catalogue import procedure_named

SCALE = Scale(bar=2, choices=2, answer=4, following=1, danger=2, named=0.9, named_whole=10, asking=1, asking_else=0.5)
NOTHING = Finding("not_found", (), "none")


def cue(form: str, kind: str, weight: float = 0.0, says: str = "", *, needs: str = "", unless: str = "") -> Cue:
    needed = (frozenset(needs.split("+")),) if needs else ()
    return Cue(pattern_of(form), kind, says, weight, needed, frozenset(unless.split()))


CUES = [
    cue("ko", "spelling", says="không"),
    cue("cán bộ", "theme", says="official"),
    cue("ở đâu", "theme", says="asking"),
    cue("xin", "theme", says="applying"),
    cue("ạ", "theme", says="filler"),
    cue("rác", "petition", 2, "place"),
    cue("quát", "petition", 3, "conduct", needs="official"),
    cue("không ai làm", "petition", 3, "conduct"),
    cue("ngõ", "petition", 2, "place", needs="statement"),
    cue("lắm giấy", "petition", 3, "rule", unless="unmarked"),
    cue("đường dây nóng", "nothing"),
    cue("đường", "petition", 2, "place"),
    cue("hối lộ", "denunciation", 4, "accusation"),
    cue("khiếu nại", "denunciation", 5, "grievance"),
    cue("cháy", "emergency", 2, "fire"),
    cue("lừa", "safety", 4, "scam"),
    cue("hồ sơ xong chưa.", "file_status", 3),
    cue("địa chỉ", "office", 3, "address"),
    cue("chào", "small_talk", 3, "greeting", needs="alone"),
]


@pytest.fixture(scope="module")
def kinds() -> Kinds:
    return Kinds(CUES, SCALE)


def found(kind: str, score: float) -> Finding:
    procedure = procedure_named("1.000001", "Việc A")
    hit = Hit(procedure, standing_on(procedure, date(2026, 6, 1)), score, ())
    return Finding("answer" if kind == "answer" else "choices", (hit,), "found")


def read(kinds: Kinds, words: str, finding: Finding = NOTHING, *, by_code: bool = False) -> Reading:
    return kinds.of(words, Results(words, finding.hits, by_code=by_code), finding)


def test_enough_evidence_makes_a_kind(kinds: Kinds) -> None:
    reading = read(kinds, "rác")
    assert (reading.kind, reading.subkind) == (Kind.PETITION, "place")
    assert reading.reason == "petition: 'rác' 2 = 2, needed 2.0"


def test_without_evidence_the_finding_stands(kinds: Kinds) -> None:
    assert read(kinds, "khai sinh") == Reading(Kind.NOT_FOUND, "none")
    assert read(kinds, "khai sinh", found("answer", 0.5)).kind is Kind.ANSWER
    assert read(kinds, "khai sinh", found("choices", 0.5)).kind is Kind.CHOICES


def test_the_reason_of_a_finding_names_what_was_not_enough(kinds: Kinds) -> None:
    assert "'rác' 2 = 2, needed 4.0" in read(kinds, "rác", found("answer", 0.5)).reason


@pytest.mark.parametrize(
    ("words", "finding", "by_code", "kind"),
    [
        ("rác, không ai làm", found("answer", 0.7), False, Kind.PETITION),
        ("rác", found("answer", 0.7), False, Kind.ANSWER),
        ("rác, không ai làm ở đâu", found("answer", 0.5), False, Kind.PETITION),
        ("rác, không ai làm ở đâu", found("answer", 0.7), False, Kind.ANSWER),
        ("rác, không ai làm", found("answer", 0.9), False, Kind.ANSWER),
        ("rác, không ai làm", found("answer", 0.7), True, Kind.ANSWER),
        ("địa chỉ ở đâu", found("choices", 0.4), False, Kind.CHOICES),
        ("địa chỉ", found("choices", 0.4), False, Kind.OFFICE),
        ("cháy ở đâu", NOTHING, False, Kind.EMERGENCY),
        ("hồ sơ xong chưa ạ", found("answer", 1.0), False, Kind.FILE_STATUS),
    ],
)
def test_a_procedure_found_asks_for_more_evidence(
    kinds: Kinds, words: str, finding: Finding, by_code: bool, kind: Kind
) -> None:
    assert read(kinds, words, finding, by_code=by_code).kind is kind


def test_asking_asks_for_no_more_of_somebody_in_danger(kinds: Kinds) -> None:
    assert (
        Kinds([*CUES, cue("cứu", "emergency", 5)], SCALE).of("cứu, ở đâu", Results("", ()), found("answer", 0.7)).kind
        is Kind.EMERGENCY
    )


def test_a_cue_counts_beside_what_it_needs(kinds: Kinds) -> None:
    assert read(kinds, "quát").kind is Kind.NOT_FOUND
    assert read(kinds, "cán bộ quát").kind is Kind.PETITION


def test_a_cue_counts_once(kinds: Kinds) -> None:
    assert read(kinds, "rác rác rác rác", found("answer", 0.5)).kind is Kind.ANSWER


def test_a_longer_phrase_sets_a_cue_aside(kinds: Kinds) -> None:
    assert read(kinds, "đường").kind is Kind.PETITION
    assert read(kinds, "đường dây nóng").kind is Kind.NOT_FOUND


def test_a_form_that_needs_what_is_missing_hides_nothing() -> None:
    kinds = Kinds([cue("đường … hỏng", "petition", 2, needs="official"), cue("hỏng", "safety", 2), *CUES], SCALE)
    assert read(kinds, "đường làng hỏng").kind is Kind.SAFETY


def test_a_form_that_is_something_else_without_marks_must_be_typed_with_them(kinds: Kinds) -> None:
    assert read(kinds, "lắm giấy").kind is Kind.PETITION
    assert read(kinds, "lam giay").kind is Kind.NOT_FOUND


def test_only_a_statement_states(kinds: Kinds) -> None:
    assert read(kinds, "ngõ nhà tôi hôm nay khó đi").kind is Kind.PETITION
    assert read(kinds, "ngõ nhà tôi hôm nay khó đi?").kind is Kind.NOT_FOUND
    assert read(kinds, "ngõ nhà tôi hôm nay đi được chưa").kind is Kind.NOT_FOUND
    assert read(kinds, "xin vào ngõ nhà tôi hôm nay").kind is Kind.NOT_FOUND
    assert read(kinds, "ngõ nhà tôi").kind is Kind.NOT_FOUND
    assert read(kinds, "ngõ nhà tôi hôm nay khó đi", found("choices", 0.1)).kind is Kind.CHOICES


def test_a_greeting_is_one_when_nothing_else_is_said(kinds: Kinds) -> None:
    assert read(kinds, "chào ạ").kind is Kind.SMALL_TALK
    assert read(kinds, "chào bạn").kind is Kind.SMALL_TALK
    assert read(kinds, "chào bạn đăng kí gì").kind is Kind.NOT_FOUND


@pytest.mark.parametrize("words", ["ạ", "😀😀", "", "…"])
def test_what_says_nothing_is_small_talk(kinds: Kinds, words: str) -> None:
    reading = read(kinds, words)
    assert (reading.kind, reading.subkind) == (Kind.SMALL_TALK, "chat")


def test_life_goes_first_and_a_denunciation_next(kinds: Kinds) -> None:
    assert read(kinds, "cháy rồi, cán bộ hối lộ, không ai làm").kind is Kind.EMERGENCY
    assert read(kinds, "cán bộ hối lộ, không ai làm, cán bộ quát, rác").kind is Kind.DENUNCIATION


def test_a_crime_makes_a_denunciation_an_accusation(kinds: Kinds) -> None:
    assert read(kinds, "khiếu nại").subkind == "grievance"
    assert read(kinds, "khiếu nại việc hối lộ").subkind == "accusation"


def test_a_private_number_is_seen_whatever_else_is_said(kinds: Kinds) -> None:
    for words in ("036123456789", "036123456789 rác", "036123456789 lừa"):
        reading = read(kinds, words, found("answer", 0.9))
        assert (reading.kind, reading.subkind) == (Kind.SAFETY, "numbers")
        assert "036" not in reading.reason


@pytest.mark.parametrize(("words", "kind"), [("cháy", Kind.EMERGENCY), ("hối lộ", Kind.DENUNCIATION)])
def test_but_a_danger_or_a_crime_goes_before_it(kinds: Kinds, words: str, kind: Kind) -> None:
    assert read(kinds, f"036123456789 {words}").kind is kind


def test_a_kind_without_finer_ones_has_none(kinds: Kinds) -> None:
    assert read(kinds, "hồ sơ xong chưa").subkind == ""


def test_a_cue_may_leave_the_finer_kind_open() -> None:
    assert read(Kinds([cue("bức xúc", "petition", 3)]), "bức xúc").subkind == ""


def test_chat_spelling_is_read_out(kinds: Kinds) -> None:
    assert read(kinds, "ko ai làm").kind is Kind.PETITION


@pytest.mark.parametrize("typed", ["rasc", "rac1"])
def test_keys_left_on_the_screen_are_read(kinds: Kinds, typed: str) -> None:
    assert read(kinds, typed).kind is Kind.PETITION
