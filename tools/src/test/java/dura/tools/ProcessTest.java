package dura.tools;

import static dura.tools.cli.Program.DURA_FSCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.oracle.Program;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What only a process of its own shows: arguments as bytes, an empty environment, signals, pipes,
/// terminals, rights. Python lays things out and looks at them.
class ProcessTest {
  private static final Program PYTHON = new Program("python3", "python3");

  @TempDir
  static Path program;

  @TempDir
  Path work;

  private static String dura = "";

  /// A script that starts the classes under test, where others than root can read them too.
  @BeforeAll
  static void makeLauncher() throws IOException {
    var classPath = new StringBuilder();
    int number = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path origin = Path.of(entry).toAbsolutePath();
      if (Files.exists(origin)) {
        Path copy = program.resolve("lib" + number++);
        new Program("cp", "coreutils").output(program, new byte[0], "-rL", origin.toString(),
            copy.toString());
        classPath.append(copy).append(File.pathSeparator);
      }
    }
    Path script = Files.writeString(program.resolve("dura"), """
        #!/bin/sh
        exec '%s/bin/java' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \\
          --enable-native-access=ALL-UNNAMED -cp '%s' dura.tools.Dura "$@"
        """.formatted(System.getProperty("java.home"), classPath));
    new Program("chmod", "coreutils").output(program, new byte[0], "-R", "a+rX,u+w", ".");
    assertTrue(script.toFile().setExecutable(true, false));
    dura = script.toString();
  }

  /// Runs a script in an empty folder with a home; `D` is the program, `run` starts it and prints
  /// the exit code and what it said.
  private List<String> python(String body) throws IOException {
    String script = """
        import os, pty, signal, subprocess, sys, time
        D = sys.argv[1]
        ENV = {'HOME': os.getcwd(), 'PATH': os.defpath}
        def run(*args, **more):
            more.setdefault('env', ENV)
            p = subprocess.run([D, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, **more)
            print(p.returncode, p.stdout, p.stderr.split(b'\\n')[0])
            return p
        """ + body;
    Program.Outcome outcome = PYTHON.run(work, new byte[0], "-c", script, dura);
    assertEquals("", outcome.stderr());
    return new String(outcome.stdout(), StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void argumentsAreBytesInAnEmptyEnvironment() throws IOException {
    List<String> lines = python("""
        os.mkdir(b's\\xff\\xc3\\xa4')
        with open(b's\\xff\\xc3\\xa4/f\\xe9', 'w') as f: f.write('text')
        empty = {}
        run('init', 'a', '--no-encryption', '-q', env=ENV)
        run('backup', 'a', b's\\xff\\xc3\\xa4', '-q', env=empty)
        run('ls', 'a', '-0', env=empty)
        run('cat', 'a', b's\\xff\\xc3\\xa4/f\\xe9', env=empty)
        run('restore', 'a', b'out\\xfe', '-q', env=empty)
        print(open(b'out\\xfe/s\\xff\\xc3\\xa4/f\\xe9').read())
        run('ls', 'a', b'no\\xff', env=empty)
        """);
    assertEquals(List.of("0 b'' b''", "0 b'' b''",
        "0 b's\\xff\\xc3\\xa4\\x00s\\xff\\xc3\\xa4/f\\xe9\\x00' b''", "0 b'text' b''",
        "0 b'' b''", "text"), lines.subList(0, 6));
    assertTrue(lines.get(6).startsWith("2 b'' b'dura: error: no\\\\xFF: not in b0"), lines.get(6));
  }

  @Test
  void pipesThatCloseEndInSilence() throws IOException {
    List<String> lines = python("""
        os.mkdir('s')
        for i in range(1500): open('s/' + 'n' * 100 + str(i), 'w').close()
        run('backup', 'a', 's', '--create', '-q')
        p = subprocess.Popen([D, 'ls', 'a'], env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        print(p.stdout.readline())
        p.stdout.close()
        print(p.stderr.read(), p.wait())
        full = open('/dev/full', 'w')
        p = subprocess.run([D, 'ls', 'a'], env=ENV, stdout=full, stderr=subprocess.PIPE)
        print(p.returncode, p.stderr)
        """);
    assertEquals("b's\\n'", lines.get(1));
    assertEquals("b'' 0", lines.get(2));
    assertEquals("2 b'dura: error: cannot write the output: No space left on device\\n'",
        lines.get(3));
  }

  /// A limit on the size of files stands for a disk that fills up.
  @Test
  void whereThereIsNoRoomNothingIsLeftHalfDone() throws IOException {
    List<String> lines = python("""
        import resource
        def limit(n): return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (n, n))
        os.mkdir('s')
        with open('s/big', 'wb') as f: f.write(os.urandom(4000000))
        with open('s/small', 'w') as f: f.write('text')
        run('init', 'a', '--no-encryption', '-q', preexec_fn=limit(40000))
        print(os.listdir('a'))
        run('init', 'a', '--no-encryption', '-q')
        run('backup', 'a', 's', '-q')
        p = run('restore', 'a', 'out', preexec_fn=limit(3000000))
        print(sorted(os.listdir('out/s')))
        run('restore', 'a', 'out', '-q')
        print(open('out/s/big', 'rb').read() == open('s/big', 'rb').read())
        """);
    assertTrue(
        lines.get(0).startsWith("2 b'' b'dura: error: ") && lines.get(0).contains("too large"),
        lines.get(0));
    assertEquals(List.of("[]", "0 b'' b''", "0 b'' b''"), lines.subList(1, 4));
    assertTrue(lines.get(4)
        .startsWith(
            "2 b'' b'alarm: target-ioerror s/big: writing failed; no part of it was left there"),
        lines.get(4));
    assertEquals("['small']", lines.get(5));
    assertEquals("0 b'' b''", lines.get(6));
    assertEquals("True", lines.get(7));
  }

  /// What a killed restore leaves is whole, and the next one makes the rest: no file is kept cut, no
  /// directory without its own permissions and time.
  @Test
  void killedRestoresAreContinued() throws IOException {
    List<String> lines = python("""
        for d in range(40):
            os.makedirs('s/%d' % d)
            for i in range(25):
                with open('s/%d/%d' % (d, i), 'wb') as f: f.write(os.urandom(i * 400))
                os.chmod(f.name, 0o640)
                os.utime(f.name, ns=(5, 10**18 + i))
            with open('s/%d/big' % d, 'wb') as f: f.write(os.urandom(1500000))
            os.link('s/%d/big' % d, 's/%d/other' % d)
            os.symlink('big', 's/%d/link' % d)
            os.mkfifo('s/%d/fifo' % d)
        for d in range(40):
            os.chmod('s/%d' % d, 0o751)
            os.utime('s/%d' % d, ns=(5, 10**18 + d))
        def tree(top):
            found = {}
            for where, _, names in os.walk(top):
                for path in [where] + [os.path.join(where, n) for n in names]:
                    s = os.lstat(path)
                    data = os.readlink(path) if os.path.islink(path) else b''
                    if os.path.isfile(path) and not data: data = open(path, 'rb').read()
                    found[os.path.relpath(path, top)] = (oct(s.st_mode), s.st_mtime_ns, s.st_nlink, data)
            return found
        run('backup', 'a', 's', '--create', '-q')
        want = tree('s')
        for n in (1, 60, 300, 700):
            p = subprocess.Popen([D, 'restore', 'a', 'out', '-q'], env=ENV)
            while p.poll() is None and sum(len(f) for _, _, f in os.walk('out/s')) < n: pass
            p.kill()
            print(p.wait())
            left = tree('out/s')
            print([k for k, v in left.items() if v[0].startswith('0o100') and v[:2] + v[3:] != want[k][:2] + want[k][3:]])
        run('restore', 'a', 'out')
        print(tree('out/s') == want)
        with open('out/s/3/7', 'wb') as f: f.write(b'mine')
        p = run('restore', 'a', 'out')
        print(open('out/s/3/7').read())
        """);
    assertEquals("0 b'' b''", lines.getFirst());
    for (int i = 1; i <= 8; i += 2) {
      assertEquals(List.of("-9", "[]"), lines.subList(i, i + 2));
    }
    assertTrue(lines.get(9).matches("0 b'' b'restored .* were restored already'"), lines.get(9));
    assertEquals("True", lines.get(10));
    assertTrue(lines.get(11).startsWith("1 b'' b'alarm: target-exists s/3/7: "), lines.get(11));
    assertEquals("mine", lines.get(12));
  }

  @Test
  void interruptedRestoresAreContinued() throws IOException {
    List<String> lines = python("""
        os.mkdir('s')
        for i in range(40):
            with open('s/%d' % i, 'wb') as f: f.write(os.urandom(2000000))
        run('backup', 'a', 's', '--create', '-q')
        p = subprocess.Popen([D, 'restore', 'a', 'out'], env=ENV, stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        while not os.path.isdir('out/s') or len(os.listdir('out/s')) < 3: time.sleep(0.001)
        t = time.time()
        p.send_signal(signal.SIGINT)
        print(p.stderr.read(), p.wait(), time.time() - t < 30)
        print(all(open('out/s/' + n, 'rb').read() == open('s/' + n, 'rb').read() for n in os.listdir('out/s')))
        run('restore', 'a', 'out', '-q')
        print(all(open('out/s/' + n, 'rb').read() == open('s/' + n, 'rb').read() for n in os.listdir('s')))
        """);
    assertEquals(List.of("0 b'' b''", "b'dura: error: interrupted\\n' 130 True", "True",
        "0 b'' b''", "True"), lines);
  }

  @Test
  void interruptedBackupIsNoBackup() throws IOException {
    List<String> lines = python("""
        os.mkdir('s')
        with open('s/big', 'wb') as f:
            for i in range(80): f.write(os.urandom(1 << 20))
        run('init', 'a', '--no-encryption', '-q')
        # Whoever runs the tests in the background has interrupts ignored, and would hand that on.
        p = subprocess.Popen([D, 'backup', 'a', 's'], env=ENV, stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        while not any('d0' in str(files) for _, _, files in os.walk('a')): time.sleep(0.01)
        t = time.time()
        p.send_signal(signal.SIGINT)
        print(p.stderr.read(), p.wait(), time.time() - t < 30)
        run('bands', 'a')
        run('ls', 'a')
        run('backup', 'a', '--as', 's=dura', '-q')
        """.replace("'s=dura'", "'s=/etc/hostname'"));
    assertEquals("b'dura: error: interrupted\\n' 130 True", lines.get(1));
    assertTrue(lines.get(2).matches("0 b'b000001.* interrupted.*"), lines.get(2));
    assertTrue(lines.get(3).contains("no finished backup"), lines.get(3));
    assertEquals("0 b'' b''", lines.get(4));
  }

  @Test
  void passphraseIsAskedForWithoutEcho() throws IOException {
    List<String> lines = python("""
        def talk(args, answers):
            pid, fd = pty.fork()
            if pid == 0: os.execve(D, [D, *args], dict(ENV, TERM='xterm'))
            said = b''
            answers = list(answers)
            while True:
                try: part = os.read(fd, 4096)
                except OSError: break
                if not part: break
                said += part
                if answers and answers[0][0] in said:
                    time.sleep(0.3)
                    os.write(fd, answers.pop(0)[1] + b'\\n')
            print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.count(b'secret'),
                  len(answers))
            return said
        os.mkdir('s')
        open('s/f', 'w').write('text')
        talk(['init', 'a'], [(b'assphrase, or', b'p'), (b'new passphrase: ', b'secret'),
                             (b'same again: ', b'secret')])
        talk(['backup', 'a', 's'], [])
        said = talk(['cat', 'a', 's/f'], [(b'passphrase of', b'sceret'), (b'not it', b'secret')])
        print(said.endswith(b'text'))
        """);
    assertEquals(List.of("0 0 0", "0 0 0", "0 0 0", "True"), lines);
  }

  @Test
  void ordinaryUserIsToldWhatIsDenied() throws IOException {
    List<String> lines = python("""
        os.chmod('.', 0o777)
        os.mkdir('s')
        open('s/mine', 'w').write('text')
        open('s/private', 'w').write('text')
        os.chmod('s/private', 0)
        os.mkdir('home'); os.chmod('home', 0o777)
        os.mkdir('closed'); os.chmod('closed', 0)
        os.mkdir('out'); os.chmod('out', 0o555)
        user = ['setpriv', '--reuid', '65534', '--clear-groups'] if os.getuid() == 0 else []
        def as_user(*args):
            p = subprocess.run(user + [D, *args], env=dict(ENV, HOME=os.getcwd() + '/home'),
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
            print(p.returncode, p.stdout, [l for l in p.stderr.split(b'\\n')
                                           if b'error' in l or b'alarm' in l])
        as_user('backup', 'a', 's', '--create')
        as_user('restore', 'a', 'o')
        as_user('restore', 'a', 'out', 's/mine')
        as_user('backup', 'closed/a', 's')
        as_user('init', 'closed/a', '--no-encryption')
        """);
    assertTrue(lines.get(0).startsWith("1 b'' [b'alarm: source-denied s/private: "), lines.get(0));
    assertTrue(lines.get(1).startsWith("0 b'' "), lines.get(1));
    assertTrue(lines.get(2).startsWith("2 b'' [b'alarm: target-denied s"), lines.get(2));
    for (String line : lines.subList(3, 5)) {
      assertTrue(line.startsWith("2 b'' [b'dura: error: ") && line.contains("permission denied"),
          line);
    }
  }

  @Test
  void cronHearsNothingButTheSummary() throws IOException {
    List<String> lines = python("""
        os.mkdir('s')
        for i in range(300): open('s/' + str(i), 'w').close()
        p = run('backup', 'a', 's', '--create')
        print(b'\\x1b' in p.stderr or b'\\r' in p.stderr, p.stderr.count(b'\\n') < 6)
        """);
    assertEquals("False True", lines.get(1));
    try (Stream<Path> files = Files.walk(work.resolve("a"))) {
      assertFalse(files.anyMatch(file -> file.toString().endsWith(".tmp")));
    }
  }

  @Test
  void killedBackupsAreGoneOnWith() throws IOException {
    List<String> lines = python("""
        import random
        os.mkdir('s')
        noise = random.Random(1)
        for i in range(80):
            with open('s/%02d' % i, 'wb') as f: f.write(noise.randbytes(250000))
        with open('s/large', 'wb') as f: f.write(noise.randbytes(12000000))
        def blocks():
            return [os.path.join(at, name) for at, _, names in os.walk('a')
                    for name in names if name.startswith('d0') and name.endswith('.tar')]
        def stored(place):
            return sum(map(os.path.getsize, place))
        run('init', 'once', '--no-encryption', '-q')
        run('backup', 'once', 's', '-q')
        run('init', 'a', '--no-encryption', '-q')
        for kill in range(3):
            before = len(blocks())
            p = subprocess.Popen([D, 'backup', 'a', 's', '-q', '--jobs', '1'], env=ENV)
            while p.poll() is None and len(blocks()) < before + 7: time.sleep(0.001)
            p.kill()
            print(p.wait())
        p = subprocess.run([D, 'restore', 'a', 'part', '--band', 'b000001', '-q'], env=ENV,
                           stderr=subprocess.PIPE)
        print(p.returncode in (1, 2), len(os.listdir('part/s')) > 0)
        run('backup', 'a', 's', '-q')
        run('restore', 'a', 'out', '-q')
        print(subprocess.run(['diff', '-r', 's', 'out/s']).returncode)
        after = stored(blocks())
        os.rename('a', 'killed')
        os.rename('once', 'a')
        print(after < 1.05 * stored(blocks()))
        """);
    assertEquals(List.of("0 b'' b''", "0 b'' b''", "0 b'' b''", "-9", "-9", "-9", "True True",
        "0 b'' b''", "0 b'' b''", "0", "True"), lines);
    new Cli(work).run(DURA_FSCK, new DuraFsck(), "--deep", work.resolve("killed")).expect(0);
  }
}
