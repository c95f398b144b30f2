/// The ustar envelope of an object: format-spec/10-object.md.
@NullMarked
package dura.codec.envelope;

import org.jspecify.annotations.NullMarked;
