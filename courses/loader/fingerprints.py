"""The digest of a page's content: equal to the one written last means that nobody has edited the page since."""

import hashlib
import json
import re
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

# What the rich text editor adds by itself when it saves a text that nobody changed.
_EDITOR_KEYS = re.compile(r' data-block-key="[^"]*"')
PLAIN_FIELDS = (
    "title", "title_en", "summary", "goals", "tier", "proficiency_level", "duration_periods",
    "licence", "authors", "ai_made", "reviewed_on", "open_to_all",
)  # fmt: skip
# Younger than the first digests: part of one only where they are set, so that pages written before them still count as untouched.
LATER_FIELDS = ("second_reading_on", "picture_id")
STREAM_FIELDS = ("body", "teacher_guide", "competencies", "sources")
TERM_FIELDS = ("audiences", "strands")


def fingerprint(page: Any) -> str:
    """Of a course, module or lesson page, or of a revision of one as an object."""
    content: dict[str, Any] = {name: getattr(page, name) for name in PLAIN_FIELDS if hasattr(page, name)}
    if content.get("duration_periods") is not None:
        content["duration_periods"] = f"{content['duration_periods']:.1f}"
    content |= {name: value for name in LATER_FIELDS if (value := getattr(page, name, None)) is not None}
    for name in STREAM_FIELDS:
        if hasattr(page, name):
            content[name] = _bare(list(getattr(page, name).raw_data))
    for name in TERM_FIELDS:
        content[name] = sorted(term.code for term in getattr(page, name).all())
    return digest(content)


def digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _bare(value: Any) -> Any:
    """Without block ids and editor keys."""
    if isinstance(value, dict):
        return {key: _bare(each) for key, each in value.items() if key != "id"}
    if isinstance(value, list):
        return [_bare(each) for each in value]
    return _EDITOR_KEYS.sub("", value) if isinstance(value, str) else value
