"""How wide a lesson's table makes its columns."""

from collections.abc import Sequence

from django import template

register = template.Library()
TIGHT_LETTERS = 12


@register.simple_tag
def tight_columns(rows: Sequence[Sequence[str | None]]) -> set[int]:
    """The columns, counted from 0, whose every cell is short: numbers, times, yes and no. On a phone they leave the room to the others."""
    if not rows:
        return set()
    return {at for at in range(len(rows[0])) if all(len(row[at] or "") <= TIGHT_LETTERS for row in rows if at < len(row))}
