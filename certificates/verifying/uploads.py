"""An upload that touches no disk: kept in memory up to the limit, beyond it thrown away while it arrives."""

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, SkipFile
from django.http import HttpRequest

from certificates.verifying.files import FILE_BYTES

# The other fields of the form and the lines between them.
ROOM = 100_000
# Beyond this nothing is even read: the connection ends.
MOST_READ = 50_000_000


class MemoryOnly(MemoryFileUploadHandler):
    """Django's handler for small files, with a limit of its own and nobody behind it who would write a temporary file."""

    was_too_large = False

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:  # fmt: skip
        self.activated = content_length <= FILE_BYTES + ROOM

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if not self.activated:
            self.was_too_large = True
            raise SkipFile
        super().new_file(*args, **kwargs)


def hold_in_memory(request: HttpRequest) -> MemoryOnly:
    """To be called before anything of the form is read."""
    handler = MemoryOnly(request)
    request.upload_handlers = [handler]  # type: ignore[assignment]
    return handler


def is_beyond_reading(request: HttpRequest) -> bool:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > MOST_READ
    except ValueError:
        return True
