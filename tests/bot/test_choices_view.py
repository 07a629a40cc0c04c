import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import pytest

from bot.texts import say
from bot.views.choices import choices
from bot.views.message import plain, pressed
from bot.views.standing import brief
from knowledge.catalogue import Catalogue
from knowledge.procedures import Level
from knowledge.release import Release
from knowledge.timeline import HOLDING, Standing, Status
from tests.bot.builders import DAY, a_decision, a_standing
from tests.wire.formatting import read

DAYS = (date(2024, 3, 5), date(2024, 3, 6), date(2025, 6, 30), date(2025, 7, 1), DAY)
MOST = 6
LONGEST = 2000

Offered = list[Standing]


def numbered(text: str) -> list[str]:
    """The lines to choose from, without their numbers."""
    return re.findall(r"(?m)^\d+\. (.+)$", text)


@pytest.fixture(scope="module")
def offered(shipped: Release, catalogue: Catalogue) -> list[Offered]:
    """Choices of six out of every procedure on every day: neighbours by code, and those that look alike."""
    return [choice for day in DAYS for choice in _of_day(shipped, catalogue, day)]


def _of_day(shipped: Release, catalogue: Catalogue, day: date) -> Iterator[Offered]:
    standings = [s for p in shipped.procedures if (s := catalogue.standing(p.code, day))]
    yield from (standings[place : place + MOST] for place in range(0, len(standings), MOST))
    alike: dict[str, Offered] = defaultdict(list)
    for standing in standings:
        alike[standing.version.display_name.casefold()].append(standing)
    yield from (same[:MOST] for same in alike.values() if len(same) > 1)


def test_every_choice_fits_on_a_screen_and_telegram_reads_it(offered: list[Offered]) -> None:
    for of in offered:
        shown = choices(of)
        assert len(shown.text) <= LONGEST
        assert read(shown.html, "HTML").text == shown.text
        assert len(numbered(shown.text)) == len(of)


def test_no_two_lines_of_a_choice_are_the_same(offered: list[Offered]) -> None:
    twice = [
        [standing.version.code for standing in of] for of in offered if len(set(numbered(choices(of).text))) < len(of)
    ]
    assert twice == []


def test_numbers_are_buttons_too_and_the_last_button_is_none_of_them() -> None:
    shown = choices([a_standing(code="1.000001", name="Một"), a_standing(code="1.000002", name="Hai")])
    assert [[(b.label, b.data) for b in row] for row in shown.buttons] == [
        [("1", pressed("pick", "1.000001")), ("2", pressed("pick", "1.000002"))],
        [(say("ask.none"), pressed("none"))],
    ]
    assert shown.paragraphs[0] == say("ask.choices")
    assert shown.paragraphs[-1] == say("ask.none_hint")


def test_choices_of_different_names_differ_by_their_level() -> None:
    lines = numbered(choices([a_standing(name="Một"), a_standing(name="Hai", levels=frozenset({Level.PROVINCE}))]).text)
    assert lines == [f"Một ({say('level.commune')})", f"Hai ({say('level.province')})"]


@pytest.mark.parametrize("status", sorted(Status))
def test_what_cannot_be_handed_in_is_said_beside_its_name(status: Status) -> None:
    of = [a_standing(status, name="Một", replaced_by=("1.2",)), a_standing(name="Hai")]
    assert (plain(brief(of[0])) in numbered(choices(of).text)[0]) == (status not in HOLDING)


def test_the_same_name_is_told_apart_by_standing_decision_and_code() -> None:
    ended = a_standing(
        Status.ABOLISHED, code="TN-NV-04", valid_to=date(2024, 3, 6), ended_by=(a_decision("453/QĐ-UBND"),)
    )
    begun = a_standing(Status.NEW, code="TN-NV-14", valid_from=date(2024, 3, 6))
    shown = choices([ended, begun])
    assert shown.paragraphs[0] == say("ask.same_name")
    first, second = numbered(shown.text)
    assert "453/QĐ-UBND ngày 06/3/2024" in first
    assert "TN-NV-04" in first
    assert plain(say("status.new", day="06/3/2024")) in second
    assert "TN-NV-14" in second


def test_beside_procedures_of_one_name_another_is_told_by_its_level() -> None:
    same = [a_standing(code="TN-NV-04"), a_standing(code="TN-NV-14")]
    lines = numbered(choices([*same, a_standing(name="Khác")]).text)
    assert lines[2] == f"Khác ({say('level.commune')})"


def test_a_procedure_of_no_level_stands_with_its_name_alone() -> None:
    assert numbered(choices([a_standing(name="Một", levels=frozenset()), a_standing(name="Hai")]).text)[0] == "Một"


def test_html_in_a_name_is_only_text() -> None:
    shown = choices([a_standing(name='<b>Một & "Hai"</b>'), a_standing(name="Ba")])
    assert read(shown.html, "HTML").text == shown.text
    assert numbered(shown.text)[0].startswith('<b>Một & "Hai"</b>')
