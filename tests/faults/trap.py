"""Stops a process before each of its system calls on files, and lets it run, fails the call or kills it there.

Linux hands calls over by itself (seccomp's user notification, kernel 5.6): the process is the real one, forked from
one that has imported everything, and its calls are the real ones; only those on files under one folder are stopped.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import select
import signal
import socket
import struct
import sys
import time
import traceback
from array import array
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from tests.faults.calls import NAMES, WRITES, Call, Looker

_SECCOMP = {"x86_64": 317}.get(os.uname().machine, 277) if hasattr(os, "uname") else 0
_PIDFD_GETFD = 438  # on every machine; kernel 5.6
_NOTICE, _ANSWER = struct.Struct("=QIIiIQ6Q"), struct.Struct("=QqiI")
_RECEIVE = 3 << 30 | _NOTICE.size << 16 | 0x21 << 8 | 0
_SEND = 3 << 30 | _ANSWER.size << 16 | 0x21 << 8 | 1
_LET_IT_RUN = 1
_ALLOW, _NOTIFY = 0x7FFF0000, 0x7FC00000
LIMIT = 30.0  # seconds after which a subject counts as hanging


_OTHERS = Call("", "", "", False, ())


class Fate(Enum):
    """What becomes of a call, where it is not an error number that it gets."""

    RUNS = "runs"
    KILLED = "killed before it"
    TORN = "killed half-way through it"  # a write only
    SKIPPED = "skipped, and said to be done"
    BENT = "done with one bit turned"  # a write only


Answer = Fate | int
Decide = Callable[[Call], Answer]
Body = Callable[["Wire"], None]
Hear = Callable[[Any], Any]


@dataclass
class Run:
    """How a subject fared: what it said, the calls it made on the folder, and whether it came to its end."""

    said: list[Any] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    ended: bool = False
    hung: bool = False


class Wire:
    """What a subject tells the test, and asks it."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def say(self, what: Any) -> None:
        self._end.send(json.dumps(what).encode())

    def ask(self, what: Any) -> Any:
        self.say(what)
        return json.loads(self._end.recv(1 << 16))


def why_not() -> str:
    """Why no call can be stopped here; blank where it can."""
    if not sys.platform.startswith("linux") or not NAMES:
        return "needs Linux on x86_64 or aarch64"
    release = tuple(int(part) for part in os.uname().release.split(".")[:2])
    if release < (5, 6):
        return "needs Linux 5.6"
    try:
        run = watch(Path("/nowhere"), lambda _: None, lambda _: Fate.RUNS)
    except OSError as problem:
        return f"system calls cannot be stopped here ({problem.strerror})"
    return "" if run.ended else "system calls cannot be stopped here"


def aside(body: Body, hear: Hear = lambda _: None) -> Run:
    """Runs the body in a fork, without stopping anything."""
    return _supervise(body, hear, None, lambda _: Fate.RUNS)


def watch(folder: Path, body: Body, decide: Decide, hear: Hear = lambda _: None) -> Run:
    """Runs the body in a fork and asks `decide` about each of its calls on the folder.

    `hear` gets what the body says and answers what it asks. Raises OSError where this system does not let us.
    """
    return _supervise(body, hear, str(folder.resolve()), decide)


def _supervise(body: Body, hear: Hear, folder: str | None, decide: Decide) -> Run:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if not pid:
        ours.close()
        _live(body, theirs, folder is not None)
    theirs.close()
    run = Run()
    try:
        with ours:
            listener = _listener(ours) if folder is not None else -1
            try:
                _Supervisor(pid, ours, listener, folder or "", decide, hear, run).loop()
            finally:
                if listener >= 0:
                    os.close(listener)
    finally:
        _end(pid, run)
    return run


def _end(pid: int, run: Run) -> None:
    os.kill(pid, signal.SIGKILL)  # it has ended, or nobody answers it any more
    _, status = os.waitpid(pid, 0)
    run.ended = run.ended or status == 0


def _live(body: Body, end: socket.socket, stopped: bool) -> None:
    """The forked process; it never returns."""
    code = 1
    try:
        if stopped:
            handle = _install()
            end.sendmsg([b"h"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", [handle]))])
            os.close(handle)
            end.recv(1)
        body(Wire(end))
        code = 0
    except BaseException:  # whatever it is, the test has to hear of it
        end.send(json.dumps({"crash": traceback.format_exc()[-4000:]}).encode())
    finally:
        os._exit(code)


def _listener(ours: socket.socket) -> int:
    said, extra, _, _ = ours.recvmsg(1 << 16, socket.CMSG_SPACE(4))
    if said != b"h" or not extra:
        raise OSError(errno.EPERM, "the filter was refused")
    ours.send(b"g")
    return int.from_bytes(extra[0][2][:4], sys.byteorder)


class _Supervisor:
    """Answers the calls of one subject until it has ended."""

    def __init__(
        self, pid: int, wire: socket.socket, listener: int, folder: str, decide: Decide, hear: Hear, run: Run
    ) -> None:
        self.pid, self.wire, self.listener, self.folder = pid, wire, listener, folder
        self.decide, self.hear, self.run = decide, hear, run
        self.looker = Looker(pid)

    def loop(self) -> None:
        poll = select.poll()
        poll.register(self.wire, select.POLLIN)
        if self.listener >= 0:
            poll.register(self.listener, select.POLLIN)
        until = time.monotonic() + LIMIT
        going = True
        while going:
            ready = dict(poll.poll(1000))
            if self.wire.fileno() in ready:
                going = self._hear()
            elif ready.get(self.listener, 0) & select.POLLIN:
                going = self._answer_one()
            if time.monotonic() > until:
                self.run.hung = True
                os.kill(self.pid, signal.SIGKILL)
                break
        self.looker.close()
        while self._hear():
            pass

    def _hear(self) -> bool:
        """Waits for the next thing that is said; False where nobody speaks any more."""
        said = self.wire.recv(1 << 16)
        if not said:
            return False
        what = json.loads(said)
        self.run.said.append(what)
        answer = self.hear(what)
        if answer is not None:
            with suppress(BrokenPipeError):
                self.wire.send(json.dumps(answer).encode())
        return True

    def _answer_one(self) -> bool:
        notice = bytearray(_NOTICE.size)
        try:
            fcntl.ioctl(self.listener, _RECEIVE, notice)
        except OSError:  # it has ended meanwhile
            return True
        number_of_notice, thread, _, number, _, _, *arguments = _NOTICE.unpack(bytes(notice))
        if not Path(f"/proc/{self.pid}/task/{thread}").exists():  # a process that the subject started
            self._answer(number_of_notice, _OTHERS, Fate.RUNS)
            return True
        call = self.looker.call(number, tuple(arguments))
        fate: Answer = Fate.RUNS
        if any(path.startswith(self.folder) for path in (call.path, call.other)):
            while select.select([self.wire], [], [], 0)[0]:
                self._hear()  # what was said before this call counts before it
            self.run.calls.append(call)
            fate = self.decide(call)
        if fate in (Fate.TORN, Fate.BENT):
            self._written(call, fate)
        if fate in (Fate.TORN, Fate.KILLED):
            os.kill(self.pid, signal.SIGKILL)
            return False
        self._answer(number_of_notice, call, fate)
        return True

    def _answer(self, notice: int, call: Call, fate: Answer) -> None:
        value, error, flags = 0, 0, 0
        if fate is Fate.RUNS:
            flags = _LET_IT_RUN
        elif fate in (Fate.SKIPPED, Fate.BENT):
            value = call.arguments[2] if call.name in WRITES else 0
        elif isinstance(fate, int):
            error = -fate
        with suppress(FileNotFoundError):  # it has ended meanwhile
            fcntl.ioctl(self.listener, _SEND, _ANSWER.pack(notice, value, error, flags))

    def _written(self, call: Call, fate: Answer) -> None:
        """Does a write in the subject's place, on its own open file: half of it, or with one bit turned."""
        if call.name not in WRITES:
            return
        handle, at, count = call.arguments[:3]
        data = bytearray(self.looker.bytes_at(at, count))
        if fate is Fate.TORN:
            del data[count // 2 :]
        else:
            data[count // 2] ^= 1
        file = _file_of(self.pid, handle)
        try:
            if call.name == "pwrite64":
                os.pwrite(file, data, call.arguments[3])
            else:
                os.write(file, data)
        finally:
            os.close(file)


def _file_of(pid: int, handle: int) -> int:
    """A handle of ours to the very file that another process has open, its position included. Raises OSError."""
    process = os.pidfd_open(pid)
    try:
        file = int(ctypes.CDLL(None, use_errno=True).syscall(_PIDFD_GETFD, process, handle, 0))
    finally:
        os.close(process)
    if file < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return file


def _install() -> int:
    """From now on this process stops before the calls on files; the handle hears of them. Raises OSError."""
    library = ctypes.CDLL(None, use_errno=True)
    jumps = [struct.pack("=HBBI", 0x20, 0, 0, 0)]  # load the number
    for place, number in enumerate(NAMES):
        jumps.append(struct.pack("=HBBI", 0x15, len(NAMES) - place, 0, number))  # equal: to the last line
    jumps += [struct.pack("=HBBI", 0x06, 0, 0, _ALLOW), struct.pack("=HBBI", 0x06, 0, 0, _NOTIFY)]
    lines = ctypes.create_string_buffer(b"".join(jumps))
    program = struct.pack("@HP", len(jumps), ctypes.addressof(lines))
    library.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS: an ordinary user may set a filter then
    handle = int(library.syscall(_SECCOMP, 1, 8, program))  # SECCOMP_SET_MODE_FILTER with a listener
    if handle < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return handle
