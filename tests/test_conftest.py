"""Tests keep away from the files and the screen of whoever runs them."""

import os
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import HOME


@pytest.mark.parametrize(
    "folder",
    [
        platformdirs.user_data_path,
        platformdirs.user_config_path,
        platformdirs.user_state_path,
        platformdirs.user_cache_path,
    ],
)
def test_the_programs_folders_are_our_own(folder: Callable[[str], Path]) -> None:
    assert folder("valhalla").is_relative_to(HOME)


def test_each_test_has_a_data_folder_of_its_own(data_folder: Path) -> None:
    assert os.environ["VALHALLA_DATA"] == str(data_folder)
    assert data_folder.parent == HOME
    assert not data_folder.exists()


@pytest.mark.skipif("VALHALLA_TEST_DISPLAY" in os.environ, reason="windows were asked for")
def test_windows_need_no_display(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    assert application.platformName() == "offscreen"
    assert application.style().name() == "fusion"
