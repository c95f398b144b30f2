package dura.band.source;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.PrintableBytes;
import dura.band.model.Timestamp;
import dura.band.posix.Accounts;
import dura.band.posix.Libc;
import dura.band.posix.PosixException;
import dura.band.posix.Stat;
import dura.band.posix.Xattrs;
import dura.band.source.MetadataFailure.Aspect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Gives restored entries their owner, attributes, permissions and times, in this order: a change
/// of owner clears set-user-id bits and file capabilities; attributes need the right to write that
/// the final permissions may take away; everything but the times is better done before the times.
final class MetadataSetter {
  private static final int SET_USER_ID = 04000;
  private static final int SET_GROUP_ID = 02000;

  /// An entry that exists, and how it is got at.
  sealed interface Entry {
    /// Its path, for failures.
    ArchivePath path();

    /// Open, if only as a place.
    int descriptor();

    void setPermissions(int permissions) throws PosixException;

    void setAttribute(byte[] name, byte[] value) throws PosixException;

    /// Nothing where there is no such attribute.
    void removeAttribute(byte[] name) throws PosixException;

    void setModified(Timestamp modified) throws PosixException;
  }

  /// An entry under its name.
  ///
  /// @param descriptor the entry itself, opened as a place
  /// @param parent its open directory
  record Place(ArchivePath path, int descriptor, int parent) implements Entry {
    @Override
    public void setPermissions(int permissions) throws PosixException {
      Libc.chmod(descriptor, permissions);
    }

    @Override
    public void setAttribute(byte[] name, byte[] value) throws PosixException {
      Xattrs.set(descriptor, name, value);
    }

    @Override
    public void removeAttribute(byte[] name) throws PosixException {
      Xattrs.remove(descriptor, name);
    }

    @Override
    public void setModified(Timestamp modified) throws PosixException {
      Libc.setModified(parent, path.name().bytes(), modified);
    }
  }

  /// A file that is open for writing, whether it has a name or not.
  record OpenFile(ArchivePath path, int descriptor) implements Entry {
    @Override
    public void setPermissions(int permissions) throws PosixException {
      Libc.fchmod(descriptor, permissions);
    }

    @Override
    public void setAttribute(byte[] name, byte[] value) throws PosixException {
      Xattrs.setOpen(descriptor, name, value);
    }

    @Override
    public void removeAttribute(byte[] name) throws PosixException {
      Xattrs.removeOpen(descriptor, name);
    }

    @Override
    public void setModified(Timestamp modified) throws PosixException {
      Libc.setModified(descriptor, modified);
    }
  }

  private interface Step {
    void run() throws PosixException;
  }

  private final boolean isRoot;
  private final Set<Long> ownGroups;
  private final Map<String, OptionalLong> userIds = new ConcurrentHashMap<>();
  private final Map<String, OptionalLong> groupIds = new ConcurrentHashMap<>();

  private MetadataSetter(boolean isRoot, Set<Long> ownGroups) {
    this.isRoot = isRoot;
    this.ownGroups = Set.copyOf(ownGroups);
  }

  /// With the rights of the user that runs this process.
  static MetadataSetter ofThisProcess() throws PosixException {
    return new MetadataSetter(Accounts.effectiveUser() == 0, Accounts.groups());
  }

  /// Applies what can be applied.
  ///
  /// @param found what the entry is before
  /// @return what failed
  List<MetadataFailure> apply(Entry entry, Stat found, FileMetadata metadata)
      throws PosixException {
    var failures = new ArrayList<MetadataFailure>();
    int permissions = metadata.permissions() & ~bitsOfOthers(entry, found, metadata, failures);
    setAttributes(entry, found.kind(), metadata.attributes(), failures);
    if (found.kind() != FileKind.SYMLINK) {
      attempt(entry, Aspect.PERMISSIONS, failures, () -> entry.setPermissions(permissions));
    }
    metadata.modified()
        .ifPresent(time -> attempt(entry, Aspect.TIME, failures, () -> entry.setModified(time)));
    return List.copyOf(failures);
  }

  /// Sets the owner, and gives the set-id bits that the entry must not have because its user or its
  /// group is not the one it had.
  private int bitsOfOthers(
      Entry entry, Stat found, FileMetadata metadata, List<MetadataFailure> failures)
      throws PosixException {
    long uid = userId(metadata.owner());
    long gid = groupId(metadata.owner());
    OptionalLong newUid = found.uid() != uid && isRoot
        ? OptionalLong.of(uid)
        : OptionalLong.empty();
    OptionalLong newGid = found.gid() != gid && (isRoot || ownGroups.contains(gid))
        ? OptionalLong.of(gid)
        : OptionalLong.empty();
    Stat owned = found;
    if (newUid.isPresent() || newGid.isPresent()) {
      attempt(entry, Aspect.OWNER, failures,
          () -> Libc.chown(entry.descriptor(), newUid, newGid));
      owned = Libc.stat(entry.descriptor());
    }
    if (found.kind() == FileKind.DIRECTORY) {
      return 0;
    }
    return (owned.uid() == uid ? 0 : SET_USER_ID) | (owned.gid() == gid ? 0 : SET_GROUP_ID);
  }

  private long userId(Owner owner) {
    return owner.user()
        .map(name -> userIds.computeIfAbsent(name, Accounts::userId))
        .orElse(OptionalLong.empty())
        .orElse(owner.uid());
  }

  private long groupId(Owner owner) {
    return owner.group()
        .map(name -> groupIds.computeIfAbsent(name, Accounts::groupId))
        .orElse(OptionalLong.empty())
        .orElse(owner.gid());
  }

  private static void setAttributes(Entry entry, FileKind kind, List<ExtendedAttribute> attributes,
      List<MetadataFailure> failures) {
    if (kind != FileKind.SYMLINK) {
      removeUnlessGiven(entry, Xattrs.ACCESS_ACL, attributes, failures);
    }
    if (kind == FileKind.DIRECTORY) {
      removeUnlessGiven(entry, Xattrs.DEFAULT_ACL, attributes, failures);
    }
    for (ExtendedAttribute attribute : attributes) {
      attempt(entry, attribute.name(), failures,
          () -> entry.setAttribute(attribute.name(), attribute.value()));
    }
  }

  private static void removeUnlessGiven(Entry entry, String acl,
      List<ExtendedAttribute> attributes, List<MetadataFailure> failures) {
    if (attributes.stream().noneMatch(attribute -> attribute.isNamed(acl))) {
      byte[] name = acl.getBytes(StandardCharsets.US_ASCII);
      attempt(entry, name, failures, () -> entry.removeAttribute(name));
    }
  }

  private static void attempt(
      Entry entry, Aspect aspect, List<MetadataFailure> failures, Step step) {
    try {
      step.run();
    } catch (PosixException failure) {
      failures.add(new MetadataFailure(aspect, failure.at(entry.path())));
    }
  }

  private static void attempt(
      Entry entry, byte[] attribute, List<MetadataFailure> failures, Step step) {
    try {
      step.run();
    } catch (PosixException failure) {
      String subject = entry.path() + ", attribute " + PrintableBytes.of(attribute);
      failures.add(new MetadataFailure(Aspect.ATTRIBUTE, failure.at(subject)));
    }
  }
}
