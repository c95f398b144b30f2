package dura.tools.cli;

import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.codec.crypt.CryptException;
import java.io.IOException;

/// What a command does once its options are read. A class of its own for each command, with
/// picocli's annotations; its texts stand in `help.properties`.
public interface Action {
  /// The options that it shares with all commands.
  CommonOptions common();

  /// Does the work.
  ///
  /// @return the exit code
  int run(Session session)
      throws UserError, IOException, ArchiveException, AbortedException, CryptException,
      InterruptedException;
}
