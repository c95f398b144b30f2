package dura.tools;

import dura.band.run.AbortedException;
import dura.band.run.ArchiveException;
import dura.band.run.ArchiveException.Reason;
import dura.band.run.ArchiveReader;
import dura.band.run.PruneDriver;
import dura.band.run.PruneDriver.Step;
import dura.band.store.Store;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.Identity;
import dura.spec.BandName;
import dura.tools.cli.ClientKey;
import dura.tools.cli.ExitCode;
import dura.tools.cli.KeyFiles;
import dura.tools.cli.OpenArchive;
import dura.tools.cli.Session;
import dura.tools.cli.UserError;
import dura.tools.text.Message;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Takes bands away, the plan first.
///
/// @param dryRun whether the plan is all
/// @param alone whether the user vouches that nobody else writes
/// @param signWith file of the signing key that the user named
record Pruning(boolean dryRun, boolean alone, Optional<String> signWith) {
  /// Says what would go, and does it unless this is a dry run.
  ///
  /// @param chosen bands that are to go
  /// @return the exit code
  int run(Set<BandName> chosen, OpenArchive archive, Session session)
      throws UserError, IOException, ArchiveException, AbortedException, CryptException {
    ArchiveReader reader = archive.reader();
    reader.requireKnownFeatures();
    Store store = archive.store();
    if (!alone && !store.isConsistent()) {
      throw new ArchiveException(new Reason.NotConsistent(store.location()));
    }
    var driver = new PruneDriver(reader, signer(reader, session), session.context().clock());
    List<Step> plan = driver.plan(chosen);
    for (Step step : plan) {
      session.report().line(new PruneLine.Planned(step));
    }
    if (dryRun) {
      session.report().summary(new PruneLine.Summary(plan, store.location(), true));
      return session.exitCode();
    }
    List<Step> done = driver.run(chosen);
    session.report().summary(new PruneLine.Summary(done, store.location(), false));
    if (done.stream().anyMatch(step -> !step.proven())) {
      session.report().note(Message.of("note.prune-unproven"));
      return Math.max(session.exitCode(), ExitCode.ALARMS);
    }
    return session.exitCode();
  }

  /// Marks stand in place of tails, and are signed where those are.
  private Optional<Identity> signer(ArchiveReader reader, Session session)
      throws UserError, IOException {
    Optional<ClientKey> key = dryRun
        ? Optional.empty()
        : ClientKey.find(signWith.or(() -> session.settings().signWith()), session);
    boolean needed = !dryRun && !reader.header().signers().isEmpty();
    if (needed && key.filter(found -> isListed(found, reader)).isEmpty()) {
      throw UserError.failed("prune.no-signer");
    }
    return key.map(ClientKey::identity);
  }

  private static boolean isListed(ClientKey key, ArchiveReader reader) {
    var own = KeyFiles.publicHalf(key.identity()).fingerprint();
    return reader.header()
        .signers()
        .stream()
        .anyMatch(listed -> listed.fingerprint().equals(own));
  }
}
