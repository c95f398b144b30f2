/// Tests of whole objects: written, read, damaged, checked.
@NullMarked
package dura.codec.pipeline;

import org.jspecify.annotations.NullMarked;
