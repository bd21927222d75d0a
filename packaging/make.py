"""Makes the packages; needs nothing but Python and the packages' index.

    python packaging/make.py wheel      dist/valhalla-VERSION.tar.gz, and from that its wheel
    python packaging/make.py bundle     the same, then dist/valhalla (a folder) or dist/Valhalla.app

Everything happens in build/env, an environment of its own, with the versions of constraints.txt.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST, BUILD = ROOT / "dist", ROOT / "build"
ENV = BUILD / "env"
BIN = ENV / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = BIN / "python"
CONSTRAINTS = ROOT / "constraints.txt"


def run(*words: str | Path, **variables: str) -> None:
    """Runs a program; what it says is shown only where it fails.

    It runs in the folder build: Python would take our modules from the repository, and not from the wheel.
    """
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **variables}
    done = subprocess.run(
        list(map(str, words)), cwd=BUILD, env=env, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        sys.stdout.buffer.write(done.stdout)
        sys.exit(f"failed: {' '.join(map(str, words))}")


def install(*what: str | Path) -> None:
    """Puts packages into the environment."""
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", CONSTRAINTS, *what)


def wheel() -> Path:
    """The source archive, and the wheel that is built from it and not from this folder."""
    venv.create(ENV, clear=True, with_pip=True)
    for old in DIST.glob("valhalla-*"):
        old.unlink()
    install("build")
    run(PYTHON, "-m", "build", "--outdir", DIST, ROOT, PIP_CONSTRAINT=str(CONSTRAINTS))
    (made,) = DIST.glob("*.whl")
    install(made)
    return made


def bundle() -> Path:
    """The folder, or on macOS the application, with everything that the installed wheel needs."""
    shutil.rmtree(DIST / "valhalla", ignore_errors=True)
    install("pyinstaller", "pillow")
    run(PYTHON, ROOT / "packaging" / "icons.py", BUILD / "icons")
    folders = ("--distpath", DIST, "--workpath", BUILD / "work")
    spec = ROOT / "packaging" / "valhalla.spec"
    cache = str(BUILD / "cache")
    run(PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *folders, spec, PYINSTALLER_CONFIG_DIR=cache)
    return DIST / ("Valhalla.app" if sys.platform == "darwin" else "valhalla")


if __name__ == "__main__":
    if sys.argv[1:] not in (["wheel"], ["bundle"]):
        sys.exit(__doc__)
    print(wheel().relative_to(ROOT))
    if sys.argv[1:] == ["bundle"]:
        print(bundle().relative_to(ROOT))
