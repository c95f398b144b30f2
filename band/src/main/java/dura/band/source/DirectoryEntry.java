package dura.band.source;

import dura.band.model.FileKind;
import dura.band.model.FileName;
import java.util.Optional;

/// One name in a directory.
///
/// @param name the name
/// @param kind what it was when the directory was read; empty where the file system does not tell
public record DirectoryEntry(FileName name, Optional<FileKind> kind) {}
