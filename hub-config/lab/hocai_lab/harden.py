"""The last lock, closed from the inside before any hostile code runs.

Landlock does not govern what needs no open file: `chmod`, `chown`, `utime`, extended attributes, `mknod`, other processes' limits and
priorities. A process with the same user id could use them against the site, so a seccomp filter of our own refuses them, whatever the
sandbox in use does. A root worker gives up every capability first.
"""

import ctypes
import errno
import os
import platform
import resource
import struct

ALLOW, ERRNO, KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_CAPBSET_READ, PR_CAPBSET_DROP, PR_CAP_AMBIENT = 22, 38, 23, 24, 47
SECCOMP_MODE_FILTER, PR_CAP_AMBIENT_CLEAR_ALL = 2, 4
CAPABILITY_VERSION_3 = 0x20080522
NEW_NAMESPACE_FLAGS = 0x7E020080
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
AF_UNIX, AF_INET, IPPROTO_TCP = 1, 2, 6

# Calls that pretend to succeed and do nothing: honest programs make them after writing a file or starting a thread and need not fail.
IGNORED = (
    "chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes futimesat utimensat"
    " setpriority ioprio_set sched_setparam sched_setscheduler sched_setattr"
).split()
UNSUPPORTED = (
    "setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr setxattrat removexattrat memfd_create memfd_secret clone3"
).split()
REFUSED = (
    "mknod mknodat mq_open migrate_pages move_pages"
    " process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_getfd ptrace"
    " io_uring_setup io_uring_enter io_uring_register bpf userfaultfd perf_event_open keyctl add_key request_key"
    " unshare setns mount umount2 pivot_root chroot move_mount fsopen fsmount fsconfig fspick open_tree mount_setattr"
    " open_by_handle_at name_to_handle_at kexec_load kexec_file_load init_module finit_module delete_module reboot"
    " swapon swapoff acct quotactl quotactl_fd syslog vhangup settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname"
    " shmget shmat msgget semget fanotify_init lookup_dcookie"
).split()
OWN_PROCESS_ONLY = ("prlimit64", "sched_setaffinity")

# ruff: noqa: C408, SIM905 (tables of names read better without a quote around each)
NUMBERS = {
    "x86_64": dict(
        chmod=90, fchmod=91, fchmodat=268, fchmodat2=452, chown=92, fchown=93, lchown=94, fchownat=260, utime=132, utimes=235,
        futimesat=261, utimensat=280, setxattr=188, lsetxattr=189, fsetxattr=190, removexattr=197, lremovexattr=198, fremovexattr=199,
        setxattrat=463, removexattrat=466, memfd_create=319, memfd_secret=447, clone3=435, mknod=133, mknodat=259, setpriority=141,
        ioprio_set=251, sched_setparam=142, sched_setscheduler=144, sched_setattr=314, mq_open=240, migrate_pages=256, move_pages=279,
        process_vm_readv=310, process_vm_writev=311, process_madvise=440, process_mrelease=448, kcmp=312, pidfd_getfd=438, ptrace=101,
        io_uring_setup=425, io_uring_enter=426, io_uring_register=427, bpf=321, userfaultfd=323, perf_event_open=298, keyctl=250,
        add_key=248, request_key=249, unshare=272, setns=308, mount=165, umount2=166, pivot_root=155, chroot=161, move_mount=429,
        fsopen=430, fsmount=432, fsconfig=431, fspick=433, open_tree=428, mount_setattr=442, open_by_handle_at=304,
        name_to_handle_at=303, kexec_load=246, kexec_file_load=320, init_module=175, finit_module=313, delete_module=176, reboot=169,
        swapon=167, swapoff=168, acct=163, quotactl=179, quotactl_fd=443, syslog=103, vhangup=153, settimeofday=164, clock_settime=227,
        clock_adjtime=305, adjtimex=159, sethostname=170, setdomainname=171, shmget=29, shmat=30, msgget=68, semget=64,
        fanotify_init=300, lookup_dcookie=212, prlimit64=302, sched_setaffinity=203, clone=56, socket=41, socketpair=53, ioctl=16,
    ),
    "aarch64": dict(
        fchmod=52, fchmodat=53, fchmodat2=452, fchown=55, fchownat=54, utimensat=88, setxattr=5, lsetxattr=6, fsetxattr=7,
        removexattr=14, lremovexattr=15, fremovexattr=16, setxattrat=463, removexattrat=466, memfd_create=279, memfd_secret=447,
        clone3=435, mknodat=33, setpriority=140, ioprio_set=30, sched_setparam=118, sched_setscheduler=119, sched_setattr=274,
        mq_open=180, migrate_pages=238, move_pages=239, process_vm_readv=270, process_vm_writev=271, process_madvise=440,
        process_mrelease=448, kcmp=272, pidfd_getfd=438, ptrace=117, io_uring_setup=425, io_uring_enter=426, io_uring_register=427,
        bpf=280, userfaultfd=282, perf_event_open=241, keyctl=219, add_key=217, request_key=218, unshare=97, setns=268, mount=40,
        umount2=39, pivot_root=41, chroot=51, move_mount=429, fsopen=430, fsmount=432, fsconfig=431, fspick=433, open_tree=428,
        mount_setattr=442, open_by_handle_at=265, name_to_handle_at=264, kexec_load=104, kexec_file_load=294, init_module=105,
        finit_module=273, delete_module=106, reboot=142, swapon=224, swapoff=225, acct=89, quotactl=60, quotactl_fd=443, syslog=116,
        vhangup=58, settimeofday=170, clock_settime=112, clock_adjtime=266, adjtimex=171, sethostname=161, setdomainname=162,
        shmget=194, shmat=196, msgget=186, semget=190, fanotify_init=262, lookup_dcookie=18, prlimit64=261, sched_setaffinity=122,
        clone=220, socket=198, socketpair=199, ioctl=29,
    ),
}  # fmt: skip
ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# Classic BPF: load a word, jump if equal / greater or equal / any bit set, return.
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_OFFSET, ARCHITECTURE_OFFSET, ARGUMENTS_OFFSET = 0, 4, 16


class HardeningFailed(Exception):
    """The process could not be locked; it must not run anything."""


def lock(
    *, file_mb: int, open_files: int, address_space_mb: int | None = None, processes: int | None = None, internet: bool = False
) -> None:
    """Give up privileges, set the kernel's own limits and install the filter; irreversible and inherited by every child."""
    set_limits(file_mb=file_mb, open_files=open_files, address_space_mb=address_space_mb, processes=processes)
    libc = ctypes.CDLL(None, use_errno=True)
    call(libc, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.geteuid() == 0:
        drop_capabilities(libc)
    install_filter(libc, program(machine=platform.machine(), internet=internet))


def set_limits(*, file_mb: int, open_files: int, address_space_mb: int | None, processes: int | None) -> None:
    """Size of one file (the sandbox counts whole folders only now and then), open files, no core dumps."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_mb * 2**20, file_mb * 2**20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    ceiling = open_files if hard == resource.RLIM_INFINITY else min(open_files, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (ceiling, ceiling))
    if address_space_mb:
        resource.setrlimit(resource.RLIMIT_AS, (address_space_mb * 2**20, address_space_mb * 2**20))
    if processes:
        resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes))


def drop_capabilities(libc: ctypes.CDLL) -> None:
    """Make uid 0 an ordinary user, in later programs too: it still owns its files, which the sandbox's folders guard."""
    capability = 0
    while (held := libc.prctl(PR_CAPBSET_READ, capability, 0, 0, 0)) >= 0:
        # One that is gone already (bubblewrap takes them all) cannot be dropped again.
        if held and libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            raise HardeningFailed(f"cannot drop capability {capability}")
        capability += 1
    if capability == 0:
        raise HardeningFailed("cannot read the capability bounding set")
    call(libc, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = ctypes.create_string_buffer(struct.pack("=Ii", CAPABILITY_VERSION_3, 0))
    nothing = ctypes.create_string_buffer(struct.pack("=6I", 0, 0, 0, 0, 0, 0))
    if libc.capset(header, nothing) != 0:
        raise HardeningFailed(f"capset: {os.strerror(ctypes.get_errno())}")


def program(*, machine: str, internet: bool) -> bytes:
    """The filter as classic BPF for one machine type; `internet` permits plain TCP sockets over IPv4, the sandbox says where to."""
    numbers = NUMBERS.get(machine)
    if numbers is None:
        raise HardeningFailed(f"no system call table for {machine}")
    code = [load(ARCHITECTURE_OFFSET), *unless(JUMP_EQUAL, ARCHITECTURE[machine], KILL_PROCESS), load(NUMBER_OFFSET)]
    if machine == "x86_64":
        code += when(JUMP_AT_LEAST, 0x40000000, ERRNO | errno.ENOSYS)  # the x32 calls
    for names, verdict in ((IGNORED, 0), (UNSUPPORTED, errno.ENOSYS), (REFUSED, errno.EPERM)):
        for name in names:
            if name in numbers:
                code += when(JUMP_EQUAL, numbers[name], ERRNO | verdict)
    for name in OWN_PROCESS_ONLY:
        code += guarded(numbers[name], load(argument(0)) + only(0, ERRNO | errno.EPERM))
    code += guarded(numbers["clone"], load(argument(0)) + b"".join(when(JUMP_ANY_BIT, NEW_NAMESPACE_FLAGS, ERRNO | errno.EPERM)))
    terminal = b"".join(when(JUMP_EQUAL, TIOCSTI, ERRNO | errno.EPERM) + when(JUMP_EQUAL, TIOCLINUX, ERRNO | errno.EPERM))
    code += guarded(numbers["ioctl"], load(argument(1)) + terminal)
    code += guarded(numbers["socket"], socket_rule(internet))
    code.append(give(ALLOW))
    return b"".join(code)


def socket_rule(internet: bool) -> bytes:
    """Unix sockets always; plain TCP over IPv4 on request; nothing else (no netlink, UDP, raw, MPTCP, IPv6, vsock)."""
    refuse = give(ERRNO | errno.EAFNOSUPPORT)
    unix = load(argument(0)) + b"".join(when(JUMP_EQUAL, AF_UNIX, ALLOW))
    if not internet:
        return unix + refuse
    family = b"".join(unless(JUMP_EQUAL, AF_INET, ERRNO | errno.EAFNOSUPPORT))
    protocol = load(argument(2)) + b"".join(when(JUMP_EQUAL, 0, ALLOW) + when(JUMP_EQUAL, IPPROTO_TCP, ALLOW))
    return unix + family + protocol + refuse


def instruction(code: int, operand: int, on_true: int = 0, on_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, on_true, on_false, operand)


def load(offset: int) -> bytes:
    return instruction(LOAD, offset)


def give(verdict: int) -> bytes:
    return instruction(RETURN, verdict)


def argument(index: int) -> int:
    """Offset of the low half of an argument on a little-endian machine."""
    return ARGUMENTS_OFFSET + 8 * index


def when(test: int, operand: int, verdict: int) -> list[bytes]:
    return [instruction(test, operand, 0, 1), give(verdict)]


def unless(test: int, operand: int, verdict: int) -> list[bytes]:
    return [instruction(test, operand, 1, 0), give(verdict)]


def only(value: int, verdict: int) -> bytes:
    return b"".join(unless(JUMP_EQUAL, value, verdict))


def guarded(number: int, rule: bytes) -> list[bytes]:
    """Apply a rule to one system call; a rule that falls through allows it."""
    body = rule + give(ALLOW)
    return [instruction(JUMP_EQUAL, number, 0, len(body) // 8), body]


def install_filter(libc: ctypes.CDLL, code: bytes) -> None:
    """Hand the program to the kernel; it can never be removed."""
    buffer = ctypes.create_string_buffer(code, len(code))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer)))
    call(libc, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(header), 0, 0)


def call(libc: ctypes.CDLL, option: int, *arguments: int) -> None:
    if libc.prctl(option, *(ctypes.c_ulong(value) for value in arguments)) != 0:
        raise HardeningFailed(f"prctl {option}: {os.strerror(ctypes.get_errno())}")
