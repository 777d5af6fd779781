"""Tells the site that somebody opened or saved a lab, for the teacher's page; nobody ever waits for it."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from hocai_lab import work
from hocai_lab.exchange_site import Site, SiteError

# A pupil who saves after every line is told of once a minute.
EVERY_SECONDS = 60.0


class Presence:
    """One thread that speaks; what was said a moment ago is not said again, and a silent site costs one waiting thread, no more."""

    def __init__(self, site: Callable[[], Site] = Site.from_environment) -> None:
        self.site = site
        self.speaker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hocai-presence")
        self.said: dict[tuple[str, str, str], float] = {}
        self.speaking = False

    def tell(self, lab: work.Lab, event: str) -> bool:
        """From the event loop; returns at once. False when it was not worth saying."""
        key, now = (lab.course, lab.assignment, event), time.monotonic()
        if self.speaking or now - self.said.get(key, -EVERY_SECONDS) < EVERY_SECONDS:
            return False
        self.said[key], self.speaking = now, True
        self.speaker.submit(self.speak, lab, event)
        return True

    def speak(self, lab: work.Lab, event: str) -> None:
        try:
            self.site().tell(lab.course, lab.assignment, event)
        except SiteError:
            pass  # the next save tells it
        finally:
            self.speaking = False
