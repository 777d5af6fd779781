"""Vietnamese names: family name, middle names, given name."""

from .text import canonical_tone_placement, normalise


def split_name(full_name: str) -> tuple[str, str]:
    """(family and middle names, given name). The given name is the last word; its owner may correct that."""
    *family_middle, given = normalise(full_name).split() or [""]
    return " ".join(family_middle), given


def initials(full_name: str) -> str:
    """Nguyễn Văn An → N.V.A. – what the public sees of a child's name."""
    return "".join(f"{word[0].upper()}." for word in normalise(full_name).split())


def name_key(full_name: str) -> str:
    """Equal for two spellings of one name: tone placement and case do not count, marks do. For finding duplicates."""
    return canonical_tone_placement(normalise(full_name)).casefold()
