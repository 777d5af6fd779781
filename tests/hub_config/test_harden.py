"""The filter, read by a small interpreter of classic BPF: every verdict without touching this process."""

import errno
import struct

import pytest
from hocai_lab import harden

X86 = harden.NUMBERS["x86_64"]


def verdict(code: bytes, number: int, *arguments: int, architecture: int = harden.ARCHITECTURE["x86_64"]) -> int:
    """Run a filter on one system call."""
    data = struct.pack("=iIQ6Q", number, architecture, 0, *(arguments + (0,) * (6 - len(arguments))))
    program = list(struct.iter_unpack("=HBBI", code))
    position = value = 0
    while True:
        operation, on_true, on_false, operand = program[position]
        if operation == harden.RETURN:
            return operand
        if operation == harden.LOAD:
            (value,) = struct.unpack_from("=I", data, operand)
            position += 1
            continue
        holds = {harden.JUMP_EQUAL: value == operand, harden.JUMP_AT_LEAST: value >= operand, harden.JUMP_ANY_BIT: bool(value & operand)}[
            operation
        ]
        position += 1 + (on_true if holds else on_false)


@pytest.fixture(params=[False, True], ids=["grading", "server"])
def code(request: pytest.FixtureRequest) -> bytes:
    return harden.program(machine="x86_64", internet=request.param)


@pytest.mark.parametrize("name", ["chmod", "fchmodat", "chown", "utimensat", "setpriority", "sched_setscheduler"])
def test_program_lets_harmless_calls_succeed_without_effect(code: bytes, name: str) -> None:
    assert verdict(code, X86[name]) == harden.ERRNO | 0


@pytest.mark.parametrize(
    "name", ["ptrace", "mount", "bpf", "io_uring_setup", "mknodat", "process_vm_writev", "unshare", "userfaultfd", "kexec_load"]
)
def test_program_refuses_dangerous_calls(code: bytes, name: str) -> None:
    assert verdict(code, X86[name]) == harden.ERRNO | errno.EPERM


@pytest.mark.parametrize("name", ["prlimit64", "sched_setaffinity"])
def test_program_lets_a_process_change_only_itself(code: bytes, name: str) -> None:
    assert verdict(code, X86[name], 0) == harden.ALLOW
    assert verdict(code, X86[name], 4711) == harden.ERRNO | errno.EPERM


def test_program_refuses_new_namespaces_and_allows_threads(code: bytes) -> None:
    assert verdict(code, X86["clone"], 0x10000000) == harden.ERRNO | errno.EPERM
    assert verdict(code, X86["clone"], 0x3D0F00) == harden.ALLOW


def test_program_refuses_typing_into_terminals(code: bytes) -> None:
    assert verdict(code, X86["ioctl"], 0, harden.TIOCSTI) == harden.ERRNO | errno.EPERM
    assert verdict(code, X86["ioctl"], 0, 0x5401) == harden.ALLOW


def test_program_kills_calls_of_another_architecture_and_refuses_x32(code: bytes) -> None:
    assert verdict(code, 0, architecture=0x40000003) == harden.KILL_PROCESS
    assert verdict(code, 0x40000000 | X86["ptrace"]) == harden.ERRNO | errno.ENOSYS


def test_program_allows_ordinary_calls(code: bytes) -> None:
    assert verdict(code, 0) == harden.ALLOW
    assert verdict(code, 257) == harden.ALLOW


@pytest.mark.parametrize(
    ("family", "kind", "protocol", "in_grading", "in_server"),
    [
        (1, 1, 0, True, True),
        (2, 1, 0, False, True),
        (2, 1, 6, False, True),
        (2, 1, 262, False, False),
        (10, 1, 0, False, False),
        (16, 3, 0, False, False),
        (17, 3, 0, False, False),
        (40, 1, 0, False, False),
    ],
)
def test_program_limits_socket_families(family: int, kind: int, protocol: int, in_grading: bool, in_server: bool) -> None:
    for internet, allowed in ((False, in_grading), (True, in_server)):
        code = harden.program(machine="x86_64", internet=internet)
        expected = harden.ALLOW if allowed else harden.ERRNO | errno.EAFNOSUPPORT
        assert verdict(code, X86["socket"], family, kind, protocol) == expected


def test_program_refuses_an_unknown_machine() -> None:
    with pytest.raises(harden.HardeningFailed):
        harden.program(machine="sparc", internet=False)


def test_numbers_name_every_refused_call_of_x86() -> None:
    assert {*harden.IGNORED, *harden.UNSUPPORTED, *harden.REFUSED, *harden.OWN_PROCESS_ONLY} <= set(X86)
