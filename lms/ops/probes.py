"""Asks processes whether they are up, in a thread of its own so that a slow answer holds up nothing."""

import http.client
import queue
import threading

from lms.ops.processes import Health

PATIENCE = 5.0


def status_of(health: Health, patience: float = PATIENCE) -> int:
    """The HTTP status that the address answers with, 0 when it does not answer."""
    connection = http.client.HTTPConnection("127.0.0.1", health.port, timeout=patience)
    try:
        connection.request("GET", health.path, headers={"Host": health.host or "localhost", "User-Agent": "hocai-supervisor"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


class Prober:
    """A queue of questions and a queue of answers."""

    def __init__(self) -> None:
        self.questions: queue.SimpleQueue[tuple[int, Health]] = queue.SimpleQueue()
        self.answers: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
        threading.Thread(target=self._work, daemon=True, name="prober").start()

    def _work(self) -> None:
        while True:
            pid, health = self.questions.get()
            self.answers.put((pid, status_of(health)))

    def ask(self, pid: int, health: Health) -> None:
        """Put a question about the process that has this pid now."""
        self.questions.put((pid, health))

    def collect(self) -> list[tuple[int, int]]:
        """(pid, status) of the answers that came in."""
        found: list[tuple[int, int]] = []
        while not self.answers.empty():
            found.append(self.answers.get())
        return found
