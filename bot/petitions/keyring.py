"""Which secret a database belongs to: its name is written once, by the first start, and stands for good."""

from sqlalchemy import Connection, select

from bot.database import insert_into
from bot.petitions.tables import keyring


class KeyringRepository:
    """The name of the secret over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def name(self) -> str | None:
        """The name of the secret that everything was sealed with; None before the first start."""
        return self._connection.scalar(select(keyring.c.name))

    def keep(self, name: str) -> str | None:
        """Write the name down unless one stands; gives the one that stands: of two first starts, one writes it."""
        row = insert_into(self._connection, keyring).values(row=1, name=name)
        self._connection.execute(row.on_conflict_do_nothing())
        return self.name()
