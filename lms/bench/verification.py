"""The public page with a million certificates: by code, by number with name and birth date, and by the digest of a file."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.models import Certificate
from certificates.verifying import limits
from lms.bench.figures import Figure, percentile
from lms.bench.options import Options
from lms.bench.pages import analyse, client_of
from lms.bench.preparation import Ground, Say
from lms.bench.verification_stock import fill

MEASURE = "verification"
MANY, LOOKED_UP = 1_000_000, 300
WARM_UP = 3
QUERIES, MILLISECONDS = 6, 30.0
# Of one try: the database cache, where there is no Redis, asks so often to count it.
COUNTING = "gồm 5 câu đếm số lần thử khi bộ nhớ đệm nằm trong cơ sở dữ liệu (có Redis: 0)"
Ask = Callable[[Client, Certificate], Any]


def measure(_ground: Ground, options: Options, say: Say) -> Iterator[Figure]:
    many = options.certificates or MANY
    say(f"đang ghi {many} giấy chứng nhận cùng dòng sổ và tệp")
    begin = time.perf_counter()
    real = fill(many, LOOKED_UP)
    taken = time.perf_counter() - begin
    analyse()
    real.sort(key=lambda certificate: certificate.verification_code)  # scattered over the tables
    size = f"{many:_} giấy".replace("_", ".")
    yield Figure(MEASURE, f"Ghi {size} để đo", taken, "giây")
    yield from figures(f"Trang xác minh bằng mã, {size}", by_code, real, QUERIES)
    yield from figures(f"Bằng số, họ tên và ngày sinh, {size}", by_number, real, note=COUNTING)
    yield from figures(f"API bằng mã băm của tệp, {size}", by_digest, real, QUERIES)
    yield from figures(f"Mã không có thật, {size}", by_unknown_code, real, QUERIES)


def by_code(client: Client, certificate: Certificate) -> Any:
    return client.get(reverse("certificate-lookup", args=[certificate.verification_code]))


def by_number(client: Client, certificate: Certificate) -> Any:
    printed = certificate.snapshot
    known = {"so": certificate.serial_no, "ho_ten": printed["holder"], "ngay_sinh": printed["born"]}
    return client.post(reverse("certificate-number"), known)


def by_digest(client: Client, certificate: Certificate) -> Any:
    said = json.dumps({"sha256": certificate.file_sha256})
    return client.post("/api/v1/certificates/by-digest", said, content_type="application/json")


def by_unknown_code(client: Client, certificate: Certificate) -> Any:
    return client.get(reverse("certificate-lookup", args=[certificate.verification_code[::-1]]))


def figures(name: str, ask: Ask, real: Sequence[Certificate], queries: int | None = None, note: str = "") -> Iterator[Figure]:
    """Each certificate once, so that no answer is warm but the tables' own upper pages."""
    client = client_of("")
    for certificate in real[:WARM_UP]:
        answered(ask, client, certificate)
    with CaptureQueriesContext(connection) as captured:
        answered(ask, client, real[WARM_UP])
    asked = len(captured)  # before the next request empties the list
    times = [answered(ask, client, certificate) for certificate in real[WARM_UP + 1 :]]
    yield Figure(MEASURE, name, asked, "câu truy vấn", queries, note=note)
    yield Figure(MEASURE, "   thời gian máy chủ: trung vị", percentile(times, 50), "ms", MILLISECONDS, note=f"{len(times)} lượt")
    yield Figure(MEASURE, "   thời gian máy chủ: p95", percentile(times, 95), "ms")


def answered(ask: Ask, client: Client, certificate: Certificate) -> float:
    """Milliseconds of one answer. Raises RuntimeError where it is another one than that of an intact, valid document."""
    limits.forget()  # all come from one address
    begin = time.perf_counter()
    response = ask(client, certificate)
    milliseconds = (time.perf_counter() - begin) * 1_000
    expected = 404 if ask is by_unknown_code else 200
    if response.status_code != expected or (expected == 200 and b"unconfirmed" in response.content):
        raise RuntimeError(f"{certificate.serial_no}: {response.status_code}")
    return milliseconds
