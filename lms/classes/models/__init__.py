from .attendance import AttendanceRecord, CurrentAttendance
from .classes import ClassSession, ClassStaff, Trainee, TrainingClass, Venue
from .programmes import TrainingProgramme

__all__ = [
    "AttendanceRecord",
    "ClassSession",
    "ClassStaff",
    "CurrentAttendance",
    "Trainee",
    "TrainingClass",
    "TrainingProgramme",
    "Venue",
]
