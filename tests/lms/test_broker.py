"""A message that is read while it is being written must not end the worker."""

from queue import Empty

import pytest
from kombu import Connection

from lms.broker import PatientTransport
from lms.celery import app


@pytest.mark.parametrize("half", [b"", b'{"body": "W1'])
def test_a_half_written_message_is_dropped_and_the_next_one_arrives(tmp_path, half):
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path / "control")}
    with Connection("filesystem://", transport_options=folders) as connection:
        assert isinstance(connection.transport, PatientTransport)
        channel = connection.default_channel
        (tmp_path / "0_half.grading.msg").write_bytes(half)
        channel._put("grading", {"body": "W10="})

        with pytest.raises(Empty):
            channel._get("grading")

        assert channel._get("grading") == {"body": "W10="}


def test_the_application_uses_it_for_its_folder_of_messages():
    with app.connection_for_write("filesystem://") as connection:
        assert connection.get_transport_cls() is PatientTransport
