"""Taking a written list back in one step: exactly what it changed, and nothing on which something else already rests."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import ngettext

from lms.classes.exceptions import ClassError
from lms.classes.models import AttendanceRecord, RosterImport, RosterImportEntry, Scan, Trainee
from lms.foundation import audit
from lms.learning.models import Enrollment, GradeChange
from lms.people.models import Affiliation, User

from .sessions import refuse_final

State = RosterImport.State
NAMES_SHOWN = 5
# What goes with the thing itself and is no reason to keep it.
OF_A_TRAINEE = ("classes.rosterimportentry", "classes.browserbinding")
OF_AN_ENROLLMENT = ("classes.trainee",)
# The letter with the invitation notes the email as one to be confirmed.
OF_A_PERSON = ("learning.enrollment", "people.affiliation", "classes.rosterimportentry", "account.emailaddress")


@transaction.atomic
def undo(*, roster_import: RosterImport, by: User | None) -> RosterImport:
    """Takes back a written (or half written) list; done twice, the second time changes nothing.

    People whom it made and who are nowhere else disappear. Raises ClassError class_final, import_not_written, and
    import_in_use when somebody of the list already has scans, marks, grades or work.
    """
    current = RosterImport.objects.select_for_update(of=("self",)).select_related("training_class").get(pk=roster_import.pk)
    if current.state == State.UNDONE:
        return current
    refuse_final(current.training_class)
    if current.state not in (State.WRITTEN, State.FAILED):
        raise ClassError("import_not_written", state=current.get_state_display())
    entries = list(current.entries.select_related("trainee__enrollment", "person"))
    _refuse_in_use(current, entries)
    _take_back_places(entries)
    _take_back_affiliations(entries)
    removed = _remove_people([entry.person_id for entry in entries if entry.made_person and entry.person_id])
    current.state, current.undone_at, current.undone_by = State.UNDONE, timezone.now(), by
    current.counts = {**current.counts, "mails_due": False}
    current.save()
    audit.record(by, "roster.undo", current, after={"rows": len(entries), "people_removed": removed})
    return current


def _refuse_in_use(current: RosterImport, entries: Iterable[RosterImportEntry]) -> None:
    places = [entry.trainee for entry in entries if entry.trainee]
    made = {entry.trainee_id for entry in entries if entry.made_trainee}
    new = [place for place in places if place.pk in made]
    busy = _in_use(Trainee, [place.pk for place in new], OF_A_TRAINEE)
    enrollments = _in_use(Enrollment, [place.enrollment_id for place in new], OF_AN_ENROLLMENT)
    busy |= {place.pk for place in new if place.enrollment_id in enrollments}
    busy |= _busy_since([place for place in places if place.pk not in made], current.created_at)
    if busy:
        people = User.objects.filter(enrollments__trainee__in=busy).by_name()
        names = list(people.values_list("full_name", flat=True)[:NAMES_SHOWN])
        raise ClassError("import_in_use", names=", ".join(names) + _and_more(len(busy) - len(names)))


def _and_more(others: int) -> str:
    return ngettext(" and %(n)s more", " and %(n)s more", others) % {"n": others} if others > 0 else ""


def _busy_since(places: Iterable[Trainee], since: datetime) -> set[int]:
    """Who came back by this list and has done something since."""
    back = {place.enrollment_id: place.pk for place in places}
    marks = AttendanceRecord.objects.filter(trainee__in=back.values(), at__gte=since).values_list("trainee", flat=True)
    scans = Scan.objects.filter(trainee__in=back.values(), received_at__gte=since).values_list("trainee", flat=True)
    grades = GradeChange.objects.filter(enrollment__in=back, at__gte=since).values_list("enrollment", flat=True)
    return {*marks, *scans, *(back[pk] for pk in grades)}


def _in_use(model: type[models.Model], pks: Collection[int], ignored: Collection[str]) -> set[int]:
    """Which of these rows any other table refers to, whatever room it belongs to."""
    used: set[int] = set()
    for relation in model._meta.related_objects:
        if relation.many_to_many or relation.related_model._meta.label_lower in ignored:
            continue
        found = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": pks})
        used |= set(found.values_list(relation.field.attname, flat=True))
    return used


def _take_back_places(entries: Iterable[RosterImportEntry]) -> None:
    """New places and enrollments go; who had left before the list has left again."""
    made = [entry.trainee for entry in entries if entry.made_trainee and entry.trainee]
    back = [entry for entry in entries if entry.trainee and not entry.made_trainee]
    Trainee.objects.filter(pk__in=[place.pk for place in made]).delete()
    new = {entry.pk for entry in entries if not entry.before.get("enrollment")}
    gone = [entry.trainee.enrollment_id for entry in entries if entry.pk in new and entry.made_trainee and entry.trainee]
    Enrollment.objects.filter(pk__in=gone).delete()
    left = [entry.trainee.enrollment_id for entry in [*back, *entries] if entry.trainee and entry.before.get("enrollment") == "withdrawn"]
    Enrollment.objects.filter(pk__in=left).update(state=Enrollment.State.WITHDRAWN)


def _take_back_affiliations(entries: Iterable[RosterImportEntry]) -> None:
    """As they were, unless somebody has changed them again since."""
    noted = {entry.before["affiliation"]["id"]: entry.before["affiliation"] for entry in entries if entry.before.get("affiliation")}
    for affiliation in Affiliation.objects.filter(pk__in=noted):
        note = noted[affiliation.pk]
        if [affiliation.legal_category, affiliation.position] != note["became"]:
            continue
        if note["was"] is None:
            affiliation.delete()
        elif note["was"] != note["became"]:
            affiliation.legal_category, affiliation.position = note["was"]
            affiliation.save(update_fields=["legal_category", "position"])


def _remove_people(made: Collection[int]) -> int:
    """People made by the list who have never logged in and stand nowhere else."""
    unused = set(User.objects.filter(pk__in=made, last_login__isnull=True).values_list("pk", flat=True))
    unused -= set(Enrollment.objects.filter(person__in=unused).values_list("person", flat=True))
    unused -= set(Affiliation.objects.filter(person__in=unused).values_list("person", flat=True))
    unused -= _in_use(User, unused, OF_A_PERSON)
    User.objects.filter(pk__in=unused).delete()
    return len(unused)
