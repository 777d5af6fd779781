"""What each sandbox may do, as plain values."""

import sys

from hocai_lab import policy


def test_grading_run_names_one_writable_folder_and_no_port() -> None:
    rules = policy.grading_run(folder="/tmp/x", memory_mb=512, processes=8, disk_mb=10)

    assert rules.writable == ("/tmp/x", "/dev/null")
    assert (rules.connect, rules.bind, rules.process_information) == ((), (), False)
    assert (rules.limits.memory_mb, rules.limits.processes, rules.limits.disk_mb) == (512, 8, 10)


def test_grading_run_does_not_read_proc_nor_temporary_folders() -> None:
    rules = policy.grading_run(folder="/tmp/x", memory_mb=512, processes=8, disk_mb=10)

    assert not {"/", "/proc", "/tmp", "/etc", "/root", "/home", "/dev", "/dev/shm", "/var", "/run"} & set(rules.readable)


def test_system_readable_contains_the_interpreter() -> None:
    assert sys.prefix in policy.system_readable()
    assert sys.base_prefix in policy.system_readable()


def test_student_server_may_bind_its_port_and_reach_the_given_ones_only() -> None:
    rules = policy.student_server(home="/h", port=40_000, connect=(8081, 8002), environment={"JUPYTERHUB_USER": "u1"})

    assert rules.bind == (40_000,)
    assert rules.connect == (8081, 8002)
    assert "/h" in rules.writable
    assert "/dev/shm" not in rules.writable
    assert rules.environment["JUPYTERHUB_USER"] == "u1"


def test_base_environment_inherits_nothing(monkeypatch) -> None:
    monkeypatch.setenv("HOCAI_SECRET_KEY", "secret")

    assert "HOCAI_SECRET_KEY" not in policy.base_environment(home="/h")
    assert policy.base_environment(home="/h")["OPENBLAS_NUM_THREADS"] == "1"
