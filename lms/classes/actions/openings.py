"""Who has seen a notice: written when a trainee opens it, or the class page after it."""

from lms.classes.models import ClassNotice, NoticeOpening, Trainee


def note(*, notice: ClassNotice, trainee: Trainee) -> None:
    """This trainee has opened this notice; the first time stands."""
    NoticeOpening.objects.bulk_create([NoticeOpening(notice=notice, trainee=trainee)], ignore_conflicts=True)


def note_all(*, trainee: Trainee) -> None:
    """This trainee has opened the page on which every notice of the class stands in full."""
    unseen = ClassNotice.objects.filter(training_class=trainee.training_class_id).exclude(openings__trainee=trainee)
    NoticeOpening.objects.bulk_create([NoticeOpening(notice=notice, trainee=trainee) for notice in unseen], ignore_conflicts=True)
