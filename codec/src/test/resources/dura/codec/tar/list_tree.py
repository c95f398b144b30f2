"""Lists the regular files below the folder "tree": one line each, in order of name."""
import hashlib
import os

lines = []
for folder, _, names in os.walk(b"tree"):
    for name in names:
        path = os.path.join(folder, name)
        status = os.lstat(path)
        with open(path, "rb") as file:
            content = file.read()
        lines.append((path[len(b"tree/"):].hex(), "%04o" % (status.st_mode & 0o7777),
                      str(int(status.st_mtime_ns // 10**9)),
                      hashlib.sha256(content).hexdigest()))
for line in sorted(lines):
    print(" ".join(line))
