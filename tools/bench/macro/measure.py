"""Runs one command and tells what it cost, by the operating system's own account of the finished process."""
import os
import subprocess
import tempfile
import time


class Failed(Exception):
    """A contestant did not do what it was asked."""


def run(command, environment, folder):
    """Wall and CPU seconds, peak memory (largest process) in bytes, and the standard output."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        process = subprocess.Popen([str(word) for word in command], env=environment, cwd=folder,
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, use = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            err.seek(0)
            raise Failed(f"{' '.join(map(str, command))}: exit code {process.returncode}\n"
                         + err.read()[-2000:].decode(errors="replace"))
        out.seek(0)
        return {"wall": wall, "cpu": use.ru_utime + use.ru_stime, "memory": use.ru_maxrss * 1024}, out.read()


def stored(folder):
    """Bytes of all files below a folder."""
    return sum(os.lstat(os.path.join(base, name)).st_size for base, _, names in os.walk(folder) for name in names)
