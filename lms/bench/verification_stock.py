"""A million certificates with their lines and files, written by the database itself, and some of them spread among the others that are
real to the last seal: those are looked up.

The others stand for size alone. They are in the state “replaced” and share one place in a class, since a place has one document that
stands; no query of the page looks at that.
"""

# ruff: noqa: S608 (names of tables and columns come from the models, every value is a parameter)

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from certificates.actions import ledger, making
from certificates.actions.files import note_version
from certificates.actions.ledger import NewEntry
from certificates.models import Certificate, CertificateFile, RegisterBook, RegisterEntry
from lms.bench.learners import add_people, enroll

YEAR = 1999  # a book that nothing else writes into
FIRST_PERSON = 5_000_000
SERIES = "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < %s)"
# The same number for each n as if drawn at random, and never twice below the prime.
SCATTERED = "substr(CAST(100000000 + (CAST(n AS bigint) * 73939133) % 99999989 AS text), 2)"
CODE = f"'HOCAIDOA' || replace(replace(replace(replace({SCATTERED}, '0', 'A'), '1', 'B'), '8', 'C'), '9', 'D')"
SERIAL = "'DOXM-9901-' || substr(CAST(10000000 + n AS text), 2)"
REGISTER = "CAST(n AS text) || '/1999/DOXM-CNHT'"


@dataclass(frozen=True)
class Dialect:
    """What the two databases say differently."""

    uuid: str
    digest: str
    json: str


DIALECTS = {
    "sqlite": Dialect("lower(hex(randomblob(16)))", "lower(hex(randomblob(32)))", "{}"),
    "postgresql": Dialect("gen_random_uuid()", "encode(sha256(('do' || n)::bytea), 'hex')", "CAST({} AS jsonb)"),
}


@transaction.atomic
def fill(count: int, real: int) -> list[Certificate]:
    """Write `count` certificates; `real` of them, evenly spread, come back with everything that the page checks."""
    like = template()
    step = max(count // real, 1)
    book = RegisterBook.objects.create(
        issuer=like.issuer, document_kind=like.document_class.kind, year=YEAR, last_number=count, last_position=count
    )
    write_certificates(like, book, count)
    write_lines(like, book, step)
    write_files(like, book, step)
    return make_real(book, range(step, count + 1, step))


def template() -> Certificate:
    """A certificate of the demo, with its file."""
    found = Certificate.objects.valid().select_related("issuer", "document_class").order_by("issued_at").first()
    assert found is not None
    return making.ensure_file(certificate=found)


def write_certificates(like: Certificate, book: RegisterBook, count: int) -> None:
    says = DIALECTS[connection.vendor]
    snapshot = says.json.format(
        f"replace(replace(replace(replace(%s, '@S@', {SERIAL}), '@R@', {REGISTER}), '@C@', {CODE}), '@N@', CAST(n AS text))"
    )
    different = {
        "id": says.uuid, "book_id": str(book.pk), "state": "'replaced'", "snapshot": snapshot, "verification_code": CODE, "serial_no": SERIAL,
        "register_number": "n", "register_no": REGISTER, "file_sha256": says.digest, "replaces_id": "NULL",
    }  # fmt: skip
    columns, values = copied(Certificate, different)
    insert = f"INSERT INTO {Certificate._meta.db_table} ({columns}) {SERIES} SELECT {values} FROM series, {Certificate._meta.db_table} AS t WHERE t.id = %s"
    run(insert, [count, json.dumps(spelled(like), ensure_ascii=False), key_of(like)])


def spelled(like: Certificate) -> dict[str, Any]:
    """Its snapshot with room for what differs from one to the next."""
    name = "Nguyễn Văn @N@"
    url = like.snapshot["verify_url"].rpartition("/")[0] + "/@C@"
    return {
        **like.snapshot,
        "serial_no": "@S@",
        "register_no": "@R@",
        "code": "@C@",
        "verify_url": url,
        "holder": name,
        "public_name": name,
    }


def write_lines(like: Certificate, book: RegisterBook, step: int) -> None:
    """One for each certificate but the real ones, whose lines are sealed."""
    one = RegisterEntry.objects.filter(certificate=like).earliest("position")
    different = {"book_id": str(book.pk), "position": "c.register_number", "certificate_id": "c.id", "register_number": "c.register_number"}
    from_each(RegisterEntry, one.pk, different, book, step)


def write_files(like: Certificate, book: RegisterBook, step: int) -> None:
    one = CertificateFile.objects.filter(certificate=like).earliest("pk")
    from_each(CertificateFile, one.pk, {"certificate_id": "c.id", "sha256": "c.file_sha256"}, book, step)


def from_each(model: type[Model], like: int, different: Mapping[str, str], book: RegisterBook, step: int) -> None:
    columns, values = copied(model, different, but="id")
    table, certificates = model._meta.db_table, Certificate._meta.db_table
    where = "t.id = %s AND c.book_id = %s AND c.register_number %% %s <> 0"
    run(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {certificates} AS c, {table} AS t WHERE {where}", [like, book.pk, step])


def make_real(book: RegisterBook, numbers: range) -> list[Certificate]:
    """Valid, each of a person of its own, with a sealed line and a sealed digest."""
    rows = list(Certificate.objects.filter(book=book, register_number__in=list(numbers)).select_related("enrollment__run"))
    people = add_people(range(FIRST_PERSON, FIRST_PERSON + len(rows)))
    for row, place in zip(rows, enroll(rows[0].enrollment.run, people), strict=True):
        row.enrollment, row.state = place, Certificate.State.VALID
    Certificate.objects.bulk_update(rows, ["enrollment", "state"], batch_size=200)
    ledger.append(book=book, entries=[NewEntry(RegisterEntry.Event.ISSUED, row) for row in rows], by=None)
    for row in rows:
        note_version(certificate=row, sha256=row.file_sha256, size=1, kind=CertificateFile.Kind.UNSIGNED, findings={})
    return rows


def copied(model: type[Model], different: Mapping[str, str], but: str = "") -> tuple[str, str]:
    """The columns of a table, and for each the value of the row `t` or what is different."""
    names = [field.column for field in model._meta.concrete_fields if field.column and field.column != but]
    return ", ".join(names), ", ".join(different.get(name, f"t.{name}") for name in names)


def key_of(certificate: Certificate) -> str:
    return certificate.pk.hex if connection.vendor == "sqlite" else str(certificate.pk)


def run(statement: str, values: list[int | str]) -> None:
    # The sign for the rest of a division stands doubled beside parameters.
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("% 99999989", "%% 99999989"), values)
