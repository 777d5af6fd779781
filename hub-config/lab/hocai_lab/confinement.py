"""A further Landlock layer on the calling process, from inside a sandbox; each layer only takes rights away."""

import importlib.util

from hocai_lab import landlock


def preload() -> None:
    """Load the library once, before forks."""
    if by_library():
        import sandlock  # noqa: F401


def by_library() -> bool:
    """The library also keeps signals in; it takes Linux 6.12 and newer."""
    if importlib.util.find_spec("sandlock") is None:
        return False
    import sandlock

    return bool(sandlock.landlock_abi_version() >= sandlock.min_landlock_abi())


def confine(*, readable: tuple[str, ...], writable: tuple[str, ...]) -> None:
    """Leave this process and its children these folders; irreversible. Raises where that cannot be done: nothing may run then.

    Without this layer a cell could read the tests beside it and write the result, whatever holds the whole sandbox.
    """
    if not by_library():
        landlock.confine(readable=readable, writable=writable)
        return
    import sandlock

    sandlock.confine(sandlock.Sandbox(fs_readable=readable, fs_writable=writable))
