"""Loads the reference data of agencies."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.people.actions import reference


class Command(BaseCommand):
    help = "Nạp dữ liệu tham chiếu: 168 phường, xã, đặc khu, các sở, cơ quan khác và tên cũ trước sáp nhập. Chạy lại không đổi gì."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = reference.load()
        self.stdout.write(f"Cơ quan, đơn vị: thêm {loaded.made}, cập nhật {loaded.changed}, tổng {loaded.total}.")
