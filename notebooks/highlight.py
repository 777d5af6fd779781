"""Python source as HTML with its words marked, by the standard library's own tokenizer; broken code stays plain from where it breaks."""

import io
import keyword
import token
import tokenize
from collections.abc import Iterator
from html import escape

SOURCE_CHARACTERS = 30_000
KINDS = {token.STRING: "s", token.NUMBER: "n", tokenize.COMMENT: "c"}
# From Python 3.12 on the parts of an f-string are tokens of their own.
KINDS |= {number: "s" for name in ("FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END") if (number := getattr(token, name, None)) is not None}


def highlighted(source: str) -> str:
    """Escaped HTML; `c` comment, `k` keyword, `n` number, `s` text."""
    if len(source) > SOURCE_CHARACTERS:
        return f"{escape(source[:SOURCE_CHARACTERS])}…"
    return "".join(marked(source))


def marked(source: str) -> Iterator[str]:
    # Only \n ends a line for the tokenizer's row numbers.
    starts = [0]
    for line in io.StringIO(source, newline="\n"):
        starts.append(starts[-1] + len(line))
    done = 0
    for kind, begin, end in kinds(source):
        first, last = starts[begin[0] - 1] + begin[1], starts[end[0] - 1] + end[1]
        if first < done:
            continue
        yield escape(source[done:first])
        yield f'<span class="{kind}">{escape(source[first:last])}</span>'
        done = last
    yield escape(source[done:])


def kinds(source: str) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    try:
        for each in tokenize.generate_tokens(io.StringIO(source, newline="\n").readline):
            kind = "k" if each.type == token.NAME and keyword.iskeyword(each.string) else KINDS.get(each.type)
            if kind:
                yield kind, each.start, each.end
    except (tokenize.TokenError, SyntaxError):
        return
