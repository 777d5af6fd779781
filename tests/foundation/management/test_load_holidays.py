from datetime import date

import pytest
from django.core.management import CommandError, call_command

from lms.foundation.models import Holiday

pytestmark = pytest.mark.db


def test_load_holidays_again_changes_nothing_and_keeps_what_was_added(db, capsys):
    call_command("load_holidays")
    count = Holiday.objects.count()
    Holiday.objects.create(day=date(2027, 9, 3), name="Quốc khánh (ngày liền kề)", legal_basis="Thông báo năm 2027")

    call_command("load_holidays")

    assert Holiday.objects.count() == count + 1
    assert "0 ngày mới" in capsys.readouterr().out


def test_load_holidays_corrects_a_day_that_the_file_says_otherwise(db, tmp_path):
    file = tmp_path / "days.csv"
    file.write_text("day,name,is_worked,legal_basis\n2028-02-29,Ngày nhuận,no,Thông báo 1\n", encoding="utf-8")
    Holiday.objects.create(day=date(2028, 2, 29), name="Sai", legal_basis="", is_worked=True)

    call_command("load_holidays", file)

    day = Holiday.objects.get()
    assert (day.name, day.is_worked, day.legal_basis) == ("Ngày nhuận", False, "Thông báo 1")


def test_load_holidays_refuses_a_day_that_does_not_exist_and_writes_nothing(db, tmp_path):
    file = tmp_path / "days.csv"
    file.write_text("day,name,is_worked,legal_basis\n2028-02-28,Một,no,x\n2027-02-29,Hai,no,x\n", encoding="utf-8")

    with pytest.raises(CommandError, match="dòng 3"):
        call_command("load_holidays", file)

    assert not Holiday.objects.exists()
