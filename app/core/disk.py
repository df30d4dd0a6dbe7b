"""What must still be there when the power was gone."""

import os
from pathlib import Path


def keep_on_disk(path: Path) -> None:
    """A file's content, or the names in a folder: on the disk, not only in memory."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
