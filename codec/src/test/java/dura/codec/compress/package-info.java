@NullMarked
package dura.codec.compress;

import org.jspecify.annotations.NullMarked;
