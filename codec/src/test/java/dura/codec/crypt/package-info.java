@NullMarked
package dura.codec.crypt;

import org.jspecify.annotations.NullMarked;
