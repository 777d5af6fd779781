"""`manage.py chain_register`: certificates from before the register was a chain get their lines. `manage.py up` calls it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from certificates.actions import old_rows

FOUND = 1


class Command(BaseCommand):
    help = (
        "Ghi vào chuỗi của sổ cấp những giấy đã cấp trước khi có chuỗi; chỉ làm một lần, khi chuỗi còn trống. "
        "Mã thoát: 0 đã đủ, 1 có giấy không có dòng nào trong sổ mà chuỗi đã bắt đầu (xem `verify_register`)."
    )

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        if added := old_rows.chain_all():
            self.stdout.write(f"Đã ghi bổ sung {added} giấy vào chuỗi của sổ cấp.")
            return
        stray = old_rows.without_line().count() if verbosity else 0
        if stray:
            self.stdout.write(f"{stray} giấy không có dòng nào trong sổ cấp; hãy chạy `manage.py verify_register`.")
            sys.exit(FOUND)
        if verbosity:
            self.stdout.write("Sổ cấp không thiếu dòng nào.")
