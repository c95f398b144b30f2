/// How likely an archive loses something: the program behind format-spec/55-odds.md.
@NullMarked
package dura.codec.odds;

import org.jspecify.annotations.NullMarked;
