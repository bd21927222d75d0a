"""Valhalla's own lock: a file beside the workbook that says who has it, on which machine, and since when."""

from __future__ import annotations

import getpass
import json
import os
import re
import secrets
import socket
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from io_xlsx import platform
from models.core.phrase import full_day, phrase

WRITING_TAKES = 5.0  # seconds after which an unreadable lock is no longer one that is just being written
LEFT_AFTER = 60.0  # seconds after which nobody needs any more what is there for a moment only
_ours: set[str] = set()  # the keys of the locks that this process holds, or is just taking


@dataclass(frozen=True)
class Holder:
    """Who holds a lock: `start` is when the process began, `since` the time in seconds, `key` is this lock's own."""

    user: str
    host: str
    pid: int
    start: float
    since: float
    key: str

    @property
    def is_here(self) -> bool:
        """Whether it is a process of this machine."""
        return self.host == socket.gethostname()

    @property
    def is_gone(self) -> bool:
        """Whether its process is known to have ended; of another machine nobody here can know."""
        if self.is_here and self.pid == os.getpid() and self.key not in _ours:
            return True  # it could not be removed when it was let go
        return self.is_here and not platform.is_running(self.pid, self.start)

    def words(self, zone: tzinfo = UTC) -> str:
        """Who has it and since when, on the clock of a zone."""
        since = datetime.fromtimestamp(self.since, zone)
        user = f"{self.user}, " if self.user else ""
        when = phrase("{day} {clock}", day=full_day(since.date()), clock=f"{since:%H:%M %Z}".strip())
        return phrase(
            "another Valhalla has it open ({user}process {pid} on {host}, since {when})",
            user=user,
            pid=str(self.pid),
            host=self.host,
            when=when,
        )

    @classmethod
    def of(cls, text: str) -> Holder | None:
        """What a lock file says; None where it is none."""
        try:
            found = json.loads(text)
            holder = cls(str(found["user"]), str(found["host"]), int(found["pid"]), float(found["start"]),
                         float(found["since"]), str(found["key"]))  # fmt: skip
        except (ValueError, TypeError, KeyError):
            return None
        return holder if 0 < holder.pid < 1 << 31 and 0 <= holder.since < 1e11 else None


class Busy(Exception):
    """Somebody else has the workbook; `holder` is None where the lock cannot be read."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__(holder.words() if holder else phrase("another Valhalla is opening it just now"))
        self.holder = holder


class Lock:
    """One at a time holds it. A lock whose process is gone is taken over, by exactly one of those who try at once."""

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(f".{path.name}.valhalla")
        self.held = False
        self._key = secrets.token_hex(8)

    def acquire(self, wait: float = 0.0) -> None:
        """Raises Busy naming the holder when it is not free within `wait` seconds; OSError where none can be made."""
        until = time.monotonic() + wait
        while not self._make():
            if self._is_dead():
                self._remove_dead()
            elif time.monotonic() >= until:
                raise Busy(self.holder())
            else:
                time.sleep(0.05)

    def take(self) -> None:
        """Takes it from whoever has it, alive or not; for a person who was warned. OSError."""
        while not self._make():
            with suppress(FileNotFoundError):
                self.path.unlink()

    def renew(self) -> None:
        """Raises Busy where somebody took it over; a lock file that somebody deleted is made again."""
        if not self._is_mine():
            self.acquire()

    def release(self) -> None:
        """Frees it if it is still this one's own; one that cannot be removed now counts as dead from here on."""
        if self.held and self._is_mine():
            with suppress(OSError):
                self.path.unlink()
        self.held = False
        _ours.discard(self._key)

    def holder(self) -> Holder | None:
        """What the lock file says, or None where it is gone or unreadable."""
        with suppress(OSError):
            return Holder.of(self.path.read_text("utf-8", "replace"))
        return None

    def _is_mine(self) -> bool:
        holder = self.holder()
        return holder is not None and holder.key == self._key

    def _make(self) -> bool:
        """It appears with its content, so nobody ever sees a half of it."""
        pid = os.getpid()
        holder = Holder(_user(), socket.gethostname(), pid, platform.process_start(pid) or 0.0, time.time(),
                        self._key)  # fmt: skip
        temp = self.path.with_name(f"{self.path.name}.{pid}-{self._key}.new")
        _ours.add(self._key)
        try:
            with temp.open("x", encoding="utf-8") as file:  # everybody may read who has the workbook
                json.dump(asdict(holder), file)
            platform.name_once(temp, self.path)
            self.held = True
        except FileExistsError:
            return False
        finally:
            if not self.held:
                _ours.discard(self._key)
            with suppress(OSError):
                temp.unlink(missing_ok=True)
        self._clear()
        return True

    def _is_dead(self) -> bool:
        """Its process is gone, or it was cut off while it was written; what may not be read is nobody's to judge."""
        try:
            holder = Holder.of(self.path.read_text("utf-8", "replace"))
            return holder.is_gone if holder else _age(self.path) > WRITING_TAKES
        except OSError:
            return False

    def _remove_dead(self) -> None:
        """Removes the lock of a dead process, for which there is a lock too: else two might each remove one."""
        turn = Lock(self.path)
        turn.acquire(WRITING_TAKES)
        try:
            if self._is_dead():  # still: who had the turn before may have made a new one
                self.path.unlink(missing_ok=True)
        finally:
            turn.release()

    def _clear(self) -> None:
        """Removes what attempts left that were cut off: their new files, and the locks for removing a dead one.

        Only by their names, which nobody else gives; and what a process that is gone wrote, or what is a minute old.
        """
        ours = re.compile(rf"\.*{re.escape(self.path.name)}(\.valhalla)*(\.(?P<pid>\d{{1,9}})-[0-9a-f]{{16}}\.new)?")
        with suppress(OSError):
            names = [(one, ours.fullmatch(one.name)) for one in self.path.parent.iterdir() if one != self.path]
            for left, name in names:
                if name is None:
                    continue
                with suppress(OSError, Busy):
                    if _age(left) > LEFT_AFTER:
                        left.unlink()
                    elif left.suffix == ".new":
                        holder = Holder.of(left.read_text("utf-8", "replace"))
                        if holder.is_gone if holder else not platform.is_running(int(name["pid"])):
                            left.unlink()
                    else:  # taken and freed: several may come at once
                        turn = Lock(left.with_name(left.name[1:].removesuffix(".valhalla")))
                        turn.acquire()
                        turn.release()


def _age(path: Path) -> float:
    """Seconds since it was written."""
    return time.time() - path.stat().st_mtime


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system without a name for this user
        return ""
