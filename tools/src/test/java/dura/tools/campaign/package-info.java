/// The damage campaign: real archives, every kind of damage, by the commands.
@NullMarked
package dura.tools.campaign;

import org.jspecify.annotations.NullMarked;
