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
import traceback
import zlib
from types import SimpleNamespace

# The limits of page "limits".
MAX_PAYLOAD, MAX_OBJECT, MAX_SECTIONS, MAX_TEXT, MAX_MESSAGE = 1 << 27, 1 << 28, 128, 65536, 500000
MAX_SHEET, MAX_BLOCK, MAX_HUNK, MAX_LEVEL = 1 << 24, (1 << 26) + (1 << 23), 1 << 22, 16

KNOWN_FEATURES = frozenset()

# The convenience files that are the same in every archive of this format version (page 80).
ROOT_FILES = {
    "README.txt": "3e20117c25bf4bec88c29b959a0e5e7a7793223b6fed8a25e4fb15f5941c578c",
    "dura.proto": "0bbda41170dc36641fa9044f1b1c251c288dd4a64f89e60feb994c11f5ab28ab",
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
                 "11 writer s, 12 checkpoint b",
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


def decode(name, data, cut=False):
    """Decodes a message; skips unknown fields; ValueError where the bytes are none.

    cut: the bytes may end early; then what stands before the end counts.
    """
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
                    raise IndexError
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
        if not cut:
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
    r"(archive|head|tail|pruned|d[0-9]{7}|i[0-9]{7}|p[0-9]{7}-(0|[1-9][0-9]?))\Z")


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
    pipe += {TAR: " | tar -xf -",
             HUNKS: " | protoc -I . -I ../../.. --decode dura.Hunk dura.proto",
             }.get(head.content, "")
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
        if len(parts) < sections:
            return
        stream = b"".join(parts[i] for i in range(sections))
        stored = stream[text:text + length]
        if text + length <= len(stream) and (stored, len(starts)) not in yielded:
            yielded.add((stored, len(starts)))
            yield stored, starts

    first = section_ending(data, 3584) or section_ending(data, 4096)
    if first and first[0] == 512 and first[2] == 0:
        parts, sections = {0: first[3]}, first[1][0]
        for i in range(1, sections):
            section = section_ending(data, 512 + section_bounds(i, sections)[1])
            if section and section[:3] == (512, first[1], i):
                parts[i] = section[3]
        yield from join(first[1], parts, [512])
    copies = {}
    for end in range(512, len(data) + 1, 512):
        section = section_ending(data, end)
        if section:
            copies.setdefault(section[1], {}).setdefault(section[0], {})[section[2]] = section[3]
    for key, images in copies.items():
        last = len(data) - 1024 - (4096 * key[0] - 1024)
        order = sorted(images, key=lambda b: (b != 512, b != last, 0 not in images[b]))
        for begin in order[:16]:
            yield from join(key, images[begin], order[:16])
        for begin in order[:16]:
            if 0 in images[begin]:
                for spots in spots_of(key, images[begin][0], begin):
                    yield from join(key, merged(images, spots), order[:16])
        yield from join(key, merged(images, order), order[:16])


def spots_of(key, section, begin):
    """Where the three images lie, if one of them, whose section 0 this is, begins here."""
    sections, text, length = key
    with contextlib.suppress(ValueError):
        head = decode("ObjectHead", section[text:text + length], cut=True)
        if head.payload_length <= MAX_PAYLOAD and head.cell_size in (0, 512, 4096):
            copies = layout(head, sections).copies
            for role in copies:
                yield [begin] + [copy + begin - role for copy in copies]


def merged(images, begins):
    """Each section from the first of these images that has it."""
    parts = {}
    for begin in begins:
        for i, body in images.get(begin, {}).items():
            parts.setdefault(i, body)
    return parts


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
        need(cell == (512 if n < 32768 else 4096) and k == ceil_div(cells, rows)
             and len(head.cell_crc) == 4 * (cells + m * rows)
             and m * rows * cell % 4096 == 0 and m * rows * cell <= MAX_PAYLOAD,
             "head-damaged", "the ObjectHead has a code that does not fit its payload")
    if head.kind == PARITY:
        group = head.group
        need(group and head.object == f"p{group.number:07d}-{group.index}"
             and group.index < group.parity_objects
             and 1 <= len(group.member) <= group.nominal_members <= 256 - group.parity_objects
             and all((not m.band or BAND_NAME.match(m.band)) and m.object[:1] in "di"
                     and OBJECT_NAME.match(m.object) and m.length <= MAX_PAYLOAD
                     and len(m.sha256) == 32 for m in group.member),
             "head-damaged", "the ObjectHead has an illegal group")
    return head


# ------------------------------------------------------------------------------------------------
# Page 10 and 50: a whole object; checking, mending and rendering it

def shards_of(payload, at):
    view, size = memoryview(payload), at.rows * at.cell
    return [view[s * size:(s + 1) * size] for s in range(at.k)]


def render(stored, payload):
    """The object: a pure function of ObjectHead and payload. A list of (what, bytes) in order."""
    at = head_image(stored, checked_head(stored))[1]
    parity = encode(at.k, at.m, shards_of(payload, at), at.rows * at.cell) if at.m else []
    return assemble(stored, payload, b"".join(parity))


def assemble(stored, payload, parity):
    head = checked_head(stored)
    image, at = head_image(stored, head)
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
        ("parity", parity),
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
    if bad:
        flips = bit_flips(at.cell)
        for i in sorted(bad):
            cell = cell_view(payload, parity, at, i)
            bit = flips.get(zlib.crc32(cell) ^ crcs[i])
            if bit is not None:
                cell[bit >> 3] ^= 1 << (bit & 7)
                bad.discard(i)
        pass_over()
    return sorted(bad)


def known_cells(data, head, stored, images):
    """(the object as far as it can be had, offsets of its cells that cannot): see Cells."""
    at = head_image(stored, head)[1]
    payload, parity, crcs, _, bad = read_cells(data, head, at, images)
    lost = mend_cells(payload, parity, crcs, at, bad) if bad else []

    def row_of(i):
        return (i if i < at.cells else i - at.cells) % at.rows
    # Where a row stays unsolved, a cell fixed by its CRC alone does not count.
    unsolved = {row_of(i) for i in lost}
    lost = [i for i in bad if row_of(i) in unsolved]
    del payload[at.n:]
    if all(i >= at.cells for i in lost) and sha256(payload) != head.payload_sha256:
        lost = range(len(crcs))
    offsets = [at.payload + i * at.cell if i < at.cells else at.parity + (i - at.cells) * at.cell
               for i in lost]
    return b"".join(part for _, part in assemble(stored, bytes(payload), bytes(parity))), offsets


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
            if best is not None and best.right and found.right and best.stored != stored:
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
        for what, first, base, cells in (
                ("payload", 0, at.payload, [i for i in bad if i < at.cells]),
                ("parity", at.cells, at.parity, [i - at.cells for i in bad if i >= at.cells])):
            if cells:
                begin = base + cells[0] * at.cell
                here = zlib.crc32(data[begin:begin + at.cell].ljust(at.cell, b"\0"))
                found.problems.append((
                    "cell-damaged",
                    f"{what} cells {runs(cells)} of {at.cell} bytes, first at offset {begin}:"
                    f" expected CRC-32 {crcs[first + cells[0]]:08x}, found {here:08x}"))
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
        ("group", "*", f"{COUNT} (data|index) [0-9]{{1,3}} [0-9]{{1,2}} {HEX64}"),
        ("refers", "*", f"{BANDS} {COUNT}-{COUNT} {HEX64}"), ("seen", "*", f"{BANDS} {HEX64}")],
    "dura-pruned": [
        ("dura-pruned", "!", "1"), ("archive", "!", HEX32), ("band", "!", BANDS),
        ("pruned", "!", TIME), ("tail", "!", HEX64), ("keeps", "!", "none|[0-9][-0-9 ]*"),
        ("sums", "!", HEX64)],
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


# ------------------------------------------------------------------------------------------------
# Page 30: compression; programs are run with bounded output

def run(command, data, limit, fd_data=None, env=None):
    """Runs a filter; (exit code, at most limit bytes of its output, its messages)."""
    pass_fds = ()
    if fd_data is not None:
        read_end, write_end = os.pipe()
        os.write(write_end, fd_data)
        os.close(write_end)
        command = [str(read_end) if word == "{fd}" else word for word in command]
        pass_fds = (read_end,)
    try:
        with tempfile.TemporaryFile() as messages:
            try:
                process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                           stderr=messages, pass_fds=pass_fds, env=env)
            except FileNotFoundError:
                raise Damage("decrypt-failed" if command[0] == "gpg" else "decompress-failed",
                             f"the program {command[0]} is missing, install it") from None

            def feed():
                with contextlib.suppress(OSError):
                    process.stdin.write(data)
                with contextlib.suppress(OSError):
                    process.stdin.close()

            feeder = threading.Thread(target=feed, daemon=True)
            feeder.start()
            out = process.stdout.read(limit + 1)
            if len(out) > limit:
                process.kill()
            process.stdout.close()
            code = process.wait()
            feeder.join()
            messages.seek(0)
            return code if len(out) <= limit else -1, out[:limit], messages.read(1 << 20)
    finally:
        for fd in pass_fds:
            os.close(fd)


def zstd_frame(data, at):
    """(length, raw length) of the zstd frame at this place (RFC 8878); skippable ones have 0."""
    magic, descriptor = struct.unpack_from("<IB", data, at)
    if magic & 0xFFFFFFF0 == 0x184D2A50:
        return 8 + struct.unpack_from("<I", data, at + 4)[0], 0
    need(magic == 0xFD2FB528, "decompress-failed", "not a zstd frame")
    single, flag = descriptor >> 5 & 1, descriptor >> 6
    size_length = (single, 2, 4, 8)[flag]
    need(size_length, "decompress-failed", "a zstd frame without content size")
    here = at + 5 + (1 - single) + (0, 1, 2, 4)[descriptor & 3]
    raw = int.from_bytes(data[here:here + size_length], "little") + (256 if flag == 1 else 0)
    here, last = here + size_length, 0
    while not last:
        header = int.from_bytes(data[here:here + 3], "little")
        need(here + 3 <= len(data), "decompress-failed", "a zstd frame that ends early")
        last = header & 1
        here += 3 + (1 if header >> 1 & 3 == 1 else header >> 3)
    return here + (4 if descriptor & 4 else 0) - at, raw


def unpack(data, compression, limit):
    """Decompresses frames one after the other, all or nothing."""
    if compression == NONE:
        need(len(data) <= limit, "decompress-failed", f"more than {limit} bytes")
        return data
    if compression == ZSTD:
        code, out, text = run(["zstd", "-dcq"], data, limit)
        need(code == 0, "decompress-failed", f"more than {limit} bytes" if code == -1
             else "zstd: " + printable(text[:200]).strip())
        return out
    out = []
    try:
        while data:
            stream = (zlib.decompressobj(31) if compression == GZIP else lzma.LZMADecompressor(
                lzma.FORMAT_XZ) if compression == XZ else bz2.BZ2Decompressor())
            piece = stream.decompress(data, limit + 1)
            limit -= len(piece)
            need(stream.eof and limit >= 0, "decompress-failed", "a bad or too long frame")
            out.append(piece)
            data = stream.unused_data
    except (zlib.error, lzma.LZMAError, OSError, EOFError) as problem:
        raise Damage("decompress-failed", str(problem)) from None
    return b"".join(out)


def unpack_block(content, compression, frames):
    """The raw runs of a block: [(raw offset, bytes)]; what cannot be decompressed is left out.

    frames: stored and raw lengths in turns, from the index, if it is at hand.
    """
    with contextlib.suppress(Damage):
        return [(0, unpack(content, compression, MAX_BLOCK))]
    out, at, raw_at = [], 0, 0
    spans = list(zip(frames[::2], frames[1::2]))
    while at < len(content) and raw_at <= MAX_BLOCK and (
            spans if frames else compression == ZSTD):
        try:
            length, raw = spans.pop(0) if frames else zstd_frame(content, at)
        except (Damage, struct.error):
            if frames:
                break
            # Go on at the next frame, at an offset that is not known but beyond all before.
            at = content.find(b"\x28\xb5\x2f\xfd", at + 1)
            if at < 0:
                break
            raw_at += (1 << 18) - raw_at % 512
            continue
        if raw <= MAX_BLOCK:
            with contextlib.suppress(Damage):
                piece = unpack(content[at:at + length], compression, raw)
                if len(piece) == raw:
                    if out and out[-1][0] + len(out[-1][1]) == raw_at:
                        out[-1][1].extend(piece)
                    else:
                        out.append((raw_at, bytearray(piece)))
        at, raw_at = at + length, raw_at + raw
    return out


# ------------------------------------------------------------------------------------------------
# Page 40: gpg

class Gpg:
    """The program gpg with the keys of the archive, in a home folder of its own where it needs one.

    Signatures are checked with the signers of the archive header and no others. Secret keys come
    from --key, or from the passphrase-protected key of the archive, or are gpg's own.
    """

    def __init__(self, key_file=None):
        self.key_file, self.homes = key_file, {}
        self.environment = dict(os.environ)
        with contextlib.suppress(OSError):
            self.environment["GPG_TTY"] = os.ttyname(0)

    def home(self, name, keys):
        """A temporary home folder with these keys."""
        if name not in self.homes:
            self.homes[name] = tempfile.mkdtemp(prefix="dura-gpg-")
            for key in keys:
                run(self.command(self.homes[name], name == "secret") + ["--import"], key, 1 << 20)
        return self.homes[name]

    def command(self, home, agent=True):
        quiet = ["gpg", "--batch", "--no-auto-key-retrieve", "--disable-dirmngr", "--trust-model",
                 "always", "--status-fd", "2"]
        return quiet + (["--homedir", home, "--no-options"] if home else []) + (
            [] if agent else ["--no-autostart"])

    def close(self):
        for home in self.homes.values():
            with contextlib.suppress(OSError):
                subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            shutil.rmtree(home, ignore_errors=True)
        self.homes = {}

    def verify(self, payload, signers):
        """good, signature-bad, signer-unknown, unsigned; or unchecked, where gpg is missing."""
        if not payload.startswith(b"-----BEGIN PGP SIGNED MESSAGE-----"):
            return "unsigned"
        try:
            home = self.home("signers", signers)
            status = run(self.command(home, False) + ["--verify"], payload, 1 << 20)[2]
        except Damage:
            return "unchecked"
        lines = [line.split()[1] for line in status.split(b"\n") if line.startswith(b"[GNUPG:] ")]
        if b"BADSIG" in lines:
            return "signature-bad"
        if b"VALIDSIG" in lines and b"GOODSIG" in lines:
            return "good"
        return "signer-unknown" if b"NO_PUBKEY" in lines else "signature-bad"

    def decrypt(self, payload, session_key, name, secret_key):
        """(content, None or what is wrong with it); gpg gives all it can read."""
        command = self.command(None)
        if session_key:
            command = self.command(self.home("empty", []), False)
            command += ["--override-session-key-fd", "{fd}"]
            # Whatever became of the key packets: begin at the tag 18 packet that fills the rest.
            for at in range(min(len(payload), 65536)):
                if payload[at] == 0xD2 and at + new_packet(payload, at + 1) == len(payload):
                    payload = payload[at:]
                    break
        elif self.key_file or secret_key:
            keys = [secret_key] if secret_key else []
            if self.key_file:
                with open(self.key_file, "rb") as file:
                    keys.append(file.read(1 << 24))
            command = self.command(self.home("secret", keys))
        passphrase = os.environ.get("DURA_PASSPHRASE_FILE")
        if passphrase and not session_key:
            command += ["--pinentry-mode", "loopback", "--passphrase-file", passphrase]
        code, out, status = run(
            command + ["--max-output", str(len(payload)), "--decrypt"], payload, len(payload),
            b"9:" + session_key.hex().upper().encode() if session_key else None,
            self.environment)
        lines = [line[9:].split(b" ") for line in status.split(b"\n")
                 if line.startswith(b"[GNUPG:] ")]
        words = {line[0] for line in lines}
        if not words & {b"DECRYPTION_OKAY", b"PLAINTEXT"}:
            text = [line for line in status.split(b"\n") if not line.startswith(b"[GNUPG:]")]
            text = "gpg says: " + printable(b"; ".join(filter(None, text))[:300])
            if b"NO_SECKEY" in words or b"ENC_TO" in words:
                raise Damage("key-missing", "no secret key at hand opens it: use --key FILE, or"
                             " give the right passphrase; " + text)
            raise Damage("decrypt-failed", text)
        plain = [line for line in lines if line[0] == b"PLAINTEXT"]
        good = code == 0 and b"GOODMDC" in words
        right = len(plain) == 1 and plain[0][1] == b"62" and plain[0][3:4] == [name.encode()]
        need(right or not good, "name-mismatch", f"expected {name}, found "
             + ", ".join(printable(line[3]) for line in plain if len(line) > 3))
        return out, None if good else "the integrity code does not agree"


def new_packet(data, at):
    """Length of a new-format packet with definite length, header included; at: behind the tag."""
    first = data[at] if at < len(data) else 224
    if first < 192:
        return 2 + first
    if first < 224:
        return 3 + (first - 192 << 8) + int.from_bytes(data[at + 1:at + 2], "big") + 192
    return 6 + int.from_bytes(data[at + 1:at + 5], "big") if first == 255 else -1


# ------------------------------------------------------------------------------------------------
# Page 80: the folder

class Folder:
    """A folder and what is below it; no symbolic link below it is ever followed."""

    def __init__(self, path):
        self.path, self.fd = path, os.open(path, os.O_RDONLY | os.O_DIRECTORY)

    @contextlib.contextmanager
    def parent(self, path, create=False):
        """(descriptor of the folder that holds path, last component)."""
        *above, last = path.split("/")
        fd = os.dup(self.fd)
        try:
            for name in above:
                if name in ("", ".", ".."):
                    raise FileNotFoundError(f"{path}: not a path below the folder")
                if create:
                    with contextlib.suppress(FileExistsError):
                        mode = stat.S_IMODE(os.fstat(self.fd).st_mode) & 0o777 | 0o700
                        os.mkdir(name, mode, dir_fd=fd)
                        os.fsync(fd)
                flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
                below = os.open(name, flags, dir_fd=fd)
                os.close(fd)
                fd = below
            yield fd, last
        finally:
            os.close(fd)

    def open(self, path):
        with self.parent(path) as (fd, name):
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
            file = os.fdopen(os.open(name, flags, dir_fd=fd), "rb", buffering=0)
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.close()
            raise FileNotFoundError(f"{path}: not a regular file")
        return file

    def read(self, path, limit=MAX_OBJECT + 4096):
        """The bytes of a file, at most limit; None if there is none. Unreadable bytes are zero."""
        try:
            file = self.open(path)
        except OSError:
            return None
        with file:
            size = min(os.fstat(file.fileno()).st_size, limit)
            data, at, step = bytearray(size), 0, 1 << 20
            while at < size:
                try:
                    piece = os.pread(file.fileno(), min(step, size - at), at)
                    if not piece:
                        break
                    data[at:at + len(piece)] = piece
                    at += len(piece)
                except OSError:
                    at, step = (at, 4096) if step > 4096 else (at + 4096 - at % 4096, step)
            return bytes(data)

    def sha256(self, path):
        try:
            digest = hashlib.sha256()
            with self.open(path) as file:
                while True:
                    piece = file.read(1 << 20)
                    if not piece:
                        return digest.digest()
                    digest.update(piece)
        except OSError:
            return None

    def names(self, path=""):
        """Names in a folder, sorted, without those that begin with a dot."""
        try:
            with self.parent(path + "/x" if path else "x") as (fd, _):
                return sorted(name for name in os.listdir(fd) if not name.startswith("."))
        except OSError:
            return []

    def stage(self, path, parts):
        """Writes a file beside its place, durably, under a name that is no part of the archive."""
        *above, last = path.split("/")
        part = "/".join(above + [f".{last}.{secrets.token_hex(4)}.part"])
        with self.parent(part, create=True) as (fd, name):
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            mode = stat.S_IMODE(os.fstat(self.fd).st_mode) & 0o666
            try:
                with os.fdopen(os.open(name, flags, mode, dir_fd=fd), "wb") as file:
                    for piece in parts:
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(name, dir_fd=fd)
                raise
        return part

    def commit(self, part, path):
        """Renames a staged file to its place."""
        with self.parent(path) as (fd, name):
            os.rename(part.split("/")[-1], name, src_dir_fd=fd, dst_dir_fd=fd)
            os.fsync(fd)

    def write(self, path, parts):
        self.commit(self.stage(path, parts), path)

    def remove(self, path):
        """Removes a file, and the folders above it that are empty then."""
        with contextlib.suppress(OSError):
            with self.parent(path) as (fd, name):
                os.unlink(name, dir_fd=fd)
            while "/" in path:
                path = path.rpartition("/")[0]
                with self.parent(path) as (fd, name):
                    os.rmdir(name, dir_fd=fd)


# ------------------------------------------------------------------------------------------------
# Page 75: the band; pages 50 and 75: its groups

class Group:
    """Objects that share outer parity. Places are (band, object)."""

    def __init__(self, band, number, members, parity, nominal):
        self.band, self.number, self.nominal = band, number, nominal
        self.members = members  # [(band, object, object SHA-256)]
        self.parity = parity    # [object SHA-256 or None]

    def parity_name(self, j):
        return f"p{self.number:07d}-{j}"

    def places(self):
        """(band, object, object SHA-256 or None) of all shards in the code's order."""
        return self.members + [(self.band, self.parity_name(j), digest)
                               for j, digest in enumerate(self.parity)]


def sums_line(digest, band, name, here):
    path = place(band, name)
    path = path[len(here) + 1:] if band == here else "../" + path
    return f"{digest.hex()}  {path}\n".encode()


def member_list_sha256(members, here):
    return sha256(b"".join(sums_line(d, band, name, here) for band, name, d in members))


class Band:
    """A band: what its tail says, its groups, its objects."""

    def __init__(self, archive, name):
        self.archive, self.name = archive, name
        self.copies = []        # of the tail or of pruned.tar: (path, Found or None)
        self.tail = None        # sheet of the tail (of the former tail, if pruned)
        self.found = None       # the copy of the tail that counts
        self.signature = None
        self.differ = False
        self.state = "partial"
        self.keeps = None       # pruned: ranges of the groups kept
        self.sums_sha256 = None     # of SHA256SUMS, in hex, where a tail or pruned.tar names it
        for kind in ("pruned", "tail"):
            paths = [place(name, kind, copy) for copy in (1, 2, 3)]
            copies = [(path, archive.inspect(path, name, kind)) for path in paths]
            if any(found for _, found in copies):
                self.copies = copies
                self.choose()
                break

    def choose(self):
        """Of copies that disagree, one with a good signature counts, then the first (page 75)."""
        best = {}
        for _, found in self.copies:
            if found and found.right and found.payload is not None:
                if found.payload not in best:
                    check = self.archive.verify(found.payload)
                    try:
                        sheet = sheet_of(found.payload)
                        named = (sheet.get("band"), sheet.get("archive"))
                        need(named == (self.name, found.head.archive_id.hex()), "tail-malformed",
                             f"it names archive and band {named}")
                    except Damage as damage:
                        found.problems.append((damage.code, damage.text))
                        continue
                    best[found.payload] = (check == "good", -len(best), check, found, sheet)
        self.differ = len(best) > 1
        if not best:
            self.state = "partial"
            return
        _, _, self.signature, self.found, sheet = max(best.values(), key=lambda b: b[:2])
        self.state = "finished"
        if sheet.kind == "dura-tombstone":
            self.state = "abandoned"
        elif sheet.kind == "dura-pruned":
            self.state, self.tail = "pruned", sheet_of(sheet.quote("tail"))
            ranges = re.findall(r"(\d+)(?:-(\d+))?", sheet.get("keeps"))
            self.keeps = [(int(first), int(last or first)) for first, last in ranges]
            self.sums_sha256 = sheet.get("sums")
        else:
            self.tail, self.sums_sha256 = sheet, sheet.get("sums")

    @functools.cached_property
    def listing(self):
        """Objects in the band's folders: names; and paths that no page gives a place."""
        objects, strange, folder = [], [], self.archive.folder
        for name in folder.names(self.name):
            if name in ("d", "i", "p"):
                for below in folder.names(f"{self.name}/{name}"):
                    for file in folder.names(f"{self.name}/{name}/{below}"):
                        path, known = f"{self.name}/{name}/{below}/{file}", file[:-4]
                        if (OBJECT_NAME.match(known) and file.endswith(".tar")
                                and place(self.name, known) == path):
                            objects.append(known)
                        else:
                            strange.append(path)
            elif not re.match(r"(head|(tail|pruned)(-[23])?)\.tar\Z|SHA256SUMS\Z", name):
                strange.append(f"{self.name}/{name}")
        return objects, strange

    @functools.cached_property
    def head(self):
        return self.archive.inspect(f"{self.name}/head.tar", self.name, "head")

    @functools.cached_property
    def head_sheet(self):
        """The band head's sheet: from head.tar, or as the tail quotes it."""
        found = self.head
        with contextlib.suppress(Damage):
            if found and found.right and found.payload is not None:
                return sheet_of(found.payload)
            if self.tail:
                return sheet_of(self.tail.quote("head"))
        return None

    def made_head(self):
        """head.tar, from what the tail quotes; None if that is not the object the tail names."""
        payload = self.tail.quote("head")
        parts = make_object(
            payload, self.tail.get("profile"), archive_id=bytes.fromhex(self.tail.get("archive")),
            band=self.name, object="head", kind=BAND_HEAD, content=SHEET)[1]
        data = b"".join(part for _, part in parts)
        return data if sha256(data).hex() == self.tail.get("head") else None

    @functools.cached_property
    def sums(self):
        """Bytes of SHA256SUMS and whether they are the ones the tail names."""
        data = self.archive.folder.read(f"{self.name}/SHA256SUMS", 1 << 26)
        good = data is not None and sha256(data).hex() == self.sums_sha256
        return data, good

    @functools.cached_property
    def sums_lines(self):
        """[(band, object, object SHA-256)] as SHA256SUMS lists them."""
        out = []
        for line in (self.sums[0] or b"").split(b"\n"):
            match = re.match(r"([0-9a-f]{64})  (?:\.\./(b[0-9]{6}-[a-z2-7]{8})/)?"
                             r"(?:[dip]/\d\d/)?([a-z0-9-]+)\.tar\Z", line.decode("latin-1"))
            if match and OBJECT_NAME.match(match.group(3)):
                out.append((match.group(2) or self.name, match.group(3),
                            bytes.fromhex(match.group(1))))
        return out

    def parity_lists(self):
        """{group number: [GroupParity of each parity object whose head can be read]}."""
        lists = {}
        for name in self.listing[0]:
            if name[0] == "p":
                data = self.archive.folder.read(place(self.name, name)) or b""
                found = inspect(data, self.archive.id, self.name, name, deep=False)
                if found.right and found.head.kind == PARITY:
                    lists.setdefault(int(name[1:8]), []).append(found.head.group)
        return lists

    @functools.cached_property
    def groups(self):
        """The band's groups, by the precedence of page 50."""
        lines, good = self.sums_lines, self.sums[1]
        groups, at, own = [], bool(lines) and lines[0][1] == "head", {"data": 0, "index": 0}
        lists = None
        for text in self.tail.all("group") if self.tail else []:
            number, kind, members, parity, digest = text.split()
            number, members, parity = int(number), int(members), int(parity)
            if self.keeps is not None and not any(a <= number <= b for a, b in self.keeps):
                continue
            listed = lines[at:at + members]
            after = lines[at + members:at + members + parity]
            at += members + parity
            right = member_list_sha256(listed, self.name).hex() == digest
            if not right:
                if lists is None:
                    lists = self.parity_lists()
                choices = [[(m.band or self.name, m.object, m.sha256) for m in group.member]
                           for group in lists.get(number, [])]
                # Without parity nobody else lists the members: the band's own, in their order.
                folder, names = self.archive.folder, self.own(kind)[own[kind]:own[kind] + members]
                choices.append([(self.name, n, folder.sha256(place(self.name, n))) for n in names])
                listed = next((c for c in choices if all(d for _, _, d in c) and
                               member_list_sha256(c, self.name).hex() == digest), None)
            own[kind] += members
            names = [f"p{number:07d}-{j}" for j in range(parity)]
            known = right and [name for _, name, _ in after] == names and good
            digests = [d for _, _, d in after] if known else [None] * parity
            nominal = OUTER[self.tail.get("profile")][kind][0]
            if listed is not None:
                groups.append(Group(self.name, number, listed, digests, nominal))
            elif parity:
                groups.append(Group(self.name, number, [], [], nominal))
        if not self.tail:
            for number, found in sorted(self.parity_lists().items()):
                keys = [encoded("GroupParity", message(
                    "GroupParity", parity_objects=g.parity_objects, member=g.member,
                    nominal_members=g.nominal_members)) for g in found]
                group = found[keys.index(max(keys, key=keys.count))]
                groups.append(Group(
                    self.name, number,
                    [(m.band or self.name, m.object, m.sha256) for m in group.member],
                    [None] * group.parity_objects, group.nominal_members))
        return groups

    def own(self, kind):
        return [name for name in self.listing[0] if name[0] == kind[0]]


# ------------------------------------------------------------------------------------------------
# Page 80: the archive

class Archive:
    """An archive: its header, its bands, and its objects, mended where they have to be."""

    def __init__(self, path, key_file=None):
        self.folder, self.gpg = Folder(path), Gpg(key_file)
        self.scratch, self.mended, self.notes, self.tried = None, {}, [], set()
        self.strays = None  # {(band, object): [path]}, once they were looked for
        self.names = [name for name in self.folder.names() if BAND_NAME.match(name)]
        self.load()

    def load(self):
        """Reads the archive header: its copies, else what bands quote of it (page 80)."""
        self.id, self.bands, self.where = None, {}, None
        self.copies = [(place("", "archive", copy), self.inspect(
            place("", "archive", copy), "", "archive")) for copy in (1, 2, 3)]
        good = [found.payload for _, found in self.copies
                if found and found.right and found.payload is not None]
        self.embedded = not good
        sheets = []
        for payload in good or self.quoted_headers():
            with contextlib.suppress(Damage):
                sheet = Sheet(payload)
                if sheet.kind == "dura-archive":
                    sheets.append(sheet)
        if not sheets:
            raise Damage("archive-header-lost", "no archive header, neither in archive.tar and its"
                         " copies nor in any band; is this an archive?")
        self.header = max(sheets, key=lambda sheet: int(sheet.get("generation")))
        self.id = bytes.fromhex(self.header.get("archive"))

    def quoted_headers(self):
        for band in self.names:
            for path in [place(band, "tail", copy) for copy in (1, 2, 3)] + [place(band, "head")]:
                with contextlib.suppress(Damage):
                    found = self.inspect(path, band, path.split("/")[1][:4])
                    if found and found.payload:
                        sheet = sheet_of(found.payload)
                        if sheet.kind == "dura-tail":
                            sheet = Sheet(sheet.quote("head"))
                        yield sheet.quote("archive-header")
            for below in self.folder.names(f"{band}/p"):
                for name in self.folder.names(f"{band}/p/{below}"):
                    found = self.inspect(f"{band}/p/{below}/{name}", band, name[:-4], deep=False)
                    if found and found.right:
                        yield found.head.archive_header

    def header_parts(self):
        """archive.tar, rendered from its payload."""
        return make_object(self.header.text, self.header.get("profile"), archive_id=self.id,
                           object="archive", kind=ARCHIVE_HEADER, content=SHEET)[1]

    def secret_key(self):
        return self.header.quote("secret-key")

    def verify(self, payload):
        return self.gpg.verify(payload, self.header.quotes("signer"))

    def band(self, name):
        if name not in self.bands:
            self.bands[name] = Band(self, name)
        return self.bands[name]

    def close(self):
        self.gpg.close()
        if self.scratch:
            shutil.rmtree(self.scratch, ignore_errors=True)

    def inspect(self, path, band, name, deep=True):
        """What stands at a place; None: nothing (an empty file is what a killed writer left)."""
        data = self.folder.read(path)
        return inspect(data, self.id, band, name, deep) if data else None

    def stray_paths(self, band, name):
        """Where an object stands under others' names (page 10): every object's head is read once."""
        if self.strays is None:
            self.strays = {}
            for owner in self.names:
                for thing in self.band(owner).listing[0]:
                    path = place(owner, thing)
                    if not thing[1:2].isdigit() or self.is_head_of(path, owner, thing):
                        continue
                    found = self.inspect(path, owner, thing, deep=False)
                    if found and found.payload is not None and found.head.archive_id == self.id:
                        key = (found.head.band, found.head.object)
                        if key != (owner, thing) and len(self.strays) < 1 << 16:
                            self.strays.setdefault(key, []).append(path)
        return self.strays.get((band, name), [])

    def is_head_of(self, path, band, name):
        """Whether the first head at a place is that of the object which belongs there."""
        with contextlib.suppress(Damage, OSError, StopIteration), self.folder.open(path) as file:
            stored, _ = next(head_messages(os.pread(file.fileno(), 1 << 16, 0)))
            head = checked_head(stored)
            return (head.archive_id, head.band, head.object) == (self.id, band, name)
        return False

    # Objects that are damaged or missing, mended beside the archive.

    def keep(self, key, parts):
        """Puts a mended object into a temporary folder."""
        self.scratch = self.scratch or tempfile.mkdtemp(prefix="dura-mended-")
        path = os.path.join(self.scratch, "-".join(key))
        with open(path, "wb") as file:
            for part in parts:
                file.write(part)
        self.mended[key] = path
        return path

    def good(self, band, name, digest):
        """An open file with the good bytes of an object, mended by the inner code if need be."""
        if (band, name) in self.mended:
            return open(self.mended[band, name], "rb", buffering=0)
        paths = [place(band, name), "repair/" + place(band, name)]
        paths += (self.strays or {}).get((band, name), [])
        for path in paths:
            if digest and self.folder.sha256(path) == digest:
                return self.folder.open(path)
        for path in paths:
            found = self.inspect(path, band, name, deep=False)
            if found and found.right and found.payload is not None:
                parts = [part for _, part in found.rendered()]
                if digest in (None, sha256(b"".join(parts))):
                    return open(self.keep((band, name), parts), "rb", buffering=0)
        return None

    def solve_group(self, group):
        """The outer code (page 50): recreates what is missing of a group; True if it could."""
        places = group.places()
        with contextlib.ExitStack() as stack:
            files = [self.good(*key) for key in places]
            for file in files:
                stack.enter_context(file or contextlib.nullcontext())
            n, k, m = len(group.members), group.nominal, len(group.parity)
            missing = [i for i, file in enumerate(files) if file is None]
            if not 0 < n <= k <= 256 - m or len(missing) > m:
                return False
            bases, lengths = [0] * len(files), []
            for i in range(n, n + m):
                if files[i]:
                    head, at = self.read_head(files[i])
                    if not head.group:
                        return False
                    lengths = [member.length for member in head.group.member]
                    listed = [member.sha256 for member in head.group.member]
                    if len(lengths) != n or listed != [d for _, _, d in group.members] or (
                            head.group.nominal_members != k):
                        return False
                    bases[i] = at.payload
            lengths = lengths or [os.fstat(file.fileno()).st_size for file in files[:n]]
            longest, column = max(lengths), 1 << 18
            if longest > MAX_PAYLOAD:
                return False
            outs = {i: stack.enter_context(open(self.keep(places[i][:2], []), "wb"))
                    for i in missing}
            for at in range(0, longest, column):
                size = min(column, longest - at)
                shards = [file and os.pread(file.fileno(), size, base + at)
                          for file, base in zip(files, bases)]
                found = solve(k, m, shards[:n] + [b""] * (k - n) + shards[n:], size)
                for i, out in outs.items():
                    shard = found[i if i < n else i + k - n]
                    out.write(shard[:max(0, lengths[i] - at)] if i < n else shard)
        for i in missing:
            band, name, digest = places[i]
            path = self.mended[band, name]
            if i >= n:
                with open(path, "rb") as file:
                    payload = file.read()
                self.keep((band, name), self.parity_parts(group, i - n, lengths, payload))
            with open(path, "rb") as file:
                right = digest in (None, sha256(file.read()))
            if not right:
                for j in missing:
                    self.mended.pop(places[j][:2], None)
                return False
        return True

    def solve_cells(self, group):
        """Both codes together (page 50); what came whole is in self.mended."""
        key = (group.band, group.number)
        if key in self.tried or not group.members or not group.parity:
            return
        self.tried.add(key)
        k, m, places = group.nominal, len(group.parity), group.places()
        n = len(group.members)
        if not n <= k <= 256 - m:
            return
        with contextlib.ExitStack() as stack:
            cells = [Cells(self, stack, *key, member=i < n) for i, key in enumerate(places)]
            lengths = next(filter(None, (c.listed(group) for c in cells[n:])), None)
            if not lengths or not 0 < max(lengths) <= MAX_PAYLOAD:
                return
            for i, c in enumerate(cells):
                c.begin(lengths[i] if i < n else max(lengths), group)
            while True:
                given = self.solve_columns(k, m, n, cells, max(lengths))
                if not given:
                    break
                for c in given:
                    c.look()
            for i, (c, (band, name, digest)) in enumerate(zip(cells, places)):
                if c.file is None or c.unknown:
                    continue
                parts = [c.whole()]
                if i >= n:
                    if not self.band(group.band).head_sheet:
                        continue
                    parts = self.parity_parts(group, i - n, lengths, c.columns())
                if digest in (None, sha256(b"".join(parts))):
                    self.keep((band, name), parts)

    @staticmethod
    def solve_columns(k, m, n, cells, longest):
        """The outer code for every column that has enough left; the objects that were given any."""
        given, count, at = set(), ceil_div(longest, 4096), 0
        while at < count:
            lost = [i for i, c in enumerate(cells) if at in c.unknown]
            end = at + 1
            while end < min(count, at + 64) and lost == [
                    i for i, c in enumerate(cells) if end in c.unknown]:
                end += 1
            if 0 < len(lost) <= m:
                size = min(longest, end * 4096) - at * 4096
                shards = [None if i in lost else c.read(at * 4096, size)
                          for i, c in enumerate(cells)]
                found = solve(k, m, shards[:n] + [b""] * (k - n) + shards[n:], size)
                for i in lost:
                    cells[i].give(at, end, found[i if i < n else i + k - n])
                    given.add(cells[i])
            at = end
        return given

    def read_head(self, file):
        stored, _ = next(head_messages(os.pread(file.fileno(), 4096 * MAX_SECTIONS, 0)))
        head = checked_head(stored)
        return head, head_image(stored, head)[1]

    def parity_parts(self, group, j, lengths, payload):
        """A parity object from its group: all of its head follows from the rest."""
        sheet = self.band(group.band).head_sheet
        members = [message("GroupMember", band="" if band == group.band else band, object=name,
                           length=length, sha256=digest)
                   for (band, name, digest), length in zip(group.members, lengths)]
        about = message("GroupParity", number=group.number, index=j,
                        parity_objects=len(group.parity), nominal_members=group.nominal,
                        member=members)
        parts = make_object(
            payload, sheet.get("profile"), archive_id=self.id, band=group.band,
            object=group.parity_name(j), kind=PARITY, content=PARITY_BYTES, group=about,
            archive_header=sheet.quote("archive-header"))[1]
        return [part for _, part in parts]

    def groups_of(self, band, name):
        """The groups an object is in: [(group, object SHA-256 or None)]."""
        if self.where is None:
            self.where = {}
            for other in self.names:
                for group in self.band(other).groups:
                    for *key, digest in group.places():
                        self.where.setdefault(tuple(key), []).append((group, digest))
        return self.where.get((band, name), [])

    def payload(self, band, name, looked=False):
        """(ObjectHead, payload, whether it is good), mended by both codes as far as they go."""
        path, best = place(band, name), None
        groups = self.groups_of(band, name)
        digest = groups[0][1] if groups else None
        for here in (path, "repair/" + path):
            data = self.folder.read(here) if (band, name) not in self.mended else None
            found = inspect(data, self.id, band, name, deep=False) if data else None
            if not found or not found.right:
                continue
            if found.payload is not None:
                same = digest in (None, sha256(data)) or digest == sha256(
                    b"".join(part for _, part in found.rendered()))
                if same:
                    if found.problems:
                        self.note(path, *found.problems[0])
                    return found.head, found.payload, True
            best = best or found
        for group, digest in groups:
            if (band, name) not in self.mended and not self.solve_group(group):
                self.solve_cells(group)
            if (band, name) in self.mended:
                self.note(path, "object-missing" if best is None else "payload-lost",
                          f"recreated from group {group.number} of {group.band}")
                with open(self.mended[band, name], "rb") as file:
                    found = inspect(file.read(), self.id, band, name, deep=False)
                if found.right and found.payload is not None:
                    return found.head, found.payload, True
        if looked:
            return self.payload_elsewhere(band, name, digest, best)
        # Perhaps it, or what its group lacks, stands under other objects' names.
        self.stray_paths(band, name)
        members = [key[:2] for group, _ in groups for key in group.places()] + [(band, name)]
        if any(key in self.strays for key in members):
            self.tried.clear()
            return self.payload(band, name, looked=True)
        return self.payload_elsewhere(band, name, digest, best)

    def payload_elsewhere(self, band, name, digest, best):
        """What neither its place nor its group gives: from another object's place, else the rest."""
        path, found = place(band, name), []
        for here in self.stray_paths(band, name):
            stray = self.inspect(here, band, name, deep=False)
            if stray and stray.right and stray.payload is not None:
                whole = sha256(b"".join(part for _, part in stray.rendered()))
                if digest in (None, whole):
                    found.append((whole, here, stray))
        if len({whole for whole, _, _ in found}) == 1:
            _, here, stray = found[0]
            self.note(path, "object-misplaced", f"it stands at {here}")
            return stray.head, stray.payload, True
        if best is None:
            raise Damage("object-missing", f"{path} is missing and no group can recreate it")
        self.note(path, "payload-lost", "beyond both codes; what is left of it is used")
        return best.head, best.payload or best.salvage, False

    def note(self, path, code, text):
        """Something to tell once."""
        if (path, code) not in self.notes:
            self.notes.append((path, code))
            print(f"{path}: {code}: {text}", file=sys.stderr)


class Cells:
    """An object of a group as far as it is known, column by column (page 50, both codes together).

    Its file holds the object in full length, with all that is known of it in place.
    """

    def __init__(self, archive, stack, band, name, digest, member):
        self.archive, self.key, self.digest = archive, (band, name), digest
        self.member, self.head, self.base, self.extent = member, None, 0, 0
        self.file, self.unknown, self.usable = None, set(), False
        self.good = archive.good(band, name, digest)
        if self.good:
            stack.enter_context(self.good)
            if not member:
                self.head = archive.read_head(self.good)[0]
        else:
            self.file = stack.enter_context(tempfile.TemporaryFile(prefix="dura-cells-"))
            for path in (place(band, name), "repair/" + place(band, name)):
                data = archive.folder.read(path) or b""
                found = None if self.head else self.heads(data)
                if found or data and not self.head:
                    self.replace(data)
                self.head = found[0] if found else self.head

    def heads(self, data):
        """(head, its bytes, images) of the object in data; None where there is none."""
        for stored, images in head_messages(data):
            with contextlib.suppress(Damage):
                head = checked_head(stored)
                if (head.band, head.object) == self.key and head.archive_id == self.archive.id:
                    return head, stored, images
        return None

    def listed(self, group):
        """How long the members are, as the head of a parity object says."""
        if not self.head or not self.head.group:
            return None
        listed = self.head.group
        same = ([member.sha256 for member in listed.member] == [d for _, _, d in group.members]
                and listed.nominal_members == group.nominal)
        lengths = [member.length for member in listed.member]
        return lengths if same and max(lengths) == self.head.payload_length else None

    def begin(self, extent, group):
        self.extent = extent
        if self.good:
            self.file = self.good
            if not self.member:
                self.base = self.archive.read_head(self.good)[1].payload
            return
        self.unknown = set(range(ceil_div(extent, 4096)))
        data, self.usable = self.whole(), self.member or self.listed(group) is not None
        self.replace(b"")
        if self.usable:
            self.put(data)

    def replace(self, data):
        self.file.truncate(0)
        os.pwrite(self.file.fileno(), data, 0)

    def put(self, data):
        """Takes what data, the object with some holes, tells of it."""
        found = self.heads(data)
        if not found:
            data = data[:self.extent]
        else:
            whole, lost = known_cells(data, *found)
            wrong = self.member and len(whole) != self.extent
            if wrong or not lost and self.digest not in (None, sha256(whole)):
                return
            data = whole
            self.base = 0 if self.member else head_image(found[1], found[0])[1].payload
            self.unknown &= {(offset - self.base) // 4096 for offset in lost}
        os.pwrite(self.file.fileno(), data, 0)

    def look(self):
        """The inner code, with what the outer code gave."""
        if self.unknown and self.usable:
            self.put(self.whole())

    def whole(self):
        fd = self.file.fileno()
        return os.pread(fd, os.fstat(fd).st_size, 0)

    def columns(self):
        return self.read(0, self.extent)

    def read(self, offset, size):
        size = max(0, min(size, self.extent - offset))
        return os.pread(self.file.fileno(), size, self.base + offset)

    def give(self, first, end, shard):
        size = max(0, min(end * 4096, self.extent) - first * 4096)
        os.pwrite(self.file.fileno(), shard[:size], self.base + first * 4096)
        self.unknown -= set(range(first, end))


# ------------------------------------------------------------------------------------------------
# verify and repair

class Check:
    """Looks at everything and mends or plans; one pass at a time, until nothing improves."""

    def __init__(self, archive, names, mode):
        self.archive, self.names, self.mode = archive, names, mode  # verify, plan or repair
        self.said, self.done, self.worst, self.changed = set(), set(), 0, 0
        self.lacking = []  # convenience files of which no master is at hand

    def say(self, level, path, code, text):
        """level 0: not damage, 1: repair can mend it, 4: it cannot."""
        self.worst = max(self.worst, level)
        line = f"{path}: {code}: {text}"
        if line not in self.said:
            self.said.add(line)
            print(line)

    def mend(self, path, how, parts):
        """Writes a file anew, once; parts are made only when they are needed."""
        self.worst = max(self.worst, 1)
        if self.mode == "plan" and path not in self.done:
            print(f"would write {path}: {how}")
        elif self.mode == "repair":
            if path in self.done:
                self.worst = 4
                return
            self.archive.folder.write(path, parts())
            print(f"wrote {path}: {how}")
            self.changed += 1
        self.done.add(path)

    def run(self):
        mended = 0
        while True:
            self.worst = self.changed = 0
            self.lacking = []
            self.roots()
            self.objects()
            for name in self.names:
                self.sums(self.archive.band(name))
            mended += self.changed
            if not self.changed:
                break
            self.archive.mended.clear()
            self.archive.tried.clear()
            self.archive.load()
        if self.mode == "repair":
            return 4 if self.worst == 4 else 1 if mended or self.lacking else 0
        return self.worst

    # The archive header and the convenience files (page 80).

    def roots(self):
        archive = self.archive
        parts = [part for _, part in archive.header_parts()]
        if archive.embedded:
            self.say(1, "archive.tar", "archive-header-lost", "no copy is left; a band quotes it")
        self.copies(archive.copies, archive.header.text, lambda: parts, "archive-header-missing",
                    "archive-header-differs")
        here = os.path.dirname(os.path.abspath(__file__))
        for name, digest in list(ROOT_FILES.items()) + [("recover.py", None), ("key.asc", None)]:
            if name == "recover.py":
                with open(os.path.abspath(__file__), "rb") as file:
                    master = file.read()
                digest = sha256(master).hex()
            elif name == "key.asc":
                master = archive.secret_key()
                if not master:
                    continue
                digest = sha256(master).hex()
            else:
                master = Folder(here).read(name, 1 << 20)
                if master is None or sha256(master).hex() != digest:
                    master = None
            data = archive.folder.read(name, 1 << 24)
            if data is None or sha256(data).hex() != digest:
                text = "it is not there" if data is None else (
                    f"expected SHA-256 {digest}, found {sha256(data).hex()}")
                if master is None:
                    text += "; take it from a release of Dura"
                    self.lacking.append(name)
                self.say(1, name,
                         "root-file-missing" if data is None else "root-file-altered", text)
                if master:
                    self.mend(name, "the master", lambda m=master: [m])

    def copies(self, copies, payload, parts, missing, differs):
        """Three equal copies of an object; payload and parts are of the one that counts."""
        for path, found in copies:
            if found is None:
                self.say(1, path, missing, "this copy is not there")
                self.mend(path, "from another copy", parts)
            elif not found.right or found.payload is None:
                for code, text in found.problems:
                    self.say(1, path, code, text)
                self.mend(path, "from another copy", parts)
            elif found.payload != payload:
                self.say(4, path, differs, "an intact copy that differs from the one that counts;"
                         " it is kept")
            elif found.problems:
                for code, text in found.problems:
                    self.say(1, path, code, text)
                self.mend(path, "inner code", lambda f=found: [p for _, p in f.rendered()])

    # Tails and band heads (page 75).

    def tail(self, band):
        path = band.name + "/tail.tar"
        if band.found is None:
            if not band.copies:
                self.say(0, band.name, "band-partial", "no tail: the band was interrupted")
            for copy, found in band.copies:
                for code, text in found.problems if found else []:
                    self.say(4, copy, code, text)
            if band.copies:
                self.say(4, path, "tail-lost", "no copy can be read; the band counts as partial")
            return
        self.copies(band.copies, band.found.payload,
                    lambda: [part for _, part in band.found.rendered()], "tail-copy-missing",
                    "tail-copies-differ")
        listed = bool(self.archive.header.all("signer"))
        text = {"signature-bad": "the signature of the tail is not good",
                "signer-unknown": "the tail's signer is not listed in the archive header",
                "unsigned": "the tail has no signature though the header lists signers",
                "unchecked": "gpg is missing: the signature is not checked"}
        if band.signature in text and (listed or band.signature != "unsigned"):
            level = 4 if band.signature == "signature-bad" else 0
            self.say(level, band.copies[0][0], band.signature, text[band.signature])
        if band.tail:
            parent = band.tail.get("parent").split(" ")
            if parent[0] != "none" and parent[0] not in self.archive.names:
                self.say(0, band.copies[0][0], "parent-missing", f"{parent[0]} is not there")

    def band_head(self, band):
        path, found = f"{band.name}/head.tar", band.head
        quoted = band.made_head() if band.tail else None
        if found and found.intact:
            if quoted and b"".join(part for _, part in found.rendered()) != quoted:
                self.say(4, path, "object-mismatch", "not the band head that the tail names")
            return
        if found is None:
            self.say(1 if quoted else 4, path, "band-head-missing", "head.tar is not there")
        inner = found is not None and found.right and found.payload is not None
        for code, text in found.problems if found else []:
            self.say(1 if inner or quoted else 4, path, code, text)
        if quoted:
            self.mend(path, "from the tail", lambda: [quoted])
        elif inner:
            self.mend(path, "inner code", lambda: [p for _, p in found.rendered()])

    # Objects and groups (page 50).

    def objects(self):
        """Every object by itself and the inner code, then what the outer code can recreate."""
        self.states, self.strays, self.spares, groups = {}, {}, [], []
        for name in self.names:
            band = self.archive.band(name)
            self.tail(band)
            self.band_head(band)
            groups += band.groups
        listed = {key[:2]: key[2] for group in groups for key in group.places()}
        everything = set(listed)
        for name in self.names:
            band = self.archive.band(name)
            objects, strange = band.listing
            for path in strange:
                self.say(0, path, "unexpected-file", "no page gives it a place")
            everything.update((name, thing) for thing in objects)
        for key in sorted(everything):
            self.states[key] = self.look(key, listed.get(key))
        self.put_back(listed)
        progress = True
        while progress:
            progress = False
            for group in groups:
                bad = [key[:2] for key in group.places() if self.states[key[:2]] != "good"]
                gone = [key for key in bad if self.states[key] == "gone"]
                if gone and group.members and len(bad) <= len(group.parity):
                    progress = self.recreate(group, gone) or progress
                elif gone:
                    progress = self.recreate_cells(group, gone) or progress
        for key, state in sorted(self.states.items()):
            if state == "gone":
                self.say(4, place(*key), "object-missing", "neither this object's own parity nor a"
                         " group can bring it back")
        for group in groups:
            if not group.members:
                self.say(4, f"{group.band}/SHA256SUMS", "sums-missing",
                         f"nobody lists the members of group {group.number}")

    def look(self, key, digest):
        """The state of an object: good, gone, or kept (intact, but not the one that is listed)."""
        path = place(*key)
        data = self.archive.folder.read(path)
        if not data:
            self.say(1, path, "object-missing", "it is not there" if data is None else
                     "the file is empty")
            return self.spare(key, digest)
        if self.mode != "verify" and digest and sha256(data) == digest:
            return "good"
        found = inspect(data, self.archive.id, *key)
        if found.right and found.payload is not None:
            rendered = b"".join(part for _, part in found.rendered()) if found.problems else data
            if digest not in (None, sha256(rendered)):
                self.say(4, path, "object-mismatch", f"an intact object, but expected SHA-256"
                         f" {digest.hex()}, found {sha256(rendered).hex()}; it is kept")
                return "kept"
            for code, text in found.problems:
                self.say(1, path, code, text)
            if found.problems:
                self.mend(path, "inner code", lambda: [rendered])
            return "good"
        for code, text in found.problems:
            self.say(1, path, code, text)
        if found.payload is not None and found.head.archive_id == self.archive.id and (
                found.head.object[0] in "dip" and found.head.object[1:2].isdigit()):
            self.strays[found.head.band, found.head.object] = path
        return self.spare(key, digest)

    def spare(self, key, digest):
        """A repaired object that a store could not put in its place (page 80)."""
        path = "repair/" + place(*key)
        found = self.archive.inspect(path, *key)
        if found and found.right and found.payload is not None:
            data = b"".join(part for _, part in found.rendered())
            if digest in (None, sha256(data)):
                self.spares.append((place(*key), f"from {path}", lambda: [data]))
                return "good"
        return "gone"

    def put_back(self, listed):
        """Intact objects that stand under another's name: all put aside, then all in their places."""
        staged = []
        for key, path in sorted(self.strays.items()):
            data = self.archive.folder.read(path)
            found = inspect(data, self.archive.id, *key)
            wanted = self.states.get(key, "gone") == "gone"
            if wanted and found.right and found.payload is not None:
                parts = [part for _, part in found.rendered()]
                if listed.get(key) in (None, sha256(b"".join(parts))):
                    self.states[key], self.worst = "good", max(self.worst, 1)
                    text = f"{place(*key)}: it stood at {path}"
                    if self.mode == "repair":
                        self.archive.folder.write("repair/" + place(*key), parts)
                        staged.append((parts, key, text))
                    elif self.mode == "plan":
                        print(f"would write {text}")
        for parts, key, text in staged:
            self.archive.folder.write(place(*key), parts)
            print(f"wrote {text}")
            self.changed += 1
        for spare in self.spares:
            self.mend(*spare)
        for _, key, _ in staged:
            self.archive.folder.remove("repair/" + place(*key))

    def recreate(self, group, gone):
        text = f"recreated from group {group.number} of {group.band}"
        if self.mode == "repair":
            if not self.archive.solve_group(group):
                return False
            for key in gone:
                def parts(path=self.archive.mended[key]):
                    with open(path, "rb") as file:
                        yield from iter(lambda: file.read(1 << 20), b"")
                self.mend(place(*key), text, parts)
            for path in self.archive.mended.values():
                os.unlink(path)
            self.archive.mended.clear()
        else:
            for key in gone:
                self.mend(place(*key), text, None)
        for key in gone:
            self.states[key] = "good"
        return True

    def recreate_cells(self, group, gone):
        """Too many are damaged for the outer code alone: both together."""
        self.archive.solve_cells(group)
        come = [key for key in gone if key in self.archive.mended]
        text = f"put together from the cells of group {group.number} of {group.band}"
        for key in come:
            def parts(path=self.archive.mended[key]):
                with open(path, "rb") as file:
                    yield from iter(lambda: file.read(1 << 20), b"")
            self.mend(place(*key), text, parts)
            self.states[key] = "good"
        for path in self.archive.mended.values():
            os.unlink(path)
        self.archive.mended.clear()
        return bool(come)

    # SHA256SUMS (page 75).

    def sums(self, band):
        path = f"{band.name}/SHA256SUMS"
        data, good = band.sums
        if good or band.tail is None:
            return
        lines = [f"{band.tail.get('head')}  head.tar\n".encode()]
        for group in band.groups:
            for owner, name, digest in group.places():
                if digest is None and self.mode != "plan":
                    digest = self.archive.folder.sha256(place(owner, name))
                lines.append(sums_line(digest or b"", owner, name, band.name))
        made = b"".join(lines)
        right = sha256(made).hex() == band.sums_sha256
        coming = self.mode != "repair" and all(group.members for group in band.groups)
        code, text = "sums-missing", "it is not there"
        if data is not None:
            code, text = "sums-mismatch", (
                f"expected SHA-256 {band.sums_sha256}, found {sha256(data).hex()}")
        self.say(1 if right or coming else 4, path, code, text)
        if right or coming:
            self.mend(path, "from the member lists", lambda: [made])


# ------------------------------------------------------------------------------------------------
# Page 70: the index, and the contents it refers to

def legal(path):
    """Whether a path may be restored below the target."""
    parts = path.split(b"/")
    return len(path) <= 65535 and b"\0" not in path and all(
        part not in (b"", b".", b"..") and len(part) <= 4095 for part in parts)


def order_key(path):
    """Index order: parent directories component by component, then the name."""
    *above, name = path.split(b"/")
    return above, name


class Contents:
    """Contents of objects, decrypted and decompressed; the last few stay at hand."""

    def __init__(self, archive):
        self.archive, self.indexes, self.blocks, self.tables = archive, {}, {}, {}

    def content(self, band, name, session_key=b""):
        """(ObjectHead, content before decompression, whether it is whole)."""
        head, payload, good = self.archive.payload(band, name)
        if not head.encryption:
            return head, payload, good
        identity = f"{self.archive.id.hex()}/{band}/{name}"
        content, trouble = self.archive.gpg.decrypt(
            payload, session_key, identity, self.archive.secret_key())
        if trouble and good:
            self.archive.note(place(band, name), "mdc-mismatch", trouble)
        return head, content, good and not trouble

    def index(self, band, name):
        if (band, name) not in self.indexes:
            if len(self.indexes) >= 4:
                self.indexes.pop(next(iter(self.indexes)))
            self.indexes[band, name] = self.content(band, name)
        return self.indexes[band, name]

    def table(self, band):
        """What a band's index knows of its own blocks: {number: ObjectInfo}."""
        if band not in self.tables:
            self.tables[band] = {}
            with contextlib.suppress(Damage):
                index = Index(self, band)
                for info, _ in index.walk(index.root().objects, "object"):
                    if info.kind == BLOCK:
                        self.tables[band][info.number] = info
        return self.tables[band]

    def block(self, band, number):
        """The raw runs of a block's tar: [(raw offset, bytes)]."""
        if (band, number) not in self.blocks:
            while sum(len(raw) for runs_ in self.blocks.values() for _, raw in runs_) > MAX_BLOCK:
                self.blocks.pop(next(iter(self.blocks)))
            try:
                info = self.table(band).get(number)
                name = f"d{number:07d}"
                head, content, good = self.content(band, name, info.session_key if info else b"")
                if not good and info is None:
                    info = self.table(band).get(number)
                raw = unpack_block(content, head.compression, info.frame if info else [])
            except Damage as damage:
                self.archive.note(place(band, f"d{number:07d}"), damage.code, damage.text)
                raw = []
            self.blocks[band, number] = raw
        return self.blocks[band, number]

    def extent(self, band, extent):
        """The bytes of an extent, or None. Its SHA-256 decides."""
        for begin, raw in self.block(band, extent.block):
            at = extent.raw_offset - begin
            if at >= 0 and at + extent.length <= len(raw):
                data = bytes(memoryview(raw)[at:at + extent.length])
                if sha256(data) == extent.sha256:
                    return data
                self.archive.note(place(band, f"d{extent.block:07d}"), "extent-mismatch",
                                  f"{extent.length} bytes at {extent.raw_offset} of its tar")
        return None


class Index:
    """The tree of hunks of one band."""

    def __init__(self, contents, band):
        self.contents, self.band, self.lost = contents, band, []
        tail = contents.archive.band(band).tail
        need(tail, "index-lost", f"{band} has no tail, so nothing names the root of its index")
        self.line = tail.get("index-root").split()

    def root(self):
        band, name, offset, length, digest = self.line
        head, content, _ = self.contents.index(band, name)
        need(head.payload_sha256.hex() == digest, "index-mismatch",
             f"{place(band, name)}: expected payload SHA-256 {digest},"
             f" found {head.payload_sha256.hex()}")
        frame = content[int(offset):int(offset) + int(length)]
        hunk = self.hunk(unpack(frame, head.compression, MAX_HUNK))
        need(hunk.root, "index-malformed", "the root hunk has no root")
        self.bands = [band] + hunk.band
        return hunk.root

    def hunk(self, raw):
        try:
            return decode("Hunk", raw)
        except ValueError as problem:
            raise Damage("index-malformed", str(problem)) from None

    def walk(self, ref, field):
        """Every entry (or object) below a reference of the root: (it, the names of its bands)."""
        self.last = None
        if ref:
            yield from self.below([ref], self.bands, ref.level, field)

    def below(self, refs, bands, level, field):
        """Depth first over references of one level, whose band numbers mean these bands."""
        need(level <= MAX_LEVEL, "index-malformed", f"{level} levels")
        for begin in range(0, len(refs), 16):
            batch = refs[begin:begin + 16]
            for ref, raw in zip(batch, self.frames(batch, bands)):
                try:
                    if isinstance(raw, Damage):
                        raise raw
                    need(ref.level == level, "index-malformed", "levels do not fall by one")
                    hunk = self.hunk(raw)
                    writer = [bands[ref.band]] + hunk.band
                    items = hunk.child if level else getattr(hunk, field)
                    need(len(items) <= 256 and (items or field == "object" and not level),
                         "index-malformed", f"{len(items)} items in a hunk")
                    if field == "entry":
                        first = items[0].first_path if level else items[0].path
                        need(first == ref.first_path, "index-malformed", "another first path")
                    if level:
                        yield from self.below(items, writer, level - 1, field)
                        continue
                    for item in items:
                        if field == "entry":
                            self.in_order(item)
                        yield item, writer
                except Damage as damage:
                    self.lose(ref, damage)

    def in_order(self, entry):
        key = order_key(entry.path)
        good = self.last is None or self.last[0] < key or self.last == (key, True)
        need(good, "index-malformed", f"{printable(entry.path)} is out of order")
        self.last = key, bool(entry.continued)

    def lose(self, ref, damage):
        self.lost.append(ref)
        where = f" from {printable(ref.first_path)} on" if ref.first_path else ""
        print(f"{self.band}: {damage.code}: {ref.entries} entries{where} are unknown:"
              f" {damage.text}", file=sys.stderr)

    def frames(self, refs, bands):
        """The raw bytes of hunks, or the Damage of each; zstd frames are decompressed together."""
        out, together, size = [None] * len(refs), [], 0
        for i, ref in enumerate(refs):
            try:
                need(ref.band < len(bands) and BAND_NAME.match(bands[ref.band])
                     and ref.object < 10 ** 7, "index-malformed", "a reference to nowhere")
                head, content, _ = self.contents.index(bands[ref.band], f"i{ref.object:07d}")
                frame = bytes(content[ref.offset:ref.offset + ref.length])
                need(sha256(frame) == ref.sha256, "index-mismatch", "another frame SHA-256")
                length, raw = (zstd_frame(frame, 0) if head.compression == ZSTD else (0, 0))
                need(raw <= MAX_HUNK, "decompress-failed", f"a hunk of {raw} bytes")
                if length == len(frame) and raw:
                    together.append((i, frame, raw))
                    size += raw
                else:
                    out[i] = unpack(frame, head.compression, MAX_HUNK)
            except (Damage, struct.error) as damage:
                out[i] = damage if isinstance(damage, Damage) else Damage(
                    "decompress-failed", str(damage))
        try:
            raw = unpack(b"".join(frame for _, frame, _ in together), ZSTD, size) if size else b""
            need(len(raw) == size, "decompress-failed", "frames are not as long as they say")
            at = 0
            for i, _, length in together:
                out[i] = raw[at:at + length]
                at += length
        except Damage:
            for i, frame, length in together:
                try:
                    out[i] = unpack(frame, ZSTD, length)
                except Damage as damage:
                    out[i] = damage
        return out


# ------------------------------------------------------------------------------------------------
# Page 60: a block's tar, read without an index

def tar_number(field):
    digits = bytes(field).strip(b" \0") or b"0"
    need(re.match(rb"[0-7]+\Z", digits), "tar-profile", "a number that is none")
    return int(digits, 8)


def tar_members(raw, begin):
    """Members of a run of a block's tar: (path, mode, uid, gid, mtime, contents).

    A run that does not begin at a member (begin is its offset in the tar) is entered at the next
    header. The contents of the last member are shorter than its size where the run ends early.
    """
    at, records, view = -begin % 512, {}, memoryview(raw)
    while at + 512 <= len(raw):
        header = bytes(view[at:at + 512])
        blank = header[:148] + b" " * 8 + header[156:]
        try:
            need(header[257:265] == b"ustar\0" b"00" and header[156:157] in (b"0", b"x")
                 and tar_number(header[148:156]) == sum(blank), "tar-profile", "not a header")
            size, kind = tar_number(header[124:136]), header[156:157]
            mode, uid, gid, mtime = (tar_number(header[a:b]) for a, b in (
                (100, 108), (108, 116), (116, 124), (136, 148)))
        except Damage:
            at += 512
            continue
        body = view[at + 512:at + 512 + size]
        at += 512 + ceil_div(size, 512) * 512
        if kind == b"x":
            records, data = {}, bytes(body)
            while data:
                length = re.match(rb"(\d{1,6}) ", data)
                if not length or int(length.group(1)) <= len(length.group(0)):
                    break
                record = data[len(length.group(0)):int(length.group(1)) - 1]
                key, _, value = record.partition(b"=")
                records[key], data = value, data[int(length.group(1)):]
            continue
        name, prefix = header[:100].rstrip(b"\0"), header[345:500].rstrip(b"\0")
        path = records.get(b"path", prefix + b"/" + name if prefix else name)
        with contextlib.suppress(ValueError):
            uid, gid = int(records.get(b"uid", uid)), int(records.get(b"gid", gid))
            mtime = int(records.get(b"mtime", mtime))
        records = {}
        yield path, mode, uid, gid, mtime, body, size


def member_place(path):
    """(path of the file, offset of the piece or None): takes the escaping of page 60 off."""
    parts, offset = path.split(b"/"), None
    if len(parts) > 1 and parts[-2].endswith(b"~dura") and re.match(rb"\d{16}\Z", parts[-1]):
        offset = int(parts.pop())
        parts[-1] = parts[-1][:-5]
    return b"/".join(p[:-1] if re.search(rb"~dura~+\Z", p) else p for p in parts), offset


# ------------------------------------------------------------------------------------------------
# extract

class Restorer:
    """Restores below a folder: nothing outside of it, nothing that is there is overwritten."""

    def __init__(self, archive, target, wanted):
        os.makedirs(target, exist_ok=True)
        self.archive, self.contents = archive, Contents(archive)
        self.target, self.wanted = Folder(target), [os.fsencode(p).strip(b"/") for p in wanted]
        self.alarms = self.failures = self.files = self.bytes = 0
        self.folders, self.links, self.met = [], {}, set()

    def say(self, failed, path, code, text):
        self.failures += failed
        self.alarms += 1
        print(f"{printable(path)}: {code}: {text}", file=sys.stderr)

    def selected(self, path, kind):
        """Whether a path was asked for, is below one that was, or a directory on the way to it."""
        for p in self.wanted:
            if path == p or path.startswith(p + b"/"):
                self.met.add(p)
                return True
        return not self.wanted or kind == DIRECTORY and any(
            p.startswith(path + b"/") for p in self.wanted)

    # With the index.

    def tree(self, band):
        """Restores the entries of a band's index; returns whether all of it could be read."""
        index, first, pieces = Index(self.contents, band), None, []
        for entry, bands in index.walk(index.root().entries, "entry"):
            if not legal(entry.path):
                self.say(True, entry.path, "entry-refused", "its path is not legal")
                continue
            if first and entry.path == first.path:
                first.extent.extend(entry.extent)
            else:
                first, pieces = entry, []
            pieces += [(bands, extent) for extent in entry.extent]
            if not entry.continued:
                self.entry(first, pieces)
                first = None
        # Directories get their metadata when everything is in them, the deepest first.
        for entry in reversed(self.folders):
            with self.trouble(entry.path), self.parent(entry.path) as (fd, name):
                flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
                here = os.open(name, flags, dir_fd=fd)
                try:
                    self.metadata(entry, here)
                finally:
                    os.close(here)
        return not index.lost

    def parent(self, path):
        return self.target.parent(os.fsdecode(path), create=True)

    @contextlib.contextmanager
    def trouble(self, path):
        """Says what the system refused and goes on."""
        try:
            yield
        except FileExistsError:
            self.say(False, path, "target-exists", "it is there already and was kept")
        except PermissionError as problem:
            self.say(True, path, "target-denied", problem.strerror)
        except OSError as problem:
            self.say(True, path, "target-ioerror", problem.strerror or str(problem))

    def entry(self, entry, pieces):
        if entry.link and entry.link not in self.links:
            self.links[entry.link] = entry, pieces, None
        if not self.selected(entry.path, entry.kind):
            return
        if entry.link:
            full, pieces, there = self.links[entry.link]
            if there is not None:
                with self.trouble(entry.path), self.parent(there) as (a, old), \
                        self.parent(entry.path) as (b, new):
                    os.link(old, new, src_dir_fd=a, dst_dir_fd=b, follow_symlinks=False)
                return
            path, entry = entry.path, SimpleNamespace(**vars(full))
            entry.path = path
        with self.trouble(entry.path), self.parent(entry.path) as (fd, name):
            self.create(entry, pieces, fd, name)
            if entry.link:
                self.links[entry.link] = full, pieces, entry.path

    def create(self, entry, pieces, fd, name):
        if entry.kind == FILE:
            here = self.new_file(fd, name)
            try:
                self.fill(entry, pieces, here)
                self.metadata(entry, here)
            finally:
                os.close(here)
            self.files += 1
            return
        if entry.kind == DIRECTORY:
            try:
                os.mkdir(name, 0o700, dir_fd=fd)
            except FileExistsError:
                if stat.S_ISDIR(os.stat(name, dir_fd=fd, follow_symlinks=False).st_mode):
                    return
                raise
            self.folders.append(entry)
            return
        if entry.kind == SYMLINK:
            os.symlink(entry.target, os.fsencode(name), dir_fd=fd)
        elif entry.kind in (FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE):
            kind = {FIFO: stat.S_IFIFO, SOCKET: stat.S_IFSOCK, CHARACTER_DEVICE: stat.S_IFCHR,
                    BLOCK_DEVICE: stat.S_IFBLK}[entry.kind]
            device = os.makedev(entry.device_major, entry.device_minor)
            os.mknod(name, kind | 0o600, device, dir_fd=fd)
        else:
            self.say(True, entry.path, "entry-refused", f"kind {entry.kind} is not known")
            return
        self.metadata(entry, fd, name)

    def new_file(self, fd, name):
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        return os.open(name, flags, 0o600, dir_fd=fd)

    def fill(self, entry, pieces, here):
        """Writes the extents of a file; what no extent covers is a hole."""
        os.ftruncate(here, entry.size)
        end = 0
        for bands, extent in pieces:
            good = end <= extent.offset and extent.offset + extent.length <= entry.size
            end = max(end, extent.offset + extent.length)
            band = bands[extent.band] if extent.band < len(bands) else ""
            data = None
            if good and BAND_NAME.match(band) and extent.block < 10 ** 7:
                data = self.contents.extent(band, extent)
            if data is None:
                self.say(True, entry.path, "extent-lost",
                         f"bytes {extent.offset} to {extent.offset + extent.length - 1} (block"
                         f" {extent.block} of {printable(band)}); the range is left as a hole")
                continue
            at = 0
            while at < len(data):
                at += os.pwrite(here, data[at:], extent.offset + at)
            self.bytes += len(data)
        if entry.inconsistency:
            text = {1: "it changed while it was stored", 2: "parts could not be read when it was"
                    " stored"}.get(entry.inconsistency, "it is inconsistent")
            self.say(False, entry.path, "source-changed", text)

    def metadata(self, entry, fd, name=None):
        """Owner, mode, attributes and times: of an open file, or of a name in a folder."""
        where = {"dir_fd": fd, "follow_symlinks": False} if name else {}
        what = name or fd
        refused = []
        attempts = []
        if os.geteuid() == 0:
            attempts.append(("owner", lambda: os.chown(what, entry.uid, entry.gid, **where)))
        if entry.kind != SYMLINK:
            attempts.append(("mode", lambda: os.chmod(what, entry.mode & 0o7777, **(
                {"dir_fd": fd} if name else {}))))
        path = f"/proc/self/fd/{fd}/{name}" if name else fd
        for attribute in entry.attribute if hasattr(os, "setxattr") else []:
            attempts.append((printable(attribute.name), lambda a=attribute: os.setxattr(
                path, a.name, a.value, **({"follow_symlinks": False} if name else {}))))
        nanos = entry.mtime_seconds * 10 ** 9 + entry.mtime_nanos
        attempts.append(("time", lambda: os.utime(what, ns=(nanos, nanos), **where)))
        for field, attempt in attempts:
            try:
                attempt()
            except (OSError, OverflowError, ValueError) as problem:
                refused.append(f"{field} ({problem})")
        if refused:
            self.say(False, entry.path, "metadata-denied", "not set: " + ", ".join(refused))

    # Without the index.

    def blocks(self, band, below=b"", quiet=False):
        """Restores what the tars of a band's blocks hold; quiet: only what is not there yet."""
        pieces = set()
        for name in self.archive.band(band).listing[0] + self.missing_blocks(band):
            if name[0] != "d":
                continue
            for begin, raw in self.contents.block(band, int(name[1:])):
                for path, mode, uid, gid, mtime, body, size in tar_members(raw, begin):
                    path, offset = member_place(path)
                    if not legal(path):
                        self.say(True, path, "tar-profile", "its path is not legal")
                        continue
                    if not self.selected(path, FILE):
                        continue
                    path = below + path
                    entry = message("IndexEntry", path=path, kind=FILE, mode=mode, uid=uid, gid=gid,
                                    mtime_seconds=mtime)
                    try:
                        self.member(entry, offset, body, size, pieces)
                    except FileExistsError:
                        if not quiet:
                            self.say(False, path, "target-exists", "it was kept")
                    except OSError as problem:
                        self.say(True, path, "target-ioerror", problem.strerror or str(problem))

    def missing_blocks(self, band):
        """Blocks that are gone but that groups list: they may be recreated."""
        here = set(self.archive.band(band).listing[0])
        return sorted({name for group in self.archive.band(band).groups
                       for owner, name, _ in group.members
                       if owner == band and name[0] == "d" and name not in here})

    def member(self, entry, offset, body, size, pieces):
        with self.parent(entry.path) as (fd, name):
            if entry.path in pieces:
                here = os.open(name, os.O_WRONLY | os.O_NOFOLLOW, dir_fd=fd)
            else:
                here = self.new_file(fd, name)
                self.files += 1
                if offset is not None:
                    pieces.add(entry.path)
            try:
                at = offset or 0
                if os.fstat(here).st_size < at + size:
                    os.ftruncate(here, at + size)
                done = 0
                while done < len(body):
                    done += os.pwrite(here, body[done:], at + done)
                self.bytes += done
                self.metadata(entry, here)
            finally:
                os.close(here)
        if len(body) < size:
            self.say(True, entry.path, "extent-lost",
                     f"bytes {at + len(body)} to {at + size - 1} of it")


def extract(archive, band, target, wanted, chosen):
    restorer = Restorer(archive, target, wanted)
    try:
        whole = restorer.tree(band)
        if not whole:
            print(f"{band}: parts of its index are lost; what the blocks hold is restored as well,"
                  " under the names first stored", file=sys.stderr)
            restorer.failures += 1
            restorer.blocks(band, quiet=True)
    except Damage as damage:
        print(f"{band}: {damage.code}: {damage.text}", file=sys.stderr)
        if damage.code in ("key-missing", "feature-unknown"):
            return 2
        names = [band] if chosen else [name for name in archive.names if name <= band]
        print("no index: restoring what the blocks hold, under the names first stored; lost are"
              " directories, links, renames, deletions and full metadata", file=sys.stderr)
        restorer.failures += 1
        for name in names:
            restorer.blocks(name, name.encode() + b"/" if len(names) > 1 else b"")
    for path in set(restorer.wanted) - restorer.met:
        print(f"{printable(path)}: nothing of that name is in {band}", file=sys.stderr)
        restorer.failures += 1
    print(f"{restorer.files} files, {restorer.bytes} bytes restored to {target}"
          + (f"; {restorer.failures} failures" if restorer.failures else ""))
    return 2 if restorer.failures else 1 if restorer.alarms or archive.notes else 0


# ------------------------------------------------------------------------------------------------
# list

def listing(archive, names):
    header = archive.header
    print(f"archive {header.get('archive')}, created {header.get('created')},"
          f" profile {header.get('profile')}, encryption {header.get('encryption')}")
    for name in names:
        band = archive.band(name)
        sheet = band.tail or band.head_sheet
        words = [name, band.state]
        if sheet:
            words += [f"{key} {sheet.get(key)}" for key in ("started", "ended") if sheet.get(key)]
        if band.tail:
            counts = zip(band.tail.get("objects").split(), ("blocks", "index objects", "parity"))
            words += [", ".join(f"{n} {what}" for n, what in counts)]
            words += [f"{band.tail.get('stored')} bytes", f"signature {band.signature}"]
        else:
            words += [f"{len(band.listing[0])} objects so far"]
        print("  ".join(words))


def entries(archive, band):
    """The entries of a band, like ls -l; times are UTC."""
    contents = Contents(archive)
    index, last = Index(contents, band), None
    root = index.root()
    print(f"host {printable(root.host)}; sources "
          + ", ".join(printable(source.path) for source in root.source)
          + "; " + ", ".join(f"{value} {name.replace('_', ' ')}"
                             for name, value in vars(root.counters or message("Counters")).items()))
    kinds = {DIRECTORY: stat.S_IFDIR, SYMLINK: stat.S_IFLNK, FIFO: stat.S_IFIFO,
             SOCKET: stat.S_IFSOCK, CHARACTER_DEVICE: stat.S_IFCHR, BLOCK_DEVICE: stat.S_IFBLK}
    firsts = {}
    for entry, _ in index.walk(root.entries, "entry"):
        if entry.path == last:
            continue
        last, path = entry.path, printable(entry.path)
        full = firsts.setdefault(entry.link, entry) if entry.link else entry
        if full is not entry:
            path += " link to " + printable(full.path)
        elif entry.kind == SYMLINK:
            path += " -> " + printable(entry.target)
        try:
            when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(full.mtime_seconds))
        except (OverflowError, OSError, ValueError):
            when = str(full.mtime_seconds)
        size = (f"{full.device_major}, {full.device_minor}"
                if full.kind in (CHARACTER_DEVICE, BLOCK_DEVICE) else full.size)
        print(f"{stat.filemode(kinds.get(full.kind, stat.S_IFREG) | full.mode)}"
              f" {printable(full.user) or full.uid:<8} {printable(full.group) or full.gid:<8}"
              f" {size:>12} {when} {path}")
    return 2 if index.lost else 1 if archive.notes else 0


# ------------------------------------------------------------------------------------------------

class Usage(argparse.ArgumentParser):
    def error(self, text):
        print(f"recover.py: {text}\n\n{__doc__}", file=sys.stderr)
        sys.exit(64)


def main():
    parser = Usage(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Usage)
    for name in ("list", "verify", "repair", "extract"):
        command = commands.add_parser(name)
        command.add_argument("archive", metavar="ARCHIVE")
        if name == "extract":
            command.add_argument("target", metavar="DIR")
            command.add_argument("paths", metavar="PATH", nargs="*")
        command.add_argument("--band", metavar="B")
        command.add_argument("--key", metavar="F")
        if name == "repair":
            command.add_argument("-n", dest="plan", action="store_true")
    options = parser.parse_args()
    if not os.path.isdir(options.archive):
        parser.error(f"{options.archive} is not a folder")
    if options.key and not os.path.isfile(options.key):
        parser.error(f"{options.key} is not a file")
    archive = None
    try:
        archive = Archive(options.archive, options.key)
        names = [n for n in archive.names if n.startswith(options.band or "")]
        if options.band and len(names) != 1:
            parser.error(f"{len(names)} bands begin with {options.band!r}")
        if options.command in ("verify", "repair"):
            mode = "verify" if options.command == "verify" else (
                "plan" if options.plan else "repair")
            check = Check(archive, names, mode)
            code = check.run()
            but = f", but for {' and '.join(check.lacking)}" if check.lacking else ""
            print({0: "clean", 1: "all damage mended" + but if mode == "repair" else
                   "damaged, repair can mend all of it" + but}.get(code, "damaged beyond repair"))
            return code
        features = archive.header.unknown_features()
        if options.command == "list":
            listing(archive, names)
            if features or len(names) != 1 or archive.band(names[0]).tail is None:
                return 1 if archive.notes else 0
            if archive.header.get("encryption") != "none" and not options.band and not options.key:
                return 0
            return entries(archive, names[0])
        need(not features, "feature-unknown", f"the archive needs {features}")
        finished = [n for n in names if options.band or archive.band(n).state == "finished"]
        need(finished or names, "band-partial", "the archive has no band")
        band = (finished or names)[-1]
        tail = archive.band(band).tail
        need(not (tail and tail.unknown_features()), "feature-unknown", f"{band} needs"
             f" {tail.unknown_features() if tail else ''}")
        return extract(archive, band, options.target, options.paths, bool(options.band))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except (Damage, OSError) as problem:
        print(f"recover.py: {problem}", file=sys.stderr)
        return 2
    except Exception:  # not 1, which says something else
        traceback.print_exc()
        return 2
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        if archive:
            archive.close()


if __name__ == "__main__":
    for _signal in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(_signal, lambda number, _: sys.exit(128 + number))
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.stderr.reconfigure(errors="backslashreplace")
    sys.exit(main())
