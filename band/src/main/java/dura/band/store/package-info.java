/// Where archives live: the storage seam. Everything above it knows objects by their paths below the
/// archive and nothing of files.
@NullMarked
package dura.band.store;

import org.jspecify.annotations.NullMarked;
