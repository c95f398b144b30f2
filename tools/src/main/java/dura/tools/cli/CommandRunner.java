package dura.tools.cli;

import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.store.LocationException;
import dura.band.store.StoreException;
import dura.codec.crypt.CryptException;
import dura.tools.report.Output;
import dura.tools.report.OutputException;
import dura.tools.report.ProgressLine;
import dura.tools.report.TextReport;
import dura.tools.report.Verbosity;
import dura.tools.text.Message;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.SequencedMap;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Runs a command line: reads it, does what it says, and turns every end into an exit code and, if
/// need be, one line and hints on the standard error.
public final class CommandRunner {
  /// What others ask a program for before they use it; hence without picocli.
  private static final String VERSION = "--version";
  private static final int HELP_COLUMNS = 90;
  private static final int HELP_OPTION_COLUMNS = 34;

  private final Program program;
  private final Object command;
  private final CommandContext context;
  private final boolean debug;
  private final Output out;
  private @Nullable Session session;
  private boolean outputFailed;

  private CommandRunner(Program program, Object command, CommandContext context, String[] args) {
    this.program = program;
    this.command = command;
    this.context = context;
    this.out = new Output(context.out());
    this.debug = Arrays.asList(args).contains(CommonOptions.DEBUG);
  }

  /// Runs a command line in a world.
  ///
  /// @param command object of a class annotated as the top-level command
  /// @param args as [dura.tools.text.ByteText]
  /// @return the exit code
  public static int run(Program program, Object command, CommandContext context, String... args) {
    var runner = new CommandRunner(program, command, context, args);
    int exitCode = runner.guarded(() -> runner.parseAndRun(args));
    if (runner.outputFailed) {
      return exitCode;
    }
    // What was written last may fail only now.
    int flushCode = runner.guarded(() -> {
      runner.out.flush();
      return ExitCode.DONE;
    });
    return flushCode == ExitCode.DONE ? exitCode : flushCode;
  }

  /// Runs the command line of this process, and ends it.
  public static void main(Program program, Object command, String[] args) {
    CommandContext context = CommandContext.ofThisProcess();
    var interrupted = new Thread(() -> tellInterruption(program, context));
    Runtime.getRuntime().addShutdownHook(interrupted);
    int exitCode = run(program, command, context, RawArguments.of(args));
    try {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    } catch (IllegalStateException shutdownGoesOn) {
      return;
    }
    System.exit(exitCode);
  }

  private static void tellInterruption(Program program, CommandContext context) {
    boolean progress = context.terminal().showsProgress();
    var report = textReport(program, context, new Output(context.out()), progress);
    report.error(Message.of("interrupted"), List.of());
  }

  private static TextReport textReport(Program program, CommandContext context, Output out,
      boolean progress) {
    return new TextReport(program.command(), out, context.err(), Verbosity.NORMAL,
        new ProgressLine(context.err(), progress, context.nanoTime()));
  }

  private CommandLine line(String[] args) {
    var line = new CommandLine(command);
    if (command instanceof Subcommands many) {
      SequencedMap<String, Supplier<Object>> all = many.subcommands();
      for (String name : many.spokenOf(args)) {
        line.addSubcommand(name, Objects.requireNonNull(all.get(name)).get());
      }
    }
    configure(line, ResourceBundle.getBundle("dura.tools.cli.help"));
    return line;
  }

  private void configure(CommandLine command, ResourceBundle help) {
    command.setResourceBundle(help);
    command.setExpandAtFiles(false);
    command.setUsageHelpWidth(HELP_COLUMNS);
    command.setUsageHelpLongOptionsMaxWidth(HELP_OPTION_COLUMNS);
    command.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    command.getCommandSpec()
        .versionProvider(() -> new String[] {version()});
    command.getSubcommands().values().forEach(inner -> configure(inner, help));
  }

  private String version() {
    return program.command() + " " + Version.number();
  }

  private int parseAndRun(String[] args)
      throws UserError, IOException, ArchiveException, AbortedException, CryptException,
      InterruptedException {
    if (args.length == 1 && args[0].equals(VERSION)) {
      out.line(version());
      return ExitCode.DONE;
    }
    CommandLine line = line(args);
    ParseResult parsed = parse(line, args);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    if (CommandLine.printHelpIfRequested(parsed)) {
      line.getOut().flush();
      return ExitCode.DONE;
    }
    ParseResult leaf = parsed;
    while (leaf.hasSubcommand()) {
      leaf = leaf.subcommand();
    }
    if (!(leaf.commandSpec().userObject() instanceof Action action)) {
      throw UserError.usage("usage.no-command", program.command());
    }
    session = Session.open(program, context, action.common(), out);
    return action.run(session);
  }

  private static ParseResult parse(CommandLine line, String[] args) throws UserError {
    try {
      return line.parseArgs(args);
    } catch (ParameterException e) {
      throw UsageErrors.of(e);
    }
  }

  private interface Work {
    int run()
        throws UserError, IOException, ArchiveException, AbortedException, CryptException,
        InterruptedException;
  }

  /// The exit code of `work`, whatever becomes of it.
  private int guarded(Work work) {
    try {
      return work.run();
    } catch (UserError e) {
      return fail(e);
    } catch (AbortedException e) {
      return fail(UserError.failed("aborted", e.alarm().code().word(),
          e.alarm().code().condition().word()).causedBy(e));
    } catch (ArchiveException e) {
      return fail(ArchiveErrors.of(e));
    } catch (CryptException e) {
      return fail(CryptErrors.of(e));
    } catch (IOException e) {
      return fail(e);
    } catch (UncheckedIOException e) {
      return fail(Objects.requireNonNull(e.getCause()));
    } catch (UserError.Unchecked e) {
      return fail(e.error());
    } catch (CompletionException e) {
      // What a worker met comes out of the thread that waited for it.
      return switch (e.getCause()) {
        case RuntimeException cause -> guarded(() -> {
          throw cause;
        });
        case Error cause -> guarded(() -> {
          throw cause;
        });
        case null, default -> fail(UserError.failed("unexpected", e).causedBy(e));
      };
    } catch (InterruptedException e) {
      return ExitCode.INTERRUPTED;
    } catch (InvalidPathException e) {
      return fail(UserError.failed("path-illegal", e.getInput()).causedBy(e));
    } catch (OutOfMemoryError e) {
      return fail(UserError.failed("out-of-memory").causedBy(e));
    } catch (RuntimeException | Error e) {
      return fail(UserError.failed("unexpected", e).causedBy(e));
    }
  }

  private int fail(IOException failure) {
    if (failure instanceof LocationException location) {
      return fail(UserError
          .failed("location." + location.problem().name(), location.location(), location.detail())
          .causedBy(failure));
    }
    if (failure instanceof StoreException store) {
      return fail(UserError
          .failed("store." + store.failure().name(), store.location(), store.detail())
          .causedBy(failure));
    }
    if (failure instanceof OutputException output) {
      outputFailed = true;
      return output.readerGone()
          ? ExitCode.DONE
          : fail(UserError.failed("output", Failures.reason(failure)).causedBy(failure));
    }
    String key = Failures.isNoSpace(failure) ? "no-space" : "io";
    return fail(UserError.failed(key, Failures.text(failure)).causedBy(failure));
  }

  private int fail(UserError error) {
    Optional.ofNullable(session).ifPresent(open -> {
      open.report().clear();
      if (!(open.report() instanceof TextReport)) {
        open.report().error(error.error(), error.hints());
      }
    });
    textReport(program, context, out, false).error(error.error(), error.hints());
    if (debug) {
      error.printStackTrace(context.err());
    }
    return error.kind() == UserError.Kind.USAGE ? program.usage() : program.failed();
  }
}
