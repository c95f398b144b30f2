package dura.band.store.s3;

import dura.band.model.PrintableBytes;
import dura.band.store.Store;
import dura.band.store.StoreException;
import dura.band.store.StoreFailure;
import dura.band.store.StorePath;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.spec.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// An archive below a prefix of a bucket. One object is one PUT.
///
/// Directories are prefixes: an object and a directory may have one name. Put-if-absent is the
/// server's where it has it (`If-None-Match: *`); where it ignores that header, the object is looked
/// for first, and the place is not consistent. Every body that is put carries its MD5 for the server
/// to compare, and the ETag that comes back is compared here.
final class S3Store implements Store {
  /// A start of a range behind which no object reaches; some servers do not understand larger ones.
  private static final long FAR_BYTES = 1L << 43;
  /// Names in one directory: a server that tells more is not believed.
  private static final int MAX_NAMES = 1 << 22;

  private final S3Client client;
  private final S3Location location;
  private final ConditionalPuts conditionalPuts;

  /// @param client closed with the store
  S3Store(S3Client client, S3Location location, ConditionalPuts conditionalPuts) {
    this.client = client;
    this.location = location;
    this.conditionalPuts = conditionalPuts;
  }

  /// A request to the server.
  interface Request<T> {
    T make() throws IOException;
  }

  /// Makes a request, and tells how it failed.
  <T> T request(String path, Request<T> request) throws IOException {
    try {
      return request.make();
    } catch (SdkException failure) {
      throw S3Failures.told(location.shown(path), failure);
    }
  }

  /// Finds out whether the bucket is there and may be read.
  void requireReachable() throws IOException {
    request("", () -> client.listObjectsV2(ask -> ask.bucket(location.bucket())
        .prefix(location.prefix())
        .maxKeys(1)));
  }

  @Override
  public Put putIfAbsent(String path, ByteSlice bytes) throws IOException {
    StorePath.components(path);
    return request(path, () -> {
      boolean conditional = conditionalPuts.areHonoured(client, location);
      if (!conditional && exists(path)) {
        return Put.EXISTS;
      }
      try {
        upload(path, bytes, conditional);
        return Put.STORED;
      } catch (S3Exception failure) {
        if (conditional && failure.statusCode() == 412) {
          return Put.EXISTS;
        }
        throw failure;
      }
    });
  }

  private void upload(String path, ByteSlice bytes, boolean onlyIfAbsent) throws IOException {
    var body = new UploadBody(bytes);
    String etag = client.putObject(ask -> {
      ask.bucket(location.bucket()).key(location.key(path)).contentMD5(body.md5Base64());
      if (onlyIfAbsent) {
        ask.ifNoneMatch("*");
      }
    }, body.request()).eTag();
    // A tag of another form, as of encrypted buckets, says nothing. Where it differs, bytes decide.
    if (UploadBody.isMd5(etag) && !body.hasMd5(etag) && !holds(path, bytes)) {
      client.deleteObject(ask -> ask.bucket(location.bucket()).key(location.key(path)));
      throw new StoreException(
          StoreFailure.GARBLED, location.shown(path), etag + " != " + body.md5Hex());
    }
  }

  private boolean holds(String path, ByteSlice bytes) throws IOException {
    return read(path).map(StoredBytes::bytes).filter(bytes::equals).isPresent();
  }

  private boolean exists(String path) {
    try {
      client.headObject(ask -> ask.bucket(location.bucket()).key(location.key(path)));
      return true;
    } catch (S3Exception failure) {
      if (failure.statusCode() == 404) {
        return false;
      }
      throw failure;
    }
  }

  @Override
  public Optional<StoredBytes> read(String path) throws IOException {
    StorePath.components(path);
    return request(path, () -> download(path, null, 0, Limits.MAX_OBJECT_BYTES))
        .map(StoredBytes::whole);
  }

  @Override
  public Optional<StoredBytes> read(String path, long offset, int length) throws IOException {
    StorePath.components(path);
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(length + " bytes from " + offset);
    }
    return request(path, () -> {
      if (length == 0 || offset >= FAR_BYTES) {
        return exists(path) ? Optional.of(new byte[0]) : Optional.<byte[]>empty();
      }
      String range = "bytes=" + offset + "-" + (offset + length - 1);
      try {
        return download(path, range, offset, length);
      } catch (S3Exception failure) {
        if (failure.statusCode() == 416) {
          return Optional.of(new byte[0]);
        }
        throw failure;
      }
    }).map(StoredBytes::whole);
  }

  /// @param range what is asked for; none for all
  /// @param offset where to begin should the server send all from its beginning nevertheless
  /// @param most bytes
  private Optional<byte[]> download(
      String path, @Nullable String range, long offset, int most) throws IOException {
    try (
        ResponseInputStream<GetObjectResponse> body = client.getObject(
            ask -> ask.bucket(location.bucket()).key(location.key(path)).range(range))) {
      boolean all = body.response().contentRange() == null;
      Long announced = body.response().contentLength();
      if (announced == null) {
        throw new StoreException(
            StoreFailure.REFUSED, location.shown(path), "no Content-Length");
      }
      long length = announced;
      if (range == null && length > Limits.MAX_OBJECT_BYTES) {
        body.abort();
        throw new StoreException(StoreFailure.TOO_LARGE, location.shown(path),
            Long.toString(length));
      }
      long skipped = all ? Math.min(offset, length) : 0;
      int wanted = (int) Math.min(length - skipped, most);
      body.skipNBytes(skipped);
      byte[] bytes = DownloadBody.read(body, wanted, location.shown(path));
      if (wanted < length - skipped) {
        body.abort();
      }
      return Optional.of(bytes);
    } catch (S3Exception failure) {
      if (failure.statusCode() == 404 && !isNoBucket(failure)) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private static boolean isNoBucket(S3Exception failure) {
    return failure.awsErrorDetails() != null
        && "NoSuchBucket".equals(failure.awsErrorDetails().errorCode());
  }

  @Override
  public List<Listed> list(String directory) throws IOException {
    StorePath.directoryComponents(directory);
    String prefix = directory.isEmpty() ? location.prefix() : location.key(directory) + "/";
    return request(directory, () -> list(directory, prefix));
  }

  private List<Listed> list(String directory, String prefix) throws IOException {
    List<Listed> found = new ArrayList<>();
    @Nullable String token = null;
    do {
      @Nullable String from = token;
      ListObjectsV2Response page = client.listObjectsV2(ask -> ask.bucket(location.bucket())
          .prefix(prefix)
          .delimiter("/")
          .continuationToken(from));
      for (S3Object object : page.contents()) {
        add(found, object.key(), prefix, false, object.size());
      }
      for (CommonPrefix common : page.commonPrefixes()) {
        String key = common.prefix();
        add(found, key.substring(0, key.length() - 1), prefix, true, 0);
      }
      token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
      if (found.size() > MAX_NAMES || token != null && token.equals(from)) {
        throw new StoreException(StoreFailure.GARBLED, location.shown(directory), "endless list");
      }
    } while (token != null);
    found.sort(Comparator.comparing(Listed::name));
    return List.copyOf(found);
  }

  /// The prefix itself, as some programs put it to show a folder, is no name below it.
  private static void add(
      List<Listed> found, String key, String prefix, boolean directory, long length) {
    String name = key.startsWith(prefix) ? key.substring(prefix.length()) : "";
    if (!name.isEmpty() && name.charAt(0) != '.') {
      String shown = PrintableBytes.of(name.getBytes(StandardCharsets.UTF_8));
      found.add(new Listed(shown, directory, length));
    }
  }

  @Override
  public boolean delete(String path) throws IOException {
    StorePath.components(path);
    return request(path, () -> {
      if (!exists(path)) {
        return false;
      }
      client.deleteObject(ask -> ask.bucket(location.bucket()).key(location.key(path)));
      return true;
    });
  }

  @Override
  public Optional<Replacing> replacing() {
    return Optional.of((path, bytes) -> {
      StorePath.components(path);
      request(path, () -> {
        upload(path, bytes, false);
        return Put.STORED;
      });
    });
  }

  @Override
  public boolean isConsistent() {
    return conditionalPuts.areKnownHonoured(client, location);
  }

  @Override
  public String location() {
    return location.shown("");
  }

  @Override
  public void close() {
    client.close();
  }
}
