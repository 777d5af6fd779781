from .labs import Lab, LabStaff, LabVersion
from .scores import CellScore, ManualScore
from .submissions import GradingRun, Submission

__all__ = ["CellScore", "GradingRun", "Lab", "LabStaff", "LabVersion", "ManualScore", "Submission"]
