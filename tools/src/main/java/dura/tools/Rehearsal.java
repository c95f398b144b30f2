package dura.tools;

import dura.band.run.Entropy;
import dura.tools.cli.CommandContext;
import dura.tools.cli.CommandRunner;
import dura.tools.cli.Program;
import dura.tools.cli.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/// Does once what users do most, on a few files, so that the JVM can write down the classes that this
/// takes; `bin/prepare.sh` has it done.
public final class Rehearsal {
  private final Path folder;

  private Rehearsal(Path folder) {
    this.folder = folder;
  }

  /// @param args an existing folder that is deleted afterwards
  public static void main(String[] args) throws IOException {
    new Rehearsal(Path.of(args[0])).perform();
    // Ends the process.
    Dura.main(new String[] {"--version"});
  }

  private void perform() throws IOException {
    String source = Files.createDirectory(folder.resolve("source")).toString();
    Files.writeString(Path.of(source, "text"), "text\n".repeat(10_000));
    Files.createSymbolicLink(Path.of(source, "link"), Path.of("text"));
    String phrase = Files.writeString(folder.resolve("phrase"), "phrase").toString();
    String plain = folder.resolve("plain").toString();
    String sealed = folder.resolve("sealed").toString();
    String target = folder.resolve("target").toString();

    dura("--help");
    dura("init", sealed, "--passphrase-file", phrase);
    dura("backup", plain, source, "--create", "--no-encryption");
    Files.writeString(Path.of(source, "text"), "more\n".repeat(100));
    dura("backup", plain, source);
    dura("backup", sealed, source);
    for (String archive : new String[] {plain, sealed}) {
      dura("bands", archive, "--passphrase-file", phrase);
      dura("ls", archive, "--passphrase-file", phrase);
      dura("ls", "-l", archive, "--passphrase-file", phrase);
      dura("cat", archive, "source/text", "--passphrase-file", phrase);
      run(Program.DURA_FSCK, new DuraFsck(), archive);
    }
    dura("diff", plain, "latest~1", "latest");
    dura("find", plain, "*.jpg");
    dura("restore", sealed, target, "--passphrase-file", phrase);
    run(Program.DURA_DUMP, new DuraDump(), Path.of(plain, "archive.tar").toString());
  }

  private void dura(String... args) {
    run(Program.DURA, new Dura(), args);
  }

  private void run(Program program, Object command, String... args) {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    var context = new CommandContext(InputStream.nullInputStream(), nowhere, nowhere, Map.of(),
        folder, new Nobody(), Clock.systemUTC(), System::nanoTime, Entropy.system());
    int exitCode = CommandRunner.run(program, command, context, args);
    if (exitCode != 0) {
      throw new IllegalStateException(String.join(" ", args) + ": exit code " + exitCode);
    }
  }

  private record Nobody() implements Terminal {
    @Override
    public boolean interactive() {
      return false;
    }

    @Override
    public boolean showsOutput() {
      return false;
    }

    @Override
    public boolean showsProgress() {
      return false;
    }

    @Override
    public String ask(String question) {
      return "";
    }

    @Override
    public char[] askSecret(String question) {
      return new char[0];
    }
  }
}
