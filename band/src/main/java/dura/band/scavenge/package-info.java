/// Objects found in bytes without a file system: heads prove themselves, and tell which sector is which
/// cell (format-spec/10-object.md, 20-head.md, 50-erasure.md).
@NullMarked
package dura.band.scavenge;

import org.jspecify.annotations.NullMarked;
