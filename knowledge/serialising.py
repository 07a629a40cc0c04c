"""A change set as JSON and back: the same values always give the same text, and it says all that it speaks of.

Confirmations are no part of it: they belong to what is said today.
"""

import json
from functools import cache

from pydantic import TypeAdapter

from knowledge.change_sets import ChangeSet

LEFT_OUT = {"edits": {"__all__": {"after": {"__all__": {"version": {"verified"}}}}}}


def to_json(change_set: ChangeSet) -> str:
    """The change set as one line of JSON."""
    facts = _form().dump_python(change_set, mode="json", exclude=LEFT_OUT)
    for edit in facts["edits"]:
        for recorded in edit["after"]:
            recorded["version"]["levels"].sort()  # a set has no order of its own
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def of_json(text: str) -> ChangeSet:
    """The change set that `to_json` wrote."""
    return _form().validate_json(text)


@cache
def _form() -> TypeAdapter[ChangeSet]:
    """What a change set looks like; made when first asked for, since it takes a while."""
    return TypeAdapter(ChangeSet)
