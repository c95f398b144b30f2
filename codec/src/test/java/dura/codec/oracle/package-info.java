/// Programs that others wrote, as oracles.
@NullMarked
package dura.codec.oracle;

import org.jspecify.annotations.NullMarked;
