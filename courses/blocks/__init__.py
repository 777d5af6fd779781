"""What a lesson is built of."""

from courses.blocks.media import DocumentBlock, PictureBlock, VideoBlock
from courses.blocks.teaching import ActivityBlock, AnnexBlock, TeacherNoteBlock
from courses.blocks.text import TEXT_FEATURES, CalloutBlock, CodeBlock, LessonTableBlock, text_block
from courses.blocks.work import LabBlock, QuizBlock

COURSE_BLOCKS = [
    ("text", text_block()),
    ("picture", PictureBlock()),
    ("video", VideoBlock()),
    ("document", DocumentBlock()),
    ("callout", CalloutBlock()),
    ("table", LessonTableBlock()),
    ("code", CodeBlock()),
]
LESSON_BLOCKS = [
    *COURSE_BLOCKS,
    ("activity", ActivityBlock()),
    ("teacher", TeacherNoteBlock()),
    ("annex", AnnexBlock()),
    ("quiz", QuizBlock()),
    ("lab", LabBlock()),
]

__all__ = [
    "COURSE_BLOCKS",
    "LESSON_BLOCKS",
    "TEXT_FEATURES",
    "ActivityBlock",
    "AnnexBlock",
    "CalloutBlock",
    "CodeBlock",
    "DocumentBlock",
    "LabBlock",
    "LessonTableBlock",
    "PictureBlock",
    "QuizBlock",
    "TeacherNoteBlock",
    "VideoBlock",
]
