"""How alike the answers of a class are: tokens, fingerprints, an inverted index. Text is only cut into tokens, nothing is executed.

Names and literals are made the same, so that renaming changes nothing; what the release itself contains, starters included, does not
count, and what a large part of the class has written counts little or not at all. Winnowing after Schleimer, Wilkerson and Aiken (SIGMOD
2003): of every WINDOW neighbouring runs of GRAM tokens one is kept, so that a shared passage of GRAM + WINDOW - 1 tokens is always found.
Longer runs are kept beside them: in a large class every short one is common, and only the order of many tells two works apart.
"""

import builtins
import heapq
import keyword
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from lms.foundation.vietnamese.text import fold

GRAM = 6
LONG_GRAM = 16
WINDOW = 4
ANSWER_CHARACTERS = 40_000
TOKENS_PER_WORK = 20_000
# Below this there is too little of one's own to say anything.
FEWEST_PRINTS = 8
# A passage that more than this share of the class has written is a common approach and counts less; beyond twice that it is left out
# like what the release gives.
RARE_SHARE = 0.2
RARE_AT_LEAST = 5
THRESHOLD = 0.5
PAIRS = 200

# Possessive throughout: broken code is read in linear time, and every character belongs to some token.
LEXEMES = re.compile(
    r"""
      (?P<skip>\s++|\#[^\n]*+|\\\n)
    | (?P<string>(?:[rRbBuUfF]{1,2}+)?(?:\"{3}(?:[^"\\]|\\.|"(?!""))*+(?:\"{3})?|'{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3})?
                 |"(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?))
    | (?P<number>(?:\d|\.\d)(?:[\w.]|(?<=[eE])[+-])*+)
    | (?P<name>[^\W\d]\w*+)
    | (?P<operator>\*\*=?|//=?|<<=?|>>=?|[-+*/%@&|^=<>!:]=|->|.)
    """,
    re.VERBOSE | re.DOTALL,
)
WORDS = re.compile(r"\w++")
KNOWN_NAMES = frozenset(dir(builtins)) | frozenset(keyword.kwlist) | frozenset(keyword.softkwlist)


class Token(NamedTuple):
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Answer:
    """One answer cell of a submission."""

    notebook: str
    grade_id: str
    source: str
    is_code: bool = True


@dataclass(frozen=True)
class Work:
    """A submission to compare. `people`: whoever is credited, or has ever handed in together with one of them."""

    key: str
    answers: tuple[Answer, ...]
    people: AbstractSet[int]


@dataclass(frozen=True)
class Pair:
    """Two submissions; `share` is the part of the smaller one that the other has too, from 0 to 1."""

    one: str
    other: str
    share: float
    prints: int


@dataclass(frozen=True)
class Comparison:
    """`common`: fingerprints that much of the class has; `too_short`: works with too little of their own."""

    pairs: tuple[Pair, ...]
    common: frozenset[int]
    compared: int
    too_short: int


# --- tokens -----------------------------------------------------------------------------------------------------------
def tokens_of(answer: Answer) -> list[Token]:
    source = answer.source[:ANSWER_CHARACTERS]
    return list(code_tokens(source) if answer.is_code else word_tokens(source))


def code_tokens(source: str) -> Iterator[Token]:
    """Python, broken or not. Own names become N, literals S and 0; keywords, built-ins and what follows a dot stay."""
    after_dot = False
    for found in LEXEMES.finditer(source):
        kind, text = found.lastgroup, found.group()
        if kind == "skip":
            continue
        yield Token(normalised(kind, text, after_dot), found.start(), found.end())
        after_dot = text == "."


def normalised(kind: str | None, text: str, after_dot: bool) -> str:
    if kind == "string":
        return "S"
    if kind == "number":
        return "0"
    if kind == "name" and not after_dot and text not in KNOWN_NAMES:
        return "N"
    return text


def word_tokens(text: str) -> Iterator[Token]:
    """Prose: words without marks and capitals."""
    return (Token(fold(found.group()), found.start(), found.end()) for found in WORDS.finditer(text))


# --- fingerprints -----------------------------------------------------------------------------------------------------
def grams(tokens: Sequence[Token], size: int = GRAM) -> list[int]:
    """A hash of every `size` neighbouring tokens: the same in every process."""
    texts = [token.text for token in tokens]
    return [zlib.crc32("\x1f".join(texts[at : at + size]).encode(), size) for at in range(len(texts) - size + 1)]


def winnowed(hashes: Sequence[int]) -> set[int]:
    """The smallest of every WINDOW neighbouring hashes."""
    if len(hashes) <= WINDOW:
        return {min(hashes)} if hashes else set()
    return {min(hashes[at : at + WINDOW]) for at in range(len(hashes) - WINDOW + 1)}


def all_grams(answers: Sequence[Answer]) -> frozenset[int]:
    """Every hash in these cells: what the release gives to everybody."""
    return frozenset(each for answer in answers for size in (GRAM, LONG_GRAM) for each in grams(tokens_of(answer), size))


def prints_of(work: Work, given: AbstractSet[int]) -> frozenset[int]:
    """The work's own fingerprints: winnowed after what was given is taken out, so that a starter hides nothing beside it."""
    found: set[int] = set()
    room = TOKENS_PER_WORK
    for answer in work.answers:
        tokens = tokens_of(answer)[:room]
        room -= len(tokens)
        for size in (GRAM, LONG_GRAM):
            found |= winnowed([each for each in grams(tokens, size) if each not in given])
    return frozenset(found)


# --- comparison -------------------------------------------------------------------------------------------------------
def compare_works(works: Sequence[Work], given: AbstractSet[int]) -> Comparison:
    """Every pair whose share reaches THRESHOLD, the most alike first."""
    prints = [prints_of(work, given) for work in works]
    index: dict[int, list[int]] = defaultdict(list)
    for at, found in enumerate(prints):
        for each in found:
            index[each].append(at)
    rare = max(RARE_AT_LEAST, RARE_SHARE * sum(1 for found in prints if found))
    weights = {each: weight for each, holders in index.items() if (weight := weight_of(len(holders), rare))}
    own = [found & weights.keys() for found in prints]
    enough = {at for at, found in enumerate(own) if len(found) >= FEWEST_PRINTS}
    holders_of = {each: [at for at in index[each] if at in enough] for each in weights}
    pairs = heapq.nlargest(
        PAIRS, alike(works, own, sorted(enough), holders_of, weights), key=lambda pair: (pair.share, pair.prints, pair.one)
    )
    common = frozenset(each for each, holders in index.items() if len(holders) > rare)
    return Comparison(tuple(pairs), common, len(enough), len(works) - len(enough))


def weight_of(holders: int, rare: float) -> float:
    """1 for what few have; less the more have it; 0 for what everybody writes."""
    if holders <= rare:
        return 1.0
    return rare / holders if holders <= 2 * rare else 0.0


def alike(
    works: Sequence[Work],
    prints: Sequence[AbstractSet[int]],
    enough: Sequence[int],
    index: Mapping[int, Sequence[int]],
    weights: Mapping[int, float],
) -> Iterator[Pair]:
    for one in enough:
        shared: dict[int, float] = defaultdict(float)
        for each in prints[one]:
            weight = weights[each]
            for other in index[each]:
                if other > one:
                    shared[other] += weight
        for other, weight in shared.items():
            share = weight / min(len(prints[one]), len(prints[other]))
            if share >= THRESHOLD and works[one].people.isdisjoint(works[other].people):
                yield Pair(works[one].key, works[other].key, round(share, 4), len(prints[one] & prints[other]))


# --- two answers side by side -----------------------------------------------------------------------------------------
class Piece(NamedTuple):
    """A stretch of text; `mark` is "" (own), "shared" (the other has it too) or "common" (so does much of the class)."""

    text: str
    mark: str


def marked(answer: Answer, others: AbstractSet[int], given: AbstractSet[int], common: AbstractSet[int]) -> list[Piece]:
    """The answer's text in pieces, with the passages marked whose hashes are among `others`."""
    tokens = tokens_of(answer)
    marks = [""] * len(tokens)
    for at, each in enumerate(grams(tokens)):
        if each in others and each not in given:
            kind = "common" if each in common else "shared"
            for place in range(at, at + GRAM):
                marks[place] = "shared" if "shared" in (marks[place], kind) else kind
    return list(joined_pieces(answer.source, tokens, marks))


def joined_pieces(source: str, tokens: Sequence[Token], marks: Sequence[str]) -> Iterator[Piece]:
    """Neighbouring tokens of one mark as one piece, with the blanks between them."""
    at = 0
    for mark, group in groupby(zip(marks, tokens, strict=True), key=itemgetter(0)):
        run = [token for _mark, token in group]
        if mark:
            if run[0].start > at:
                yield Piece(source[at : run[0].start], "")
            at = run[-1].end
            yield Piece(source[run[0].start : at], mark)
    if at < len(source):
        yield Piece(source[at:], "")
