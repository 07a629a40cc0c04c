"""Footnotes of a Word file: each mark in its text becomes a reference, and the note stands below the page.

A file of Word is a folder of XML files; one that has no footnotes yet gets the file that holds them, its type and the
relation that leads to it.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree

from bot.reports.quarter.wording import MARK, MARK_END

Node = Any  # an element of lxml, of which the types know less than there is

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

TEXT_PART, NOTES_PART = "word/document.xml", "word/footnotes.xml"
RELATIONS_PART, TYPES_PART = "word/_rels/document.xml.rels", "[Content_Types].xml"

MARKED = re.compile(f"{MARK}(\\d+){MARK_END}")
SIZE = "20"
"""Half points of a note's letters."""

SEPARATORS = (("separator", "-1"), ("continuationSeparator", "0"))
"""The lines between text and notes, which every such file holds first."""


def put(file: bytes, notes: Sequence[str]) -> bytes:
    """A file whose marks are footnotes; a mark without its note is an error of ours."""
    with ZipFile(BytesIO(file)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    text = etree.fromstring(parts[TEXT_PART], _parser())
    notes_part = _notes_part(parts)
    first = max((int(note.get(_w("id"))) for note in notes_part), default=0) + 1
    for run in [one for one in text.iter(_w("r")) if MARKED.search(_said(one))]:
        _divide(run, first)
    notes_part.extend(_note(first + at, words) for at, words in enumerate(notes))
    parts[TEXT_PART], parts[NOTES_PART] = _written(text), _written(notes_part)
    return _packed(parts)


def _parser() -> Any:
    """A file that an office gives names nothing outside of itself."""
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _notes_part(parts: dict[str, bytes]) -> Node:
    """The footnotes there are, or a new file of them that the others know of."""
    if NOTES_PART in parts:
        return etree.fromstring(parts[NOTES_PART], _parser())
    relations = etree.fromstring(parts[RELATIONS_PART], _parser())
    taken = {one.get("Id") for one in relations}
    name = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    etree.SubElement(relations, f"{{{RELATIONS}}}Relationship", Id=name, Type=KIND, Target="footnotes.xml")
    types = etree.fromstring(parts[TYPES_PART], _parser())
    etree.SubElement(types, f"{{{TYPES}}}Override", PartName=f"/{NOTES_PART}", ContentType=TYPE)
    parts[RELATIONS_PART], parts[TYPES_PART] = _written(relations), _written(types)
    made = etree.Element(_w("footnotes"), nsmap={"w": WORD})
    for kind, number in SEPARATORS:
        note = etree.SubElement(made, _w("footnote"), {_w("type"): kind, _w("id"): number})
        run = etree.SubElement(etree.SubElement(note, _w("p")), _w("r"))
        etree.SubElement(run, _w(kind))
    return made


def _divide(run: Node, first: int) -> None:
    """A run in its pieces: words as they looked before, and a reference for each mark."""
    look = run.find(_w("rPr"))
    for piece in _pieces(_said(run), look, first):
        run.addprevious(piece)
    run.getparent().remove(run)


def _pieces(words: str, look: Node | None, first: int) -> Iterator[Node]:
    at = 0
    for mark in MARKED.finditer(words):
        if at < mark.start():
            yield _words(words[at : mark.start()], look)
        yield _reference(first + int(mark[1]) - 1, look)
        at = mark.end()
    if at < len(words):
        yield _words(words[at:], look)


def _words(words: str, look: Node | None) -> Node:
    run = etree.Element(_w("r"))
    if look is not None:
        run.append(deepcopy(look))
    etree.SubElement(run, _w("t"), {SPACE: "preserve"}).text = words
    return run


def _reference(number: int, look: Node | None) -> Node:
    run = etree.Element(_w("r"))
    raised = deepcopy(look) if look is not None else etree.Element(_w("rPr"))
    etree.SubElement(raised, _w("vertAlign"), {_w("val"): "superscript"})
    run.append(raised)
    etree.SubElement(run, _w("footnoteReference"), {_w("id"): str(number)})
    return run


def _note(number: int, words: str) -> Node:
    """A note: its number, raised, and its words in small letters."""
    note = etree.Element(_w("footnote"), {_w("id"): str(number)})
    paragraph = etree.SubElement(note, _w("p"))
    look = etree.SubElement(paragraph, _w("pPr"))
    etree.SubElement(look, _w("spacing"), {_w("after"): "0", _w("line"): "240", _w("lineRule"): "auto"})
    etree.SubElement(look, _w("jc"), {_w("val"): "both"})
    for raised in (True, False):
        run = etree.SubElement(paragraph, _w("r"))
        small = etree.SubElement(run, _w("rPr"))
        etree.SubElement(small, _w("sz"), {_w("val"): SIZE})
        if raised:
            etree.SubElement(small, _w("vertAlign"), {_w("val"): "superscript"})
            etree.SubElement(run, _w("footnoteRef"))
        else:
            etree.SubElement(run, _w("t"), {SPACE: "preserve"}).text = f" {words}"
    return note


def _said(run: Node) -> str:
    return "".join(text.text or "" for text in run.findall(_w("t")))


def _w(name: str) -> str:
    return f"{{{WORD}}}{name}"


def _written(part: Node) -> bytes:
    content: bytes = etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


def _packed(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()
