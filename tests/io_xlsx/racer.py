"""A process that tries for a lock at the moment it is told, as often as it is told: `racer.py WORKBOOK`."""

import sys
import time
from pathlib import Path

from io_xlsx.lock import Busy, Lock


def main() -> None:
    lock = Lock(Path(sys.argv[1]))
    for line in sys.stdin:
        if line == "free\n":
            lock.release()
            answer = "freed"
        else:
            while time.time() < float(line):
                pass
            try:
                lock.acquire()
                answer = "won"
            except Busy:
                answer = "lost"
        print(answer, flush=True)


if __name__ == "__main__":
    main()
