"""A sealed backup: AES-256-GCM piece by piece, so that nobody need hold it whole to write it or to read any part of it.

    mark 16 · salt 16 · check 16 · piece · piece · … · last piece

Each piece is sealed with its number, and the last with a mark of its own (the STREAM construction, as age has it): a
piece that was altered, moved, doubled or cut off is found. The key is made of the administrators' text and the salt by
scrypt, since a backup may lie for years where somebody has time to guess; `check` tells another key
from an altered file.
"""

import io
import secrets
from hmac import compare_digest
from pathlib import Path
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from bot.backup.refusing import BackupRefusedError, not_whole

MARK = b"motcua sealed 1\n"
PIECE = 2**16
"""Bytes sealed at a time."""

_SALT, _CHECK, _TAG, _COUNT = 16, 16, 16, 11
_HEAD = len(MARK) + _SALT + _CHECK


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> object:
        """Take some more."""

    def flush(self) -> object:
        """Pass on what was taken."""


class Sealing:
    """Passes bytes on sealed; nothing is whole before it is closed."""

    def __init__(self, to: Sink, key: str) -> None:
        salt = secrets.token_bytes(_SALT)
        self._cipher, check = _derived(key, salt)
        self._to = to
        self._waiting = bytearray()
        self._number = 0
        to.write(MARK + salt + check)

    def write(self, data: bytes, /) -> int:
        """Take some more; what fills a piece is passed on, but for the last: only the end knows that it is."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._pass_on(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def flush(self) -> None:
        """Pass on what can be."""
        self._to.flush()

    def close(self) -> None:
        """Seal the last piece."""
        self._pass_on(bytes(self._waiting), last=True)
        self._to.flush()

    def _pass_on(self, piece: bytes, *, last: bool) -> None:
        self._to.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, MARK))
        self._number += 1


class Unsealing(io.RawIOBase):
    """What was sealed, from any place on. Raises BackupRefusedError where it is not what was written."""

    def __init__(self, opened: BinaryIO, file: Path, key: str) -> None:
        self._opened, self._file = opened, file
        head = opened.read(_HEAD)
        salt, check = head[len(MARK) : -_CHECK], head[-_CHECK:]
        body = opened.seek(0, io.SEEK_END) - _HEAD
        self._pieces = -(-body // (PIECE + _TAG))
        self._size = body - self._pieces * _TAG
        if len(head) < _HEAD or self._pieces < 1 or self._size < 0:
            raise not_whole(file, "its end is missing")
        self._cipher, expected = _derived(key, salt)
        if not compare_digest(check, expected):
            raise BackupRefusedError(f"{file} was sealed with another key: give that one.")
        self._at = 0
        self._held = -1, b""
        self._piece(self._pieces - 1)  # whoever cut the end off is found before anything is read

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """From any place on."""
        return True

    def tell(self) -> int:
        """The place that is read next."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Read from another place on."""
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override] # any buffer that is written to
        """Read on, to the end of a piece at most."""
        if self._at >= self._size:
            return 0
        number, begin = divmod(self._at, PIECE)
        part = self._piece(number)[begin : begin + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _piece(self, number: int) -> bytes:
        if self._held[0] != number:
            self._opened.seek(_HEAD + number * (PIECE + _TAG))
            sealed = self._opened.read(PIECE + _TAG)
            try:
                nonce = _nonce(number, last=number == self._pieces - 1)
                self._held = number, self._cipher.decrypt(nonce, sealed, MARK)
            except InvalidTag:
                raise not_whole(self._file, "altered, or its end is missing") from None
        return self._held[1]


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_COUNT, "big") + bytes([last])


def _derived(key: str, salt: bytes) -> tuple[AESGCM, bytes]:
    """What seals, and what tells that it is this key."""
    made = Scrypt(salt, 32 + _CHECK, n=2**15, r=8, p=1).derive(key.encode("utf-8", "surrogateescape"))
    return AESGCM(made[:32]), made[32:]
