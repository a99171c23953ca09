"""Runs the command-line tools of Poppler, qpdf, Ghostscript and zbar."""

import subprocess

# Seconds. No file of a site takes a tool longer unless something is wrong.
TIMEOUT = 120


def run(*command, accept=(0,), binary=False):
    """What a command prints. Raises where it ends otherwise than accepted."""
    done = subprocess.run([str(part) for part in command], capture_output=True, timeout=TIMEOUT, check=False)
    if done.returncode not in accept:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
        raise ToolError(f"{command[0]} ended with {done.returncode}: {said[:300]}")
    return done.stdout if binary else done.stdout.decode("utf-8", "replace")


def said(*command):
    """Exit code and all that a command prints."""
    done = subprocess.run([str(part) for part in command], capture_output=True, timeout=TIMEOUT, check=False)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


class ToolError(Exception):
    """A tool could not do what it was asked."""
