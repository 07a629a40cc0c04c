"""The evidence as one archive that anybody can check: `sha256sum -c SHA256SUMS`, and a signature over those sums."""

import re
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from bot.petitions.attachments import Attachment, FileState
from bot.petitions.contents import path_of
from bot.petitions.sealing import Keys
from bot.reports.evidence.document import pdf
from bot.reports.evidence.facts import Evidence
from bot.reports.evidence.json_file import Packed, json_file
from bot.reports.sheets import said
from bot.texts import say
from knowledge.text.normalise import bare

PDF, JSON, HOW, SUMS, SIGNATURE = "ho-so.pdf", "ho-so.json", "cach-kiem-tra.txt", "SHA256SUMS", "SHA256SUMS.sig"
FILES = "files"

MEDIA_TYPE = "application/zip"
NAME = "ho-so-chung-cu-{code}.zip"

LONGEST_NAME = 60
PIECE = 1024 * 1024
"""Bytes of a file that are read at a time."""


def write_archive(of: Evidence, keys: Keys, folder: Path, file: BinaryIO) -> int:
    """Write the archive to an open file; gives how many files of the petition are in it."""
    packed = [_packed(place, one, folder) for place, one in enumerate(of.files, 1)]
    parts = {PDF: pdf(of, packed), JSON: json_file(of, packed), HOW: f"{said(say('evidence.check'))}\n".encode()}
    sums = {one.path: one.digest for one in packed if one.path}
    sums |= {name: sha256(content).hexdigest() for name, content in parts.items()}
    listed = "".join(f"{digest}  {path}\n" for path, digest in sums.items())
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        for one in packed:
            if one.path:
                archive.write(path_of(folder, one.file.stored), one.path, ZIP_STORED)
        archive.writestr(SUMS, listed)
        archive.writestr(SIGNATURE, f"{keys.sign(listed)}\n")
    return sum(bool(one.path) for one in packed)


def _packed(place: int, file: Attachment, folder: Path) -> Packed:
    """A file with its place in the archive and the digest of what our folder has."""
    if file.state is not FileState.KEPT or not file.stored:
        return Packed(file, "", "")
    try:
        digest = _digest(path_of(folder, file.stored))
    except (OSError, ValueError):
        return Packed(file, "", "")
    return Packed(file, f"{FILES}/{_name(place, file)}", digest)


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as opened:
        while piece := opened.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _name(place: int, file: Attachment) -> str:
    """A name that no system takes for anything else: the file's place, its own words without marks, its true kind."""
    words = re.sub(r"[^a-z0-9]+", "-", bare(Path(file.name).stem))[:LONGEST_NAME].strip("-")
    return f"{place:02}{f'-{words}' if words else ''}{Path(file.stored).suffix}"
