"""Files on the pretended server: what was sent up, and what may be fetched."""

from __future__ import annotations

from itertools import count

from tests.wire.errors import Json, bad_request
from tests.wire.params import Upload

MEGABYTE = 1024 * 1024
LARGEST_UP = {"photo": 10 * MEGABYTE, "document": 50 * MEGABYTE}
LARGEST_DOWN = 20 * MEGABYTE


class Files:
    """Files by their file_id and by their path."""

    def __init__(self) -> None:
        self._by_id: dict[str, tuple[str, Upload]] = {}
        self._numbers = count(1)

    def keep(self, kind: str, upload: Upload) -> Json:
        """Store a file, and give what names it."""
        number = next(self._numbers)
        file_id = f"file-{kind}-{number}"
        suffix = upload.name.rpartition(".")[2] or "bin"
        self._by_id[file_id] = (f"{kind}s/file_{number}.{suffix}", upload)
        return self.describe(file_id)

    def describe(self, file_id: str) -> Json:
        """What names a file in messages."""
        _, upload = self._by_id[file_id]
        return {"file_id": file_id, "file_unique_id": f"unique-{file_id}", "file_size": len(upload.content)}

    def received(self, kind: str, given: object) -> tuple[Json, Upload]:
        """The file of a sendDocument or sendPhoto: sent up now, or named by its file_id."""
        if given is None:
            raise bad_request(f"there is no {kind} in the request")
        if isinstance(given, Upload):
            if not given.content:
                raise bad_request("file must be non-empty")
            if len(given.content) > LARGEST_UP[kind]:
                raise bad_request("file is too big")
            return self.keep(kind, given), given
        if str(given) not in self._by_id:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if not self._by_id[str(given)][0].startswith(kind):
            raise bad_request(f"can't use file of type {str(given).split('-')[1].title()} as {kind.title()}")
        return self.describe(str(given)), self._by_id[str(given)][1]

    def get_file(self, params: Json) -> Json:
        """Where a file can be fetched."""
        file_id = params.get("file_id")
        if not file_id:
            raise bad_request("file_id not specified")
        if file_id not in self._by_id:
            raise bad_request("invalid file_id")
        described = self.describe(file_id)
        if described["file_size"] > LARGEST_DOWN:
            raise bad_request("file is too big")
        return {**described, "file_path": self._by_id[file_id][0]}

    def content(self, path: str) -> bytes | None:
        """What lies at a path that getFile gave."""
        return next((upload.content for known, upload in self._by_id.values() if known == path), None)
