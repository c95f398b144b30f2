@NullMarked
package dura.codec.tar;

import org.jspecify.annotations.NullMarked;
