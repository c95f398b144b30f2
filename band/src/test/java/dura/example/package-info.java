/// A storage module as a third party writes it: it knows nothing but the public types of
/// [dura.band.store], and Dura knows nothing of it. `band/storage-modules.md` goes through it.
@NullMarked
package dura.example;

import org.jspecify.annotations.NullMarked;
