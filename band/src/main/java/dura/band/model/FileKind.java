package dura.band.model;

/// What a directory entry is.
public enum FileKind {
  FILE, DIRECTORY, SYMLINK, FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE
}
