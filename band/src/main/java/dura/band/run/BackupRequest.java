package dura.band.run;

import dura.band.machine.BackupPlan.Trust;
import dura.codec.crypt.Identity;
import dura.proto.Compression;
import dura.proto.Source;
import dura.spec.RedundancyProfile;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// What a user asks of a backup.
///
/// @param sources what is backed up, for the index
/// @param profile redundancy of the band
/// @param compression of blocks and index
/// @param jobs workers
/// @param host name of this machine, for the index
/// @param tags of the band
/// @param description of the band
/// @param writer name and version of the program
/// @param trust which files are read
/// @param choices paths that are treated in a way of their own
/// @param readRetries how often a file is read again that changes while it is read
/// @param keys open the parent's index
/// @param cache of this client, which serves where no key does; without either the backup is full
/// @param signer signs the tail
/// @param clock the time
/// @param entropy random bytes
public record BackupRequest(List<Source> sources, RedundancyProfile profile,
    Compression compression, int jobs, String host, List<String> tags, String description,
    String writer, Trust trust, PathChoices choices, int readRetries, Keys keys,
    Optional<IndexCache> cache, Optional<Identity> signer, InstantSource clock,
    Entropy entropy) {
  public BackupRequest {
    sources = List.copyOf(sources);
    tags = List.copyOf(tags);
  }
}
