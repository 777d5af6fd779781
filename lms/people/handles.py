"""The opaque name of a person: the only name that leaves the site."""

import secrets

# No vowel and no look-alike (0/o, 1/l): a handle never spells a word and can be read aloud.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 8


def new_handle() -> str:
    """A fresh handle such as `u7f3k2m9c`: `u` and eight random letters (40 bits)."""
    return "u" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
