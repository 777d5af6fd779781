"""The idle culler, ending at once when the hub asks: it holds nothing, and left alone it delays the hub's stop by half a minute."""

import os
import signal


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: os._exit(0))
    from jupyterhub_idle_culler import main as cull

    cull()


if __name__ == "__main__":
    main()
