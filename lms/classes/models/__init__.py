from .agencies import AgencyInvitation, Replacement, WaitingPlace
from .attendance import AttendanceRecord, CurrentAttendance
from .books import BookSeal, Excuse, Impersonation, LookAgain
from .classes import ClassSession, ClassStaff, Trainee, TrainingClass, Venue
from .community import CommunityCount, CommunitySession
from .hall import Browser, BrowserBinding, ClaimDecision, Flag, HeadCount, OnlinePresence, Scan, SessionVenue
from .imports import RosterImport, RosterImportEntry
from .notices import CalendarFeed, ClassNotice, NoticeDelivery, NoticeOpening
from .plans import ClassDocument, PlanApproval, PlannedClass, YearPlan
from .programmes import TrainingProgramme

__all__ = [
    "AgencyInvitation",
    "AttendanceRecord",
    "BookSeal",
    "Browser",
    "BrowserBinding",
    "CalendarFeed",
    "ClaimDecision",
    "ClassDocument",
    "ClassNotice",
    "ClassSession",
    "ClassStaff",
    "CommunityCount",
    "CommunitySession",
    "CurrentAttendance",
    "Excuse",
    "Flag",
    "HeadCount",
    "Impersonation",
    "LookAgain",
    "NoticeDelivery",
    "NoticeOpening",
    "OnlinePresence",
    "PlanApproval",
    "PlannedClass",
    "Replacement",
    "RosterImport",
    "RosterImportEntry",
    "Scan",
    "SessionVenue",
    "Trainee",
    "TrainingClass",
    "TrainingProgramme",
    "Venue",
    "WaitingPlace",
    "YearPlan",
]
