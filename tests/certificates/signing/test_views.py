import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.actions import signing_batches
from certificates.models import Certificate, SigningBatch
from certificates.signed_uploads import MOST_FILES
from certificates.signing_desk import parts_of
from lms.foundation.models import AccessEntry
from tests.certificates.signing.material import NOW, zip_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(waiting, closed_class, registrar) -> SigningBatch:
    return signing_batches.open_batch(training_class=closed_class, by=registrar)


@pytest.fixture
def desk(client, registrar):
    client.force_login(registrar)
    return client


def pages_of(batch: SigningBatch) -> list[str]:
    return [
        reverse("signing-class", args=[batch.training_class_id]),
        reverse("signing-batch", args=[batch.pk]),
        reverse("signing-batch-download", args=[batch.pk, 1]),
        reverse("signing-batch-cancel", args=[batch.pk]),
    ]


def test_pages_are_for_the_registrar_an_officer_reads_a_stranger_sees_nothing(client, batch, stranger, trainee, officer, registrar):
    statuses = {}
    for person in (stranger, trainee, officer, registrar):
        client.force_login(person)
        statuses[person] = [status_of(client, page) for page in pages_of(batch)]

    assert statuses[stranger] == [404] * 4
    assert statuses[trainee] == [403] * 4
    assert statuses[officer] == [200, 200, 403, 403]
    assert statuses[registrar] == [200] * 4


def status_of(client, page: str) -> int:
    """The download's file is closed as a server closes it."""
    response = client.get(page)
    response.close()
    return response.status_code


def downloaded(client, batch: SigningBatch):
    response = client.get(reverse("signing-batch-download", args=[batch.pk, 1]))
    data = response.getvalue()
    response.close()
    return response, data


def test_officer_neither_opens_uploads_nor_cancels(client, batch, officer):
    client.force_login(officer)
    page = client.get(reverse("signing-batch", args=[batch.pk])).text

    assert client.post(reverse("signing-batch-open", args=[batch.training_class_id])).status_code == 403
    assert client.post(reverse("signing-batch", args=[batch.pk])).status_code == 403
    assert client.post(reverse("signing-batch-cancel", args=[batch.pk])).status_code == 403
    assert 'type="file"' not in page


def test_class_page_leads_from_what_waits_to_the_batch(desk, waiting, closed_class):
    page = desk.get(reverse("signing-class", args=[closed_class.pk]))
    assert "Lập đợt ký gồm 2 tệp" in page.text

    response = desk.post(reverse("signing-batch-open", args=[closed_class.pk]))

    batch = SigningBatch.objects.get()
    assert response.url == reverse("signing-batch", args=[batch.pk])
    assert "Tiếp tục đợt ký đang mở" in desk.get(reverse("signing-class", args=[closed_class.pk])).text


def test_class_page_without_a_way_of_signing_says_so(desk, closed_class):
    assert "Giấy của lớp này không ký số" in desk.get(reverse("signing-class", args=[closed_class.pk])).text


def test_pages_have_the_same_number_of_queries_for_one_and_for_two(desk, batch, closed_class):
    pages = [reverse("signing-class", args=[closed_class.pk]), reverse("signing-batch", args=[batch.pk])]

    def counted() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                desk.get(page)
            found.append(len(captured))
        return found

    counted()
    two = counted()
    batch.lines.first().delete()

    assert counted() == two


def test_download_is_a_zip_of_files_named_by_serial_number(desk, batch, waiting):
    response, data = downloaded(desk, batch)

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert set(archive.namelist()) == {each.file_name for each in waiting.values()}
    assert response["Content-Disposition"] == 'attachment; filename="ky-so-BDAI-2026-03-1.zip"'
    assert response["Cache-Control"] == "private, no-store"
    assert AccessEntry.objects.filter(what="certificate_files").count() == 1
    assert desk.get(reverse("signing-batch-download", args=[batch.pk, 2])).status_code == 404


def test_upload_shows_what_became_of_each_file(desk, batch, waiting, sign_outside):
    with zipfile.ZipFile(io.BytesIO(downloaded(desk, batch)[1])) as unpacked:
        unsigned = {name: unpacked.read(name) for name in unpacked.namelist()}
    good, bad = waiting["Ánh"].file_name, waiting["Dũng"].file_name
    files = [SimpleUploadedFile("ky.zip", zip_of({good: sign_outside(unsigned[good])})), SimpleUploadedFile(bad, unsigned[bad])]

    page = desk.post(reverse("signing-batch", args=[batch.pk]), {"signed": files})

    assert [each.outcome for each in page.context["results"]] == ["taken", "refused"]
    assert "Đã nhận 1 tệp đã ký." in page.text
    assert "Tệp chưa có chữ ký số; hãy ký rồi tải lên lại." in page.text
    assert Certificate.objects.get(pk=waiting["Ánh"].pk).state == Certificate.State.VALID
    # The problem stays on the page of the batch.
    assert "Tệp chưa có chữ ký số" in desk.get(reverse("signing-batch", args=[batch.pk])).text


def test_upload_of_nothing_says_so(desk, batch):
    page = desk.post(reverse("signing-batch", args=[batch.pk]), {})

    assert "Hãy chọn các tệp đã ký trước." in page.text


def test_upload_to_a_finished_batch_says_so(desk, batch, registrar):
    signing_batches.cancel(batch=batch, by=registrar)

    page = desk.post(reverse("signing-batch", args=[batch.pk]), {"signed": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})

    assert page.status_code == 200
    assert page.context["form"].errors["signed"] == ["Đợt ký này ở trạng thái “Đã hủy” nên không nhận thêm tệp."]


def test_cancel_asks_first(desk, batch):
    assert "2 tệp chưa ký vẫn tiếp tục chờ" in desk.get(reverse("signing-batch-cancel", args=[batch.pk])).text
    batch.refresh_from_db()
    assert batch.state == SigningBatch.State.OPEN

    desk.post(reverse("signing-batch-cancel", args=[batch.pk]))

    batch.refresh_from_db()
    assert batch.state == SigningBatch.State.CANCELLED


def test_parts_are_as_large_as_an_upload():
    assert parts_of(3) == [(1, 1, 3)]
    assert parts_of(MOST_FILES + 1) == [(1, 1, MOST_FILES), (2, MOST_FILES + 1, MOST_FILES + 1)]


def test_profiles_page_is_for_registrars(client, officer, registrar, academy):
    client.force_login(officer)
    assert client.get(reverse("signing-profile-list")).status_code == 403

    client.force_login(registrar)
    page = client.get(reverse("signing-profile-list"))
    assert [each.organization for each in page.context["items"]] == [academy]
    assert "Chưa có cách ký số: giấy có giá trị với chữ ký trên bản giấy." in page.text


def test_profiles_page_shows_whose_certificate_it_is(desk, file_profile):
    page = desk.get(reverse("signing-profile-list")).text

    assert "Nguyễn Văn Ký (Học viện Cán bộ)" in page
    assert "Tổ chức chứng thực thử nghiệm" in page
    assert "hết hạn" not in page


def test_profiles_page_warns_a_month_before_the_end(desk, file_profile, keys, root):
    from datetime import timedelta

    (keys / "hocvien.p12").write_bytes(root.issue("Sắp hết", until=NOW + timedelta(days=29)).as_pkcs12())

    assert "hãy gia hạn kịp thời" in desk.get(reverse("signing-profile-list")).text


def test_profiles_page_says_what_is_wrong(desk, file_profile, keys):
    (keys / "hocvien.txt").unlink()

    page = desk.get(reverse("signing-profile-list")).text

    assert "Không có tệp “hocvien.txt” trong thư mục khóa" in page


def test_try_signs_a_sample_and_keeps_nothing(desk, demo_profile):
    page = desk.post(reverse("signing-profile-try", args=[demo_profile.pk])).text

    assert "Đã ký thử và kiểm tra một tệp mẫu" in page
    assert "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in page
    assert not Certificate.objects.exists()


def test_try_that_fails_says_why(desk, file_profile, keys):
    (keys / "hocvien.txt").write_text("sai")

    page = desk.post(reverse("signing-profile-try", args=[file_profile.pk])).text

    assert "Không mở được “hocvien.p12”" in page


def test_try_of_another_issuer_does_not_exist(desk, demo_profile, home_affairs):
    demo_profile.organization = home_affairs
    demo_profile.save()

    assert desk.post(reverse("signing-profile-try", args=[demo_profile.pk])).status_code == 404
