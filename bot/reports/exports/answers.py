"""The replies that were approved and sent: what they say, who wrote them, who let them leave, and when."""

from collections.abc import Callable

from bot.petitions.identity import Identity
from bot.petitions.mailbox import Wanted
from bot.petitions.redaction import redacted
from bot.petitions.sent_replies import SentReply, SentReplyRepository
from bot.reports.exports.petitions import Reader
from bot.reports.exports.table import Columns, Table, What, moment, table_of
from bot.reports.sheets import Value, said
from bot.texts import say


def answers(replies: SentReplyRepository, reader: Reader, wanted: Wanted, *, whole: bool = False) -> Table:
    """The replies of some days; `whole` leaves in the texts what tells a person apart."""
    return table_of(What.ANSWERS, columns(reader, whole=whole), replies.sent(reader.officer, wanted))


def columns(reader: Reader, *, whole: bool) -> Columns[SentReply]:
    """The columns with their widths, in their order."""
    return {
        "decided": (19, lambda one: moment(one.decided_at)),
        "code": (17, lambda one: one.code),
        "number": (8, lambda one: one.book_number),
        "year": (8, lambda one: one.book_year),
        "kind": (18, lambda one: said(say(f"reply.kind_{one.kind}"))),
        "category": (22, lambda one: said(say(f"category.{one.category}"))),
        "unit": (18, lambda one: reader.communes.get(one.unit, one.unit)),
        "text": (60, _text(whole=whole)),
        "refused_because": (24, lambda one: said(say(f"reason.{one.reason}")) if one.reason else ""),
        "agency": (22, lambda one: one.agency),
        "extended_until": (12, lambda one: one.until),
        "document": (16, lambda one: one.document_number),
        "document_on": (12, lambda one: one.document_on),
        "author": (20, lambda one: one.author),
        "lodged": (19, lambda one: moment(one.lodged_at)),
        "submitted": (19, lambda one: moment(one.submitted_at)),
        "approver": (20, lambda one: one.approver),
    }


def _text(*, whole: bool) -> Callable[[SentReply], Value]:
    def text(one: SentReply) -> Value:
        if one.anonymised_at or one.words is None:
            return said(say("book.erased"))
        if one.restricted_at:
            return said(say("book.restricted"))
        return one.words if whole else redacted(one.words, Identity()).text

    return text
