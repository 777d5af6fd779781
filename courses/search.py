"""placeholder"""


def folded_words(page) -> str:
    return ""
