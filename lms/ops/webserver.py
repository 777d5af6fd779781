"""gunicorn's hooks for site and exchange."""

import gc
from typing import Any

preload_app = True


def when_ready(_server: Any) -> None:
    """Keep the loaded code out of the collector's reach, so that forked workers share its memory."""
    gc.collect()
    gc.freeze()
