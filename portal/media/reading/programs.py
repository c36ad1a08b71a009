"""Whether the recogniser of scans is on this machine, and what to install where it isn't."""

from __future__ import annotations

import shutil
import subprocess

PATH = "/usr/bin:/bin:/usr/local/bin"


def ocr_available() -> bool:
    """Whether Tesseract with its Vietnamese data is installed."""
    program = shutil.which("tesseract", path=PATH)
    if program is None:
        return False
    try:
        done = subprocess.run(
            [program, "--list-langs"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return "vie" in (done.stdout + done.stderr).split()


def what_to_install() -> str:
    """The command with which an administrator of Debian or Ubuntu installs the recogniser."""
    return "sudo apt install tesseract-ocr tesseract-ocr-vie"
