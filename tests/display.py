"""A screen of its own (Xvfb) with a window manager, on which a test uses a program as a person does."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

PROGRAMS: Final = ("Xvfb", "openbox", "xdotool", "import")
SCREEN: Final = "1600x1000x24"
SECONDS: Final = 30.0
PAUSE: Final = 0.05
KEY_DELAY_MS: Final = "25"


class DisplayError(RuntimeError):
    """What was waited for did not come; the message holds what the programs said."""


class Display:
    """Use it in a `with` statement: every program that it started is killed at the end, whatever happened."""

    def __init__(self, folder: Path, *, seconds: float = SECONDS) -> None:
        self.folder = folder
        self.seconds = seconds
        self.name = ""
        self._running: list[subprocess.Popen[bytes]] = []

    @staticmethod
    def missing_programs() -> list[str]:
        """The programs without which there is no display, as far as they are not installed."""
        if sys.platform != "linux":
            return ["X11"]
        return [program for program in PROGRAMS if shutil.which(program) is None]

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._start_server()
            self._start_window_manager()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill what runs, the last started first, with whatever it started itself."""
        while self._running:
            process = self._running.pop()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def start(self, command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> "Program":
        """Start a program on this screen; `env` adds to the environment."""
        output = self.folder / f"output-{len(self._running)}.txt"
        with output.open("wb") as file:
            process = self._popen(command, {**self._environment(), **(env or {})}, file)
        return Program(process, output)

    def window(self, title: str) -> "Window":
        """Wait for a visible window whose title matches the regular expression, and give it the keyboard."""
        found: list[str] = []

        def appeared() -> bool:
            found[:] = self._ask("search", "--onlyvisible", "--name", title).split()
            return bool(found)

        self.wait_until(appeared, f"a window titled {title!r}")
        window = Window(self, found[0])
        window.activate()
        return window

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Ask until it holds; the error if it never does names `what` and what the programs said."""
        end = time.monotonic() + self.seconds
        while not condition():
            if time.monotonic() > end:
                raise DisplayError(f"waited {self.seconds:g} s for {what}\n{self._said()}")
            time.sleep(PAUSE)

    def screenshot(self, picture: Path, window: str = "root") -> Path:
        """A PNG of the whole screen, or of one window by its number."""
        subprocess.run(
            ["import", "-window", window, picture],
            env=self._environment(),
            timeout=self.seconds,
            check=True,
            capture_output=True,
        )
        return picture

    def xdotool(self, *arguments: str) -> str:
        """What xdotool prints; an error if it refuses."""
        done = self._xdotool(arguments)
        if done.returncode:
            raise DisplayError(f"xdotool {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    def _ask(self, *arguments: str) -> str:
        return self._xdotool(arguments).stdout

    def _xdotool(self, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                ["xdotool", *arguments],
                env=self._environment(),
                timeout=self.seconds,
                check=False,
                capture_output=True,
                text=True,
            )
        except subprocess.TimeoutExpired:
            raise DisplayError(f"xdotool {' '.join(arguments)} hung\n{self._said()}") from None

    def _start_server(self) -> None:
        """Xvfb itself chooses a number that is free, and says it once it can be used."""
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"]
        with os.fdopen(read) as answer, (self.folder / "Xvfb.txt").open("wb") as output:
            try:
                self._popen(command, dict(os.environ), output, keep=(write,))
            finally:
                os.close(write)
            number = answer.readline().strip()  # empty if it died, since then nobody holds the other end
        if not number:
            raise DisplayError(f"Xvfb did not start\n{self._said()}")
        self.name = f":{number}"

    def _start_window_manager(self) -> None:
        """On a loaded machine a server may turn away its first client; a manager that ended for it is started again."""
        manager = self.start(["openbox", "--sm-disable"])

        def manages() -> bool:
            nonlocal manager
            if manager.process.poll() is not None:
                manager = self.start(["openbox", "--sm-disable"])
            return self._is_managed()

        self.wait_until(manages, "the window manager to manage the screen")

    def _popen(
        self,
        command: Sequence[str | Path],
        env: Mapping[str, str],
        output: IO[bytes],
        keep: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=keep,
            start_new_session=True,
        )
        self._running.append(process)
        return process

    def _environment(self) -> dict[str, str]:
        inherited = {key: value for key, value in os.environ.items() if key != "WAYLAND_DISPLAY"}
        return {**inherited, "DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}

    def _is_managed(self) -> bool:
        return self._xdotool(["get_desktop"]).returncode == 0

    def _said(self) -> str:
        texts = {path.name: path.read_text(errors="replace").strip() for path in sorted(self.folder.glob("*.txt"))}
        return "\n".join(f"{name}: {text}" for name, text in texts.items() if text)


@dataclass(frozen=True, slots=True)
class Program:
    """A program that was started on a display."""

    process: subprocess.Popen[bytes]
    output: Path

    def wait(self, seconds: float = SECONDS) -> int:
        """Its exit status, once it ended by itself."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise DisplayError(f"it did not end within {seconds:g} s\n{self.said()}") from None

    def said(self) -> str:
        """What it wrote so far, standard error included."""
        return self.output.read_text(errors="replace")


@dataclass(frozen=True, slots=True)
class Window:
    """A window on a display, used by keyboard and mouse."""

    display: Display
    number: str

    def activate(self) -> None:
        """Bring it to the front and give it the keyboard."""
        self.display.xdotool("windowactivate", "--sync", self.number)

    def key(self, *keys: str) -> None:
        """Press keys one after the other, named as X names them: `Return`, `ctrl+z`."""
        self.display.xdotool("key", "--delay", KEY_DELAY_MS, *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self.display.xdotool("type", "--delay", KEY_DELAY_MS, "--", text)

    def click(self, x: int, y: int, *, button: int = 1, times: int = 1) -> None:
        """Click at a place counted from the window's own upper left corner."""
        place = ("mousemove", "--window", self.number, str(x), str(y))
        self.display.xdotool(*place, "click", "--repeat", str(times), "--delay", KEY_DELAY_MS, str(button))

    def screenshot(self, picture: Path) -> Path:
        """A PNG of this window alone; popups are windows of their own, so take the display's for them."""
        return self.display.screenshot(picture, self.number)
