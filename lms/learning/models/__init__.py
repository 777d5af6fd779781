from .enrollments import CourseRun, Enrollment, RunStaff
from .gradebook import CurrentGrade, GradeChange, GradeItem, HandIn
from .hand_ins import HandInFile, HandInMark, HandInTask, MarkReview
from .progress import LessonProgress, QuizAttempt

__all__ = [
    "CourseRun",
    "CurrentGrade",
    "Enrollment",
    "GradeChange",
    "GradeItem",
    "HandIn",
    "HandInFile",
    "HandInMark",
    "HandInTask",
    "LessonProgress",
    "MarkReview",
    "QuizAttempt",
    "RunStaff",
]
