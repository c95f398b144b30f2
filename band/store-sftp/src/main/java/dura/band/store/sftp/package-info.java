/// Archives in folders of SSH servers.
@NullMarked
package dura.band.store.sftp;

import org.jspecify.annotations.NullMarked;
