/// Tries what a place promises: the contract of `band/storage-modules.md` against a real place.
@NullMarked
package dura.band.store.check;

import org.jspecify.annotations.NullMarked;
