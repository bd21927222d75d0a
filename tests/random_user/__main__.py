"""`python -m tests.random_user`: the user for half an hour, or as `--seconds` says; fails where something is wrong."""

from __future__ import annotations

import argparse
import faulthandler
import os
import sys
import tempfile
import time
from pathlib import Path

SECONDS = 1800.0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.random_user", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long, 1800 by default")
    parser.add_argument("--steps", type=int, default=10**9, help="at most so many steps")
    parser.add_argument("--seed", type=int, default=None, help="where the choices begin; by the clock if left out")
    parser.add_argument("--replay", type=Path, help="a history as a failing run printed it")
    parser.add_argument("--tell", action="store_true", help="print every step as it is done")
    return parser.parse_args()


def main() -> int:
    options = _options()
    faulthandler.enable()
    with tempfile.TemporaryDirectory(prefix="valhalla-user-") as name:
        folder = Path(name)
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        os.environ |= {"VALHALLA_DATA": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config")}
        os.environ |= {"XDG_DATA_HOME": str(folder / "data-home"), "XDG_CACHE_HOME": str(folder / "cache")}
        return _run(options, folder)


def _run(options: argparse.Namespace, folder: Path) -> int:
    from PySide6.QtWidgets import QApplication

    from app.theme import STYLE, Appearance, theme
    from tests.random_user.memory import whole_heap
    from tests.random_user.run import MOST_MB, Run
    from tests.random_user.user import Step

    app = QApplication(["valhalla", *STYLE])
    theme().install(app)
    theme().use(Appearance.LIGHT)
    seed = options.seed if options.seed is not None else int(time.time())
    steps = [Step.read(line) for line in options.replay.read_text().splitlines()] if options.replay else None
    began = time.monotonic()
    run = Run(folder, lambda words: print(words, flush=True) if options.tell else None)
    result = run.steps(steps, seed, options.steps, options.seconds)
    growth = result.growth
    if growth is not None and growth > MOST_MB:
        result.wrong.append(f"{growth:.1f} MB more than after the warm-up")
    print(f"seed {seed}: {len(result.history)} steps in {time.monotonic() - began:.0f} s")
    print(f"everything undone: {result.compared} times the first Book, {result.not_compared} times after others' saves")
    what = "memory" if whole_heap() else "memory, holes included,"
    print(f"{what} with nothing open, MB:", " ".join(f"{one:.0f}" for one in result.memory))
    print("objects at the same moments:", " ".join(f"{one:,}" for one in result.objects))
    print("growth since the warm-up:", "the run was too short" if growth is None else f"{growth:.1f} MB")
    if result.wrong:
        print("\n# The history; `--replay FILE` does it again")
        print("\n".join(result.history))
        print("\n# What was wrong")
        print("\n".join(result.wrong))
    sys.stdout.flush()
    os._exit(1 if result.wrong else 0)


if __name__ == "__main__":
    sys.exit(main())
