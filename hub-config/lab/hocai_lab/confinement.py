"""A further Landlock layer on the calling process, from inside a sandbox; each layer only takes rights away."""

import importlib.util


def preload() -> None:
    """Load the library once, before forks."""
    if available():
        import sandlock  # noqa: F401


def available() -> bool:
    """Kernels before 6.12 have no such layer; bubblewrap's walls are then the only ones."""
    if importlib.util.find_spec("sandlock") is None:
        return False
    import sandlock

    return bool(sandlock.landlock_abi_version() >= sandlock.min_landlock_abi())


def confine(*, readable: tuple[str, ...], writable: tuple[str, ...]) -> None:
    """Leave this process and its children these folders, and no signal to any process outside; irreversible."""
    if not available():
        return
    import sandlock

    sandlock.confine(sandlock.Sandbox(fs_readable=readable, fs_writable=writable))
