package dura.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The convenience files in the root of every archive whose bytes belong to the format version
/// (format-spec/80-archive.md). `key.asc` is not among them: it follows from the archive header.
public enum RootFile {
  /// What to do with the folder, for people.
  README("README.txt"),
  /// The second reader.
  RECOVER("recover.py"),
  /// The schema.
  PROTO("dura.proto");

  /// Name of the file with the passphrase-protected key, which follows from the archive header.
  public static final String KEY = "key.asc";

  private final String fileName;

  RootFile(String fileName) {
    this.fileName = fileName;
  }

  /// Its name in the root of an archive.
  public String fileName() {
    return fileName;
  }

  /// The master: its bytes in every archive of this format version.
  public byte[] master() {
    try (InputStream in = RootFile.class.getResourceAsStream("/dura/spec/" + fileName)) {
      if (in == null) {
        throw new IllegalStateException(fileName + " is not packed with the program");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading the program's own " + fileName, e);
    }
  }
}
