"""Run Python where there is no network but loopback. Use as `python -m tests.alone -m pytest …`.

A user, a network and a mount namespace of its own: nothing it starts can reach another machine, whatever addresses it
asks for, and what it mounts is its own.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

ALONE = "NEWSCRAWL_TESTS_ALONE"
"""Set in the environment of what runs there."""
_NEW_USER, _NEW_NET, _NEW_MOUNTS = 0x10000000, 0x40000000, 0x20000
_SET_FLAGS, _UP, _RUNNING = 0x8914, 0x1, 0x40


def leave_the_network() -> None:
    """Move this process, which must have one thread, into the namespaces. Raises OSError where that isn't permitted."""
    user, group = os.getuid(), os.getgid()
    if ctypes.CDLL(None, use_errno=True).unshare(_NEW_USER | _NEW_NET | _NEW_MOUNTS):
        raise OSError(ctypes.get_errno(), "no namespace of its own is permitted")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        Path("/proc/self", name).write_text(text)
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh", b"lo", _UP | _RUNNING))
    assert [name for _, name in socket.if_nameindex()] == ["lo"]


if __name__ == "__main__":
    leave_the_network()
    os.environ[ALONE] = "1"
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
