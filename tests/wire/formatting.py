"""Texts as Telegram reads them: HTML into plain text with entities, and lengths in UTF-16 code units."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.wire.errors import Json, MisuseError, RefusedError, bad_request

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
SPACES = b" \t\r\n\0\v"
TRIMMED = SPACES.decode()
# Longer sources are not even parsed; the number is of bytes.
LONGEST_SOURCE = 1 << 15
_REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
_TOKEN = re.compile(rb"[0-9A-Za-z.\-]*")
_TAG_NAME = re.compile(rb"[^> \t\r\n\0\v]*")
_ATTRIBUTE_NAME = re.compile(rb"[^=>/\"' \t\r\n\0\v]*")
_OPENS = re.compile(r"(?:(?:https?|tg|ton|tonsite)://)?[^/\s?#:@]*[^/\s?#:@.]\.[^/\s?#:@.]|tg://\w", re.IGNORECASE)
_COMMAND = re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>])")


@dataclass(frozen=True)
class Formatted:
    """A plain text and what is marked in it; `source` is how it was sent."""

    text: str
    entities: list[Json] = field(default_factory=list)
    source: str = ""


@dataclass
class _Open:
    """A tag that waits for its end."""

    name: str
    argument: str
    offset: int
    written: int


def utf16_length(text: str) -> int:
    """The length as Telegram counts it: "😀" is two."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def read(source: str, parse_mode: str | None, entities: list[Json] | None = None) -> Formatted:
    """The text of a message or a caption, marked and trimmed."""
    if len(source.encode("utf-8", "surrogatepass")) > LONGEST_SOURCE:
        raise bad_request("text is too long")
    mode = (parse_mode or "none").lower()
    if mode in {"markdown", "markdownv2"}:
        raise MisuseError(f"the double reads HTML and plain text alone, not {parse_mode}")
    if mode not in {"html", "none"}:
        raise bad_request("unsupported parse_mode")
    given = Formatted(source, [dict(entity) for entity in entities or []])
    return _trim(_Html(source).read() if mode == "html" else given, source)


def commands_in(text: str) -> list[Json]:
    """The bot_command entities of what a person typed."""
    return [
        {"type": "bot_command", "offset": utf16_length(text[: hit.start()]), "length": utf16_length(hit[0])}
        for hit in _COMMAND.finditer(text)
    ]


def _trim(marked: Formatted, source: str) -> Formatted:
    """Spaces and line ends around a message never reach a screen."""
    bare = marked.text.lstrip(TRIMMED)
    lead = len(marked.text) - len(bare)
    bare = bare.rstrip(TRIMMED)
    end = utf16_length(bare)
    entities = []
    for entity in marked.entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] - lead + entity["length"], end)
        if stop > start:
            entities.append({**entity, "offset": start, "length": stop - start})
    return Formatted(bare, entities, source)


class _Html:
    """One pass over the bytes of a source: Telegram counts the place of a fault in bytes."""

    def __init__(self, source: str) -> None:
        self._data = source.encode("utf-8", "surrogatepass")
        self._at = 0
        self._out: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[Json] = []

    def read(self) -> Formatted:
        while self._at < len(self._data):
            if self._peek() == b"<":
                self._tag()
            else:
                self._letters()
        if self._open:
            raise _unreadable(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        for entity in self._entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        self._entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return Formatted("".join(self._out), self._entities)

    def _peek(self) -> bytes:
        """The byte ahead; nothing at the end."""
        return self._data[self._at : self._at + 1]

    def _write(self, text: str) -> None:
        self._out.append(text)
        self._length += utf16_length(text)

    def _letters(self) -> None:
        if self._peek() == b"&":
            letter = self._reference()
            self._write(letter or "&")
            self._at += 0 if letter else 1
            return
        stop = re.compile(rb"[<&]").search(self._data, self._at)
        end = stop.start() if stop else len(self._data)
        self._write(self._data[self._at : end].decode("utf-8", "surrogatepass"))
        self._at = end

    def _reference(self) -> str:
        """The letter meant by `&lt;` or `&#60;`; nothing when Telegram would leave the ampersand as it stands."""
        hit = _REFERENCE.match(self._data, self._at)
        if not hit:
            return ""
        if hit[3]:
            letter = NAMED.get(hit[3], "")
        else:
            code = int(hit[1], 16) if hit[1] else int(hit[2])
            length = len(hit[0].removesuffix(b";"))
            letter = chr(code) if 0 < code < 0x10FFFF and length < 10 else ""
        if letter:
            self._at = hit.end()
        return letter

    def _tag(self) -> None:
        begin = self._at
        self._at += 1
        if self._peek() == b"/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _take(self, pattern: re.Pattern[bytes]) -> bytes:
        """What of the pattern stands here, perhaps nothing."""
        hit = pattern.match(self._data, self._at)
        taken = hit[0] if hit else b""
        self._at += len(taken)
        return taken

    def _skip_spaces(self) -> None:
        while self._peek() and self._peek() in SPACES:
            self._at += 1

    def _start_tag(self, begin: int) -> None:
        name = self._take(_TAG_NAME).lower().decode("utf-8", "replace")
        if not self._peek():
            raise _unreadable(f"Unclosed start tag at byte offset {begin}")
        if name not in KINDS:
            raise _unreadable(f'Unsupported start tag "{name}" at byte offset {begin}')
        argument = self._attributes(name, begin)
        if name == "span" and argument != "spoiler":
            raise _unreadable(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._open.append(_Open(name, argument, self._length, len(self._out)))

    def _attributes(self, tag: str, begin: int) -> str:
        """The one argument a tag can carry: a link, a language, a class."""
        argument = ""
        while self._peek() != b">":
            self._skip_spaces()
            if self._peek() == b">":
                break
            name, value = self._attribute(tag, begin)
            argument = _argument(tag, name, value) or argument
        self._at += 1
        return argument

    def _attribute(self, tag: str, begin: int) -> tuple[bytes, str]:
        name = self._take(_ATTRIBUTE_NAME)
        if not name:
            raise _unreadable(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._skip_spaces()
        has_value = self._peek() == b"="
        if has_value:
            self._at += 1
            self._skip_spaces()
        if not self._peek():
            raise _unreadable(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self._value() if has_value else ""
        if not self._peek():
            raise _unreadable(f"Unclosed start tag at byte offset {begin}")
        return name, value

    def _value(self) -> str:
        quote = self._peek()
        if quote in {b'"', b"'"}:
            return self._quoted(quote)
        begin = self._at
        token = self._take(_TOKEN)
        if self._peek() and self._peek() not in SPACES + b">":
            raise _unreadable(f"Unexpected end of name token at byte offset {begin}")
        return token.lower().decode()

    def _quoted(self, quote: bytes) -> str:
        self._at += 1
        value = bytearray()
        while self._peek() and self._peek() != quote:
            letter = self._reference() if self._peek() == b"&" else ""
            if letter:
                value += letter.encode("utf-8", "surrogatepass")
            else:
                value += self._peek()
                self._at += 1
        self._at += len(self._peek())
        return value.decode("utf-8", "replace")

    def _end_tag(self, begin: int) -> None:
        if not self._open:
            raise _unreadable(f"Unexpected end tag at byte offset {begin}")
        self._at += 1
        name = self._take(_TAG_NAME).lower().decode("utf-8", "replace")
        self._skip_spaces()
        if self._peek() != b">":
            raise _unreadable(f"Unclosed end tag at byte offset {begin}")
        self._at += 1
        tag = self._open.pop()
        if name not in {"", tag.name}:
            raise _unreadable(f'Unmatched end tag at byte offset {begin}, expected "</{tag.name}>", found "</{name}>"')
        if self._length > tag.offset:
            self._mark(tag)

    def _mark(self, tag: _Open) -> None:
        entity: Json = {"type": KINDS[tag.name], "offset": tag.offset, "length": self._length - tag.offset}
        if tag.name in {"pre", "code"}:
            self._mark_code(entity, tag.argument)
            return
        if tag.name == "a":
            entity |= _link(tag.argument or "".join(self._out[tag.written :]))
        elif tag.name == "tg-emoji":
            if not tag.argument.isdecimal():
                raise bad_request("invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = tag.argument
        elif tag.name == "blockquote" and tag.argument:
            entity["type"] = "expandable_blockquote"
        self._entities.append(entity)

    def _mark_code(self, entity: Json, language: str) -> None:
        """`<pre>` and `<code class="language-x">` around the same letters are one block with a language."""
        last = self._entities[-1] if self._entities else {}
        same = all(last.get(key) == entity[key] for key in ("offset", "length"))
        other = {"pre": "code", "code": "pre"}[entity["type"]]
        spoken = language or last.get("language", "")
        if same and last["type"] == other and spoken:
            last |= {"type": "pre", "language": spoken}
        else:
            self._entities.append(entity | ({"language": language} if language else {}))


def _argument(tag: str, name: bytes, value: str) -> str:
    match (tag, name):
        case ("a", b"href") | ("tg-emoji", b"emoji-id"):
            return value
        case ("code", b"class") if value.startswith("language-"):
            return value.removeprefix("language-")
        case ("span", b"class") if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case ("blockquote", b"expandable"):
            return "1"
    return ""


def _link(address: str) -> Json:
    """The entity a link becomes."""
    if person := re.fullmatch(r"tg://user\?id=(\d+)", address):
        return {"type": "text_mention", "user": {"id": int(person[1]), "is_bot": False, "first_name": ""}}
    if not _OPENS.match(address):
        raise MisuseError(f"Telegram drops, without a word, a link it cannot open: {address!r}")
    return {"type": "text_link", "url": address}


def _unreadable(words: str) -> RefusedError:
    return bad_request(f"can't parse entities: {words}")
