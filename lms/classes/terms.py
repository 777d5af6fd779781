"""The rules a class froze when it was made, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Terms:
    """What attendance and work a class demands, copied from its programme."""

    threshold_percent: int = 80
    required_work_percent: int = 50
    by_session: bool = False
    late_counts_whole: bool = False
    excused_counts: bool = False

    @classmethod
    def from_frozen(cls, frozen: Mapping[str, Any]) -> "Terms":
        """From `TrainingClass.programme_terms`; what an older class did not freeze takes the default."""
        return cls(
            threshold_percent=int(frozen.get("attendance_threshold_percent", cls.threshold_percent)),
            required_work_percent=int(frozen.get("required_work_percent", cls.required_work_percent)),
            by_session=frozen.get("attendance_unit") == "session",
            late_counts_whole=bool(frozen.get("late_counts_whole", False)),
            excused_counts=bool(frozen.get("excused_counts", False)),
        )
