"""Source trees that anyone can make again, and what a working day does to them.

full   linux-source-6.1 of Debian 12, the JDK, 1 GiB of noise, 512 MiB of text: about 79,000 files, 3.2 GB
small  fs, kernel, net and include of it, the JDK, 64 MiB and 32 MiB: about 13,000 files, 0.5 GB
tiny   made up: 300 files, 4 MB; says nothing about speed
"""
import hashlib
import os
import pathlib
import random
import shutil
import stat
import subprocess
import tempfile

MIB = 1 << 20
SIZES = {"full": (1024, 512, []), "small": (64, 32, ["fs", "kernel", "net", "include"]), "tiny": (2, 1, [])}
CHUNK = 4 * MIB


def make(folder, name, jdk):
    """Lays the corpus `name` out in `folder`, which does not exist yet."""
    partial = pathlib.Path(f"{folder}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "big").mkdir(parents=True)
    noise, text, parts = SIZES[name]
    if name == "tiny":
        _made_up(partial / "tree")
    else:
        _linux(partial / "tree", parts)
        shutil.copytree(jdk, partial / "jdk", symlinks=True)
    _noise(partial / "big" / "random.bin", noise * MIB)
    _text(partial / "tree", partial / "big" / "text.txt", text * MIB)
    partial.rename(folder)


def _made_up(tree):
    chance = random.Random(1)
    for number in range(300):
        file = tree / f"folder{number % 10}" / f"{number}.c"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(chance.randbytes(chance.randrange(8000)).hex().encode())


def _linux(tree, parts):
    """Takes the package out of the archive of packages, or what is installed of it; installs nothing."""
    tree.mkdir()
    with tempfile.TemporaryDirectory(dir=tree.parent) as place:
        packed = "usr/src/linux-source-6.1.tar.xz"
        if not os.path.exists("/" + packed):
            subprocess.run(["apt-get", "-q", "download", "linux-source-6.1"], cwd=place, check=True)
            package = next(pathlib.Path(place).glob("linux-source-6.1_*.deb"))
            subprocess.run(["dpkg", "-x", package, place], check=True)
        where = "/" + packed if os.path.exists("/" + packed) else f"{place}/{packed}"
        subprocess.run(["tar", "-xJf", where, "-C", tree, "--strip-components=1", "--no-same-owner",
                        *(f"linux-source-6.1/{part}" for part in parts)], check=True)


def _noise(file, size):
    """Bytes that nothing compresses, the same every time: SHAKE-256 of the number of each MiB."""
    with open(file, "wb") as out:
        for number in range(size // MIB):
            out.write(hashlib.shake_256(number.to_bytes(8, "big")).digest(MIB))


def _text(tree, file, size):
    """C sources through rot13, which hides from deduplication that they are there already."""
    turned = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
                             b"NOPQRSTUVWXYZABCDEFGHIJKLMnopqrstuvwxyzabcdefghijklm")
    left = size
    with open(file, "wb") as out:
        for source in sorted(path for path in tree.rglob("*.[ch]") if path.is_file() and not path.is_symlink()):
            left -= out.write(source.read_bytes().translate(turned)[:left])
            if left == 0:
                break


def summary(folder):
    """How many files there are and how many bytes they have."""
    sizes = [entry.stat(follow_symlinks=False).st_size for entry in _entries(folder) if entry.is_file(follow_symlinks=False)]
    return {"files": len(sizes), "bytes": sum(sizes)}


def sample(folder):
    """One small file to restore, as a path below `folder`."""
    files = sorted(path for path in (folder / "tree").rglob("*.c") if path.is_file() and not path.is_symlink())
    return files[len(files) // 2].relative_to(folder)


def digest(folder):
    """A hash of names, kinds, modes, times (of files, in seconds) and contents of everything below `folder`."""
    total = hashlib.sha256()
    for entry in _entries(folder):
        status = entry.stat(follow_symlinks=False)
        content = b""
        if stat.S_ISLNK(status.st_mode):
            content = os.fsencode(os.readlink(entry.path))
        elif stat.S_ISREG(status.st_mode):
            with open(entry.path, "rb") as file:
                content = hashlib.file_digest(file, "sha256").digest()
        time = status.st_mtime_ns // 1_000_000_000 if stat.S_ISREG(status.st_mode) else 0
        total.update(repr((os.path.relpath(entry.path, folder), status.st_mode, time, content)).encode())
    return total.hexdigest()


def _entries(folder):
    for entry in sorted(os.scandir(folder), key=lambda found: found.name):
        yield entry
        if entry.is_dir(follow_symlinks=False):
            yield from _entries(entry.path)


class Edit:
    """Changes 1 % of the files, renames a folder and inserts a byte into the big file; can take it back."""

    def __init__(self, folder, kept):
        self._folder, self._kept = pathlib.Path(folder), pathlib.Path(kept)
        self._renamed = None
        self._saved = []

    def apply(self):
        chance = random.Random(20260101)
        files = sorted(path for path in (self._folder / "tree").rglob("*") if path.is_file() and not path.is_symlink())
        for number, path in enumerate(sorted(chance.sample(files, max(1, len(files) // 100)))):
            self._save(path)
            old = path.read_bytes()
            middle = len(old) // 2
            path.write_bytes((old + b"/* edited %d */\n" % number,
                              old[:middle] + b"edited %d\n" % number + old[middle:],
                              old[:middle] + b"0123456789abcdef"[:len(old) - middle] + old[middle + 16:])[number % 3])
        big = self._folder / "big" / "random.bin"
        self._save(big)
        with open(self._kept / str(len(self._saved) - 1), "rb") as old, open(big, "wb") as new:
            new.write(b"!")
            shutil.copyfileobj(old, new, CHUNK)
        folder = next(path for path in (self._folder / "tree/net", self._folder / "tree/folder1") if path.is_dir())
        self._renamed = (folder, folder.with_name(folder.name + "-renamed"))
        folder.rename(self._renamed[1])

    def _save(self, path):
        self._kept.mkdir(exist_ok=True)
        shutil.copy2(path, self._kept / str(len(self._saved)))
        self._saved.append(path)

    def undo(self):
        self._renamed[1].rename(self._renamed[0])
        for number, path in enumerate(self._saved):
            shutil.copyfile(self._kept / str(number), path)
            shutil.copystat(self._kept / str(number), path)
        shutil.rmtree(self._kept)
        self._saved = []
