"""The measures of a lesson, a course and a lab. They are what the platform asks of its own open curriculum."""

LESSON_WORDS = (500, 1200)
QUESTIONS = (4, 6)
GOALS = (2, 6)
LAB_MINUTES = (20, 45)
SCHOOL_LAB_MINUTES = (10, 25)
PRIMARY_LAB_MINUTES = (10, 20)
WRONG_ANSWERS = 2
# Mean words of a sentence: longer ones are hard to follow at that age. Adults get the last.
SENTENCE_WORDS = {"pupil_primary": 16, "pupil_lower_secondary": 20}
LONGEST_SENTENCES = 26
SCHOOL = {"pupil_primary", "pupil_lower_secondary", "pupil_upper_secondary"}
# Sentences that stand word for word in two lessons: so many words in a row are no accident.
SAME_WORDS = 14
