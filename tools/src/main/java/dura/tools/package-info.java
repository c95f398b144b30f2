/// The commands `dura`, `dura-fsck` and `dura-dump`.
@NullMarked
package dura.tools;

import org.jspecify.annotations.NullMarked;
