"""How each program does each step. Everyone encrypts and compresses with zstd -3 or its own default near it."""
import os
import pathlib
import shutil
import subprocess

PHRASE = "benchmark"


class Contestant:
    """One program with a repository of its own below `work`; what a step returns is the command to measure."""

    name = ""
    programs = ()

    def __init__(self, work, source):
        self.work, self.source = pathlib.Path(work), pathlib.Path(source)
        self.repository = self.work / "repository"
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.work), "TMPDIR": str(self.work), "LC_ALL": "C.UTF-8"}

    def missing(self):
        return [program for program in self.programs if not shutil.which(program)]

    def quietly(self, *command):
        """What is done but not measured."""
        done = subprocess.run([str(word) for word in command], env=self.environment, cwd=self.work,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stderr.decode(errors='replace')[-2000:]}")
        return done.stdout

    def restored(self, target):
        """Where below `target` the source comes out."""
        return pathlib.Path(f"{target}/{self.source}")

    def make_room(self, target, path):
        """Makes the empty folder to restore into."""
        target.mkdir()


class Dura(Contestant):
    name = "dura"
    programs = ("gpg",)

    def __init__(self, work, source, bin_folder):
        super().__init__(work, source)
        self._bin = pathlib.Path(bin_folder)
        self._key = self.work / "key.asc"
        for variable in ("DURA_JAVA_HOME", "JAVA_HOME", "DURA_JAVA_OPTIONS"):
            if variable in os.environ:
                self.environment[variable] = os.environ[variable]

    def version(self):
        return [self._bin / "dura", "--version"]

    def prepare(self):
        home = self.work / "gnupg"
        home.mkdir(mode=0o700, exist_ok=True)
        gpg = ["gpg", "--homedir", home, "--batch", "-q"]
        if not self._key.exists():
            self.quietly(*gpg, "--passphrase", "", "--quick-gen-key", "bench@example.invalid", "future-default", "default", "never")
            (self.work / "cert.asc").write_bytes(self.quietly(*gpg, "--armor", "--export"))
            self._key.write_bytes(self.quietly(*gpg, "--armor", "--export-secret-keys"))
            self.quietly("gpgconf", "--homedir", home, "--kill", "all")
        self.quietly(self._bin / "dura", "init", self.repository, "--encrypt-to", self.work / "cert.asc")

    def backup(self, number):
        return [self._bin / "dura", "backup", "-q", self.repository, self.source]

    def list(self):
        return [self._bin / "dura", "ls", self.repository, "--identity", self._key]

    def restore(self, target, path=None):
        one = [f"{self.source.name}/{path}"] if path else []
        return [self._bin / "dura", "restore", "-q", "--identity", self._key, self.repository, target, *one]

    def check(self):
        return [self._bin / "dura-fsck", "-q", self.repository]

    def restored(self, target):
        return pathlib.Path(target) / self.source.name


class Restic(Contestant):
    name = "restic"
    programs = ("restic",)

    def __init__(self, work, source):
        super().__init__(work, source)
        self.environment |= {"RESTIC_PASSWORD": PHRASE, "RESTIC_REPOSITORY": str(self.repository),
                             "RESTIC_CACHE_DIR": str(self.work / "cache")}

    def version(self):
        return ["restic", "version"]

    def prepare(self):
        shutil.rmtree(self.work / "cache", ignore_errors=True)
        self.quietly("restic", "init")

    def backup(self, number):
        return ["restic", "-q", "backup", self.source]

    def list(self):
        return ["restic", "ls", "latest"]

    def restore(self, target, path=None):
        one = ["--include", self.source / path] if path else []
        return ["restic", "-q", "restore", "latest", "--target", target, *one]

    def check(self):
        return ["restic", "-q", "check", "--read-data"]


class Borg(Contestant):
    name = "borg"
    programs = ("borg",)

    def __init__(self, work, source):
        super().__init__(work, source)
        self.environment |= {"BORG_PASSPHRASE": PHRASE, "BORG_BASE_DIR": str(self.work), "BORG_REPO": str(self.repository)}
        self._last = ""

    def version(self):
        return ["borg", "--version"]

    def prepare(self):
        for folder in (".cache", ".config"):
            shutil.rmtree(self.work / folder, ignore_errors=True)
        self.quietly("borg", "init", "-e", "repokey-blake2")

    def backup(self, number):
        self._last = f"::{number}"
        return ["borg", "create", "--compression", "zstd,3", self._last, self.source]

    def list(self):
        return ["borg", "list", self._last]

    def restore(self, target, path=None):
        one = [str(self.source / path).lstrip("/")] if path else []
        return ["sh", "-c", 'cd "$1" && shift && exec borg extract "$@"', "-", target, self._last, *one]

    def check(self):
        return ["borg", "check", "--verify-data"]


class Duplicity(Contestant):
    name = "duplicity"
    programs = ("duplicity", "gpg")

    def __init__(self, work, source):
        super().__init__(work, source)
        self.environment["PASSPHRASE"] = PHRASE
        self._options = ["--archive-dir", self.work / "cache", "--tempdir", self.work, "-v", "1"]
        self._url = f"file://{self.repository}"

    def version(self):
        return ["duplicity", "--version"]

    def prepare(self):
        shutil.rmtree(self.work / "cache", ignore_errors=True)

    def backup(self, number):
        return ["duplicity", *self._options, self.source, self._url]

    def list(self):
        return ["duplicity", "list-current-files", *self._options, self._url]

    def restore(self, target, path=None):
        one = ["--file-to-restore", path] if path else []
        return ["duplicity", "restore", "--force", *self._options, *one, self._url, self.restored(target) / (path or "")]

    def make_room(self, target, path):
        # The last part of where it restores to is made by it, the rest is not.
        (self.restored(target) / (path or "")).parent.mkdir(parents=True)

    def check(self):
        return ["duplicity", "verify", "--compare-data", *self._options, self._url, self.source]


class Tar(Contestant):
    """What people do by hand: tar | zstd | gpg. Knows no unchanged files, and checks only what gpg and zstd do."""

    name = "tar"
    programs = ("tar", "zstd", "gpg")
    store = r'''set -euo pipefail; rm -f "$1"/*
        tar -cf - -C "$2" "$3" | zstd -q -3 | gpg --batch -q -c -z 0 --passphrase "$4" --pinentry-mode loopback -o "$1/all.gpg"'''

    def version(self):
        return ["tar", "--version"]

    def prepare(self):
        self.repository.mkdir()

    def backup(self, number):
        return ["bash", "-c", self.store, "-", self.repository, self.source.parent, self.source.name, PHRASE]

    def _open(self, rest, *words):
        return ["bash", "-c", 'set -euo pipefail; gpg --batch -q -d --passphrase "$2" --pinentry-mode loopback "$1" | zstd -q -dc | ' + rest,
                "-", self.repository / "all.gpg", PHRASE, *words]

    def list(self):
        return self._open("tar -tf -")

    def restore(self, target, path=None):
        one = [f"{self.source.name}/{path}"] if path else []
        return self._open('tar -xf - -C "${@:3}"', target, *one)

    def check(self):
        return self._open("cat > /dev/null")

    def restored(self, target):
        return pathlib.Path(target) / self.source.name


class TarPar2(Tar):
    """The same, and par2 with 10 % beside it."""

    name = "tar+par2"
    programs = (*Tar.programs, "par2")
    store = Tar.store + r'''
        par2 create -q -q -r10 "$1/all.par2" "$1/all.gpg"'''

    def version(self):
        return ["par2", "--version"]

    def check(self):
        return ["par2", "verify", "-q", "-q", self.repository / "all.par2"]


BY_NAME = {kind.name: kind for kind in (Dura, Restic, Borg, Duplicity, Tar, TarPar2)}
