"""Every address of the desk behind its door, with the roles that open it: one table, tested role by role."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.review.officers import CLERKS, Officer, Role
from bot.review.powers import ROLES, Power
from bot.web.desk.pages import (
    catalogue,
    deliveries,
    evidence,
    exports,
    files,
    handing,
    inbox,
    leaving,
    overview,
    petition,
    procedure,
    proposals,
    publishing,
    quality,
    quarterly,
    questions,
    reference,
    reply,
    samples,
    system,
    talks,
    trail,
)
from bot.web.desk.seat import Act


@dataclass(frozen=True, slots=True)
class DeskRoute:
    """An address, what stands behind it, and the roles it is open to: every officer's, unless some are named."""

    name: str
    method: str
    path: str
    act: Act
    roles: frozenset[Role] = frozenset(Role)
    reads: bool = False  # it writes nothing at all, and so waits for no writer; what leaves a trace does write

    def is_open_to(self, officer: Officer) -> bool:
        """Whether one of an officer's roles opens it."""
        return officer.may(*self.roles)


REPORTS = ROLES[Power.REPORT] | ROLES[Power.EXPORT]
"""Who enters what goes into the quarter's report, and who hands it in."""

ROUTES: Sequence[DeskRoute] = (
    DeskRoute("overview", "GET", "/banlamviec", overview.show, reads=True),
    DeskRoute("behind", "GET", "/banlamviec/so-lieu/{so}", overview.behind, ROLES[Power.SEE], reads=True),
    DeskRoute("deliveries", "GET", "/banlamviec/gui-loi", deliveries.show, ROLES[Power.SEE], reads=True),
    DeskRoute("inbox", "GET", "/banlamviec/hop-thu", inbox.show, ROLES[Power.SEE], reads=True),
    DeskRoute("petition", "GET", "/banlamviec/phan-anh/{code}", petition.show, ROLES[Power.SEE]),
    DeskRoute("petition_act", "POST", "/banlamviec/phan-anh/{code}", petition.act, ROLES[Power.SEE]),
    DeskRoute("keep_filter", "POST", "/banlamviec/hop-thu/bo-loc", inbox.keep, ROLES[Power.SEE]),
    DeskRoute("remove_filter", "POST", "/banlamviec/hop-thu/bo-loc/bo", inbox.remove, ROLES[Power.SEE]),
    DeskRoute("hand", "POST", "/banlamviec/hop-thu/giao", handing.preview, ROLES[Power.ASSIGN]),
    DeskRoute("hand_do", "POST", "/banlamviec/hop-thu/giao/lam", handing.give, ROLES[Power.ASSIGN]),
    DeskRoute("note", "POST", "/banlamviec/phan-anh/{code}/ghi-chu", petition.note, ROLES[Power.SEE]),
    DeskRoute("file", "GET", "/banlamviec/phan-anh/{code}/tep/{number}", files.fetch, ROLES[Power.SEE]),
    DeskRoute("reply", "GET", "/banlamviec/phan-anh/{code}/tra-loi", reply.show, ROLES[Power.SEE]),
    DeskRoute("reply_act", "POST", "/banlamviec/phan-anh/{code}/tra-loi", reply.act, ROLES[Power.SEE]),
    DeskRoute("publishing", "GET", "/banlamviec/phan-anh/{code}/cong-khai", publishing.show, ROLES[Power.SEE]),
    DeskRoute("publishing_act", "POST", "/banlamviec/phan-anh/{code}/cong-khai", publishing.act, ROLES[Power.SEE]),
    DeskRoute("contact", "POST", "/banlamviec/phan-anh/{code}/nguoi-gui", petition.contact, ROLES[Power.SEE_CONTACT]),
    DeskRoute("evidence", "POST", "/banlamviec/phan-anh/{code}/ho-so-chung-cu", evidence.take, ROLES[Power.SEE]),
    DeskRoute("catalogue", "GET", "/banlamviec/danh-muc", catalogue.show, reads=True),
    DeskRoute("catalogue_list", "GET", "/banlamviec/danh-muc/danh-sach", catalogue.listed, reads=True),
    DeskRoute("catalogue_changes", "GET", "/banlamviec/danh-muc/thay-doi", catalogue.changes, reads=True),
    DeskRoute("catalogue_file", "GET", "/banlamviec/danh-muc/thay-doi/tep", catalogue.changes_file, reads=True),
    DeskRoute("procedure", "GET", "/banlamviec/danh-muc/{code}", procedure.show, reads=True),
    DeskRoute("proposals", "GET", "/banlamviec/de-xuat", proposals.listed, ROLES[Power.SEE], reads=True),
    DeskRoute("annex", "POST", "/banlamviec/de-xuat", proposals.bring, ROLES[Power.PROPOSE]),
    DeskRoute("proposal", "GET", "/banlamviec/de-xuat/{number}", proposals.show, ROLES[Power.SEE], reads=True),
    DeskRoute("proposal_act", "POST", "/banlamviec/de-xuat/{number}", proposals.act, ROLES[Power.SEE]),
    DeskRoute("questions", "GET", "/banlamviec/hoi-dap", questions.show, CLERKS, reads=True),
    DeskRoute("questions_act", "POST", "/banlamviec/hoi-dap", questions.act, CLERKS),
    DeskRoute("staff", "GET", "/banlamviec/can-bo", talks.show("staff"), ROLES[Power.APPOINT]),
    DeskRoute("staff_act", "POST", "/banlamviec/can-bo", talks.act("staff"), ROLES[Power.APPOINT]),
    DeskRoute("quarterly", "GET", "/banlamviec/bao-cao", quarterly.show, REPORTS, reads=True),
    DeskRoute("quarterly_file", "GET", "/banlamviec/bao-cao/tep", quarterly.file, REPORTS, reads=True),
    DeskRoute("quality", "GET", "/banlamviec/chat-luong", quality.show, ROLES[Power.SEE], reads=True),
    DeskRoute(
        "quality_behind", "GET", "/banlamviec/chat-luong/so-lieu/{so}", quality.behind, ROLES[Power.SEE], reads=True
    ),
    DeskRoute("samples", "GET", "/banlamviec/chat-luong/mau/{month}", samples.listed, ROLES[Power.REVIEW], reads=True),
    DeskRoute("sample", "GET", "/banlamviec/chat-luong/mau/{month}/{position}", samples.show, ROLES[Power.REVIEW]),
    DeskRoute(
        "sample_act", "POST", "/banlamviec/chat-luong/mau/{month}/{position}", samples.judge, ROLES[Power.REVIEW]
    ),
    DeskRoute("exports", "GET", "/banlamviec/xuat-du-lieu", exports.show, reads=True),
    DeskRoute("exports_file", "POST", "/banlamviec/xuat-du-lieu/tep", exports.file),
    DeskRoute("dossiers", "GET", "/banlamviec/ho-so-quy", talks.show("dossiers"), ROLES[Power.REPORT]),
    DeskRoute("dossiers_act", "POST", "/banlamviec/ho-so-quy", talks.act("dossiers"), ROLES[Power.REPORT]),
    DeskRoute("system", "GET", "/banlamviec/he-thong", system.show, ROLES[Power.RUN], reads=True),
    DeskRoute("system_act", "POST", "/banlamviec/he-thong", system.act, ROLES[Power.RUN]),
    DeskRoute("tables", "GET", "/banlamviec/bang", reference.tables, reads=True),
    DeskRoute("table", "GET", "/banlamviec/bang/{table}", reference.table, reads=True),
    DeskRoute("row", "GET", "/banlamviec/bang/{table}/{row}", reference.row, reads=True),
    DeskRoute("row_act", "POST", "/banlamviec/bang/{table}/{row}", reference.act),
    DeskRoute("row_ending", "GET", "/banlamviec/bang/{table}/{row}/bo", reference.ending),
    DeskRoute("row_end", "POST", "/banlamviec/bang/{table}/{row}/bo", reference.end),
    DeskRoute("trail", "GET", "/banlamviec/nhat-ky", trail.show, ROLES[Power.APPOINT], reads=True),
    DeskRoute("sign_out", "POST", "/banlamviec/ra", leaving.here),
    DeskRoute("sign_out_everywhere", "POST", "/banlamviec/ra-het", leaving.everywhere),
)

MENU: Sequence[str] = (
    "overview",
    "inbox",
    "catalogue",
    "proposals",
    "questions",
    "quarterly",
    "tables",
    "staff",
    "system",
    "trail",
)
"""The pages that stand in the menu, in their order; an officer sees those that are open to them."""


def menu_of(officer: Officer) -> list[tuple[str, str]]:
    """What an officer's menu leads to: the key of its words, and the address."""
    by_name = {route.name: route for route in ROUTES}
    shown = (by_name[name] for name in MENU)
    return [(f"page.menu_{r.name}", r.path) for r in shown if r.is_open_to(officer)]
