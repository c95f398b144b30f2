/// Alarms: typed statements that the world and the specification disagree. The list is
/// format-spec/90-alarms.md; a test holds page and code together.
@NullMarked
package dura.spec.alarm;

import org.jspecify.annotations.NullMarked;
