"""Backup, list, restore and check of Dura beside other programs on the same input, in the same run."""
import argparse
import datetime
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile

import contestants
import corpus
import measure
import page

CHECKOUT = pathlib.Path(__file__).resolve().parents[3]
METRICS = ("wall", "cpu", "memory", "stored")
UNITS = {"wall": ("s", 1), "cpu": ("s", 1), "memory": ("MB", 1e6), "stored": ("MB", 1e6)}


def arguments():
    parser = argparse.ArgumentParser(prog="macro.sh", description=__doc__, epilog="What is not installed is named and left out.")
    parser.add_argument("-n", "--rounds", type=int, default=3, help="rounds; medians and ratios are printed (default 3)")
    parser.add_argument("--corpus", choices=corpus.SIZES, default="full", help="what to back up (default full: 3.2 GB)")
    parser.add_argument("--with", dest="names", default="dura,restic,borg", metavar="NAMES",
                        help=f"of {', '.join(contestants.BY_NAME)} (default dura,restic,borg)")
    parser.add_argument("--jdk", type=pathlib.Path, metavar="FOLDER", help="the JDK that is part of the corpus (default: the newest under /usr/lib/jvm)")
    parser.add_argument("--bin", type=pathlib.Path, default=CHECKOUT / "tools/bin", metavar="FOLDER", help="the launchers of Dura (default: of this checkout)")
    parser.add_argument("--work", type=pathlib.Path, default=CHECKOUT / ".build/bench", metavar="FOLDER",
                        help="corpora stay there, for the next time; repositories go (default .build/bench)")
    parser.add_argument("--results", type=pathlib.Path, metavar="FILE", help="one JSON line is added for this run (default macro.jsonl in --work)")
    parser.add_argument("--page", type=pathlib.Path, metavar="FILE", help="drawn anew from all results (default macro.html in --work)")
    parser.add_argument("--only-page", action="store_true", help="measure nothing, draw the page")
    given = parser.parse_args()
    given.results = given.results or given.work / "macro.jsonl"
    given.page = given.page or given.work / "macro.html"
    return given


def newest_jdk():
    homes = sorted(path.resolve() for path in pathlib.Path("/usr/lib/jvm").glob("*25*") if (path / "release").exists())
    if not homes:
        sys.exit("macro.sh: no JDK 25 under /usr/lib/jvm for the corpus; name one with --jdk")
    return homes[-1]


def assemble(given, work, source):
    """Those that are there, told apart from those that are not."""
    found = []
    for name in given.names.split(","):
        kind = contestants.BY_NAME.get(name) or sys.exit(f"macro.sh: {name}: one of {', '.join(contestants.BY_NAME)}")
        place = work / name
        place.mkdir()
        one = kind(place, source, given.bin.resolve()) if kind is contestants.Dura else kind(place, source)
        if one.missing():
            print(f"{name} is left out: {', '.join(one.missing())} is not installed", file=sys.stderr)
        else:
            found.append(one)
    return found


class Round:
    """Every step once by every contestant, in turn; another one begins each time."""

    def __init__(self, given, found, source, rows, number):
        self.found = found[number % len(found):] + found[:number % len(found)]
        self.source, self.rows, self.work = source, rows, given.work
        self.sample = corpus.sample(source)

    def step(self, label, command_of):
        for one in self.found:
            self.turn(one, label, command_of(one))

    def turn(self, one, label, command):
        cost, out = measure.run(command, one.environment, one.work)
        if label in ("first backup", "changed"):
            cost["stored"] = measure.stored(one.repository)
        for metric, value in cost.items():
            self.rows.setdefault((label, one.name), {}).setdefault(metric, []).append(value)
        print(f"  {label}: {one.name} {cost['wall']:.2f} s", file=sys.stderr)
        return out

    def play(self):
        for one in self.found:
            shutil.rmtree(one.repository, ignore_errors=True)
            one.prepare()
        self.step("start", lambda one: one.version())
        self.step("first backup", lambda one: one.backup(1))
        self.step("unchanged", lambda one: one.backup(2))
        edit = corpus.Edit(self.source, self.source.with_name("kept"))
        edit.apply()
        try:
            self.after_edit()
        finally:
            edit.undo()

    def after_edit(self):
        self.step("changed", lambda one: one.backup(3))
        files = corpus.summary(self.source)["files"]
        for one in self.found:
            listed = self.turn(one, "list newest", one.list())
            self.expect(one, listed.count(b"\n") >= files, "lists too little")
        small = (self.source / self.sample).read_bytes()
        self.restore("restore one", self.sample,
                     lambda one, target: (one.restored(target) / self.sample).read_bytes() == small)
        whole = corpus.digest(self.source)
        self.restore("restore all", None, lambda one, target: corpus.digest(one.restored(target)) == whole)
        self.step("check all", lambda one: one.check())

    def restore(self, label, path, is_right):
        for one in self.found:
            target = one.work / "target"
            one.make_room(target, path)
            self.turn(one, label, one.restore(target, path))
            try:
                self.expect(one, is_right(one, target), f"{label}: restored something else")
            except OSError as missing:
                raise measure.Failed(f"{one.name} {label}: {missing}") from missing
            shutil.rmtree(target)

    @staticmethod
    def expect(one, held, otherwise):
        if not held:
            raise measure.Failed(f"{one.name} {otherwise}")


def machine():
    cpu = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    return {"cpu": cpu[0] if cpu else platform.machine(), "cpus": len(os.sched_getaffinity(0)),
            "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"), "kernel": platform.release()}


def commit():
    git = ["git", "-C", str(CHECKOUT)]
    name = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    changed = subprocess.run([*git, "status", "--porcelain", "-uno"], capture_output=True, check=False).stdout
    return name + ("+" if changed else "")


def table(run):
    rows = {(row["step"], row["contestant"]): row for row in run["steps"]}
    print(f"\n{run['corpus']['files']} files, {run['corpus']['bytes'] / 1e6:.0f} MB, {run['machine']['cpus']} CPUs, medians of {run['rounds']} "
          "rounds; in brackets Dura as a part of it")
    for step in dict.fromkeys(row["step"] for row in run["steps"]):
        print(f"\n{step:16}" + "".join(f"{metric + ' ' + UNITS[metric][0]:>20}" for metric in METRICS))
        for (label, name), row in rows.items():
            if label == step:
                print(f"  {name:14}" + "".join(cell(row, rows.get((step, "dura")), metric) for metric in METRICS))


def cell(row, dura, metric):
    if metric not in row:
        return " " * 20
    value = statistics.median(row[metric])
    ratio = f" ({statistics.median(dura[metric]) / value:.2f})" if dura and dura is not row and value else " " * 7
    return f"{value / UNITS[metric][1]:.2f}{ratio:>8}".rjust(20)


def measured(given):
    given.work.mkdir(parents=True, exist_ok=True)
    source = given.work.resolve() / given.corpus / "source"
    if not source.exists():
        print(f"making the corpus {given.corpus}", file=sys.stderr)
        source.parent.mkdir(exist_ok=True)
        corpus.make(source, given.corpus, given.jdk or newest_jdk())
    rows = {}
    with tempfile.TemporaryDirectory(dir=given.work) as place:
        found = assemble(given, pathlib.Path(place).resolve(), source)
        versions = {one.name: one.quietly(*one.version()).decode(errors="replace").split("\n")[0] for one in found}
        corpus.digest(source)  # reads everything: for all the cache is warm
        for number in range(given.rounds):
            print(f"round {number + 1} of {given.rounds}", file=sys.stderr)
            Round(given, found, source, rows, number).play()
    return {"time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "commit": commit(), "machine": machine(),
            "corpus": {"name": given.corpus, **corpus.summary(source)}, "versions": versions, "rounds": given.rounds,
            "steps": [{"step": step, "contestant": name, **costs} for (step, name), costs in rows.items()]}


def main():
    given = arguments()
    try:
        if not given.only_page:
            run = measured(given)
            with open(given.results, "a", encoding="utf-8") as out:
                out.write(json.dumps(run) + "\n")
            table(run)
    except measure.Failed as failure:
        sys.exit(f"macro.sh: {failure}")
    with open(given.results, encoding="utf-8") as lines:
        given.page.write_text(page.drawn([json.loads(line) for line in lines]), encoding="utf-8")
    print(f"\n{given.results}\n{given.page}", file=sys.stderr)


if __name__ == "__main__":
    main()
