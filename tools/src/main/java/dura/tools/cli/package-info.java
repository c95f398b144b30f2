/// What all commands share: options, settings, exit codes, errors, and the world they run in.
@NullMarked
package dura.tools.cli;

import org.jspecify.annotations.NullMarked;
