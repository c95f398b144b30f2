package dura.tools;

import dura.band.run.AbortedException;
import dura.band.run.AffectedFiles;
import dura.band.run.AffectedFiles.Affected;
import dura.band.run.ArchiveException;
import dura.band.run.FsckReport;
import dura.band.run.Keys;
import dura.band.store.Store;
import dura.spec.BandName;
import dura.tools.cli.SecretKeys;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.page.CheckFacts;
import dura.tools.report.Amounts;
import dura.tools.text.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Names the files that lack bytes, as far as the index can be read with the keys that were given.
/// Nobody is asked for a passphrase: a check needs no key.
///
/// @param files the first of them, as many as a page names
/// @param count all of them
/// @param unknown bands of which not all is known
record FsckAffected(List<Affected> files, long count, List<BandName> unknown) {
  /// Files that are named where nobody asked for all.
  private static final int NAMED = 20;

  static final FsckAffected NONE = new FsckAffected(List.of(), 0, List.of());

  FsckAffected {
    files = List.copyOf(files);
    unknown = List.copyOf(unknown);
  }

  /// Shows what is affected by what `report` says is lost.
  ///
  /// @param all whether every file is named
  static FsckAffected show(Store store, FsckReport report, Session session, boolean all)
      throws UserError, IOException, AbortedException {
    if (AffectedFiles.lostBlocks(report).isEmpty()) {
      return NONE;
    }
    boolean given = session.settings().passphraseFile().isPresent()
        || !session.settings().identities().isEmpty();
    Keys keys = given ? SecretKeys.of(session) : Keys.none();
    var files = new AtomicLong();
    var first = new ArrayList<Affected>();
    List<BandName> unknown;
    try {
      unknown = AffectedFiles.find(store, keys, report, file -> {
        if (first.size() < CheckFacts.MOST_AFFECTED) {
          first.add(file);
        }
        if (files.incrementAndGet() <= NAMED || all) {
          show(new FsckAffectedLine(file), session);
        }
      });
    } catch (ArchiveException _) {
      // No header is left anywhere: then there is no index to read either.
      unknown = List.copyOf(report.affectedBands());
    }
    if (files.get() > NAMED && !all) {
      session.report()
          .note(Message.of("fsck.affected-more", Amounts.count(files.get() - NAMED)));
    }
    if (!unknown.isEmpty()) {
      String bands = unknown.stream().map(BandName::toString).collect(Collectors.joining(", "));
      session.report()
          .note(Message.of(given ? "fsck.affected-unknown" : "fsck.affected-key", bands));
    }
    return new FsckAffected(first, files.get(), unknown);
  }

  /// What cannot be written surfaces as the failure of the command, see
  /// [dura.tools.cli.CommandRunner].
  private static void show(FsckAffectedLine line, Session session) {
    try {
      session.report().line(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
