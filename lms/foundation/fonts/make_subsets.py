"""Cut the font files that we ship down to what Vietnamese and English need.

Run it in the development environment, with one folder that holds the unpacked npm packages
`@expo-google-fonts/be-vietnam-pro` (0.4.1) and `@expo-google-fonts/tinos` (0.4.2):

    python lms/foundation/fonts/make_subsets.py FOLDER

The TTF files land beside this script (ReportLab embeds them), the WOFF2 files in `lms/static/fonts`.
"""

import itertools
import sys
import unicodedata
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
WEB = HERE.parents[1] / "static" / "fonts"

VOWELS = ("a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y")
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")

# A PDF and a page both meet names from abroad, quotation marks, dashes, arrows, the đồng sign and simple mathematics.
RANGES = ((0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x2030, 0x203A))
SINGLES = "ĐđŒœŠšŽžıˆ˜₫€™←↑→↓↔−≈≠≤≥×÷∑√∞…•✓◊№\u0300\u0301\u0303\u0309\u0323\u0306\u0302\u031b\u202f\u2060"

PRINT_FILES = {
    "400Regular/BeVietnamPro_400Regular.ttf": "BeVietnamPro-Regular.ttf",
    "700Bold/BeVietnamPro_700Bold.ttf": "BeVietnamPro-Bold.ttf",
    "400Regular/Tinos_400Regular.ttf": "Tinos-Regular.ttf",
    "700Bold/Tinos_700Bold.ttf": "Tinos-Bold.ttf",
    "400Regular_Italic/Tinos_400Regular_Italic.ttf": "Tinos-Italic.ttf",
}
WEB_FILES = {
    "400Regular/BeVietnamPro_400Regular.ttf": "be-vietnam-pro-400.woff2",
    "600SemiBold/BeVietnamPro_600SemiBold.ttf": "be-vietnam-pro-600.woff2",
    # Fetched by a browser only where a text stresses a word.
    "400Regular_Italic/BeVietnamPro_400Regular_Italic.ttf": "be-vietnam-pro-400-italic.woff2",
}


def vietnamese_letters() -> set[str]:
    """Every letter of written Vietnamese, small and capital, composed (NFC)."""
    toned = {unicodedata.normalize("NFC", vowel + tone) for vowel, tone in itertools.product(VOWELS, TONES)}
    small = toned | set("bcdđghklmnpqrstvx")
    return small | {letter.upper() for letter in small}


def wanted() -> set[int]:
    """Code points that a subset keeps, where its source has them."""
    ranges = itertools.chain.from_iterable(range(first, last + 1) for first, last in RANGES)
    return set(ranges) | {ord(letter) for letter in vietnamese_letters() | set(SINGLES)}


def cut(source: Path, target: Path, *, flavor: str | None) -> None:
    """Write the subset of `source` to `target`; a web font also loses its hinting, which screens ignore today."""
    options = Options()
    options.hinting = flavor is None
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.flavor = flavor
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted())
    subsetter.subset(font)
    font.flavor = flavor
    font.save(target)
    sys.stdout.write(f"{target.name}: {target.stat().st_size:,} bytes\n")


def find(folder: Path, tail: str) -> Path:
    """The one file below `folder` whose path ends with `tail`."""
    matches = [path for path in folder.rglob(Path(tail).name) if path.as_posix().endswith(tail)]
    if len(matches) != 1:
        sys.exit(f"expected one {tail} below {folder}, found {len(matches)}")
    return matches[0]


def main(folder: Path) -> None:
    """Make all subsets from the packages below `folder`."""
    WEB.mkdir(parents=True, exist_ok=True)
    for tail, name in PRINT_FILES.items():
        cut(find(folder, tail), HERE / name, flavor=None)
    for tail, name in WEB_FILES.items():
        cut(find(folder, tail), WEB / name, flavor="woff2")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
