from .enrollments import CourseRun, Enrollment, RunStaff
from .gradebook import CurrentGrade, GradeChange, GradeItem, HandIn
from .progress import LessonProgress, QuizAttempt

__all__ = [
    "CourseRun",
    "CurrentGrade",
    "Enrollment",
    "GradeChange",
    "GradeItem",
    "HandIn",
    "LessonProgress",
    "QuizAttempt",
    "RunStaff",
]
