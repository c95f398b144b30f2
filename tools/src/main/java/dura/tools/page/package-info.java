/// The report of a check as a page: a pure view of what the check found.
@NullMarked
package dura.tools.page;

import org.jspecify.annotations.NullMarked;
