"""Addresses: paper day."""

from django.urls import URLPattern, path

from certificates.views import blanks, hand_overs, print_runs, reminders, staff_records

urlpatterns: list[URLPattern] = [
    path("chung-nhan/phoi/", blanks.blank_list, name="blank-list"),
    path("chung-nhan/phoi/nhap/", blanks.blank_range_enter, name="blank-range-enter"),
    path("chung-nhan/phoi/lo/<int:pk>/rut/", blanks.blank_range_withdraw, name="blank-range-withdraw"),
    path("chung-nhan/phoi/giay-khong-con-dung/", blanks.blank_release_left, name="blank-release-left"),
    path("chung-nhan/phoi/<int:pk>/hong/", blanks.blank_spoil, name="blank-spoil"),
    path("chung-nhan/phoi/<int:pk>/khoi-phuc/", blanks.blank_restore, name="blank-restore"),
    path("chung-nhan/lop/<int:pk>/in/", print_runs.print_run_list, name="print-run-list"),
    path("chung-nhan/lop/<int:pk>/in/trang-can-chinh.pdf", print_runs.alignment_show, name="alignment-show"),
    path("chung-nhan/in/<int:pk>/", print_runs.print_run_show, name="print-run-show"),
    path("chung-nhan/in/<int:pk>/giay.pdf", print_runs.print_run_pdf, name="print-run-pdf"),
    path("chung-nhan/in/<int:pk>/phan-cach.pdf", print_runs.print_run_dividers, name="print-run-dividers"),
    path("chung-nhan/in/<int:pk>/dich/", print_runs.print_run_move, name="print-run-move"),
    path("chung-nhan/in/<int:pk>/bo/", print_runs.print_run_discard, name="print-run-discard"),
    path("chung-nhan/in/<int:pk>/phoi/", print_runs.print_run_match, name="print-run-match"),
    path("chung-nhan/in/<int:pk>/phoi/bo/", print_runs.print_run_unmatch, name="print-run-unmatch"),
    path("chung-nhan/in/<int:pk>/phoi/hong/", print_runs.print_run_spoil, name="print-run-spoil"),
    path("chung-nhan/in/to/<int:pk>/hong/", print_runs.print_line_spoil, name="print-line-spoil"),
    path("chung-nhan/lop/<int:pk>/trao/", hand_overs.hand_over_list, name="hand-over-list"),
    path("chung-nhan/lop/<int:pk>/trao/danh-sach-nhan.<str:kind>", hand_overs.hand_over_sheet, name="hand-over-sheet"),
    path("chung-nhan/lop/<int:pk>/trao/danh-sach-trao.<str:kind>", hand_overs.ceremony_sheet, name="ceremony-sheet"),
    path("chung-nhan/<uuid:pk>/nhan-thay/", hand_overs.hand_over_proxy, name="hand-over-proxy"),
    path("chung-nhan/trao/<int:pk>/sua/", hand_overs.hand_over_correct, name="hand-over-correct"),
    path("chung-nhan/trao/<int:pk>/giay-uy-quyen/", hand_overs.hand_over_scan, name="hand-over-scan"),
    path("chung-nhan/giay-chua-nhan/", reminders.paper_due_list, name="paper-due-list"),
    path("chung-nhan/lop/<int:pk>/nhac-nhan/", reminders.paper_remind, name="paper-remind"),
    path("chung-nhan/ho-so-can-bo/", staff_records.staff_record_list, name="staff-record-list"),
    path("chung-nhan/ho-so-can-bo/<int:pk>.xlsx", staff_records.staff_record_export, name="staff-record-export"),
    path("chung-nhan/ho-so-can-bo/tat-ca.zip", staff_records.staff_record_archive, name="staff-record-archive"),
]
