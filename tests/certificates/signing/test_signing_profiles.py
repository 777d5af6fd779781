from datetime import timedelta

import pytest

from certificates.actions.signatures import profile_of
from certificates.models import SigningProfile
from certificates.signing_profiles import of_issuers, profile_problems
from tests.certificates.conftest import today
from tests.certificates.signing.conftest import key_file_profile
from tests.certificates.signing.material import NOW, YEAR

pytestmark = pytest.mark.django_db
Backend = SigningProfile.Backend


@pytest.mark.db
def test_the_youngest_way_of_signing_counts_where_two_meet(academy, outside):
    """One without a first day, and one from today on."""
    youngest = SigningProfile.objects.create(
        organization=academy, backend=Backend.DEMO, valid_from=today(), valid_to=today() + timedelta(days=9)
    )

    assert profile_of(academy, today()) == youngest
    assert [each.profile for each in of_issuers([academy.pk])] == [youngest]
    assert profile_of(academy, today() - timedelta(days=1)) == outside


def test_profile_problems_of_one_that_works_are_none(file_profile, demo_profile_unsaved, outside_unsaved):
    assert [profile_problems(each) for each in (file_profile, demo_profile_unsaved, outside_unsaved)] == [[], [], []]


@pytest.fixture
def demo_profile_unsaved() -> SigningProfile:
    return SigningProfile(backend=Backend.DEMO)


@pytest.fixture
def outside_unsaved(signatory) -> SigningProfile:
    return SigningProfile(backend=Backend.DETACHED, certificate_sha256=signatory.sha256)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"certificate_sha256": "ab:cd"}, "Dấu vân tay gồm 64 ký tự"),
        ({"certificate_sha256": ""}, "Nhập dấu vân tay"),
        ({"timestamp_url": "ftp://x"}, "http:// hoặc https://"),
        ({"options": ["key_file"]}, "Phần thiết lập"),
        ({"options": {"key_file": 1}}, "Phần thiết lập"),
        ({"options": {"pin": "246810"}}, "không có thiết lập pin"),
        ({"valid_from": today(), "valid_to": today() - timedelta(days=1)}, "đứng trước ngày bắt đầu"),
    ],
)
def test_profile_problems_of_what_was_typed(outside_unsaved, changes, word):
    for name, value in changes.items():
        setattr(outside_unsaved, name, value)

    problems = profile_problems(outside_unsaved)

    assert len(problems) == 1
    assert word in problems[0]


def test_profile_problems_of_a_key_that_ended(keys, root):
    ended = key_file_profile(keys, "cu", root.issue("Đã hết", since=NOW - 2 * YEAR, until=NOW - YEAR))

    assert len(profile_problems(ended)) == 1
    assert "đã hết hạn ngày" in profile_problems(ended)[0]


def test_profile_problems_of_a_demonstration_without_its_key(demo_profile_unsaved, keys):
    (keys / "demo_signing.pem").unlink()

    assert "Không có tệp “demo_signing.pem”" in profile_problems(demo_profile_unsaved)[0]


def test_profile_problems_of_a_demonstration_elsewhere(demo_profile_unsaved, settings):
    assert profile_problems(demo_profile_unsaved) == []
    settings.HOCAI_DEMO = False

    assert "chỉ dùng để ký trong bản dùng thử" in profile_problems(demo_profile_unsaved)[0]


def test_the_editor_keeps_secrets_out_before_anything_is_saved(academy, signatory):
    from wagtail.admin.panels import FieldPanel, ObjectList

    from certificates.forms_signing_admin import SigningProfileForm

    names = ["organization", "backend", "options", "certificate_sha256", "digest"]
    panels = ObjectList([FieldPanel(name) for name in names], base_form_class=SigningProfileForm)
    form_class = panels.bind_to_model(SigningProfile).get_form_class()
    typed = {"organization": academy.pk, "backend": "pkcs11", "digest": "sha256", "certificate_sha256": signatory.sha256}

    refused = form_class(data={**typed, "options": '{"library": "/usr/lib/a.so", "pin": "246810"}'})
    accepted = form_class(data={**typed, "options": '{"library": "/usr/lib/a.so", "pin_file": "pin.txt"}'})

    assert "không có thiết lập pin" in str(refused.errors["__all__"])
    assert accepted.is_valid()
