"""The seccomp filter of a sandboxed process: which system calls fail, and with which error.

Like the guard it is a deny list: connections, starting processes, access to other processes, anything except files
that outlives the process, changes of a file's owner and permissions (which Landlock does not cover), and changes to
the system that need an administrator.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from typing import Any

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, value

_MACHINES = {"x86_64": 0, "aarch64": 1}
_ARCHITECTURES = (0xC000003E, 0xC00000B7)
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets of the fields in struct seccomp_data
_SET_SECCOMP, _FILTER = 22, 2
_THREAD = 0x10000  # CLONE_THREAD, which marks a new thread of this process
_UNIX = 1

# name → numbers on x86_64 and aarch64; -1 if the call does not exist.
_NETWORK = {
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
}
_PROCESSES = {"fork": (57, -1), "vfork": (58, -1), "execve": (59, 221), "execveat": (322, 281)}
_OTHERS = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "kcmp": (312, 272),
    "ioprio_set": (251, 30),
}
# Shared memory, semaphores, queues and keys stay in the kernel until they are removed.
_LEFT_BEHIND = {
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "semget": (64, 190),
    "semctl": (66, 191),
    "semop": (65, 193),
    "semtimedop": (220, 192),
    "msgget": (68, 186),
    "msgctl": (71, 187),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
}
_OWNERS = {
    "chown": (92, -1),
    "lchown": (94, -1),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "setxattrat": (463, 463),
    "removexattrat": (466, 466),
}
# These do nothing and report success, because copying a file also sets its mode and times and must keep working.
_PRETENDED = {
    "chmod": (90, -1),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "utime": (132, -1),
    "utimes": (235, -1),
    "futimesat": (261, -1),
    "utimensat": (280, 88),
}
_SYSTEM = {
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "open_by_handle_at": (304, 265),
    "bpf": (321, 280),
    "reboot": (169, 142),
    "perf_event_open": (298, 241),
    "sethostname": (170, 161),
    "io_uring_setup": (425, 425),
    "fsopen": (430, 430),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "mount_setattr": (442, 442),
    "fanotify_init": (300, 262),
    "userfaultfd": (323, 282),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "setdomainname": (171, 162),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "quotactl": (179, 60),
    "acct": (163, 89),
    "syslog": (103, 116),
    "iopl": (172, -1),
    "ioperm": (173, -1),
}
_REFUSED = {**_NETWORK, **_PROCESSES, **_OTHERS, **_LEFT_BEHIND, **_OWNERS, **_SYSTEM}
# Allowed only for this process: the index of the argument that names the process.
_ABOUT = {
    "kill": (62, 129, 0),
    "tkill": (200, 130, 0),
    "tgkill": (234, 131, 0),
    "prlimit64": (302, 261, 0),
    "rt_sigqueueinfo": (129, 138, 0),
    "rt_tgsigqueueinfo": (297, 240, 0),
    "setpriority": (141, 140, 1),
}
_SOCKET, _SENDTO, _CLONE, _CLONE3 = (41, 198), (44, 206), (56, 220), (435, 435)


def install(libc: Any, pid: int) -> bool:
    """Install the filter permanently for this thread and its children. Returns False if that is impossible."""
    machine = _MACHINES.get(os.uname().machine)
    if machine is None or struct.calcsize("P") != 8:
        return False
    code = b"".join(struct.pack("=HBBI", *one) for one in _program(machine, pid))
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    return int(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.c_char_p(program), 0, 0)) == 0


def _program(machine: int, pid: int) -> list[Instruction]:
    refuse = _error(errno.EPERM)
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        refuse,  # calls of another architecture, such as 32-bit ones
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine == 0:
        program += [(_AT_LEAST, 0, 1, 0x40000000), refuse]  # the x32 versions of the same calls
    for numbers in _REFUSED.values():
        program += _when(numbers[machine], [refuse])
    for numbers in _PRETENDED.values():
        program += _when(numbers[machine], [_error(0)])
    for *both, place in _ABOUT.values():
        mine = [_argument(place), (_EQUAL, 1, 0, pid), (_EQUAL, 0, 1, 0), (_RETURN, 0, 0, _ALLOW), refuse]
        program += _when(both[machine], mine)
    program += _when(_SOCKET[machine], [_argument(0), (_EQUAL, 0, 1, _UNIX), (_RETURN, 0, 0, _ALLOW), refuse])
    no_address = [(_EQUAL, 0, 3, 0), _argument(4, 4), (_EQUAL, 0, 1, 0), (_RETURN, 0, 0, _ALLOW), refuse]
    program += _when(_SENDTO[machine], [_argument(4), *no_address])
    program += _when(
        _CLONE[machine], [_argument(0), (_ANY_BIT, 0, 1, _THREAD), (_RETURN, 0, 0, _ALLOW), refuse]
    )
    program += _when(
        _CLONE3[machine], [_error(errno.ENOSYS)]
    )  # clone3's flags are behind a pointer, so force libc to use clone
    return [*program, (_RETURN, 0, 0, _ALLOW)]


def _when(number: int, then: list[Instruction]) -> list[Instruction]:
    """Run ``then``, which ends with a return, for one system call."""
    return [] if number < 0 else [(_EQUAL, 0, len(then), number), *then]


def _argument(place: int, offset: int = 0) -> Instruction:
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * place + offset)


def _error(number: int) -> Instruction:
    return (_RETURN, 0, 0, _ERROR | number)
