"""The learners of a run, to choose some of them by name."""

from django.db.models import QuerySet

from lms.learning.models import CourseRun, Enrollment
from lms.people.models import User

LISTED = 12
SHORTEST = 2


def learners_of(run: CourseRun) -> QuerySet[Enrollment]:
    return Enrollment.objects.active().filter(run=run).select_related("person").by_name()


def named_like(run: CourseRun, words: str) -> QuerySet[Enrollment]:
    """Learners of the run whose name holds these words, marks or not."""
    return learners_of(run).filter(person__in=User.objects.named_like(words).values("pk"))


def found(run: CourseRun, words: str) -> list[int]:
    """The first few, by key; a small class is listed whole as long as nothing is asked."""
    words = words.strip()
    if not words:
        few = list(learners_of(run).values_list("pk", flat=True)[: LISTED + 1])
        return few if len(few) <= LISTED else []
    return list(named_like(run, words).values_list("pk", flat=True)[:LISTED])


def found_for_learner(place: Enrollment, words: str) -> list[int]:
    """Class mates of a learner: a name has to be asked for, nobody reads the roster here."""
    if len(words.strip()) < SHORTEST:
        return []
    return list(named_like(place.run, words.strip()).exclude(pk=place.pk).values_list("pk", flat=True)[:LISTED])
