/// System calls of Linux (glibc, x86_64 and aarch64) through the foreign-function interface.
///
/// The JDK's file API cannot name files whose names are not valid in the locale, and cannot work
/// relative to an open directory without following links; this package can. Nothing here follows a
/// policy of its own: one method, one call, failures as [dura.band.posix.PosixException].
@NullMarked
package dura.band.posix;

import org.jspecify.annotations.NullMarked;
