"""What the pages about signing show: how a class is signed, what waits, how far a batch is. Reading only."""

import hashlib
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from certificates.actions.signatures import profile_of
from certificates.exceptions import CertificateError
from certificates.models import Certificate, CertificateFile, SigningBatch, SigningLine, SigningProfile
from certificates.signed_uploads import MOST_FILES, Piece
from lms.classes.models import TrainingClass
from lms.foundation import files

Backend = SigningProfile.Backend
State = Certificate.State


@dataclass(frozen=True)
class ClassSigning:
    """The signing page of one class."""

    profile: SigningProfile | None
    waiting: int
    signed: int
    unmade: int
    ready: int
    batches: list[SigningBatch]

    @property
    def is_outside(self) -> bool:
        return self.profile is not None and self.profile.backend == Backend.DETACHED

    @property
    def open_batch(self) -> SigningBatch | None:
        return next((batch for batch in self.batches if batch.state == SigningBatch.State.OPEN), None)

    @property
    def total(self) -> int:
        return self.waiting + self.signed


def signing_of(training_class: TrainingClass) -> ClassSigning:
    certificates = Certificate.objects.of_class(training_class)
    waiting = Q(state=State.AWAITING_SIGNATURE)
    counted = certificates.aggregate(
        waiting=Count("pk", filter=waiting),
        signed=Count("pk", filter=Q(signed_at__isnull=False)),
        unmade=Count("pk", filter=waiting & Q(file_sha256="")),
    )
    return ClassSigning(
        profile=profile_of(training_class.issuer, timezone.localdate()),
        ready=ready_to_sign(training_class).count(),
        batches=list(batches_of(training_class)),
        **counted,
    )


def ready_to_sign(training_class: TrainingClass) -> QuerySet[Certificate]:
    """Drawn, waiting, and in no open batch."""
    busy = SigningLine.objects.filter(batch__state=SigningBatch.State.OPEN, batch__training_class=training_class).values("certificate")
    found = Certificate.objects.of_class(training_class).filter(state=State.AWAITING_SIGNATURE).exclude(file_sha256="").exclude(pk__in=busy)
    return found.by_number()


def batches_of(training_class: TrainingClass) -> QuerySet[SigningBatch]:
    """The newest first; `count` files, of which `signed` came back."""
    counted = {"count": Count("lines"), "signed": Count("lines", filter=~Q(lines__signed_sha256=""))}
    return SigningBatch.objects.filter(training_class=training_class).select_related("made_by").annotate(**counted).order_by("-made_at")


def lines_of(batch: SigningBatch) -> QuerySet[SigningLine]:
    found = SigningLine.objects.filter(batch=batch).select_related("certificate")
    return found.order_by("certificate__register_number", "pk")


def waiting_lines(batch: SigningBatch) -> QuerySet[SigningLine]:
    return lines_of(batch).filter(signed_sha256="", certificate__state=State.AWAITING_SIGNATURE)


def parts_of(count: int) -> list[tuple[int, int, int]]:
    """(number, first, last) of what is downloaded and uploaded at once; one part where that is enough."""
    return [(n + 1, n * MOST_FILES + 1, min((n + 1) * MOST_FILES, count)) for n in range((count + MOST_FILES - 1) // MOST_FILES)]


def part_of(lines: list[SigningLine], number: int) -> list[SigningLine]:
    return lines[(number - 1) * MOST_FILES : number * MOST_FILES]


def file_name(certificate: Certificate) -> str:
    """The serial number; no sign that a folder or an old program stumbles over."""
    return f"{stem_of(certificate)}.pdf"


def stem_of(certificate: Certificate) -> str:
    return certificate.serial_no.replace("/", "-").replace("\\", "-").replace(":", "-")


def unsigned_bytes(line: SigningLine) -> bytes:
    """The file as it was handed out; drawn again where the disk lost it. Raises CertificateError: unsigned_lost."""
    try:
        return files.read(line.unsigned_sha256)
    except (FileNotFoundError, files.BlobDamaged):
        from certificates.document import render

        data = render(line.certificate.snapshot)
    if hashlib.sha256(data).hexdigest() != line.unsigned_sha256:
        raise CertificateError("unsigned_lost", number=line.certificate.serial_no)
    return data


class Shelf:
    """Finds the line of a file that came back: by its name, else by its first bytes, which are those of our own file."""

    def __init__(self, batch: SigningBatch) -> None:
        self.lines = list(lines_of(batch))
        self.by_stem = {stem_of(line.certificate): line for line in self.lines}
        self.by_digest = {line.unsigned_sha256: line for line in self.lines}
        found = CertificateFile.objects.filter(
            kind=CertificateFile.Kind.UNSIGNED, certificate__in=[line.certificate_id for line in self.lines]
        )
        self.size_of = dict(found.values_list("sha256", "size"))
        self.sizes = {size for sha256, size in self.size_of.items() if sha256 in self.by_digest}

    def line_for(self, piece: Piece) -> SigningLine | None:
        named = self._named(piece.name)
        if named is not None and _begins_with(piece.data, named, self.size_of.get(named.unsigned_sha256)):
            return named
        return self._by_content(piece.data) or named

    def _named(self, name: str) -> SigningLine | None:
        """Programs write “…_signed.pdf”, browsers “… (1).pdf”."""
        stem = name.rsplit(".", 1)[0]
        for end in range(len(stem), 0, -1):
            if (line := self.by_stem.get(stem[:end])) and (end == len(stem) or not stem[end].isalnum()):
                return line
        return None

    def _by_content(self, data: bytes) -> SigningLine | None:
        for size in self.sizes:
            if size <= len(data) and (line := self.by_digest.get(hashlib.sha256(data[:size]).hexdigest())):
                return line
        return None


def _begins_with(data: bytes, line: SigningLine, size: int | None) -> bool:
    return size is not None and hashlib.sha256(data[:size]).hexdigest() == line.unsigned_sha256
