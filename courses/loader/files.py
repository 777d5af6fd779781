"""Pictures and files → Wagtail images and documents, each content once."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from courses.loader.records import FileRef


class FileStore:
    """Wagtail keeps the SHA-1 of every image and document: the same bytes are taken again, not stored again."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection

    def image_id(self, ref: FileRef, *, description: str) -> int:
        return self._stored(get_image_model(), ref, description=description[:255])

    def document_id(self, ref: FileRef) -> int:
        return self._stored(get_document_model(), ref)

    def _stored(self, model: Any, ref: FileRef, **values: Any) -> int:
        content = ref.path.read_bytes()
        file_hash = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        found = model.objects.filter(file_hash=file_hash).order_by("pk").first()
        if found is None:
            found = model(title=ref.title[:255], collection=self.collection, file=ContentFile(content, name=_file_name(ref.path)), **values)
            found.file_size, found.file_hash = len(content), file_hash
            found.save()
        return int(found.pk)


def _file_name(path: Path) -> str:
    return path.name.lower()
