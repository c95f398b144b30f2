/// Tests of the envelope.
@NullMarked
package dura.codec.envelope;

import org.jspecify.annotations.NullMarked;
