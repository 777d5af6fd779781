"""Lets the doorbell of this process ring at another broker than the tests' own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lms.celery import app


@contextmanager
def ringing_at(url: str, **options: Any) -> Iterator[None]:
    usual = {"broker_url": app.conf.broker_url, "broker_transport_options": app.conf.broker_transport_options}
    connect_to({"broker_url": url, "broker_transport_options": options})
    try:
        yield
    finally:
        connect_to(usual)


def connect_to(broker: dict[str, Any]) -> None:
    app.conf.update(broker)
    # Both keep the connections that they once made.
    app._pool = None
    app.amqp._producer_pool = None


def folders(var: Path) -> dict[str, str]:
    """The options of a broker in folders, as lms/settings.py has them."""
    return {"data_folder_in": str(var / "broker"), "data_folder_out": str(var / "broker"), "control_folder": str(var / "broker-control")}


def broken_brokers(folder: Path) -> dict[str, tuple[str, dict[str, Any]]]:
    """By name: a full or unwritable folder, one that is gone, a server that is down."""
    (folder / "in").mkdir()
    (folder / "no-folder").write_text("")
    control = {"control_folder": str(folder / "control")}
    return {
        "unwritable": ("filesystem://", {**control, "data_folder_in": str(folder / "in"), "data_folder_out": str(folder / "no-folder")}),
        "gone": ("filesystem://", {**control, "data_folder_in": str(folder / "gone"), "data_folder_out": str(folder / "gone")}),
        "down": ("amqp://127.0.0.1:9//", {}),
    }
