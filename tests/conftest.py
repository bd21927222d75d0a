"""What every test shares: Qt without a display, folders of its own, LibreOffice, a real display, and the corpus."""

import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.display import Display
from tests.libreoffice import LibreOffice

REPOSITORY = Path(__file__).parents[1]
SHARED = REPOSITORY.parent / "shared"
HOME = Path(tempfile.mkdtemp(prefix="valhalla-tests-"))
FOLDER_VARIABLES = (
    *(f"XDG_{kind}" for kind in ("DATA_HOME", "CONFIG_HOME", "STATE_HOME", "CACHE_HOME", "RUNTIME_DIR")),
    *(f"WIN_PD_OVERRIDE_{kind}" for kind in ("APPDATA", "LOCAL_APPDATA")),  # platformdirs on Windows
)
MARKER_OF_FIXTURE = {
    "libreoffice": "libreoffice",
    "display": "xvfb",
    "corpus": "corpus",
    "shared_vectors": "corpus",
}

_numbers = itertools.count()


def _use_folders_of_our_own() -> None:
    for variable in FOLDER_VARIABLES:
        folder = HOME / variable.lower()
        folder.mkdir(mode=0o700)
        os.environ[variable] = str(folder)
    if sys.platform == "darwin":  # everything there hangs on the home folder
        os.environ["HOME"] = str(HOME)


def _make_qt_the_same_everywhere() -> None:
    """Must run before the first import of Qt."""
    if "VALHALLA_TEST_DISPLAY" not in os.environ:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.update(QT_STYLE_OVERRIDE="Fusion", QT_SCALE_FACTOR="1", LC_ALL="C.UTF-8")


def _load_hypothesis_profile() -> None:
    # Times are never asserted, so neither slow examples nor a slow machine may fail a test.
    settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("ci", settings.get_profile("here"), derandomize=True, database=None)
    settings.load_profile("ci" if os.environ.get("CI") else "here")


_use_folders_of_our_own()
_make_qt_the_same_everywhere()
_load_hypothesis_profile()
os.environ.pop("VALHALLA_FILE", None)


def pytest_unconfigure() -> None:
    """Remove the folders that the tests wrote to."""
    shutil.rmtree(HOME, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test that asks for another program the marker by which it can be left out."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in MARKER_OF_FIXTURE:
                item.add_marker(MARKER_OF_FIXTURE[fixture])


@pytest.fixture(autouse=True)
def data_folder(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, not made yet, in which the program keeps its own files during this one test."""
    folder = HOME / f"data-{next(_numbers)}"
    monkeypatch.setenv("VALHALLA_DATA", str(folder))
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Workbooks that other programs made."""
    return _shared("corpus")


@pytest.fixture(scope="session")
def shared_vectors() -> Path:
    """Inputs with the answers that are right, written down apart from this code."""
    return _shared("vectors")


def _shared(name: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"no ../shared/{name} beside the repository")
    return folder


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """A LibreOffice that recalculates every workbook it opens."""
    program = LibreOffice.find()
    if program is None:
        pytest.skip("no LibreOffice here")
    return LibreOffice(program, tmp_path_factory.mktemp("libreoffice"))


@pytest.fixture
def display(tmp_path: Path) -> Iterator[Display]:
    """A screen of its own with a window manager, and nothing on it."""
    missing = Display.missing_programs()
    if missing:
        pytest.skip(f"no {', '.join(missing)} here")
    with Display(tmp_path / "display") as display:
        yield display
