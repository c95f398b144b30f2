package dura.tools;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.source.DeviceNumber;
import dura.band.source.Existing;
import dura.band.source.FileMetadata;
import dura.band.source.FileStat;
import dura.band.source.MetadataFailure;
import dura.band.source.RestoreTarget;
import dura.band.source.TargetFile;
import java.util.List;

/// What a dry run restores into: nothing may ever be written to it.
final class NoTarget implements RestoreTarget {
  private static IllegalStateException written() {
    return new IllegalStateException("a dry run writes nothing");
  }

  @Override
  public boolean makeDirectory(ArchivePath path) {
    throw written();
  }

  @Override
  public void makeParent(ArchivePath path) {
    throw written();
  }

  @Override
  public FileStat stat(ArchivePath path) {
    throw written();
  }

  @Override
  public byte[] readLink(ArchivePath path) {
    throw written();
  }

  @Override
  public TargetFile createFile(ArchivePath path, Existing existing) {
    throw written();
  }

  @Override
  public TargetFile reopenFile(ArchivePath path) {
    throw written();
  }

  @Override
  public void makeSymlink(ArchivePath path, byte[] target, Existing existing) {
    throw written();
  }

  @Override
  public void makeHardLink(ArchivePath path, ArchivePath original, Existing existing) {
    throw written();
  }

  @Override
  public void makeNode(ArchivePath path, FileKind kind, DeviceNumber node, Existing existing) {
    throw written();
  }

  @Override
  public List<MetadataFailure> applyMetadata(ArchivePath path, FileKind kind,
      FileMetadata metadata) {
    throw written();
  }

  @Override
  public void close() {}
}
