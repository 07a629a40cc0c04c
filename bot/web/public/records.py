"""What the feed says, as the standard shapes it: the same in JSON and in XML.

Each field stands once, with what it is in JSON; the description for programs is made of these tables too.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import Element, SubElement, tostring

ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold."""

Value = str | int | bool | None | Sequence["Value"] | Mapping[str, "Value"]
Record = Mapping[str, Value]


class Format(StrEnum):
    """In which of its two forms a record is asked for."""

    JSON = "json"
    XML = "xml"

    @property
    def media_type(self) -> str:
        """How the standard calls it; both in UTF-8."""
        return f"{'application/json' if self is Format.JSON else 'text/xml'}; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Shape:
    """How records are called in XML, all together and each; JSON knows no such names."""

    root: str
    each: str


SERVICES, REQUESTS, ERRORS = (
    Shape("services", "service"),
    Shape("service_requests", "request"),
    Shape("errors", "error"),
)

EACH = {"endpoints": "endpoint", "formats": "format"}
"""How what stands in a list within a record is called in XML."""


def written(records: Sequence[Record], shape: Shape, form: Format) -> bytes:
    """A list of records."""
    if form is Format.JSON:
        return _json(records)
    root = Element(shape.root)
    for record in records:
        _fill(SubElement(root, shape.each), record)
    return _xml(root)


def written_alone(record: Record, name: str, form: Format) -> bytes:
    """A record that stands in no list."""
    if form is Format.JSON:
        return _json(record)
    root = Element(name)
    _fill(root, record)
    return _xml(root)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _xml(root: Element) -> bytes:
    written_out: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written_out


def _fill(element: Element, value: Value) -> None:
    if isinstance(value, Mapping):
        for name, part in value.items():
            _fill(SubElement(element, name), part)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for part in value:
            _fill(SubElement(element, EACH[element.tag]), part)
    elif value is not None:
        element.text = ILLEGAL.sub("", str(value).lower() if isinstance(value, bool) else str(value))
