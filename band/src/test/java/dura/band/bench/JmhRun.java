package dura.band.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.openjdk.jmh.generators.bytecode.JmhBytecodeGenerator;

/// Generates what JMH runs from the compiled benchmarks, compiles that and lets JMH run it, with the
/// arguments of this program.
final class JmhRun {
  private JmhRun() {}

  public static void main(String[] args) throws Exception {
    Path classes =
        Path.of(JmhRun.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path made = Files.createTempDirectory("jmh");
    JmhBytecodeGenerator.main(
        new String[] {classes.toString(), made.toString(), made.toString(), "reflection"});
    String classPath = System.getProperty("java.class.path") + File.pathSeparator + made;
    List<String> javac = new ArrayList<>(
        List.of("-proc:none", "-nowarn", "-cp", classPath, "-d", made.toString()));
    try (Stream<Path> files = Files.walk(made)) {
      files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(javac::add);
    }
    if (ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, javac.toArray(new String[0])) != 0) {
      throw new IllegalStateException("what JMH generated does not compile");
    }
    List<String> jmh = new ArrayList<>(
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            classPath, "org.openjdk.jmh.Main"));
    jmh.addAll(List.of(args));
    System.exit(new ProcessBuilder(jmh).inheritIO().start().waitFor());
  }
}
