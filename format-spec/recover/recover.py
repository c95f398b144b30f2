#!/usr/bin/env python3
"""Reads, checks and repairs Dura archives (format DURA1) with the standard library, gpg and zstd.

    recover.py list    ARCHIVE [--band B] [--key F]     bands; entries of one band
    recover.py verify  ARCHIVE [--band B]               every byte of every object
    recover.py repair  ARCHIVE [--band B] [-n]          mend what both codes can mend; -n: plan only
    recover.py extract ARCHIVE DIR [PATH...] [--band B] [--key F]

  --band B   a band's name (or the beginning of one); default: all, for extract the newest finished
  --key F    a secret OpenPGP key; otherwise the archive's own key.asc, or the keys gpg has.
             gpg asks for the passphrase, or reads it from the file $DURA_PASSPHRASE_FILE names.

Exit codes. verify, repair: 0 clean, 1 damage that repair can mend (has mended), 4 damage beyond;
list, extract: 0 done, 1 done with alarms, 2 incomplete. All: 2 failed, 64 usage.

This is the second, independent reader of the format. It follows the numbered pages of the format
specification, in their order; "page 50" names one. verify and repair need no key.
"""

import argparse
import bz2
import contextlib
import functools
import hashlib
import lzma
import os
import re
import secrets
import shutil
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from types import SimpleNamespace

# The limits of page "limits".
MAX_PAYLOAD, MAX_OBJECT, MAX_SECTIONS, MAX_TEXT, MAX_MESSAGE = 1 << 27, 1 << 28, 128, 65536, 500000
MAX_SHEET, MAX_BLOCK, MAX_HUNK, MAX_LEVEL = 1 << 24, (1 << 26) + (1 << 23), 1 << 22, 16

KNOWN_FEATURES = frozenset()

# The convenience files that are the same in every archive of this format version (page 80).
ROOT_FILES = {
    "README.txt": "@README@",
    "dura.proto": "@PROTO@",
}


class Damage(Exception):
    """Something is not as the pages say: an alarm code of page 90 and a text for people."""

    def __init__(self, code, text):
        super().__init__(f"{code}: {text}")
        self.code, self.text = code, text


def need(condition, code, text):
    if not condition:
        raise Damage(code, text)


def sha256(data):
    return hashlib.sha256(data).digest()


def ceil_div(a, b):
    return -(-a // b)


def printable(name):
    """A name from the archive for the screen: no control characters, no terminal escapes."""
    text = name if isinstance(name, str) else name.decode("utf-8", "surrogateescape")
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


# ------------------------------------------------------------------------------------------------
# Page 50: the field, the matrix, Reed-Solomon

EXP, LOG = [1] * 510, [0] * 256
for _i in range(254):
    EXP[_i + 1] = EXP[_i] << 1 ^ (0x11D if EXP[_i] & 128 else 0)
for _i in range(255):
    EXP[_i + 255], LOG[EXP[_i]] = EXP[_i], _i


def times(a, b):
    return EXP[LOG[a] + LOG[b]] if a and b else 0


@functools.lru_cache(maxsize=64)
def parity_matrix(k, m):
    """The m rows of V x T^-1 below the identity.

    V evaluates a polynomial of degree < k at the points 0 .. k + m - 1, T^-1 finds it from its
    values at 0 .. k - 1; so row r is Lagrange's: M[r][i] = product over c != i of (r - c)/(i - c).
    """
    below = [sum(LOG[i ^ c] for c in range(k) if c != i) for i in range(k)]
    rows = []
    for r in range(k, k + m):
        above = sum(LOG[r ^ c] for c in range(k))
        rows.append([EXP[(above - LOG[r ^ i] - below[i]) % 255] for i in range(k)])
    return rows


def invert(matrix):
    """The inverse of a square matrix over the field, by Gauss and Jordan."""
    n = len(matrix)
    rows = [list(row) + [int(i == j) for j in range(n)] for i, row in enumerate(matrix)]
    for c in range(n):
        pivot = next(r for r in range(c, n) if rows[r][c])
        rows[c], rows[pivot] = rows[pivot], rows[c]
        scale = EXP[255 - LOG[rows[c][c]]]
        rows[c] = [times(scale, x) for x in rows[c]]
        for r in range(n):
            if r != c and rows[r][c]:
                scale = rows[r][c]
                rows[r] = [x ^ times(scale, y) for x, y in zip(rows[r], rows[c])]
    return [row[n:] for row in rows]


COLUMN = 4096
HIGH = int.from_bytes(b"\x80" * COLUMN, "little")


def combine(rows, shards, length):
    """For each row of coefficients the sum of coefficient times shard; short shards end in zeros.

    4096 bytes of a shard are one big integer. Per row the shards are added up by the low and by
    the high four bits of their coefficient, the sixteen sums of each into one plane per bit,
    and the eight planes by Horner's rule with doublings of all bytes at once.
    """
    result = [bytearray(length) for _ in rows]
    for at in range(0, length, COLUMN):
        size = min(COLUMN, length - at)
        values = [int.from_bytes(shard[at:at + size], "little") for shard in shards]
        for out, row in zip(result, rows):
            low, high = [0] * 16, [0] * 16
            for value, coefficient in zip(values, row):
                low[coefficient & 15] ^= value
                high[coefficient >> 4] ^= value
            total = 0
            for sums in (high, low):
                for bit in (8, 4, 2, 1):
                    top = total & HIGH
                    total = (total ^ top) << 1 ^ (top >> 7) * 0x1D
                    for nibble in range(bit, 16):
                        if nibble & bit:
                            total ^= sums[nibble]
            out[at:at + size] = total.to_bytes(size, "little")
    return result


def encode(k, m, shards, length):
    return combine(parity_matrix(k, m), shards, length)


def solve(k, m, shards, length):
    """The missing ones (None) among k data and m parity shards, by their place; None: too many."""
    matrix = parity_matrix(k, m)
    lost = [i for i in range(k) if shards[i] is None]
    rows = [j for j in range(m) if shards[k + j] is not None][:len(lost)]
    if len(rows) < len(lost):
        return None
    data, found = [s if s is not None else b"" for s in shards[:k]], {}
    if lost:
        # Row j: parity j minus what the present shards give is what the lost ones give.
        inverse = invert([[matrix[j][i] for i in lost] for j in rows])
        factors = []
        for line in inverse:
            factor = [0] * k
            for x, j in zip(line, rows):
                factor = [f ^ times(x, c) for f, c in zip(factor, matrix[j])]
            factors.append(factor + line)
        found = dict(zip(lost, combine(factors, data + [shards[k + j] for j in rows], length)))
    parity = [j for j in range(m) if shards[k + j] is None]
    if parity:
        full = [found.get(i, data[i]) for i in range(k)]
        again = combine([matrix[j] for j in parity], full, length)
        found.update((k + j, shard) for j, shard in zip(parity, again))
    return found


# Profiles (page 50): outer code (members, parity) of data and index groups.
OUTER = {
    "none": {"data": (48, 0), "index": (16, 0)},
    "lean": {"data": (48, 1), "index": (16, 2)},
    "standard": {"data": (48, 2), "index": (16, 3)},
    "strong": {"data": (32, 4), "index": (16, 4)},
}


def inner_code(profile, length):
    """Cell size, k and m that a writer takes for a payload."""
    if length == 0:
        return 0, 0, 0
    cell = 512 if length < 32768 else 4096
    cells = ceil_div(length, cell)
    k = ceil_div(cells, ceil_div(cells, 224))
    if cell == 512:
        m = {"lean": 8, "standard": 8 if k <= 8 else 16, "strong": 16 if k <= 8 else 24}
    else:
        standard = 2 if k == 1 else 3 if k < 4 else min(16, 3 + ceil_div(k, 16))
        m = {"lean": max(2, ceil_div(standard, 2)), "standard": standard, "strong": 2 * standard}
    return cell, k, m.get(profile, 0)


# ------------------------------------------------------------------------------------------------
# dura.proto: field number, name, type: u(int, enum, bool), z(igzag sint), b(ytes), s(tring) or a
# message; * repeated

MESSAGES = {
    "ObjectHead": "1 format u, 2 archive_id b, 3 band s, 4 object s, 5 kind u, 6 content u,"
                  "7 compression u, 8 encryption u, 9 recipient b*, 10 payload_length u,"
                  "11 payload_sha256 b, 12 cell_size u, 13 data_shards u, 14 parity_shards u,"
                  "15 cell_crc b, 16 group GroupParity, 17 archive_header b",
    "GroupParity": "1 number u, 2 index u, 3 parity_objects u, 4 nominal_members u,"
                   "5 member GroupMember*",
    "GroupMember": "1 band s, 2 object s, 3 length u, 4 sha256 b",
    "Hunk": "1 entry IndexEntry*, 2 child HunkRef*, 3 object ObjectInfo*, 4 root IndexRoot,"
            "5 band s*",
    "IndexEntry": "1 path b, 2 kind u, 3 mode u, 4 uid u, 5 gid u, 6 user b, 7 group b,"
                  "8 mtime_seconds z, 9 mtime_nanos u, 10 size u, 11 extent Extent*,"
                  "12 file_sha256 b, 13 target b, 14 device_major u, 15 device_minor u,"
                  "16 attribute Attribute*, 17 link u, 18 ctime_seconds z, 19 ctime_nanos u,"
                  "20 inode u, 21 inconsistency u, 22 continued u",
    "Attribute": "1 name b, 2 value b",
    "Extent": "1 offset u, 2 length u, 3 band u, 4 block u, 5 raw_offset u, 6 sha256 b",
    "HunkRef": "1 first_path b, 2 band u, 3 object u, 4 offset u, 5 length u, 6 sha256 b,"
               "7 level u, 8 entries u, 9 groups GroupRange*",
    "GroupRange": "1 band u, 2 first u, 3 count u",
    "ObjectInfo": "1 kind u, 2 number u, 3 payload_length u, 4 payload_offset u, 5 session_key b,"
                  "6 content_offset u, 7 frame u*, 8 group u",
    "IndexRoot": "1 entries HunkRef, 2 objects HunkRef, 3 source Source*, 4 host s, 5 tag s*,"
                 "6 description s, 7 started z, 8 ended z, 9 counters Counters, 10 chunker_seed b,"
                 "11 writer s",
    "Source": "1 path b, 2 name b",
    "Counters": "1 files u, 2 directories u, 3 links u, 4 others u, 5 file_bytes u, 6 new_bytes u,"
                "7 alarms u",
}
SCHEMA = {}
for _name, _lines in MESSAGES.items():
    SCHEMA[_name] = {}
    for _line in _lines.split(","):
        _number, _field, _type = _line.split()
        SCHEMA[_name][int(_number)] = (_field, _type.rstrip("*"), _type.endswith("*"))
EMPTY = {"u": 0, "z": 0, "b": b"", "s": ""}

ARCHIVE_HEADER, BAND_HEAD, BLOCK, INDEX, PARITY, BAND_TAIL, PRUNED, TOMBSTONE = range(1, 9)
NONE, ZSTD, GZIP, XZ, BZIP2 = range(5)
TAR, HUNKS, SHEET, SIGNED_SHEET, PARITY_BYTES = range(1, 6)
FILE, DIRECTORY, SYMLINK, FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE = range(1, 8)


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value & 0xFFFFFFFFFFFFFFFF, at
        shift += 7
        if shift > 63:
            raise ValueError("a number of more than 64 bits")


def message(name, **values):
    """A message with the given fields, all others at their defaults."""
    fields = {}
    for field, kind, repeated in SCHEMA[name].values():
        fields[field] = values.get(field, [] if repeated else EMPTY.get(kind))
    return SimpleNamespace(**fields)


def decode(name, data):
    """Decodes a message; skips unknown fields; ValueError where the bytes are none."""
    result, at, end = message(name), 0, len(data)
    schema, put = SCHEMA[name], result.__dict__
    try:
        while at < end:
            tag, at = varint(data, at)
            wire = tag & 7
            if wire == 0:
                value, at = varint(data, at)
            elif wire in (1, 2, 5):
                size, at = varint(data, at) if wire == 2 else ({1: 8, 5: 4}[wire], at)
                value, at = data[at:at + size], at + size
                if at > end:
                    raise ValueError("a field beyond the end")
            else:
                raise ValueError(f"wire type {wire}")
            if tag >> 3 not in schema:
                continue
            field, kind, repeated = schema[tag >> 3]
            if (wire == 0) != (kind in "uz") and not (wire == 2 and repeated and kind == "u"):
                raise ValueError(f"field {field} has wire type {wire}")
            if kind == "u" and wire == 2:
                inner = 0
                while inner < len(value):
                    number, inner = varint(value, inner)
                    put[field].append(number)
                continue
            if kind == "z":
                value = value >> 1 ^ -(value & 1)
            elif kind == "s":
                value = value.decode("utf-8")
            elif kind not in EMPTY:
                value = decode(kind, value)
            if repeated:
                put[field].append(value)
            else:
                put[field] = value
    except IndexError:
        raise ValueError("a message that ends early") from None
    return result


def number_bytes(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def encoded(name, msg):
    """The canonical bytes: fields by number, defaults left out (only what heads need: u, b, s)."""
    out = []
    for number, (field, kind, repeated) in SCHEMA[name].items():
        value = getattr(msg, field)
        for item in value if repeated else [value]:
            if not repeated and item in (None, 0, b"", ""):
                continue
            if kind == "u":
                out += [number_bytes(number << 3), number_bytes(item)]
                continue
            if kind == "s":
                item = item.encode()
            elif kind != "b":
                item = encoded(kind, item)
            out += [number_bytes(number << 3 | 2), number_bytes(len(item)), item]
    return b"".join(out)


# ------------------------------------------------------------------------------------------------
# Page 10: names and places

BAND_NAME = re.compile(r"b[0-9]{6}-[a-z2-7]{8}\Z")
OBJECT_NAME = re.compile(
    r"(archive|head|tail|pruned|d[0-9]{7}|i[0-9]{7}|p[0-9]{7}-[0-9]{1,2})\Z")


def place(band, name, copy=1):
    """The path of an object below the archive (pages 75, 80); copies 2 and 3 of heads and tails."""
    if name[0] in "dip" and name[1:2].isdigit():
        return f"{band}/{name[0]}/{int(name[1:8]) % 32:02d}/{name}.tar"
    return (band + "/" if band else "") + name + (f"-{copy}" if copy > 1 else "") + ".tar"


CONTENT_SUFFIX = {TAR: ".tar", HUNKS: ".pb", SHEET: ".txt", SIGNED_SHEET: ".txt.asc",
                  PARITY_BYTES: ".parity"}
COMPRESSION_SUFFIX = {NONE: "", ZSTD: ".zst", GZIP: ".gz", XZ: ".xz", BZIP2: ".bz2"}


def member_folder(head):
    return f"DURA1/{head.band}/{head.object}/" if head.band else f"DURA1/{head.object}/"


def payload_member(head):
    return (member_folder(head) + "payload" + CONTENT_SUFFIX[head.content]
            + COMPRESSION_SUFFIX[head.compression] + (".gpg" if head.encryption else ""))


def tar_header(name, size):
    header = bytearray(512)
    for offset, value in ((0, name.encode()), (100, b"0000644"), (108, b"0000000"),
                          (116, b"0000000"), (124, b"%011o" % size), (136, b"07033241600"),
                          (148, b" " * 8), (156, b"0"), (257, b"ustar\0" b"00"),
                          (329, b"0000000"), (337, b"0000000")):
        header[offset:offset + len(value)] = value
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def layout(head, sections):
    """Where everything stands (the table of page 10), for a head of so many sections."""
    n, cell, k, m = (head.payload_length, head.cell_size, head.data_shards, head.parity_shards)
    cells = ceil_div(n, cell) if cell else 0
    rows = ceil_div(cells, k) if k else 0
    size = 4096 * sections - 1024
    start = 4096 * sections
    end = ceil_div(start + n, 512) * 512
    fill = -end % 4096
    parity = end + fill + 4096 * sections
    width = m * rows * cell
    return SimpleNamespace(
        n=n, cell=cell, k=k, m=m, cells=cells, rows=rows, sections=sections, image=size,
        payload=start, q=end, fill=fill, parity=parity, width=width,
        length=parity + width + 4096 * sections + 512,
        copies=(512, end + 512 + fill, parity + width + 512))


# ------------------------------------------------------------------------------------------------
# Page 20: the head

WHAT = {ARCHIVE_HEADER: "archive header", BAND_HEAD: "band head", BLOCK: "block of file contents",
        INDEX: "index", PARITY: "outer parity", BAND_TAIL: "band tail",
        PRUNED: "former tail of a pruned band", TOMBSTONE: "tombstone of an abandoned band"}
LAYER = {TAR: "tar", HUNKS: "protobuf (dura.Hunk)", SHEET: "text", SIGNED_SHEET: "signed text",
         PARITY_BYTES: "parity bytes"}
PROGRAM = {NONE: "", ZSTD: "zstd", GZIP: "gzip", XZ: "xz", BZIP2: "bzip2"}


def head_text(head, at):
    """The frozen template of page 20."""
    name = f"{head.band}/{head.object}" if head.band else head.object
    file, member = f"{head.object}.tar", payload_member(head)
    program = PROGRAM[head.compression]
    layers = [LAYER[head.content]] + [program] * bool(program) + ["OpenPGP"] * bool(head.encryption)
    pipe = (" | gpg -d" if head.encryption else "") + (f" | {program} -dc" if program else "")
    pipe += {TAR: " | tar -xf -", HUNKS: " | protoc --decode dura.Hunk dura.proto"}.get(
        head.content, "")
    lines = [
        f"DURA1 {name}",
        f"SHA-256 of the payload: {head.payload_sha256.hex()}",
        "",
        "This is one object of a Dura backup archive, format DURA1. It is an ordinary",
        "tar file and can be read without Dura. Nothing but tar, sha256sum and the",
        "programs of its layers is needed.",
        "",
        f"Archive:   {head.archive_id.hex()}",
        f"Object:    {name}, {WHAT[head.kind]}",
        f"Payload:   {at.n} bytes at offset {at.payload}",
        f"Layers:    {', then '.join(layers)}",
    ]
    lines += [f"For key:   {recipient.hex()}" for recipient in head.recipient]
    lines += [
        "",
        "Check the payload:",
        f"  tail -c +{at.payload + 1} {file} | head -c {at.n} | sha256sum",
        "Take it out:" if head.content in (TAR, PARITY_BYTES) else "Read it:",
        f"  tar -xOf {file} {member}{pipe}",
    ]
    if head.content == SIGNED_SHEET:
        lines += ["Verify its signature:", f"  tar -xOf {file} {member} | gpg --verify"]
    lines += [""]
    if at.width:
        lines += [
            "If this file is damaged, the parity in it mends it:",
            f"Reed-Solomon over GF(256), polynomial 0x11D, rows r = 0..{at.rows - 1};"
            " shard s of row r",
            f"is cell s * {at.rows} + r of the payload, a cell has {at.cell} bytes,"
            f" {at.k} data and {at.m}",
            f"parity shards a row; the parity is at offset {at.parity}."
            " The CRC-32 of every cell is",
            "in the protobuf below (ObjectHead in dura.proto). With python3 alone:",
            "  python3 recover.py repair ARCHIVE",
            "",
        ]
    lines += [
        "This head stands in the file three times: here, behind the payload and at",
        "the end. Below this line: protobuf ObjectHead, then zero bytes.",
        "",
    ]
    return "\n".join(lines).encode("ascii")


def section_bounds(i, sections):
    """Begin and end of section i in the head image."""
    image = 4096 * sections - 1024
    begin = 0 if i == 0 else 3584 + 4096 * (i - 1)
    return begin, image if i == sections - 1 else 3584 + 4096 * i


def head_image(stored, head):
    """The head image of an ObjectHead, given by its stored bytes and decoded; and the layout."""
    for sections in range(1, MAX_SECTIONS + 1):
        at = layout(head, sections)
        text = head_text(head, at)
        if len(text) + len(stored) <= at.image - 16 * sections:
            break
    else:
        raise Damage("head-damaged", "a head of more than 128 sections")
    stream, taken, image = text + stored, 0, bytearray()
    for i in range(sections):
        begin, end = section_bounds(i, sections)
        body = stream[taken:taken + end - begin - 16].ljust(end - begin - 16, b"\0")
        taken += end - begin - 16
        body += struct.pack("<HHII", i, sections, len(text), len(stored))
        image += body + struct.pack("<I", zlib.crc32(body))
    return bytes(image), at


def section_ending(data, end):
    """The head section that ends here: (where its image begins, (S, T, L), number, its stream)."""
    if end < 3072 or end > len(data):
        return None
    i, sections, text, length, crc = struct.unpack_from("<HHIII", data, end - 16)
    if not i < sections <= MAX_SECTIONS or text > MAX_TEXT or length > MAX_MESSAGE:
        return None
    low, high = section_bounds(i, sections)
    begin = end - (high - low)
    if begin < 0 or zlib.crc32(data[begin:end - 4]) != crc:
        return None
    return begin - low, (sections, text, length), i, bytes(data[begin:end - 16])


def head_messages(data):
    """Candidates for the object's head, likely ones first: (ObjectHead bytes, where images begin).

    First the copy at the beginning alone. If the caller wants more: sections wherever they are;
    whole copies, then copies put together section by section. A payload may hold such sections
    too (somebody's backed up archive), so copies at a head's proper places come first.
    """
    yielded = set()

    def join(key, parts, starts):
        sections, text, length = key
        stream = b"".join(parts[i] for i in range(sections))
        stored = stream[text:text + length]
        if text + length <= len(stream) and stored not in yielded:
            yielded.add(stored)
            yield stored, starts

    first = section_ending(data, 3584) or section_ending(data, 4096)
    if first and first[0] == 512 and first[2] == 0:
        parts, sections = {0: first[3]}, first[1][0]
        for i in range(1, sections):
            section = section_ending(data, 512 + section_bounds(i, sections)[1])
            if section and section[:3] == (512, first[1], i):
                parts[i] = section[3]
        if len(parts) == sections:
            yield from join(first[1], parts, [512])
    copies = {}
    for end in range(512, len(data) + 1, 512):
        section = section_ending(data, end)
        if section:
            copies.setdefault(section[1], {}).setdefault(section[0], {})[section[2]] = section[3]
    for key, images in copies.items():
        last = len(data) - 1024 - (4096 * key[0] - 1024)
        order = sorted(images, key=lambda begin: (begin != 512, begin != last, 0 not in images[begin]))
        for begin in order[:16]:
            if len(images[begin]) == key[0]:
                yield from join(key, images[begin], order[:16])
        merged = {}
        for begin in order:
            for i, body in images[begin].items():
                merged.setdefault(i, body)
        if len(merged) == key[0]:
            yield from join(key, merged, order[:16])


def checked_head(stored):
    """Decodes an ObjectHead and checks its limits (pages 20, 50)."""
    try:
        head = decode("ObjectHead", stored)
    except ValueError as problem:
        raise Damage("head-damaged", f"the ObjectHead is malformed: {problem}") from None
    n, cell, k, m = head.payload_length, head.cell_size, head.data_shards, head.parity_shards
    legal = (
        head.format == 1 and len(head.archive_id) == 16 and len(head.payload_sha256) == 32
        and (not head.band or BAND_NAME.match(head.band)) and OBJECT_NAME.match(head.object)
        and head.kind in WHAT and head.content in LAYER and head.compression in PROGRAM
        and head.encryption in (0, 1) and n <= MAX_PAYLOAD and len(head.recipient) <= 16
        and (cell in (512, 4096) and 1 <= k and k + m <= 256 if n else not (cell or k or m)))
    need(legal, "head-damaged", "the ObjectHead has illegal values")
    if n:
        cells = ceil_div(n, cell)
        rows = ceil_div(cells, k)
        need(k == ceil_div(cells, rows) and len(head.cell_crc) == 4 * (cells + m * rows),
             "head-damaged", "the ObjectHead has a code that does not fit its payload")
    return head


# ------------------------------------------------------------------------------------------------
# Page 10 and 50: a whole object; checking, mending and rendering it

def shards_of(payload, at):
    view, size = memoryview(payload), at.rows * at.cell
    return [view[s * size:(s + 1) * size] for s in range(at.k)]


def render(stored, payload):
    """The object: a pure function of ObjectHead and payload. A list of (what, bytes) in order."""
    head = checked_head(stored)
    image, at = head_image(stored, head)
    parity = encode(at.k, at.m, shards_of(payload, at), at.rows * at.cell) if at.m else []
    folder = member_folder(head)
    return [
        ("tar header of head1.txt", tar_header(folder + "head1.txt", at.image)),
        ("head 1", image),
        ("tar header of the payload", tar_header(payload_member(head), at.n)),
        ("payload", payload),
        ("zero bytes behind the payload", bytes(at.q - at.payload - at.n)),
        ("tar header of head2.txt", tar_header(folder + "head2.txt", at.fill + at.image)),
        ("fill", b"\n" * at.fill),
        ("head 2", image),
        ("tar header of parity", tar_header(folder + "parity", at.width)),
        ("parity", b"".join(parity)),
        ("tar header of head3.txt", tar_header(folder + "head3.txt", at.image)),
        ("head 3", image),
        ("end of the tar", bytes(1024)),
    ]


def make_object(payload, profile, **fields):
    """The object of a payload whose other head fields are given: (ObjectHead bytes, parts)."""
    cell, k, m = inner_code(profile, len(payload))
    head = message("ObjectHead", format=1, payload_length=len(payload),
                   payload_sha256=sha256(payload), cell_size=cell, data_shards=k, parity_shards=m,
                   **fields)
    at = layout(head, 1)
    parity = encode(k, m, shards_of(payload, at), at.rows * cell) if m else []
    cells = payload.ljust(at.cells * cell, b"\0") + b"".join(parity)
    head.cell_crc = b"".join(struct.pack("<I", zlib.crc32(cells[i:i + cell]))
                             for i in range(0, len(cells), cell or 1))
    stored = encoded("ObjectHead", head)
    return stored, render(stored, payload)


@functools.lru_cache(maxsize=2)
def bit_flips(size):
    """What each single flipped bit of a cell does to its CRC-32: {difference: bit number}."""
    step = [zlib.crc32(bytes([i])) ^ zlib.crc32(b"\0") for i in range(256)]
    flips, now = {}, [step[1 << bit] for bit in range(8)]
    for byte in range(size - 1, -1, -1):
        for bit in range(8):
            flips[now[bit]] = byte * 8 + bit
        now = [value >> 8 ^ step[value & 255] for value in now]
    return flips


def read_cells(data, head, at, images):
    """Payload and parity as stored, and the numbers of the cells whose CRC-32 is another.

    A file may have lost or gained sectors: a bad cell is also looked for as far from its place as
    any head image is from one of its own.
    """
    crcs = struct.unpack(f"<{len(head.cell_crc) // 4}I", head.cell_crc)
    moves = sorted({begin - copy for begin in images for copy in at.copies} - {0}, key=abs)
    view, tail = memoryview(data), bytes(at.cell)
    payload, parity, bad = bytearray(data[at.payload:at.payload + at.n]), bytearray(), []
    payload += bytes(at.cells * at.cell - len(payload))
    parity += data[at.parity:at.parity + at.width]
    parity += bytes(at.width - len(parity))
    for i, crc in enumerate(crcs):
        if i < at.cells:
            store, where, base = payload, i * at.cell, at.payload
            size = min(at.cell, at.n - where)
        else:
            store, where, base, size = parity, (i - at.cells) * at.cell, at.parity, at.cell
        if zlib.crc32(memoryview(store)[where:where + at.cell]) == crc:
            continue
        for move in moves:
            begin = base + where + move
            if begin >= 0 and begin + size <= len(data):
                moved = bytes(view[begin:begin + size]) + tail[size:]
                if zlib.crc32(moved) == crc:
                    store[where:where + at.cell] = moved
                    break
        bad.append(i)
    still = [i for i in bad if zlib.crc32(cell_view(payload, parity, at, i)) != crcs[i]]
    return payload, parity, crcs, bad, still


def cell_view(payload, parity, at, i):
    store, where = (payload, i) if i < at.cells else (parity, i - at.cells)
    return memoryview(store)[where * at.cell:(where + 1) * at.cell]


def mend_cells(payload, parity, crcs, at, bad):
    """The inner code (page 50, order of repair), in place; returns the cells it could not mend."""
    bad = set(bad)

    def number_of(s, row):
        """The cell of a shard in a row; None: past the end of the payload, zero, not stored."""
        if s >= at.k:
            return at.cells + (s - at.k) * at.rows + row
        return s * at.rows + row if s * at.rows + row < at.cells else None

    def erasures(row):
        return [s for s in range(at.k + at.m) if number_of(s, row) in bad]

    def pass_over():
        # Neighbouring rows with the same erasures are solved together.
        row = 0
        while row < at.rows:
            lost, last = erasures(row), row + 1
            while last < at.rows and erasures(last) == lost:
                last += 1
            if lost and len(lost) <= at.m:
                shards = []
                for s in range(at.k + at.m):
                    store, shard = (payload, s) if s < at.k else (parity, s - at.k)
                    begin = (shard * at.rows + row) * at.cell
                    end = (shard * at.rows + last) * at.cell
                    shards.append(None if s in lost else bytes(store[begin:end]))
                found = solve(at.k, at.m, shards, (last - row) * at.cell)
                for s, shard in found.items():
                    for r in range(row, last):
                        cell = shard[(r - row) * at.cell:(r - row + 1) * at.cell]
                        i = number_of(s, r)
                        if zlib.crc32(cell) == crcs[i]:
                            cell_view(payload, parity, at, i)[:] = cell
                            bad.discard(i)
            row = last

    pass_over()
    if bad and at.m:
        flips = bit_flips(at.cell)
        for i in sorted(bad):
            cell = cell_view(payload, parity, at, i)
            bit = flips.get(zlib.crc32(cell) ^ crcs[i])
            if bit is not None:
                cell[bit >> 3] ^= 1 << (bit & 7)
                bad.discard(i)
        pass_over()
    return sorted(bad)


def runs(numbers):
    """Ranges of adjacent numbers, as text."""
    out = []
    for n in numbers:
        if out and out[-1][1] == n - 1:
            out[-1][1] = n
        else:
            out.append([n, n])
    text = [f"{a}" if a == b else f"{a}-{b}" for a, b in out[:6]]
    return ", ".join(text) + (f" and {len(out) - 6} more runs" if len(out) > 6 else "")


def first_difference(a, b):
    low, high = 0, min(len(a), len(b))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if a[low:middle] != b[low:middle] else (middle, high)
    return low if low >= min(len(a), len(b)) or a[low] != b[low] else high


class Found:
    """What was found where an object should be."""

    def __init__(self):
        self.head = None       # decoded ObjectHead, if any
        self.stored = b""      # its bytes
        self.payload = None    # the payload, if it is good (perhaps after the inner code)
        self.salvage = None    # else: what is there of it
        self.problems = []     # (alarm code, text)
        self.right = False     # it is the object that was asked for
        self.parts = None      # the rendered object, if the payload is good and it was looked at

    @property
    def intact(self):
        return self.payload is not None and not self.problems

    def rendered(self):
        if self.parts is None:
            self.parts = render(self.stored, self.payload)
        return self.parts


def inspect(data, archive_id, band, name, deep=True):
    """Reads an object as page 10 says. deep: renders it again and compares every byte."""
    best = None
    for stored, images in head_messages(data):
        try:
            head = checked_head(stored)
        except Damage:
            continue
        found = examine(data, head, stored, images)
        found.right = (head.band, head.object) == (band, name) and (
            archive_id is None or head.archive_id == archive_id)
        if best is None or (found.right, found.payload is not None) > (
                best.right, best.payload is not None):
            if best is not None and best.right and found.right:
                found.problems.append(("head-copies-differ", "valid copies of the head differ"))
            best = found
        if best.right and best.payload is not None:
            break
    if best is None:
        best = Found()
        best.problems.append(("object-unrecognized", f"no head found in {len(data)} bytes"
                              if data else "the file is empty"))
    elif not best.right:
        other = best.head.band + "/" + best.head.object
        foreign = archive_id is not None and best.head.archive_id != archive_id
        best.problems.insert(0, (
            "archive-foreign" if foreign else "object-misplaced",
            f"expected {band}/{name}, found {other} of archive {best.head.archive_id.hex()}"))
    elif best.payload is not None and deep:
        compare(data, best)
    return best


def examine(data, head, stored, images):
    found = Found()
    found.head, found.stored = head, stored
    at = head_image(stored, head)[1]
    payload, parity, crcs, bad, still = read_cells(data, head, at, images)
    if bad:
        where = [("payload", [i for i in bad if i < at.cells], at.payload, 0),
                 ("parity", [i - at.cells for i in bad if i >= at.cells], at.parity, at.cells)]
        for what, cells, base, first in where:
            if cells:
                begin = base + cells[0] * at.cell
                here = zlib.crc32(data[begin:begin + at.cell].ljust(at.cell, b"\0"))
                found.problems.append((
                    "cell-damaged", f"{what} cells {runs(cells)} of {at.cell} bytes, first at offset"
                    f" {begin}: expected CRC-32 {crcs[first + cells[0]]:08x}, found {here:08x}"))
        still = mend_cells(payload, parity, crcs, at, still) if still else []
    del payload[at.n:]
    payload = bytes(payload)
    if sha256(payload) == head.payload_sha256:
        found.payload = payload
        return found
    found.salvage = payload
    lost = [i for i in still if i < at.cells]
    if lost:
        found.problems.append((
            "payload-lost", f"cells {runs(lost)} are beyond the inner code"
            f" ({at.k} + {at.m} shards, {at.rows} rows)"))
    else:
        found.problems.append((
            "payload-mismatch", f"expected SHA-256 {head.payload_sha256.hex()},"
            f" found {sha256(payload).hex()}"))
    return found


def compare(data, found):
    """Compares every byte of a file with what head and payload say it must be."""
    cells_known = any(code == "cell-damaged" for code, _ in found.problems)
    length, at = sum(len(part) for _, part in found.rendered()), 0
    if len(data) < length:
        found.problems.append(("object-truncated", f"expected {length} bytes, found {len(data)}"))
    elif len(data) > length:
        found.problems.append(("object-extended", f"expected {length} bytes, found {len(data)}"))
    for what, part in found.rendered():
        here, place_of, at = data[at:at + len(part)], at, at + len(part)
        if here == part or place_of >= len(data) or what in ("payload", "parity") and cells_known:
            continue
        differs = place_of + first_difference(here, part)
        if what.startswith("head"):
            size = len(part) // 4096 + 1
            bad = [i for i in range(size) if here[slice(*section_bounds(i, size))]
                   != part[slice(*section_bounds(i, size))]]
            good = [i for i in bad if section_ending(data, place_of + section_bounds(i, size)[1])]
            found.problems.append((
                "head-copies-differ" if good else "head-damaged",
                f"{what}, sections {runs(bad)} of {size}, first at offset {differs}"))
        else:
            found.problems.append(("envelope-altered", f"{what}, first at offset {differs}"))


# ------------------------------------------------------------------------------------------------
# Page 20, 75, 80: sheets

HEX32, HEX64, TIME = "[0-9a-f]{32}", "[0-9a-f]{64}", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
BANDS, COUNT, FINGERPRINT = "b[0-9]{6}-[a-z2-7]{8}", "(0|[1-9][0-9]{0,18})", "[0-9a-f]{40,64}"
PROFILE = "none|lean|standard|strong"
# Key, how often (! once, ? at most once, * any number), what its value looks like.
SHEETS = {
    "dura-archive": [
        ("dura-archive", "!", "1"), ("archive", "!", HEX32), ("created", "!", TIME),
        ("generation", "!", COUNT), ("requires", "?", ".+"), ("profile", "!", PROFILE),
        ("compression", "!", "zstd|none|gzip|xz|bzip2"),
        ("encryption", "!", "none|certificates|passphrase"), ("certificate", "*", FINGERPRINT),
        ("signer", "*", FINGERPRINT), ("secret-key", "?", FINGERPRINT)],
    "dura-head": [
        ("dura-head", "!", "1"), ("archive", "!", HEX32), ("band", "!", BANDS),
        ("sequence", "!", COUNT), ("requires", "?", ".+"),
        ("parent", "!", f"none|{BANDS} {HEX64}"), ("takes-over", "*", f"{BANDS} {HEX64}"),
        ("profile", "!", PROFILE), ("started", "!", TIME), ("archive-header", "!", HEX64)],
    "dura-tail": [
        ("dura-tail", "!", "1"), ("archive", "!", HEX32), ("band", "!", BANDS),
        ("sequence", "!", COUNT), ("requires", "?", ".+"),
        ("parent", "!", f"none|{BANDS} {HEX64}"), ("takes-over", "*", f"{BANDS} {HEX64}"),
        ("profile", "!", PROFILE), ("started", "!", TIME), ("ended", "!", TIME),
        ("head", "!", HEX64), ("sums", "!", HEX64),
        ("index-root", "!", f"{BANDS} i[0-9]{{7}} {COUNT} {COUNT} {HEX64}"),
        ("objects", "!", f"{COUNT} {COUNT} {COUNT}"), ("stored", "!", COUNT),
        ("group", "*", f"{COUNT} (data|index) {COUNT} {COUNT} {HEX64}"),
        ("refers", "*", f"{BANDS} {COUNT}-{COUNT} {HEX64}"), ("seen", "*", f"{BANDS} {HEX64}")],
    "dura-pruned": [
        ("dura-pruned", "!", "1"), ("archive", "!", HEX32), ("band", "!", BANDS),
        ("pruned", "!", TIME), ("tail", "!", HEX64), ("keeps", "!", "none|[0-9][-0-9 ,]*")],
    "dura-tombstone": [
        ("dura-tombstone", "!", "1"), ("archive", "!", HEX32), ("band", "!", BANDS),
        ("abandoned", "!", TIME)],
}


class Sheet:
    """A parsed sheet: values by key, and what they quote."""

    def __init__(self, text):
        need(len(text) <= MAX_SHEET and text.endswith(b"\n"), "tail-malformed", "not a sheet")
        self.text, self.fields = text, []
        for line in text[:-1].split(b"\n"):
            if line.startswith(b"|") and self.fields:
                self.fields[-1][2].append(line[1:] + b"\n")
                legal = re.match(rb"\|([ -~]*[!-~])?\Z", line)
            else:
                key, colon, value = line.partition(b":")
                legal = colon and re.match(rb"[a-z0-9-]+\Z", key) and re.match(
                    rb"( [!-~]([ -~]*[!-~])?)?\Z", value)
                self.fields.append((key.decode("latin-1"), value[1:].decode("latin-1"), []))
            need(legal and len(line) <= 4096, "tail-malformed", f"illegal line {printable(line)!r}")
        self.kind = self.fields[0][0]
        known = SHEETS.get(self.kind)
        need(known, "tail-malformed", f"unknown kind of sheet {self.kind!r}")
        order = [key for key, _, _ in known]
        places = [order.index(key) for key, _, _ in self.fields if key in order]
        need(places == sorted(places), "tail-malformed", f"{self.kind}: keys out of order")
        for key, times_, pattern in known:
            values = self.all(key)
            need({"!": len(values) == 1, "?": len(values) < 2, "*": True}[times_]
                 and all(re.match(f"(?:{pattern})\\Z", value) for value in values),
                 "tail-malformed", f"{self.kind}: bad {key!r}: {values}")

    def all(self, key):
        return [value for k, value, _ in self.fields if k == key]

    def get(self, key):
        return next((value for k, value, _ in self.fields if k == key), None)

    def quote(self, key):
        return next((b"".join(lines) for k, _, lines in self.fields if k == key), b"")

    def quotes(self, key):
        return [b"".join(lines) for k, _, lines in self.fields if k == key]

    def unknown_features(self):
        return sorted(set((self.get("requires") or "").split()) - KNOWN_FEATURES)


def sheet_of(payload):
    """The sheet in a payload that may be an OpenPGP cleartext signature (page 40)."""
    if payload.startswith(b"-----BEGIN PGP SIGNED MESSAGE-----\n"):
        match = re.match(
            rb"-----BEGIN PGP SIGNED MESSAGE-----\n(?:Hash: [ -~]+\n)*\n(.*?\n)"
            rb"-----BEGIN PGP SIGNATURE-----\n[ -~\n]*?\n-----END PGP SIGNATURE-----\n\Z",
            payload, re.DOTALL)
        need(match, "tail-malformed", "not one cleartext signature")
        return Sheet(match.group(1))
    return Sheet(payload)
