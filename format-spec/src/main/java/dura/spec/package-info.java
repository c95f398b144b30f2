/// The constants of the format, next to the pages that define them.
@NullMarked
package dura.spec;

import org.jspecify.annotations.NullMarked;
