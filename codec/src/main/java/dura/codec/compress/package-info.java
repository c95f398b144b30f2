/// The compression layer of a payload, frame by frame (`30-compression.md`).
@NullMarked
package dura.codec.compress;

import org.jspecify.annotations.NullMarked;
