"""What officers teach: live at once everywhere, with an author, undone at will, held against our questions first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from bot.database import Database
from bot.review.aliases import (
    LONGEST,
    AliasRepository,
    Answer,
    Broken,
    LiveAliases,
    Told,
    UnusableAliasError,
    broken,
)
from bot.review.officers import OfficerRepository, Role
from knowledge.aliases import Alias, Aliases
from knowledge.catalogue import Catalogue
from knowledge.questions import Question, shipped_questions
from knowledge.search.decision import Finding

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
BIRTH, DEATH, MARRIAGE = "1.001193", "1.000656", "1.000894"
Gives = TypeVar("Gives")


class Desk:
    """The aliases, a transaction for each step."""

    def __init__(self, database: Database, lan: int, hung: int) -> None:
        self.database = database
        self.lan = lan
        self.hung = hung

    def __call__(self, act: Callable[[AliasRepository], Gives]) -> Gives:
        return self.database.transact(lambda connection: act(AliasRepository(connection)))

    def add(self, words: str = "Thẻ nhựa", code: str | None = BIRTH) -> int:
        return self(lambda a: a.add(words, code, self.lan, NOW))

    def undo(self, number: int) -> bool:
        return self(lambda a: a.undo(number, self.hung, LATER))

    def current(self) -> list[Alias]:
        return self(lambda a: a.current())

    def version(self) -> int:
        return self(lambda a: a.version())


@pytest.fixture
def desk(database: Database) -> Desk:
    def officers(connection: Connection) -> tuple[int, int]:
        known = OfficerRepository(connection)
        known.add(7, Role.CLERK, "", "Lan", NOW, "test")
        known.add(8, Role.CLERK, "", "Hùng", NOW, "test")
        lan, hung = known.current()
        return lan.id, hung.id

    return Desk(database, *database.transact(officers))


def test_an_alias_stands_with_its_author(desk: Desk) -> None:
    number = desk.add("  Thẻ NHỰA? ")
    outside = desk.add("nuôi ong", None)
    assert desk.current() == [Alias(number, "thẻ nhựa", BIRTH), Alias(outside, "nuôi ong", None)]
    assert desk(lambda a: a.history(10)) == [
        Told(outside, "nuôi ong", None, "Lan", NOW, "", None),
        Told(number, "thẻ nhựa", BIRTH, "Lan", NOW, "", None),
    ]
    assert [one.id for one in desk(lambda a: a.history(1))] == [outside]


def test_an_alias_that_is_undone_counts_no_more_and_stays_in_the_history(desk: Desk) -> None:
    number = desk.add()
    assert desk.undo(number)
    assert desk.current() == []
    assert desk(lambda a: a.history(10)) == [Told(number, "thẻ nhựa", BIRTH, "Lan", NOW, "Hùng", LATER)]
    assert not desk.undo(number)
    assert not desk.undo(999)


def test_undoing_a_later_alias_brings_the_older_one_back(desk: Desk) -> None:
    older, later = desk.add(code=BIRTH), desk.add(code=DEATH)
    assert _means(desk) == DEATH
    desk.undo(later)
    assert _means(desk) == BIRTH
    assert [one.id for one in desk.current()] == [older]


def _means(desk: Desk) -> str | None:
    match = Aliases(desk.current()).match("thẻ nhựa")
    assert match
    return match.code


def test_the_same_said_twice_is_one_alias_until_it_is_undone(desk: Desk) -> None:
    number = desk.add("Thẻ nhựa")
    assert desk.add("thẻ  nhựa") == number
    outside = desk.add("thẻ nhựa", None)
    assert desk.add("thẻ nhựa", None) == outside
    desk.undo(number)
    assert desk.add("thẻ nhựa") not in {number, outside}


def test_the_same_said_by_many_at_once_is_one_alias(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: desk.add(), range(16)))) == 1
    assert len(desk.current()) == 1


def test_of_two_who_undo_at_once_one_does(desk: Desk) -> None:
    number = desk.add()
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lambda _: desk.undo(number), range(2))) == [False, True]


@pytest.mark.parametrize("words", ["", " ?! ", "giấy " * 100])
def test_words_that_nobody_would_ask_are_no_alias(desk: Desk, words: str) -> None:
    with pytest.raises(UnusableAliasError) as refused:
        desk.add(words)
    assert refused.value.longest == LONGEST
    assert desk.current() == []


def test_the_version_rises_with_every_change_and_with_nothing_else(desk: Desk) -> None:
    versions = [desk.version()]
    number = desk.add()
    versions.append(desk.version())
    desk.add()
    assert desk.version() == versions[-1]
    desk.undo(number)
    versions.append(desk.version())
    desk.undo(number)
    assert desk.version() == versions[-1]
    assert versions == sorted(set(versions))


@pytest.mark.parametrize("kind", ["postgresql"])  # on SQLite one writes at a time
def test_the_version_rises_also_when_the_one_who_began_first_ends_last(desk: Desk) -> None:
    with desk.database.engine.connect() as slow, slow.begin():
        AliasRepository(slow).add("chậm", BIRTH, desk.lan, NOW)
        desk.add("nhanh")
        between = desk.version()
    assert desk.version() > between


def test_every_process_reads_a_change_at_once_and_nothing_anew_without_one(desk: Desk) -> None:
    here, there = LiveAliases(), LiveAliases()

    def now(live: LiveAliases) -> Aliases:
        return desk.database.read(lambda connection: live.now(connection, desk.version()))

    empty = now(here)
    assert empty.match("thẻ nhựa") is None
    assert now(here) is empty
    number = desk.add()
    for live in (here, there):
        match = now(live).match("thẻ nhựa")
        assert match
        assert match.code == BIRTH
    assert now(here) is now(here)
    desk.undo(number)
    for live in (here, there):
        assert now(live).match("thẻ nhựa") is None


# Held against the project's questions


class Asking:
    """A catalogue asked with aliases over it, which remembers what it was asked."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.asked: list[str] = []

    def __call__(self, words: str, day: date, aliases: Aliases) -> Finding:
        self.asked.append(words)
        return aliases.over(words, self.catalogue.ask(words, day), self.catalogue, day).finding


QUESTIONS = (
    Question("đăng ký kết hôn", (MARRIAGE,)),
    Question("đăng ký khai sinh", (BIRTH,)),
    Question("thẻ nhựa", (DEATH,)),
)


def test_a_change_that_breaks_an_answer_says_which(catalogue: Catalogue) -> None:
    after = Aliases([Alias(1, "đăng ký kết hôn", BIRTH)])
    asking = Asking(catalogue)
    assert broken(asking, Aliases(()), after, QUESTIONS, DAY) == [
        Broken("đăng ký kết hôn", (MARRIAGE,), Answer("answer", MARRIAGE), Answer("answer", BIRTH))
    ]
    assert set(asking.asked) == {"đăng ký kết hôn"}


def test_words_put_outside_of_the_catalogue_break_what_was_found(catalogue: Catalogue) -> None:
    after = Aliases([Alias(1, "đăng ký kết hôn", None)])
    (one,) = broken(Asking(catalogue), Aliases(()), after, QUESTIONS, DAY)
    assert one.becomes == Answer("not_found", None)


def test_a_change_that_answers_rightly_or_alike_breaks_nothing(catalogue: Catalogue) -> None:
    right = Aliases([Alias(1, "thẻ nhựa", DEATH), Alias(2, "đăng ký kết hôn", MARRIAGE)])
    assert broken(Asking(catalogue), Aliases(()), right, QUESTIONS, DAY) == []
    outside = Aliases([Alias(1, "thẻ nhựa", None)])
    assert broken(Asking(catalogue), Aliases(()), outside, QUESTIONS, DAY) == []


def test_a_question_that_was_wrong_before_is_told_when_it_becomes_otherwise_wrong(catalogue: Catalogue) -> None:
    after = Aliases([Alias(1, "thẻ nhựa", BIRTH)])
    (one,) = broken(Asking(catalogue), Aliases(()), after, QUESTIONS, DAY)
    assert (one.was, one.becomes) == (Answer("not_found", None), Answer("answer", BIRTH))


def test_undoing_an_alias_is_held_against_the_questions_too(catalogue: Catalogue) -> None:
    before = Aliases([Alias(1, "thẻ nhựa", DEATH)])
    (one,) = broken(Asking(catalogue), before, Aliases(()), QUESTIONS, DAY)
    assert one.becomes == Answer("not_found", None)


def test_among_all_questions_of_the_project_only_those_touched_are_asked(catalogue: Catalogue) -> None:
    asking = Asking(catalogue)
    after = Aliases([Alias(1, "đăng ký khai tử", BIRTH)])
    found = broken(asking, Aliases(()), after, shipped_questions(), DAY)
    assert "đăng ký khai tử" in [one.question for one in found]
    assert len(asking.asked) < 40
