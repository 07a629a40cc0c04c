"""Why a backup cannot be made or restored, each in one sentence for administrators."""

import errno
from pathlib import Path


class BackupRefusedError(Exception):
    """A backup cannot be made, read or restored; its text is one sentence."""


class UnwritableError(BackupRefusedError):
    """A backup cannot be written where it was to be; `is_full` tells a full disk from the rest."""

    def __init__(self, file: Path, error: OSError) -> None:
        super().__init__(f"{file} cannot be written: {error.strerror}; nothing of it was left behind.")
        self.is_full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def not_whole(file: Path, why: str) -> BackupRefusedError:
    """A file that is no backup, or not the one that was written."""
    return BackupRefusedError(f"{file} is no whole backup ({why}): take another one; nothing was restored.")
