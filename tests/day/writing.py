"""How far a citizen is with writing one petition: what she has given, and what she gives next."""

from tests.day.screens import Asked
from tests.day.scripts import MENDED, Mending, Naming, Script, Task

BUTTONS = {Mending.WORDS: "Sửa nội dung", Mending.PLACE: "Sửa nơi xảy ra", Mending.IDENTITY: "Sửa người gửi"}


class Writing:
    """One petition on its way to the review."""

    def __init__(self, script: Script, task: Task) -> None:
        self.words = task.words
        self.mends = task.mending is not Mending.NOTHING
        self.pauses = task.pauses
        self.is_taken = False
        """Whether the bot went on from the words: it may not ask for them again."""
        self._task = task
        self._asks = task.asks_at_review
        self._line = f"{script.name}, {script.address}, {script.phone}"
        in_parts = [script.name, script.address] + ([script.phone] if task.naming is Naming.PARTS else [])
        self._parts = [] if task.naming is Naming.LINE else in_parts
        self._contact = task.naming is Naming.CONTACT
        self._place = script.address

    @property
    def pauses_now(self) -> bool:
        """Whether she leaves it for a while: once the words are given."""
        return self.pauses and self.is_taken

    @property
    def shares_her_contact(self) -> bool:
        """Whether all but her telephone is given, and she shares that."""
        return self._contact and not self._parts

    def heard(self, step: Asked | None) -> None:
        """The bot asks for something."""
        self.is_taken = self.is_taken or step in {Asked.IDENTITY, Asked.PLACE, Asked.CONSENT, Asked.REVIEW}

    def asks_now(self, step: Asked | None) -> bool:
        """Whether she asks something else at this step, once."""
        asks = self._asks and step is Asked.REVIEW
        self._asks = self._asks and not asks
        return asks

    def mend(self) -> str:
        """The button of the part that she mends."""
        self.mends = False
        if self._task.mending is Mending.WORDS:
            self.words, self.is_taken = self._task.words + MENDED, False
        # Another address than the one that was given.
        self._line = self._line.replace("thôn", "số nhà 2 thôn")
        return BUTTONS[self._task.mending]

    def typed(self, step: Asked | None) -> str:
        """What she types at a step."""
        if step is Asked.WORDS:
            return self.words
        if step is Asked.CATEGORY:
            return "10"
        if step is Asked.PLACE:
            return self._place
        return self._parts.pop(0) if self._parts else self._line
