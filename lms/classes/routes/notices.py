"""Addresses of notices, class page, ticket, calendar."""

from django.urls import URLPattern, path

from lms.classes.views import class_pages, feeds, notices, tickets

urlpatterns: list[URLPattern] = [
    path("lop/<int:pk>/thong-bao/", notices.class_notices, name="class-notices"),
    path("lop/<int:pk>/thong-bao/moi/", notices.notice_add, name="notice-add"),
    path("lop/thong-bao/<int:pk>/", notices.notice_detail, name="notice-detail"),
    path("lop/thong-bao/<int:pk>/gui/", notices.notice_ways, name="notice-ways"),
    path("lop/thong-bao/<int:pk>/gui/<str:channel>/", notices.notice_send, name="notice-send"),
    path("lop/thong-bao/<int:pk>/gui-lai/<str:channel>/", notices.notice_send, {"again": True}, name="notice-send-again"),
    path("lop/thong-bao/<int:pk>/thong-bao.pdf", notices.notice_pdf, name="notice-pdf"),
    path("lop/<int:pk>/the-hoc-vien.pdf", tickets.class_cards, name="class-cards"),
    path("l/<str:short_code>/", class_pages.class_page_show, name="class-page"),
    path("l/<str:short_code>/tep/<int:pk>/", class_pages.class_page_file, name="class-page-file"),
    path("l/<str:short_code>/ap-phich.pdf", class_pages.class_page_poster, name="class-page-poster"),
    path("l/<str:short_code>/lich.ics", class_pages.class_page_calendar, name="class-page-calendar"),
    path("tb/<str:short_code>/", class_pages.notice_show, name="notice-show"),
    path("diem-danh/phieu/", tickets.ticket_show, name="ticket-show"),
    path("diem-danh/phieu/<int:pk>/", tickets.ticket_show, name="ticket-class"),
    path("diem-danh/phieu/<int:pk>/phieu.png", tickets.ticket_picture, name="ticket-picture"),
    path("lich/", feeds.calendar_feed, name="calendar-feed"),
    path("lich/doi-dia-chi/", feeds.calendar_feed_renew, name="calendar-feed-renew"),
    path("lich/<str:token>.ics", feeds.calendar_feed_file, name="calendar-feed-file"),
]
