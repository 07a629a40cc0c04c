"""A message as the decision sees it: syllables with and without marks, chat spelling and typed codes read out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.kinds.patterns import Syllables
from knowledge.kinds.shapes import DOSSIER, PETITION
from knowledge.text.keystrokes import keystrokes
from knowledge.text.normalise import compose, drop_marks, drop_unseen, spoken

LONGEST = 2000
"""How many characters of a message are read."""
ASKING_ENDS = frozenset(
    {
        *("không", "chưa", "gì", "nào", "sao", "đâu", "ai", "hả", "chăng", "mấy", "khong", "chua", "gi", "nao", "dau"),
        *("bao", "nhiêu", "nhieu"),
    }
)
"""Words with which questions end."""
READ_OUT = ((DOSSIER, " mã hồ sơ "), (PETITION, " mã phản ánh "))
"""What a code typed is read as: it speaks for the same kind as its name."""


@dataclass(frozen=True, slots=True)
class Message:
    """Comparable syllables, and whether a question mark was typed."""

    syllables: Syllables
    questioned: bool

    @property
    def asks(self) -> bool:
        """Whether it ends like a question: with a mark, or with a word that asks."""
        return self.questioned or self.syllables.last in ASKING_ENDS


class MessageReader:
    """Reads messages: whole spellings for chat spellings, marks for the keys that were to set them."""

    def __init__(self, spellings: Mapping[str, str], syllables: Iterable[str]) -> None:
        """Take the chat spellings, and the syllables of the cues with their marks."""
        known = set(syllables)
        bare = {drop_marks(one) for one in known}
        keys = {typed: one for one in sorted(known) for typed in keystrokes(one) if typed not in bare}
        self._read_as: dict[str, tuple[str, ...]] = {typed: (one,) for typed, one in keys.items()}
        self._read_as.update({spoken(form): tuple(spoken(meant).split()) for form, meant in spellings.items()})

    def read(self, words: str) -> Message:
        """A message; of a very long one its beginning."""
        text = compose(drop_unseen(words[:LONGEST]))
        if any(map(str.isdigit, text)):
            for shape, name in READ_OUT:
                text = shape.sub(name, text)
        typed = spoken(text).split()
        syllables = [one for token in typed for one in self._read_as.get(token, (token,))]
        return Message(Syllables(syllables), "?" in text)
