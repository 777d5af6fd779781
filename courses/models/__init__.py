from .courses import CoursePage, LessonPage, ModulePage
from .loading import LoadedContent
from .programs import ProgramCourse, ProgramPage
from .questions import Question, QuestionBank
from .site import CourseIndexPage, HomePage, InfoPage
from .teams import CourseTeam
from .vocabulary import Audience, AudienceGroup, Licence, Strand, Tier

__all__ = [
    "Audience",
    "AudienceGroup",
    "CourseIndexPage",
    "CoursePage",
    "CourseTeam",
    "HomePage",
    "InfoPage",
    "LessonPage",
    "Licence",
    "LoadedContent",
    "ModulePage",
    "ProgramCourse",
    "ProgramPage",
    "Question",
    "QuestionBank",
    "Strand",
    "Tier",
]
