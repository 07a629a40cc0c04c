"""The six officers of the day and their chats, and who of them may see what: a table of the test's own."""

from dataclasses import dataclass

from bot.review.officers import Role

FORUM, PLAIN = -1_000_000_000_700, -701
"""The staff chats: one with topics, one without."""

EVERY_UNIT = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A role: of a commune by its name, or of every one; perhaps named for what is confidential."""

    role: Role
    unit: str = EVERY_UNIT
    named: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """An officer: their account, name, roles, and the groups they are in."""

    chat: int
    name: str
    posts: tuple[Post, ...]
    groups: tuple[int, ...] = ()

    def holds(self, role: Role) -> bool:
        """Whether they hold a role for anything."""
        return any(post.role is role for post in self.posts)


CLERK, CONTROLLER, APPROVER, ADMINISTRATOR = Role.CLERK, Role.CONTROLLER, Role.APPROVER, Role.ADMINISTRATOR

AN = Person(801, "Trần Hải An", (Post(CLERK, "Cát Thành"),), (FORUM,))
BINH = Person(802, "Lê Thanh Bình", (Post(CLERK, "Minh Thái"),), (PLAIN,))
CHI = Person(803, "Phạm Linh Chi", tuple(Post(CLERK, unit) for unit in ("Trực Ninh", "Quang Hưng", "Ninh Cường")))
DUNG = Person(804, "Vũ Tiến Dũng", (Post(CONTROLLER, named=True),), (FORUM, PLAIN))
GIANG = Person(805, "Đỗ Hương Giang", (Post(APPROVER, named=True),), (FORUM,))
HANH = Person(
    806,
    "Bùi Đức Hạnh",
    (Post(ADMINISTRATOR), Post(APPROVER, "Cát Thành"), Post(APPROVER, "Minh Thái")),
    (FORUM, PLAIN),
)

PEOPLE = (AN, BINH, CHI, DUNG, GIANG, HANH)
GROUPS = {FORUM: "Cát Thành", PLAIN: "Minh Thái"}
"""The commune whose petitions each group reads."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a petition decides who may see it: its commune, whether it is confidential, whom it speaks of."""

    unit: str
    confidential: bool = False
    concerned: frozenset[str] = frozenset()


def may_see(chat: int, facts: Facts) -> bool:
    """Whether a petition may be read in a chat of the staff."""
    if chat in GROUPS:
        return facts.unit == GROUPS[chat] and not facts.confidential
    person = next(one for one in PEOPLE if one.chat == chat)
    return person.name not in facts.concerned and any(_covers(post, facts) for post in person.posts)


def _covers(post: Post, facts: Facts) -> bool:
    handles = post.role is not ADMINISTRATOR
    return handles and post.unit in {EVERY_UNIT, facts.unit} and (post.named or not facts.confidential)
