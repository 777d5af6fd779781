"""What the records say today of somebody whose document was issued long ago. Differences change nothing by themselves."""

from certificates import corrections, snapshots
from certificates.corrections import Change
from certificates.models import Certificate
from lms.classes.models import Trainee


def changes_since(certificate: Certificate) -> list[Change]:
    """«Printed → in the records now», where they differ."""
    trainee = Trainee.objects.select_related("enrollment__person", "agency", "training_class__programme").filter(
        enrollment=certificate.enrollment_id
    )
    found = trainee.first()
    return corrections.changes(certificate.snapshot, _differing(certificate, found)) if found else []


def _differing(certificate: Certificate, trainee: Trainee) -> dict[str, str]:
    training_class = trainee.training_class
    now = {
        **snapshots.holder_part(trainee, certificate.issued_on),
        "programme": training_class.programme_terms.get("title") or training_class.programme.title,
        "class_title": training_class.title,
    }
    return {name: str(now[name]) for name in corrections.FIELDS if name in now and str(now[name]) != (certificate.snapshot.get(name) or "")}
