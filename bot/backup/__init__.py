"""Backups: the whole database and its files in one file, in one logical form for both kinds of database."""

from bot.backup.making import Made, make
from bot.backup.refusing import BackupRefusedError, UnwritableError
from bot.backup.restoring import Restored, restore
from bot.backup.rotation import kept, name_at, rotate

__all__ = [
    "BackupRefusedError",
    "Made",
    "Restored",
    "UnwritableError",
    "kept",
    "make",
    "name_at",
    "restore",
    "rotate",
]
