"""Finding documents for the office: by the name on them or in the records, by a number, by the code of the class."""

from django.db.models import Q, QuerySet

from certificates import codes
from certificates.models import Blank, Certificate
from lms.foundation.vietnamese import normalise, search_key


def found(issuers: set[int], typed: str) -> QuerySet[Certificate]:
    """The newest first. Something with a digit or a stroke in it is a number, everything else a name; a class may be either."""
    of_issuers = Certificate.objects.filter(issuer__in=issuers).select_related("issuer", "document_class", "enrollment__person")
    typed = normalise(typed)
    if not search_key(typed):
        return of_issuers.none()
    if code := codes.read_code(typed):
        return of_issuers.filter(verification_code=code)
    is_number = any(char.isdigit() or char in "-/" for char in typed)
    return of_issuers.filter((_number if is_number else _name)(typed) | _of_class(typed)).newest_first()


def _number(typed: str) -> Q:
    typed = typed.upper()
    on_paper = Q(pk__in=Blank.objects.filter(text__startswith=typed, certificate__isnull=False).values("certificate"))
    return Q(serial_no__startswith=typed) | Q(register_no__startswith=typed) | on_paper


def _name(typed: str) -> Q:
    """As the person is called now, or as it was printed then."""
    return Q(enrollment__person__name_search_key__contains=search_key(typed)) | Q(snapshot__holder__icontains=typed)


def _of_class(typed: str) -> Q:
    return Q(enrollment__trainee__training_class__code__startswith=typed.upper())
