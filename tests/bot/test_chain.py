"""The chain of events: nothing in it is changed, taken out, put in or moved unseen, and erasing breaks nothing."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.petitions.chain import START, Digests, Facts, Link, anchor_root, first_broken, link
from bot.petitions.sealing import Keys

names = st.text(max_size=8)
facts = st.dictionaries(names, st.none() | st.integers() | st.text(max_size=20), max_size=5)
digests = st.dictionaries(names, st.text("0123456789abcdef", min_size=4, max_size=8), max_size=3)
contents = st.lists(st.tuples(facts, digests), min_size=1, max_size=6)


def chained(content: list[tuple[Facts, Digests]]) -> list[Link]:
    """A whole chain of these facts and digests."""
    made: list[Link] = []
    previous = START
    for number, (of_facts, of_digests) in enumerate(content, start=1):
        digest = link(previous, number, of_facts, of_digests)
        made.append(Link(number, of_facts, of_digests, previous, digest))
        previous = digest
    return made


FIVE = chained([({"kind": "moved", "at": day}, {"note": "ab" * 32}) for day in range(5)])


@given(contents)
def test_a_chain_as_it_was_written_is_whole(content: list[tuple[Facts, Digests]]) -> None:
    made = chained(content)
    assert first_broken(made) is None
    assert first_broken(made, (made[-1].number, made[-1].digest)) is None
    assert first_broken(made, (0, START)) is None


def test_no_event_is_a_whole_chain() -> None:
    assert first_broken([]) is None


@given(contents, st.data())
def test_an_altered_fact_is_found_where_it_is(content: list[tuple[Facts, Digests]], data: st.DataObject) -> None:
    made = chained(content)
    place = data.draw(st.integers(0, len(made) - 1))
    other = data.draw(facts.filter(lambda drawn: drawn != made[place].facts))
    made[place] = replace(made[place], facts=other)
    assert first_broken(made) == place + 1


@pytest.mark.parametrize("change", [{"digests": {"note": "cd" * 32}}, {"previous": "x"}, {"digest": "x"}])
def test_an_altered_digest_is_found_where_it_is(change: dict[str, object]) -> None:
    altered = [replace(one, **change) if one.number == 3 else one for one in FIVE]  # type: ignore[arg-type]
    assert first_broken(altered) == 3


@pytest.mark.parametrize("number", range(1, 5))
def test_a_missing_event_is_named(number: int) -> None:
    assert first_broken([one for one in FIVE if one.number != number]) == number


@pytest.mark.parametrize("number", range(1, 6))
def test_a_doubled_event_is_named(number: int) -> None:
    assert first_broken(sorted([*FIVE, FIVE[number - 1]], key=lambda one: one.number)) == number


def test_events_out_of_order_are_found() -> None:
    assert first_broken([FIVE[0], FIVE[2], FIVE[1], *FIVE[3:]]) == 2


def test_an_altered_event_with_its_own_digest_made_anew_breaks_the_next() -> None:
    third = FIVE[2]
    other: Facts = {"kind": "moved", "at": 99}
    forged = replace(third, facts=other, digest=link(third.previous, 3, other, third.digests))
    assert first_broken([*FIVE[:2], forged, *FIVE[3:]]) == 4


def test_a_chain_written_anew_or_cut_off_is_told_by_a_signed_head() -> None:
    head = (4, FIVE[3].digest)
    anew = chained([({"kind": "moved", "at": 7}, {}) for _ in range(5)])
    assert first_broken(FIVE, head) is None
    assert first_broken(anew) is None
    assert first_broken(anew, head) == 4
    assert first_broken(FIVE[:3]) is None
    assert first_broken(FIVE[:3], head) == 4
    assert first_broken([], head) == 1


def test_erasing_a_text_leaves_the_chain_whole() -> None:
    keys = Keys.of("x" * 32)
    words = {"words": "đường hỏng"}
    made = chained([({"kind": "lodged"}, {name: keys.digest(name, text) for name, text in words.items()})])
    words.clear()
    assert first_broken(made) is None


@given(facts, digests)
def test_the_order_of_names_and_a_way_through_json_change_nothing(of_facts: Facts, of_digests: Digests) -> None:
    turned = dict(reversed(list(of_facts.items())))
    kept = json.loads(json.dumps(turned))
    assert link(START, 1, of_facts, of_digests) == link(START, 1, kept, dict(reversed(list(of_digests.items()))))


def test_nothing_runs_into_what_stands_beside_it() -> None:
    assert len({link(START, 1, {"a": "1"}, {}), link(START, 1, {"a": 1}, {}), link(START, 1, {}, {"a": "1"})}) == 3
    assert link(START, 1, {"a": None}, {}) != link(START, 1, {}, {})


def test_the_digest_of_an_event_stays_what_it_is_through_releases() -> None:
    digest = link(START, 1, {"kind": "lodged", "at": "2026-11-22T01:00:00+00:00", "officer_id": None}, {"note": "ab"})
    assert digest == "3d00b9b5f87cf3a6b2f6b01bedaba5e0c7748916815001c49aff5fc58616d3b7"


HEADS = [("PA-2611-7K3QX7", 3, "ab"), ("PA-2611-AAAAAA", 1, "cd")]


def test_an_anchor_covers_every_head_and_the_anchor_before_it() -> None:
    root = anchor_root(HEADS, START)
    assert root == anchor_root(reversed(HEADS), START)
    others = [
        anchor_root(HEADS[:1], START),
        anchor_root(HEADS, root),
        anchor_root([("PA-2611-7K3QX7", 4, "ab"), HEADS[1]], START),
        anchor_root([("PA-2611-7K3QX7", 3, "ac"), HEADS[1]], START),
        anchor_root([], START),
    ]
    assert len({root, *others}) == 6
