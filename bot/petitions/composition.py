"""What a reply is made of: the parts of each kind, the blanks that are left in them, and what is still lacking."""

import re
from collections.abc import Mapping

from bot.petitions.life import OPEN, PAUSED, State
from bot.petitions.petition import Petition
from bot.petitions.replies import Part, Reply, ReplyKind

PARTS: Mapping[ReplyKind, tuple[Part, ...]] = {
    ReplyKind.ANSWER: (Part.CHECKED, Part.DONE, Part.BASIS, Part.PROOF),
    ReplyKind.REFUSAL: (Part.REASON, Part.EXPLANATION),
    ReplyKind.TRANSFER: (Part.AGENCY, Part.EXPLANATION),
    ReplyKind.EXTENSION: (Part.UNTIL, Part.EXPLANATION),
    ReplyKind.RELAY: (Part.RELAYED,),
}
"""What each kind is made of, in the order it is asked for."""

OPTIONAL = frozenset({(ReplyKind.TRANSFER, Part.EXPLANATION)})
"""What a kind can do without."""

TARGETS: Mapping[ReplyKind, State] = {
    ReplyKind.ANSWER: State.ANSWERED,
    ReplyKind.REFUSAL: State.REJECTED,
    ReplyKind.TRANSFER: State.TRANSFERRED,
}
"""Where a reply moves its petition; an extension leaves it where it was, and so does another agency's answer."""

BLANK = re.compile(r"\[[^\[\]]*(?:…|\.{3})[^\[\]]*\]|(?<!v\.v)(?<!v\.v\.)(?:…|\.{3,})")
"""A place of a template that is to be filled in; "v.v..." is a word."""


def blanks(text: str) -> list[str]:
    """The places of a text that are not filled in yet."""
    return BLANK.findall(text)


def blanks_from(written: Reply, part: Part) -> list[tuple[Part, str]]:
    """The blanks of a part, and of the parts that come after it, in order."""
    parts = PARTS[written.kind]
    after = parts[parts.index(part) :] if part in parts else ()
    return [(one, place) for one in after for place in blanks(said(written, one))]


def said(written: Reply, part: Part) -> str:
    """A part as it stands; empty where nothing was said."""
    until = written.until.isoformat() if written.until else ""
    columns = {Part.REASON: written.reason, Part.AGENCY: written.agency, Part.UNTIL: until}
    return columns.get(part) or written.parts.get(part, "")


def unsaid(written: Reply) -> list[Part]:
    """The parts of which nothing is said and which a reply can do without."""
    return [part for part in PARTS[written.kind] if (written.kind, part) in OPTIONAL and not said(written, part)]


def is_empty(written: Reply) -> bool:
    """Whether nothing was written yet: nobody loses anything with it."""
    return not written.document and not any(said(written, part) for part in PARTS[written.kind])


def missing(written: Reply) -> list[Part]:
    """The parts that a reply still lacks, in the order they are asked for; one with a blank is no part."""
    parts = PARTS[written.kind]
    needed = [part for part in parts if (written.kind, part) not in OPTIONAL or said(written, part)]
    return [part for part in needed if not said(written, part) or blanks(said(written, part))]


def lacks_document(written: Reply) -> bool:
    """Whether the number and the day of another agency's answer are still to be said."""
    return written.kind is ReplyKind.RELAY and not written.document.number


def may_be_replied(petition: Petition, kind: ReplyKind) -> bool:
    """Whether a reply of a kind can be written to a petition as it stands."""
    if kind is ReplyKind.RELAY:
        return petition.state is State.TRANSFERRED and petition.anonymised_at is None
    return petition.state in OPEN and not (kind is ReplyKind.EXTENSION and petition.state in PAUSED)
