import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from certificates.models import Certificate
from lms.classes.models import TrainingClass


def run(*args, **options):
    out = StringIO()
    call_command("issue_certificates", *args, stdout=out, **options)
    return out.getvalue()


def test_issue_certificates_issues_in_the_name_of_who_entered_the_decision(closed_class, registrar):
    said = run("bdai-2026-03")

    assert [made.issued_by for made in Certificate.objects.all()] == [registrar, registrar]
    assert "Đã cấp 2 giấy, 0 người đã có từ trước, 1 người không được cấp." in said
    assert "Không cấp cho Phan Thành Đạt: Đã dự 4 trên 8 tiết (50 %); cần ít nhất 80 %." in said


def test_issue_certificates_twice_issues_once(closed_class, officer):
    run("BDAI-2026-03")
    report = json.loads(run("BDAI-2026-03", as_json=True, by=officer.email))

    assert (report["issued"], len(report["already"]), report["refused"][0]["code"]) == ([], 2, "conditions_unmet")
    assert Certificate.objects.count() == 2


def test_issue_certificates_json_has_the_numbers(closed_class):
    report = json.loads(run("BDAI-2026-03", as_json=True))

    made = Certificate.objects.get(register_number=1)
    expected = {"serial_no": made.serial_no, "register_no": made.register_no, "holder": "Trần Ngọc Ánh", "code": made.verification_code}
    assert report["issued"][0] == expected
    assert report["is_late"] is True


def test_issue_certificates_refused_ends_with_one(closed_class, capsys):
    TrainingClass.objects.update(state="running")

    with pytest.raises(CommandError) as refused:
        run("BDAI-2026-03")
    assert refused.value.returncode == 1
    assert "sau khi lớp đã bế giảng" in str(refused.value)


@pytest.mark.parametrize(("args", "options"), [(["KHONG-CO"], {}), (["BDAI-2026-03"], {"by": "khong-ai@hoc.example"})])
def test_issue_certificates_with_wrong_arguments_ends_with_two(closed_class, args, options):
    with pytest.raises(CommandError) as refused:
        run(*args, **options)
    assert refused.value.returncode == 2
    assert not Certificate.objects.exists()
