"""The city's time, for what people read."""

from zoneinfo import ZoneInfo

CITY = ZoneInfo("Asia/Ho_Chi_Minh")
