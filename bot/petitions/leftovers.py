"""Files in our folder that nobody has any more: of drafts given up and petitions anonymised, or left by a kill."""

import logging
from collections.abc import Iterable
from pathlib import Path

from bot.petitions.contents import remove

log = logging.getLogger(__name__)


def remove_all(folder: Path, names: Iterable[str]) -> None:
    """Remove files after the transaction that forgot them; one that cannot go now is swept on another night."""
    for name in names:
        try:
            remove(folder, name)
        except (OSError, ValueError) as fault:
            log.warning("a file was not removed: %s", fault)
