/// Archives in S3 buckets and in what speaks their protocol.
@NullMarked
package dura.band.store.s3;

import org.jspecify.annotations.NullMarked;
