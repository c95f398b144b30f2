"""Lists a tar on stdin as python3's tarfile reads it: one line per member."""
import hashlib
import sys
import tarfile

with tarfile.open(fileobj=sys.stdin.buffer, mode="r|", encoding="utf-8",
                  errors="surrogateescape") as tar:
    for member in tar:
        assert member.isreg(), member.name
        content = tar.extractfile(member).read()
        name = member.name.encode("utf-8", "surrogateescape")
        print(name.hex(), "%04o" % member.mode, member.uid, member.gid, member.size,
              int(member.mtime), member.uname or "-", member.gname or "-",
              hashlib.sha256(content).hexdigest())
