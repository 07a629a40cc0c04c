"""Whatever is approved and undone in whatever order: one version a code and day, and undone whole it never was."""

import random
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.clock import Clock
from bot.database import Database
from bot.groundwork import prepare
from knowledge import ledger
from knowledge.catalogue import Catalogue
from knowledge.change_sets import ChangeSet, Recorded
from knowledge.ledger import FaultyChangeError, NotUndoneError, WhyNot
from knowledge.procedures import Change, DayBasis, Version
from knowledge.repository import CatalogueRepository
from knowledge.timeline import begins, in_order, version_on
from knowledge.understanding import Understanding
from tests.bot.builders import small_catalogue
from tests.knowledge.change_sets import ISSUED, NEW_FIELD, NOTICE, amended, begun, drawn, ended
from tests.knowledge.versions import FIRST_LOAD

DAYS = [
    date(2024, 3, 5),
    date(2025, 7, 1),
    date(2026, 11, 22),
    *(date(2026, 11, 30) + timedelta(n) for n in range(0, 160, 9)),
]
ASKED = ("khai sinh cho con", "dang ky khai sinh", "khen thuong", "thủ tục mới", "1.001193", "rong biển", "lưu trữ")
NEW = ("1.900001", "1.900002", "1.900003")
FIRST = date(2026, 12, 1)


class Books:
    """A database in which officers approve and undo, drawn by lot."""

    def __init__(self, file: Path, dice: random.Random) -> None:
        self.database = Database(f"sqlite:///{file}")
        self._dice = dice
        self.standing: list[int] = []
        self.refused_rightly = True  # each by changes that stand and came later
        self.turns = 0

    def turn(self) -> None:
        """One more approval, or one undoing of any change set that stands."""
        self.turns += 1
        if self.standing and self._dice.random() < 0.4:
            self._undo(self._dice.choice(self.standing))
        else:
            self._approve()

    def undo_everything(self) -> None:
        """Undo what stands, the last one first."""
        for number in reversed(self.standing):
            self.database.transact(lambda c, n=number: ledger.undo(c, n, self._at()))  # type: ignore[misc]
        self.standing = []

    def _approve(self) -> None:
        try:
            number = self.database.transact(lambda c: ledger.apply(c, self._draw(c), self._at()))
        except FaultyChangeError:
            return  # a ring, say: refused, and nothing changed
        self.standing.append(number)

    def _undo(self, number: int) -> None:
        try:
            self.database.transact(lambda c: ledger.undo(c, number, self._at()))
        except NotUndoneError as refused:
            others = {other.number for other in refused.others}
            later = {one for one in self.standing if one > number}
            self.refused_rightly &= refused.why is WhyNot.STOOD_ON and bool(others) and others <= later
        else:
            self.standing.remove(number)

    def _at(self) -> datetime:
        return FIRST_LOAD + timedelta(days=30, minutes=self.turns)

    def _draw(self, connection: Connection) -> ChangeSet:
        """A change of one to three codes: new, amended, ended for good or for another, or mended in place."""
        known = sorted(CatalogueRepository(connection).recorded())
        chosen = self._dice.sample(sorted({*known, *NEW}), self._dice.randint(1, 3))
        edits = [self._edit(connection, code, known) for code in chosen]
        facts = {"fields": (NEW_FIELD,)} if self._dice.random() < 0.5 else {}
        return drawn(connection, *edits, title=f"lần {self.turns}", **facts)

    def _edit(self, connection: Connection, code: str, known: list[str]) -> tuple[str, list[Recorded]]:
        day = FIRST + timedelta(days=self._dice.randint(0, 120))
        if code not in known:
            return begun(code, f"Thủ tục mới {code}", valid_from=day, note=str(self.turns))
        stand = CatalogueRepository(connection).recorded([code])[code]
        last = stand[-1].version
        if last.valid_to or begins(last) >= day:
            return code, [*stand[:-1], replace(stand[-1], version=replace(last, note=f"sửa {self.turns}"))]
        match self._dice.randint(0, 3):
            case 0:
                return ended(connection, code, day)
            case 1:
                return ended(connection, code, day, (self._dice.choice([one for one in known if one != code]),))
            case 2:
                return code, _taken_back(stand, day)
            case _:
                return amended(connection, code, day, name=f"{last.name} {self.turns}")


def _taken_back(stand: tuple[Recorded, ...], day: date) -> list[Recorded]:
    """The last version said otherwise over its own days, with a new one after it and a paper less."""
    *earlier, last = stand
    until = replace(last.version, valid_to=day, to_basis=DayBasis.SIGNED, ended=Change.AMENDED, ended_by=(ISSUED,))
    after = replace(last.version, valid_from=day, from_basis=DayBasis.SIGNED, source=NOTICE, ways=last.version.ways[:1])
    return [*earlier, Recorded(until, last.papers[:-1], "sửa"), Recorded(after, last.papers, "mới")]


def state(database: Database) -> object:
    """All that can be asked, on many days and in many words."""

    def read(connection: Connection) -> object:
        said, catalogue = CatalogueRepository(connection), Catalogue.of_database(connection)
        understanding = Understanding(catalogue)
        return (
            said.recorded(),
            (said.sources(), said.fields(), said.decisions()),
            [[catalogue.standing(p.code, day) for p in catalogue.procedures()] for day in DAYS],
            [catalogue.counts(day) for day in DAYS],
            catalogue.changes(date(2024, 1, 1), date(2027, 12, 31)),
            [
                [(hit.code, hit.score) for hit in understanding.read(words, day).hits]
                for words in ASKED
                for day in DAYS[:4]
            ],
        )

    return database.read(read)


def holding(versions: tuple[Version, ...], day: date) -> list[Version]:
    """The versions that say themselves that they hold on a day, in their order without those another one follows."""
    after = [*map(begins, versions[1:]), date.max]
    return [
        v
        for v, following in zip(versions, after, strict=True)
        if begins(v) <= day < min(v.valid_to or date.max, following)
    ]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("books")
    database = Database(f"sqlite:///{folder / 'template.sqlite'}")
    prepare(database, Clock(), small_catalogue(folder / "shipped"))
    database.close()
    return folder / "template.sqlite"


@pytest.mark.bulk
@settings(max_examples=8)
@given(seed=st.integers(0, 2**32), turns=st.integers(1, 14))
def test_after_any_approvals_and_undoings_there_is_one_version_a_day_and_undone_whole_the_first_state(
    template: Path, seed: int, turns: int
) -> None:
    file = template.with_name("now.sqlite")
    shutil.copy(template, file)
    books = Books(file, random.Random(seed))
    first = state(books.database)
    try:
        for _ in range(turns):
            books.turn()
            assert books.refused_rightly
            for procedure in books.database.read(lambda c: CatalogueRepository(c).procedures()):
                versions = in_order(procedure.versions)
                assert len({begins(version) for version in versions}) == len(versions)
                for day in DAYS:
                    held = holding(versions, day)
                    assert len(held) <= 1
                    assert version_on(versions, day) in {*held, None} or begins(versions[0]) > day
        books.undo_everything()
        assert state(books.database) == first
    finally:
        books.database.close()
