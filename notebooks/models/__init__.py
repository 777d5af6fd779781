from .assignments import Assignment, Extension, SubmissionCredit, VersionMove, WorkGroup, WorkGroupMember
from .grading import Appeal, LabReport, Remark, RubricItem
from .labs import Lab, LabStaff, LabVersion
from .learners import CheckRun, HelpRequest, LabActivity
from .scores import CellScore, ManualScore
from .submissions import GradingRun, Submission

__all__ = [
    "Appeal",
    "Assignment",
    "CellScore",
    "CheckRun",
    "Extension",
    "GradingRun",
    "HelpRequest",
    "Lab",
    "LabActivity",
    "LabReport",
    "LabStaff",
    "LabVersion",
    "ManualScore",
    "Remark",
    "RubricItem",
    "Submission",
    "SubmissionCredit",
    "VersionMove",
    "WorkGroup",
    "WorkGroupMember",
]
