package dura.tools;

import dura.codec.oracle.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// What a person has at hand who has no Dura: a shell, the usual programs, python3.
final class HandTools {
  /// Where the masters of the root files and the pages are.
  static final Path SPEC = Path.of("..", "format-spec").toAbsolutePath().normalize();

  static final String PASSPHRASE = "pass \u00e4 phrase";

  private static final Program PYTHON = new Program("python3", "python3");
  private static final Program ENV = new Program("env", "coreutils");
  private static final byte[] NOTHING = new byte[0];

  /// A tree of everything that is hard to keep: odd names, links, pieces, holes, times. The same
  /// bytes every time.
  private static final String MAKE_TREE = """
      import os, random, sys
      noise = random.Random(7)
      os.chdir(sys.argv[1])
      def put(path, data, mode=0o644, when=1_234_567_890_123_456_789):
          os.makedirs(os.path.dirname(path) or b'.', exist_ok=True)
          with open(path, 'wb') as file: file.write(data)
          os.chmod(path, mode)
          os.utime(path, ns=(when, when))
      put(b'a.txt', b'the text\\n' * 500, 0o640, 981_173_106_000_000_007)
      put(b'empty', b'', 0o400)
      put(b'dir/sub/b.o', noise.randbytes(5000), 0o755)
      put(b'dir/many', b''.join(b'%d\\n' % noise.getrandbits(40) for _ in range(9000)))
      for name in (b'-dash', b' sp ace ', b'new\\nline', b'\\xff\\xfe', 'ümläut'.encode(),
                   b'quote\\'"$`*?[', b'back\\\\slash', b'old~dura', b'x~dura~', b'~', b'n' * 200):
          put(b'odd/' + name, name)
      put(b'd~dura/' + b'/'.join([b'deep' * 20] * 4) + b'/end', b'end')
      put(b'dir/ big file\\n ', noise.randbytes(900_000))
      with open('holes', 'wb') as file:
          for at in 1 << 20, 3 << 20:
              file.seek(at)
              file.write(noise.randbytes(50_000))
      os.link('a.txt', 'hard')
      os.symlink('dir/sub/b.o', 'link')
      os.symlink(b'no\\xffwhere', 'odd/broken')
      os.mkfifo('fifo', 0o600)
      os.makedirs('dir/void')
      for folder in 'dir/void', 'dir', 'odd', '.':
          os.utime(folder, ns=(10 ** 18 + 5, 10 ** 18 + 5))
      os.chmod('dir/void', 0o700)
      """;

  /// Prints the entries below a folder: whole, or only the contents of files by the names that
  /// tar gives them.
  private static final String DESCRIBE = """
      import hashlib, os, re, stat, sys
      os.chdir(sys.argv[1])
      how, seen = sys.argv[2], {}
      for folder, folders, files in sorted(os.walk(b'.')):
          folders.sort()
          for name in sorted([b'.'] + folders + files):
              path = os.path.join(folder, name)
              if name == b'.' and folder != b'.': continue
              entry = os.lstat(path)
              first = seen.setdefault(entry.st_ino, path)
              content = ''
              if stat.S_ISREG(entry.st_mode):
                  with open(path, 'rb') as file:
                      content = hashlib.sha256(file.read()).hexdigest()
              if how == 'whole':
                  if stat.S_ISLNK(entry.st_mode): content = os.readlink(path)
                  print(path, stat.filemode(entry.st_mode), entry.st_mtime_ns, first, content)
              elif stat.S_ISREG(entry.st_mode) and first == path:
                  if how == 'escaped':
                      path = re.sub(rb'(~dura~*)(?=/|\\Z)', rb'\\1~', path)
                  print(path, oct(entry.st_mode), int(entry.st_mtime), content)
      """;

  private HandTools() {}

  /// Fails, naming the Debian package, where a program is missing.
  static void requireAll() {
    for (Program program : List.of(new Program("tar", "tar"), new Program("zstd", "zstd"),
        new Program("gpg", "gnupg"), new Program("gpgconf", "gpgconf"), new Program("gzip", "gzip"),
        new Program("xz", "xz-utils"), new Program("protoc", "protobuf-compiler"),
        new Program("sha256sum", "coreutils"), PYTHON)) {
      program.output(Path.of("/"), NOTHING, "--version");
    }
    new Program("bzip2", "bzip2").output(Path.of("/"), NOTHING, "--help");
  }

  /// Runs what a person types, in a folder, with a gpg of its own.
  static Program.Outcome shell(Path folder, Path gnupg, String script) {
    return ENV.run(folder, NOTHING, "GNUPGHOME=" + gnupg, "sh", "-c", script);
  }

  /// As [#shell], and fails unless it ends well; gives what it printed.
  static byte[] type(Path folder, Path gnupg, String script) {
    return ENV.output(folder, NOTHING, "GNUPGHOME=" + gnupg, "sh", "-c", script);
  }

  /// As [#type], for text.
  static String typeText(Path folder, Path gnupg, String script) {
    return new String(type(folder, gnupg, script), StandardCharsets.ISO_8859_1);
  }

  /// A new folder with the root files beside each other, as a release has them.
  static Path release(Path folder) throws IOException {
    Files.createDirectory(folder);
    for (Path master : List.of(SPEC.resolve("recover/recover.py"),
        SPEC.resolve("recover/README.txt"), SPEC.resolve("src/main/protobuf/dura.proto"))) {
      Files.copy(master, folder.resolve(master.getFileName()));
    }
    return folder;
  }

  /// Runs the `recover.py` of a folder with a gpg of its own and the passphrase in a file.
  static Program.Outcome recover(Path folder, Path gnupg, Path passphrase, Object... arguments) {
    return ENV.run(gnupg, NOTHING, Stream.concat(
        Stream.of("GNUPGHOME=" + gnupg, "DURA_PASSPHRASE_FILE=" + passphrase,
            "PYTHONDONTWRITEBYTECODE=1", "python3", folder.resolve("recover.py").toString()),
        Stream.of(arguments).map(String::valueOf)).toArray(String[]::new));
  }

  /// Fills an empty folder.
  static void makeTree(Path folder) {
    PYTHON.output(folder, NOTHING, "-c", MAKE_TREE, folder.toString());
  }

  /// Names, kinds, modes, times, links and contents below a folder.
  static String whole(Path folder) {
    return describe(folder, "whole");
  }

  /// The files below a folder that was taken out by hand: modes, seconds and contents.
  static String takenOut(Path folder) {
    return describe(folder, "as they are");
  }

  /// What [#takenOut] gives for all of a source.
  static String expected(Path source) {
    return describe(source, "escaped");
  }

  private static String describe(Path folder, String how) {
    return new String(PYTHON.output(folder, NOTHING, "-c", DESCRIBE, folder.toString(), how),
        StandardCharsets.UTF_8);
  }

  /// A new folder for gpg, where the passphrase is given without a question.
  static Path gnupg(Path folder, Path passphrase) throws IOException {
    Path gnupg = Files.createDirectory(folder,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(gnupg.resolve("gpg.conf"),
        "batch\npinentry-mode loopback\npassphrase-file " + passphrase + "\n");
    return gnupg;
  }

  /// Ends what gpg left running.
  static void endGpg(Path gnupg) {
    type(gnupg, gnupg, "gpgconf --kill all");
  }
}
