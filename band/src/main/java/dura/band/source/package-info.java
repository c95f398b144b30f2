/// The user's files: reading trees to be backed up and writing trees that are restored.
///
/// [dura.band.source.SourceTree] and [dura.band.source.RestoreTarget] are the seams; the
/// implementations on real files name everything as bytes and relative to open directories, so that
/// no link leads out of a tree, whoever changes it meanwhile.
@NullMarked
package dura.band.source;

import org.jspecify.annotations.NullMarked;
