"""No pattern of the program takes long over a text that was made to hold it up.

Every call of `re` in the sources is found and its pattern made, so that a new one is looked at without being named.
"""

import ast
import importlib
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from re import _parser as sre  # what a pattern is made of can be asked nowhere else
from typing import Any

import pytest

from bot.conversations import heeding
from bot.petitions import parts, telling
from knowledge.annexes import headings, phrases, rows, sections

pytestmark = pytest.mark.bulk

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for room in ("bot", "knowledge") for path in (ROOT / room).rglob("*.py"))
CALLS = frozenset({"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})

LONGEST = 4000
"""Signs of the longest text: as many as a message of Telegram has."""
LENGTHS = (12, 16, 20, 24, 64, 160, 400, 1000, 2000, LONGEST)
"""Each is tried before the next, so that a pattern which never ends is found out before it begins."""
SHORT = 64
TIMES, SECONDS = 2, 0.15
"""How much longer than its share a longer text may take, and what is too short to be measured."""

UNITS = ("a", "A", "1", " ", "\n", "-", ".", ",", "(", "*", "đ", "a ", "Aa ", "1 ", "1.", "a@", "aa.", "\t ")
"""What texts are made of, beside what the pattern itself names."""
ENDS = ("", "\x00")
"""How they end: as they go on, or with a sign that no pattern takes."""


def _looks() -> list[str]:
    """The patterns of what looks like something personal, which a function is given one by one."""
    finders = (one for one in vars(telling).values() if getattr(one, "__closure__", None))
    held = chain.from_iterable(cell.cell_contents for one in finders for cell in one.__closure__ if _is_list(cell))
    return [one.pattern for one in held if isinstance(one, re.Pattern)]


def _is_list(cell: Any) -> bool:
    return isinstance(cell.cell_contents, list)


GIVEN: Mapping[str, Mapping[str, Callable[[], list[str]]]] = {
    "bot/conversations/heeding.py": {"shape": lambda: [*heeding.SHAPES]},
    "bot/petitions/parts.py": {
        "headings": lambda: ["|".join(names.values()) for names in parts.HEADINGS.values() if names]
    },
    "bot/petitions/persons.py": {"grouped": lambda: [r"[ .()-]{0,3}".join("912345678")]},
    "bot/petitions/redaction.py": {"before": lambda: ["Người duyệt: "], "name": lambda: [re.escape("[họ tên]")]},
    "bot/petitions/telling.py": {"pattern": _looks},
    "knowledge/annexes/headings.py": {"words": lambda: [words for _, words in headings._BY_WORD]},
    "knowledge/annexes/phrases.py": {"words": lambda: [words for _, words in phrases._CHANGES]},
    "knowledge/annexes/rows.py": {"words": lambda: [words for _, words in (*rows._LEVEL_WORDS, *rows._REASONS)]},
    "knowledge/annexes/sections.py": {"form": lambda: [*sections._STYLES.values()]},
}
"""What stands in a variable where a pattern is put together while the program runs."""

REST = {"before": "before", "after": "", "email": "a"}
HOW = {"bot/reports/linked_data.py": "fullmatch"}
"""How patterns are used that stand in a tuple."""


@dataclass(frozen=True)
class Used:
    """A pattern, where it stands, and how it is used."""

    where: str
    pattern: re.Pattern[str]
    how: str


@cache
def used() -> Sequence[Used]:
    """Every pattern of the sources over text, looked for once."""
    found = {source: [node for node in ast.walk(tree) if _is_of_re(node)] for source, tree in _trees().items()}
    return [one for source, calls in found.items() if calls for one in _in(source, calls, _names_of(_trees()[source]))]


def _is_of_re(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=called)) if called in CALLS:
            return True
    return False


def _names_of(tree: ast.Module) -> dict[int, str]:
    """The name that a compiled pattern is given, by the line where its call begins."""
    given = (node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name))
    return {node.value.lineno: node.targets[0].id for node in given}  # type: ignore[attr-defined]


def _in(source: Path, calls: list[Any], names: Mapping[int, str]) -> Iterator[Used]:
    path = source.relative_to(ROOT)
    module = vars(importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__")))
    for call in calls:
        how = call.func.attr if call.func.attr != "compile" else _how(names.get(call.lineno, ""), str(path))
        for pattern in _made(call, module, str(path)):
            if isinstance(pattern.pattern, str):
                yield Used(f"{path}:{call.lineno}", pattern, how if how in {"match", "fullmatch"} else "search")


def _made(call: Any, module: Mapping[str, Any], path: str) -> Iterator[re.Pattern[Any]]:
    def value(node: ast.expr, **more: str) -> Any:
        return eval(compile(ast.Expression(node), path, "eval"), {**module, **REST, **more})

    with_flags = call.func.attr == "compile" and len(call.args) > 1
    flags = value(call.args[1]) if with_flags else 0
    missing = {node.id for node in ast.walk(call.args[0]) if isinstance(node, ast.Name)} & GIVEN.get(path, {}).keys()
    for name in missing:
        yield from (re.compile(value(call.args[0], **{name: one}), flags) for one in GIVEN[path][name]())
    if not missing:
        pattern = value(call.args[0])
        yield pattern if isinstance(pattern, re.Pattern) else re.compile(pattern, flags)


def _how(name: str, path: str) -> str:
    """How a pattern of this name is used: from the beginning alone, if it is so wherever it is asked."""
    hows = _uses()[f"{path} {name}"] | _uses()[f" {name}"] or {HOW.get(path, "search")}
    return hows.pop() if len(hows) == 1 else ("match" if hows <= {"match", "fullmatch"} else "search")


@cache
def _uses() -> defaultdict[str, set[str]]:
    """What is asked of whatever bears a name, by the file that gave it; by no file where that is not told."""
    uses = defaultdict[str, set[str]](set)
    for source, tree in _trees().items():
        origins = _origins(tree)
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(value=ast.Name(id=name), attr=asked) if asked in CALLS:
                    uses[f"{origins.get(name, source.relative_to(ROOT))} {name}"].add(asked)
                case ast.Attribute(value=ast.Attribute(attr=name), attr=asked) if asked in CALLS:
                    uses[f" {name}"].add(asked)
    return uses


def _origins(tree: ast.Module) -> dict[str, str]:
    """From which file each name comes that another one gave."""
    imports = (node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module)
    return {alias.name: f"{str(node.module).replace('.', '/')}.py" for node in imports for alias in node.names}


@cache
def _trees() -> Mapping[Path, ast.Module]:
    return {source: ast.parse(source.read_text("utf-8")) for source in SOURCES}


def _named(parsed: Any) -> Iterator[str]:
    """The words and signs that a pattern names itself."""
    run = ""
    for what, of in parsed:
        if what is sre.LITERAL:
            run += chr(of)
            continue
        yield run
        run = ""
        yield from _inside(str(what), of)
    yield run


def _inside(what: str, of: Any) -> Iterator[str]:
    if what == "IN":
        yield from (chr(value if str(kind) == "LITERAL" else value[0]) for kind, value in of if str(kind) in TELL)
    elif what == "BRANCH":
        yield from chain.from_iterable(map(_named, of[1]))
    elif what in DEEPER:
        yield from _named(of if DEEPER[what] is None else of[DEEPER[what]])


TELL = frozenset({"LITERAL", "RANGE"})
REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
DEEPER = {**dict.fromkeys(REPEATS, 2), "SUBPATTERN": 3, "ASSERT": 1, "ASSERT_NOT": 1, "ATOMIC_GROUP": None}


def texts_for(pattern: re.Pattern[str]) -> list[str]:
    """What hostile texts are made of."""
    named = [word for word in dict.fromkeys(_named(sre.parse(pattern.pattern, pattern.flags))) if word][:20]
    return [*dict.fromkeys((*UNITS, *named, *(f"{word} " for word in named[:10])))]


def is_held_up(pattern: re.Pattern[str], how: str, unit: str) -> bool:
    """Whether some length takes far more than its share; the quickest of some tries counts, on a busy machine."""
    ask = getattr(pattern, how)

    def once(text: str) -> float:
        begun = time.thread_time()
        ask(text)
        return time.thread_time() - begun

    def spent(text: str, patience: float) -> float:
        best = once(text)
        for _ in range(2 if best > patience else 0):
            best = min(best, once(text))
        return best

    for end in ENDS:
        before = 0.0
        for shorter, length in pairwise((1, *LENGTHS)):
            allowed = (TIMES * before * length / shorter if length > SHORT else 0) + SECONDS
            before = spent((unit * length)[:length] + end, allowed)
            if before > allowed:
                return True
    return False


@pytest.fixture(scope="module")
def patterns() -> list[Used]:
    return list({(one.pattern.pattern, one.pattern.flags, one.how): one for one in used()}.values())


def test_every_pattern_of_the_sources_is_found(patterns: list[Used]) -> None:
    said = {one.where for one in used()}
    assert len(patterns) > 190
    assert {"bot/petitions/telling.py", "knowledge/annexes/rows.py"} <= {place.partition(":")[0] for place in said}
    assert len(_looks()) > 15


def test_no_pattern_takes_longer_over_a_hostile_text_than_its_share(patterns: list[Used]) -> None:
    held_up = [
        (one.where, one.how, unit, one.pattern.pattern[:80])
        for one in patterns
        for unit in texts_for(one.pattern)
        if is_held_up(one.pattern, one.how, unit)
    ]
    assert held_up == []


@pytest.mark.parametrize("hostile", [r"(a+)+$", r"\s*:?\s*\d"])
def test_a_pattern_that_is_held_up_would_be_noticed(hostile: str) -> None:
    """Without end, and by the third power of the length."""
    pattern = re.compile(hostile)
    assert any(is_held_up(pattern, "search", unit) for unit in ("a", " "))


def test_a_row_of_stars_in_an_annex_is_read_at_once() -> None:
    assert rows.name_of("Đăng ký khai sinh" + "*" * LONGEST + "x", has_number=True).endswith("*x")
    assert rows.name_of("Đăng ký khai sinh [1] (2) (**) ***²", has_number=True) == "Đăng ký khai sinh"
    assert rows.name_of("Kho trên 10 m²", has_number=True) == "Kho trên 10 m²"
