"""`python -m tests.screenshots [FOLDER] [NAMES…]`: the pictures, or only those with one of the words in their names."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

FOLDER = "docs/screenshots"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="valhalla-pictures-") as name:
        os.environ |= {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        os.environ |= {"VALHALLA_DATA": f"{name}/data", "XDG_CONFIG_HOME": f"{name}/config"}
        from tests.screenshots.draw import draw_all  # Qt reads the environment when it is imported

        said = draw_all(Path(sys.argv[1] if sys.argv[1:] else FOLDER), Path(name), sys.argv[2:])
    print(said, flush=True)
    os._exit(0)  # Qt's own end takes the widgets apart in an order that Python has no part in


if __name__ == "__main__":
    main()
