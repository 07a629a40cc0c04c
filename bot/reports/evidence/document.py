"""The evidence on paper: A4 pages with the petition, what was answered, its history, its files and what proves them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from bot.clock import VIET_NAM
from bot.petitions.identity import Identity, shown_phone
from bot.petitions.petition import Event
from bot.reports import qr
from bot.reports.evidence.facts import Evidence, Sent
from bot.reports.evidence.json_file import Packed
from bot.reports.exports.audit import event_name, state_name
from bot.reports.sheets import fit, said
from bot.texts import say, words

if TYPE_CHECKING:
    from fpdf import FPDF

FONT = "DejaVu"
EDGE, FOOT = 18.0, 14.0
"""The white around a page of A4 and what its foot takes, in millimetres."""

BODY, SMALL, LINE = 10.0, 8.0, 5.0
"""Heights of letters in points, and of a line in millimetres."""

FACTS = (
    *("code", "book", "received", "category", "place", "unit", "officer", "state", "due", "answered", "closed"),
    *("name", "address", "phone", "email"),
)
"""What is told in a line each, of the petition and of its sender."""

Fact = tuple[str, str]


def pdf(of: Evidence, files: Sequence[Packed]) -> bytes:
    """The evidence as a PDF."""
    page, file = _page(of), BytesIO()
    agency = "" if of.petition.trial else of.agency
    _line(page, agency or _said("evidence.trial"), "B", align="C")
    _line(page, _said("evidence.title"), "B", BODY + 4, "C")
    _line(page, _said("evidence.made", code=of.petition.code, at=_moment(of.at), name=of.by), "I", SMALL, "C")
    _facts(page, _of_petition(of))
    _heading(page, "evidence.words")
    _line(page, of.words or _said("book.erased"))
    _sender(page, of)
    _replies(page, of)
    _history(page, of)
    _files(page, files)
    _heading(page, "evidence.proof")
    for told in _proof(of):
        _line(page, told, size=SMALL + 1)
    page.output(file)
    return file.getvalue()


def _sender(page: "FPDF", of: Evidence) -> None:
    _heading(page, "evidence.sender")
    if of.sender:
        _facts(page, _of_sender(of.sender))
    else:
        _line(page, _said("evidence.covered"), "I")


def _replies(page: "FPDF", of: Evidence) -> None:
    _heading(page, "evidence.replies")
    for one in of.replies:
        _line(page, _reply(one), "B")
        _line(page, one.words)
    if not of.replies:
        _line(page, _said("evidence.no_reply"), "I")


def _history(page: "FPDF", of: Evidence) -> None:
    _heading(page, "evidence.history")
    for entry in of.proof.entries:
        _line(page, _happened(of, entry.event), "B", SMALL + 1)
        _line(page, of.notes[entry.event.number], size=SMALL + 1)
        _line(page, entry.link.digest, size=SMALL)


def _files(page: "FPDF", files: Sequence[Packed]) -> None:
    _heading(page, "evidence.files")
    for number, one in enumerate(files, 1):
        told = _said("evidence.sha", digest=one.digest) if one.path else _said("evidence.file_gone")
        _line(page, f"{number}. {one.path or one.file.name}")
        _line(page, told, size=SMALL)
        if one.path and not one.is_as_kept:
            _line(page, _said("evidence.file_altered"), "B", SMALL)
    if not files:
        _line(page, _said("evidence.no_file"), "I")


def _page(of: Evidence) -> "FPDF":
    from fpdf import FPDF

    class Page(FPDF):
        """A page whose foot says of which petition it is."""

        def footer(self) -> None:
            self.set_y(-FOOT + 2)
            self.set_font(FONT, "I", SMALL)
            self.cell(
                0, 3.6, _said("evidence.foot", code=of.petition.code, page=self.page_no(), pages="{nb}"), align="R"
            )

    page = Page(format="A4")
    page.set_title(_said("evidence.title"))
    page.set_lang("vi")
    page.set_creation_date(of.at)
    page.set_margins(EDGE, EDGE, EDGE)
    page.set_auto_page_break(True, FOOT + 4)
    for style, name in (("", "regular"), ("B", "bold"), ("I", "italic")):
        page.add_font(FONT, style, qr.font_file(name))
    page.add_page()
    return page


def _of_petition(of: Evidence) -> list[Fact]:
    petition = of.petition
    place = ", ".join(filter(None, (of.place, of.commune)))
    return [
        ("code", petition.code),
        ("book", _said("evidence.in_book", number=petition.book_number, year=petition.book_year)),
        ("received", f"{_moment(petition.submitted_at)}, {_said(f'book.channel_{petition.channel}')}"),
        ("category", _said(f"category.{petition.category}")),
        ("place", place),
        ("unit", of.unit),
        ("officer", of.officer),
        ("state", state_name(petition.state)),
        ("due", _moment(petition.due_at)),
        ("answered", _moment(petition.answered_at)),
        ("closed", _moment(petition.closed_at)),
    ]


def _of_sender(sender: Identity) -> list[Fact]:
    return [
        ("name", sender.name),
        ("address", sender.address),
        ("phone", shown_phone(sender.phone) if sender.phone else ""),
        ("email", sender.email),
    ]


def _reply(one: Sent) -> str:
    """What kind of reply it was, who wrote it, who let it leave, and when."""
    kind = _said(f"reply.kind_{one.reply.kind}")
    document = one.reply.document
    told = [
        _said("evidence.sent", kind=kind[:1].upper() + kind[1:], at=_moment(one.reply.decided_at)),
        _said("evidence.written_by", name=one.author),
        _said("evidence.approved_by", name=one.approver) if one.approver else "",
        _said("evidence.document", number=document.number, day=words.day(document.day)) if document.day else "",
    ]
    return "; ".join(filter(None, told))


def _happened(of: Evidence, event: Event) -> str:
    """An event in a line: its number, when, who, what, and where it led."""
    who = of.names.get(event.actor.officer_id or 0, "")
    by = ", ".join(filter(None, (who, _said(f"party.{event.actor.party}"))))
    to = state_name(event.to_state)
    led = f" → {to}" if to else ""
    return f"{event.number}. {_moment(event.at)} – {by}: {event_name(event.kind)}{led}"


def _proof(of: Evidence) -> Iterator[str]:
    proof = of.proof
    yield _said("evidence.whole" if proof.is_whole else "evidence.broken")
    for one in proof.heads:
        signed = words.day(one.anchor.day)
        yield _said("evidence.anchor", day=signed, number=one.number, digest=one.digest)
        yield _said("evidence.signature", root=one.anchor.root, signature=one.anchor.signature)
    if not proof.heads:
        yield _said("evidence.no_anchor")
    yield _said("evidence.key", public=proof.public_key)
    yield _said("evidence.how")


def _heading(page: "FPDF", key: str) -> None:
    page.ln(2)
    _line(page, _said(key), "B", BODY + 1)


def _facts(page: "FPDF", facts: Sequence[Fact]) -> None:
    for name, value in facts:
        if value:
            _line(page, f"{_said(f'evidence.fact_{name}')}: {value}")


def _line(page: "FPDF", text: str, style: str = "", size: float = BODY, align: str = "L") -> None:
    """A paragraph; nothing where there is nothing to say."""
    if text:
        page.set_font(FONT, style, size)
        page.multi_cell(0, size * LINE / BODY, fit(text), align=align, new_x="LMARGIN", new_y="NEXT")


def _moment(at: datetime | None) -> str:
    """A moment as documents write it: 9 giờ 05 ngày 22/11/2026."""
    if at is None:
        return ""
    local = at.astimezone(VIET_NAM)
    return _said("page.moment", hour=words.minute(local.time()), day=words.day(local.date()))


def _said(key: str, **values: object) -> str:
    return said(say(key, **values))
