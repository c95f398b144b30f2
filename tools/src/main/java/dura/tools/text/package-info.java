/// What people read: messages from the resource bundle, and arguments and names that are bytes.
@NullMarked
package dura.tools.text;

import org.jspecify.annotations.NullMarked;
