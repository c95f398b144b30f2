package dura.tools.dump;

import dura.band.model.KeyBlock;
import dura.codec.crypt.SessionKeySource;
import java.util.List;
import java.util.Optional;

/// What a reader of objects has besides their bytes.
///
/// @param keys who opens messages
/// @param signers whose signatures count; none where no archive header is known
public record Reading(Optional<SessionKeySource> keys, List<KeyBlock> signers) {
  /// Nothing.
  public static final Reading BYTES_ALONE = new Reading(Optional.empty(), List.of());

  public Reading {
    signers = List.copyOf(signers);
  }
}
