"""Replies while they are written: what is asked, the preview, what approvers read; and the words that leave."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from markupsafe import Markup

from bot.petitions.composition import (
    PARTS,
    TARGETS,
    blanks,
    blanks_from,
    lacks_document,
    may_be_replied,
    missing,
    said,
    unsaid,
)
from bot.petitions.parts import LONGEST, LONGEST_AGENCY
from bot.petitions.petition import SYSTEM, Event, EventKind, Petition, Reader
from bot.petitions.reasons import Reason, Refusals
from bot.petitions.replies import Part, Reply, ReplyKind
from bot.petitions.reply_faults import PartFault
from bot.petitions.templates import Template
from bot.texts import say, words
from bot.views.lodging import place_line
from bot.views.message import Button, Message, pairs, plain, pressed
from bot.views.named import closest
from bot.views.petition import day_of, news
from bot.views.staff_news import staff_label
from knowledge.communes import Place as Commune

WORDS = 900
"""Characters of a petition's words that stand beside its reply."""

PIECE = 1200
"""Characters of one paragraph of what is given back."""

LABELLED = frozenset({Part.CHECKED, Part.DONE, Part.BASIS, Part.PROOF})
"""Parts that a citizen reads under a heading each."""

VERBS = {
    ReplyKind.ANSWER: "answer",
    ReplyKind.REFUSAL: "refusal",
    ReplyKind.TRANSFER: "passing",
    ReplyKind.EXTENSION: "extension",
    ReplyKind.RELAY: "relay",
}
"""What the button that begins a kind carries."""

TAKE = "take"
"""What a button carries by which a co-worker goes on with a draft."""

FILL = "fill"
"""What a button carries that asks for the blanks of a part, not for all of it."""


@dataclass(frozen=True, slots=True)
class Written:
    """A reply with what its screens say beside it."""

    petition: Petition
    reply: Reply
    at: datetime
    due: datetime | None = None  # the due moment an extension leads to
    author: str = ""
    approver: str = ""  # whoever would let it leave, if that is known
    file: str = ""  # the name of the document's file
    lifted: bool = False  # nobody is asked for approval
    templated: bool = False  # there is a text it may begin with
    refusals: Refusals = field(default_factory=Refusals)


def body(written: Reply, approver: str) -> str:
    """The words of a reply, as they leave: its parts, the signed document, and who approved it."""
    parts = [(part, said(written, part)) for part in PARTS[written.kind] if written.parts.get(part)]
    told = [plain(say(f"reply.said_{part}", value=text)) if part in LABELLED else text for part, text in parts]
    document = written.document
    if document.number and document.day:
        told.append(plain(say("reply.document", number=document.number, day=words.day(document.day))))
    return "\n\n".join([*told, plain(say("reply.approved_by", name=approver))])


def leaving(of: Written) -> tuple[str, ...]:
    """What its sender will read, to the letter."""
    note = body(of.reply, of.approver or str(say("reply.approver_later").unescape()))
    event = Event(of.petition.id, 0, EventKind.MOVED, of.at, SYSTEM, Reader.EVERYONE, note=note)
    if of.reply.kind is ReplyKind.RELAY:
        told = news(of.petition, replace(event, kind=EventKind.RELAYED))
    elif of.reply.kind is ReplyKind.EXTENSION:
        days = {"from": _iso(of.petition.due_at), "to": _iso(of.due)}
        # What waits for approval goes on from where it stood.
        goes_on = replace(of.petition, state=of.petition.resumes or of.petition.state)
        told = news(goes_on, replace(event, kind=EventKind.EXTENDED, details=days))
    else:
        reason, agency = of.reply.reason, of.reply.agency
        moved = replace(of.petition, state=TARGETS[of.reply.kind], state_at=of.at, reason=reason, agency=agency)
        told = news(moved, replace(event, details=of.refusals.facts(reason)))
    return told.paragraphs if told else ()


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def begin(petition: Petition, commune: Commune | None) -> Message:
    """Nothing is written yet: the petition, and what may be written."""
    verbs = [verb for kind, verb in VERBS.items() if may_be_replied(petition, kind)]
    buttons = [Button(say(f"button.{verb}"), pressed(verb, petition.code)) for verb in verbs]
    return Message((_head("reply.begin", petition), *_matter(petition, commune), say("reply.which")), pairs(buttons))


def _head(key: str, petition: Petition) -> Markup:
    return say(key, code=petition.code, state=staff_label(petition))


def _matter(petition: Petition, commune: Commune | None) -> list[Markup]:
    """What is replied to, without who sent it."""
    place = say("follow.place", value=place_line(petition.place, commune))
    return [say("follow.words", value=words.shortened(petition.words, WORDS)), place] if petition.words else [place]


def ask(of: Written, part: Part, *, fill: bool = False, templates: bool = False) -> Message:
    """A part is asked for: how to say it, and what stands there now; with `templates` those are offered, if any."""
    code, now = of.petition.code, part_text(of.reply, part)
    heading = say("reply.ask", kind=_kind(of.reply.kind), code=code, part=say(f"reply.part_{part}"))
    standing = [say("reply.now", value=now)] if now else []
    if fill and blanks(now):
        asked = _ask_blanks([place for _, place in blanks_from(of.reply, part)])
        ways = [Button(say("reply.anew"), pressed("part", code, part))]
    else:
        asked = say(f"reply.how_{part}")
        ways = [Button(say("reply.templates"), pressed("template", code))] if templates and of.templated else []
    offered = of.refusals.offered
    rows = [_reasons(code, offered)] if part is Part.REASON else []
    listed = [Markup("\n").join(_reason_lines(offered))] if part is Part.REASON else []
    # What can be done without is passed over by what shows the draft.
    ways.append(Button(say("button.skip" if part in unsaid(of.reply) else "reply.show"), pressed("drafted", code)))
    return Message((heading, *standing, asked, *listed), (*rows, tuple(ways)))


def _ask_blanks(places: Sequence[str]) -> Markup:
    """The blanks that are left, in order: one alone, or several that may be filled at once."""
    if len(places) == 1:
        return say("reply.fill", place=places[0])
    lines = [say("reply.fill_line", number=number, place=place) for number, place in enumerate(places, 1)]
    return Markup("\n").join([say("reply.fill_several", number=len(places)), *lines])


def _reason_lines(offered: Sequence[Reason]) -> list[Markup]:
    return [say("reply.reason_line", number=n, reason=say(f"reason.{reason}")) for n, reason in enumerate(offered, 1)]


def _reasons(code: str, offered: Sequence[Reason]) -> tuple[Button, ...]:
    return tuple(
        Button(str(number), pressed("picked", code, Part.REASON, reason)) for number, reason in enumerate(offered, 1)
    )


def reason_named(typed: str, offered: Sequence[Reason]) -> str:
    """The code of a reason that was typed in words of it; what was typed where there is none, or several."""
    named = {reason.value: str(say(f"reason.{reason}").unescape()) for reason in offered}
    return closest(typed, named) or typed


def part_text(written: Reply, part: Part) -> str:
    """A part as an officer reads it."""
    if part is Part.REASON and written.reason:
        return str(say(f"reason.{written.reason}").unescape())
    if part is Part.UNTIL and written.until:
        return words.day(written.until)
    return said(written, part)


def fault(part: Part, wrong: PartFault) -> Message:
    """Why something typed is no part."""
    most = LONGEST_AGENCY if part is Part.AGENCY else LONGEST
    return Message((say(f"reply.fault_{wrong}", part=say(f"reply.part_{part}"), most=most),))


def lacking(parts: Sequence[Part]) -> Message:
    """What a reply lacks before it can be handed up."""
    return Message((_lacking([say(f"reply.part_{part}") for part in parts]),))


def _lacking(names: Sequence[Markup]) -> Markup:
    return say("reply.lacking", parts=Markup("; ").join(names))


def draft(of: Written) -> Message:
    """An officer's own draft: what the citizen will read, or what it lacks; every part can be mended."""
    ready = _is_ready(of.reply)
    shown = (say("reply.preview"), *leaving(of)) if ready else tuple(_unready(of.reply))
    return Message((*_opening(of), *shown, *_closing(of)), pairs(_ways(of, ready=ready)))


def _is_ready(written: Reply) -> bool:
    """Whether nothing is lacking."""
    return not missing(written) and not lacks_document(written)


def _opening(of: Written) -> list[Markup]:
    remark = [say("reply.sent_back_why", remark=of.reply.remark)] if of.reply.remark else []
    kind = _kind(of.reply.kind)
    return [say("reply.draft", kind=kind, code=of.petition.code, state=staff_label(of.petition)), *remark]


def _unready(written: Reply) -> list[Markup]:
    """The parts that are there, and the names of those that are not."""
    there = [
        say("reply.part_line", part=say(f"reply.part_{part}"), value=part_text(written, part))
        for part in PARTS[written.kind]
        if said(written, part)
    ]
    lacking = [say(f"reply.part_{part}") for part in missing(written)]
    return [*there, _lacking([*lacking, *([say("reply.the_document")] if lacks_document(written) else [])])]


def _closing(of: Written) -> list[Markup]:
    """What goes along, and who would not be reached."""
    file = [say("reply.with_file", name=of.file)] if of.file else []
    return [*file, *([say("reply.no_chat")] if of.petition.chat_id is None else [])]


def _ways(of: Written, *, ready: bool) -> list[Button]:
    code = of.petition.code
    up = say("button.send") if of.lifted else say("button.endorse")
    mend = [Button(say(f"reply.mend_{part}"), pressed("part", code, part)) for part in PARTS[of.reply.kind]]
    return [
        *([Button(up, pressed("endorse", code))] if ready else []),
        *mend,
        *([Button(say("reply.templates"), pressed("template", code))] if of.templated else []),
        Button(say("button.document"), pressed("document", code)),
        Button(say("button.discard"), pressed("discard", code)),
    ]


def of_another(of: Written) -> Message:
    """A co-worker's draft: to be read, or gone on with."""
    shown = (say("reply.preview"), *leaving(of)) if _is_ready(of.reply) else tuple(_unready(of.reply))
    heading = say("reply.of_another", kind=_kind(of.reply.kind), code=of.petition.code, name=of.author)
    take = Button(say("button.take_over"), pressed(VERBS[of.reply.kind], of.petition.code, TAKE))
    return Message((heading, *shown, *_closing(of)), ((take,),))


def waiting(of: Written, *, own: bool) -> Message:
    """A reply that was handed up: its author and the others wait; its author may take it back."""
    told = (_handed_up("reply.waiting", of), say("reply.preview"), *leaving(of), *_closing(of))
    back = Button(say("button.recall"), pressed("recall", of.petition.code, of.reply.edition))
    return Message(told, ((back,),) if own else ())


def unkept(typed: str) -> Message:
    """What was typed and could not be kept, for whoever typed it to use again."""
    return Message((say("reply.unkept"), *map(Markup.escape, words.pieces(typed, PIECE))))


def to_approve(of: Written, commune: Commune | None) -> Message:
    """What an approver decides on: the petition, and the very words that would leave under the approver's name."""
    again = [say("reply.sent_back_before", remark=of.reply.remark)] if of.reply.remark else []
    paragraphs = (_handed_up("reply.to_approve", of), *_matter(of.petition, commune), *again, say("reply.preview"))
    return Message((*paragraphs, *leaving(of), *_closing(of)), (deciding(of.petition.code, of.reply.edition),))


def deciding(code: str, edition: str) -> tuple[Button, ...]:
    """What an approver decides by."""
    return (
        Button(say("button.approve"), pressed("approve", code, edition)),
        Button(say("button.send_back"), pressed("send_back", code, edition)),
    )


def _handed_up(key: str, of: Written) -> Markup:
    return say(key, kind=_kind(of.reply.kind), code=of.petition.code, name=of.author)


def ask_remark(of: Written) -> Message:
    """An approver is about to send a reply back."""
    back = Button(say("reply.show"), pressed("drafted", of.petition.code))
    return Message((say("reply.ask_remark", code=of.petition.code, name=of.author),), ((back,),))


def sent_back(petition: Petition, written: Reply, approver: str) -> Message:
    """What its author is told of a reply that came back."""
    told = say("reply.came_back", kind=_kind(written.kind), code=petition.code, name=approver)
    return Message((told, say("reply.sent_back_why", remark=written.remark)), (mending(petition.code),))


def mending(code: str) -> tuple[Button, ...]:
    """The way to a reply that came back."""
    return (Button(say("reply.show"), pressed("drafted", code)),)


def offer(of: Written, offered: Sequence[Template]) -> Message:
    """The templates for a reply, by their numbers."""
    code = of.petition.code
    lines = [say("reply.template_line", number=number, name=one.name) for number, one in enumerate(offered, 1)]
    numbers = tuple(Button(str(number), pressed("template", code, one.key)) for number, one in enumerate(offered, 1))
    show = (Button(say("reply.show"), pressed("drafted", code)),)
    return Message((say("reply.which_template", code=code), Markup("\n").join(lines)), (numbers, show))


def ask_document(of: Written) -> Message:
    """The signed document is asked for: its number and day, then its file; what is known of it stands first."""
    document, code = of.reply.document, of.petition.code
    known = []
    if document.number and document.day:
        known.append(say("reply.document", number=document.number, day=words.day(document.day)))
    if of.file:
        known.append(say("reply.with_file", name=of.file))
    asked = say("reply.ask_file") if document.number else say("reply.ask_document")
    show = Button(say("reply.show"), pressed("drafted", code))
    drop = [Button(say("reply.no_document"), pressed("undocument", code))] if document else []
    heading = "reply.document_of_agency" if of.reply.kind is ReplyKind.RELAY else "reply.document_of"
    return Message((say(heading, code=code), *known, asked), ((show, *drop),))


def ask_discard(of: Written) -> Message:
    """Whether a draft is to go: asked once more, since nobody gets it back."""
    code = of.petition.code
    yes = Button(say("button.discard_yes"), pressed("discard", code, of.reply.edition))
    show = Button(say("reply.show"), pressed("drafted", code))
    asked = say("reply.ask_discard", kind=_kind(of.reply.kind), code=code, name=of.author)
    return Message((asked,), ((yes, show),))


def ask_instead(of: Written, wanted: ReplyKind) -> Message:
    """Whether a draft is to go for one of another kind."""
    code, kind = of.petition.code, _kind(wanted)
    instead = Button(say("reply.instead", kind=kind), pressed(VERBS[wanted], code, of.reply.edition))
    show = Button(say("reply.show"), pressed("drafted", code))
    return Message((say("reply.another_kind", code=code, kind=_kind(of.reply.kind)),), ((instead,), (show,)))


def mine(to_answer: Sequence[Petition], to_approve: Sequence[Petition], drafts: Sequence[Petition]) -> Message:
    """What an officer is to write and to decide on; each opens by its number."""
    groups = [("reply.list_approve", to_approve), ("reply.list_drafts", drafts), ("reply.list_answer", to_answer)]
    paragraphs: list[Markup] = []
    opened: list[Petition] = []
    for key, petitions in groups:
        if petitions:
            lines = [_line(number, one) for number, one in enumerate(petitions, len(opened) + 1)]
            opened += petitions
            paragraphs.append(Markup("\n").join([say(key), *lines]))
    buttons = [Button(str(number), pressed("drafted", one.code)) for number, one in enumerate(opened, 1)]
    rows = tuple(tuple(buttons[at : at + 5]) for at in range(0, len(buttons), 5))
    return Message((*paragraphs, say("reply.list_how")) if opened else (say("reply.list_none"),), rows)


def _line(number: int, petition: Petition) -> Markup:
    due = day_of(petition.due_at) if petition.due_at else say("reply.no_due")
    return say("reply.line", number=number, code=petition.code, category=say(f"category.{petition.category}"), due=due)


def closed(petition: Petition) -> Message:
    """Nothing is replied to a petition any more: where it stands."""
    return Message((_head("reply.closed", petition),))


def left(petition: Petition, written: Reply) -> Message:
    """What whoever let a reply leave is told; nobody is reached who came or called."""
    told = [say("reply.left", kind=_kind(written.kind), code=petition.code)]
    return Message((*told, *([say("reply.no_chat")] if petition.chat_id is None else [])))


def approved(petition: Petition, written: Reply, approver: str) -> Message:
    """What its author is told of a reply that left."""
    told = say("reply.approved", kind=_kind(written.kind), code=petition.code, name=approver)
    return Message((told,), (seeing(petition.code),))


def seeing(code: str) -> tuple[Button, ...]:
    """The way to the petition of a reply that left."""
    return (Button(say("button.board"), pressed("board", code)),)


def _kind(kind: ReplyKind) -> Markup:
    return say(f"reply.kind_{kind}")
