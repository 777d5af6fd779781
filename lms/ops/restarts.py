"""When a process that ended is started again: soon at first, then ever later. Pure."""

from dataclasses import dataclass

DELAYS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
STEADY_SECONDS = 60.0
WORRYING = 3


@dataclass(frozen=True)
class RestartHistory:
    """How often a process ended in a row without having run steadily."""

    failures: int = 0

    def after_end(self, ran_for: float) -> "RestartHistory":
        """The history after one more end; a steady run wipes what was before."""
        return RestartHistory(1 if ran_for >= STEADY_SECONDS else self.failures + 1)

    @property
    def delay(self) -> float:
        """Seconds to wait before the next start."""
        return DELAYS[min(self.failures, len(DELAYS)) - 1] if self.failures else 0.0

    @property
    def is_worrying(self) -> bool:
        """True when a person should look at the log."""
        return self.failures >= WORRYING
