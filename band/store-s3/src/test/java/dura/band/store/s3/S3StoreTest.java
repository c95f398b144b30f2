package dura.band.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.store.LocationException;
import dura.band.store.Store;
import dura.band.store.StoreContract;
import dura.band.store.StoreException;
import dura.band.store.StoreFailure;
import dura.band.store.StoreLocation;
import dura.codec.bytes.ByteSlice;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/// Buckets keep the contract, and whatever a server does wrong has its name.
class S3StoreTest extends StoreContract {
  private static final String PLACE = "s3://bucket/backups/home";
  private static final ByteSlice BYTES = ByteSlice.utf8("some bytes");

  private FakeS3 server;
  private Store store;

  @BeforeEach
  void start() throws IOException {
    server = new FakeS3();
    store = provider(server.url()).create(StoreLocation.parse(PLACE));
  }

  @AfterEach
  void stop() throws IOException {
    store.close();
    server.close();
  }

  static S3StoreProvider provider(String endpoint) {
    return provider(endpoint, "S3RVER");
  }

  static S3StoreProvider provider(String endpoint, String accessKey) {
    var credentials = StaticCredentialsProvider.create(
        AwsBasicCredentials.create(accessKey, "S3RVER"));
    return new S3StoreProvider(
        Map.of("AWS_ENDPOINT_URL_S3", endpoint, "DURA_STORE_TIMEOUT", "1"),
        builder -> builder.credentialsProvider(credentials));
  }

  @Override
  protected Store store() {
    return store;
  }

  private StoreFailure failure(String path) {
    return assertThrows(StoreException.class, () -> store.read(path)).failure();
  }

  @Test
  void objectsStandBelowThePrefix() throws IOException {
    store.putIfAbsent("b1/x.tar", BYTES);
    assertTrue(server.has("backups/home/b1/x.tar"));
    assertEquals(PLACE, store.location());
    server.put("backups/home-2/y.tar", new byte[1]);
    assertEquals(List.of(new Store.Listed("b1", true, 0)), store.list(""));
  }

  @Test
  void aServerThatKeepsConditionsIsConsistentAndAskedOnce() throws IOException {
    assertTrue(store.isConsistent());
    int before = server.requests();
    assertTrue(store.isConsistent());
    assertEquals(Store.Put.STORED, store.putIfAbsent("x.tar", BYTES));
    assertEquals(Store.Put.EXISTS, store.putIfAbsent("x.tar", BYTES));
    assertEquals(before + 2, server.requests());
  }

  @Test
  void aServerThatIgnoresConditionsIsNotConsistentButNotOverwritten() throws IOException {
    server.trouble = FakeS3.Trouble.IGNORES_CONDITIONS;
    assertFalse(store.isConsistent());
    assertEquals(Store.Put.STORED, store.putIfAbsent("x.tar", BYTES));
    assertEquals(Store.Put.EXISTS, store.putIfAbsent("x.tar", ByteSlice.EMPTY));
    assertEquals(BYTES, store.read("x.tar").orElseThrow().bytes());
  }

  @Test
  void listsAreFollowedToTheirEnd() throws IOException {
    List<String> names = IntStream.range(100, 100 + 5 * FakeS3.PAGE + 3)
        .mapToObj(i -> "d" + i + ".tar")
        .toList();
    for (String name : names) {
      server.put("backups/home/d/" + name, new byte[3]);
    }
    server.put("backups/home/d/", new byte[0]);
    server.put("backups/home/d/.hidden", new byte[0]);
    assertEquals(names, store.list("d").stream().map(Store.Listed::name).toList());
    server.trouble = FakeS3.Trouble.ENDLESS_LIST;
    assertEquals(StoreFailure.GARBLED,
        assertThrows(StoreException.class, () -> store.list("d")).failure());
  }

  @Test
  void alteredUploadsAreNoticedAndTakenAway() throws IOException {
    server.trouble = FakeS3.Trouble.ALTERS_UPLOADS;
    StoreException garbled =
        assertThrows(StoreException.class, () -> store.putIfAbsent("x.tar", BYTES));
    assertEquals(StoreFailure.GARBLED, garbled.failure());
    server.trouble = FakeS3.Trouble.NONE;
    assertEquals(Optional.empty(), store.read("x.tar"));
  }

  @Test
  void tagsThatAreNoMd5DoNotMatter() throws IOException {
    server.trouble = FakeS3.Trouble.LIES_ABOUT_ETAGS;
    assertEquals(Store.Put.STORED, store.putIfAbsent("x.tar", BYTES));
    assertEquals(BYTES, store.read("x.tar").orElseThrow().bytes());
  }

  @Test
  void cutBodiesAreNotBelieved() throws IOException {
    store.putIfAbsent("x.tar", ByteSlice.of(new byte[100_000]));
    server.trouble = FakeS3.Trouble.CUTS_BODIES;
    StoreFailure seen = failure("x.tar");
    assertTrue(seen == StoreFailure.GARBLED || seen == StoreFailure.CONNECTION, seen.toString());
  }

  @Test
  void aServerThatSendsAllInsteadOfARangeServes() throws IOException {
    store.putIfAbsent("x.tar", BYTES);
    server.trouble = FakeS3.Trouble.IGNORES_RANGES;
    assertEquals(BYTES.slice(2, 5), store.read("x.tar", 2, 3).orElseThrow().bytes());
    assertEquals(ByteSlice.EMPTY, store.read("x.tar", 70, 3).orElseThrow().bytes());
  }

  @ParameterizedTest
  @CsvSource({
    "403, InvalidAccessKeyId, CREDENTIALS", "403, SignatureDoesNotMatch, CREDENTIALS",
    "400, ExpiredToken, EXPIRED", "404, NoSuchBucket, NO_PLACE", "503, SlowDown, BUSY",
    "429, TooManyRequests, BUSY", "500, InternalError, SERVER", "502, BadGateway, SERVER",
    "400, BadDigest, GARBLED", "507, InsufficientStorage, NO_SPACE",
    "400, EntityTooLarge, TOO_LARGE", "409, ConditionalRequestConflict, BUSY",
    "400, InvalidRequest, REFUSED", "400, RequestTimeout, CONNECTION"})
  void whatTheServerSaysHasItsName(int status, String code, StoreFailure expected)
      throws IOException {
    server.refusal = new FakeS3.Refusal(status, code, Map.of("Retry-After", "7"));
    StoreException told = assertThrows(StoreException.class, () -> store.read("x.tar"));
    assertEquals(expected, told.failure());
    assertEquals(PLACE + "/x.tar", told.location());
    assertTrue(told.detail().contains(code), told.detail());
    assertEquals(Optional.of(Duration.ofSeconds(7)), told.retryAfter());
    assertEquals(expected,
        assertThrows(StoreException.class, () -> store.putIfAbsent("x.tar", BYTES)).failure());
    assertEquals(expected,
        assertThrows(StoreException.class, () -> store.list("")).failure());
  }

  @Test
  void whatIsDeniedIsDenied() {
    server.refusal = new FakeS3.Refusal(403, "AccessDenied", Map.of());
    assertThrows(AccessDeniedException.class, () -> store.read("x.tar"));
    assertThrows(AccessDeniedException.class, () -> store.delete("x.tar"));
    assertFalse(store.isConsistent());
  }

  @Test
  void aSilentServerIsTold() {
    server.trouble = FakeS3.Trouble.NO_ANSWER;
    assertEquals(StoreFailure.SILENT, failure("x.tar"));
  }

  @Test
  void aServerThatIsGoneIsTold() {
    server.close();
    assertEquals(StoreFailure.CONNECTION, failure("x.tar"));
  }

  @Test
  void hostsThatAreNoneAreTold() {
    StoreException told = assertThrows(StoreException.class,
        () -> provider("http://nowhere.invalid").open(StoreLocation.parse(PLACE)));
    assertEquals(StoreFailure.NO_ROUTE, told.failure());
  }

  @Test
  void placesThatCannotBeAreTold() throws IOException {
    StoreLocation other = StoreLocation.parse("s3://other/x");
    assertEquals(StoreFailure.NO_PLACE, assertThrows(
        StoreException.class, () -> provider(server.url()).open(other)).failure());
    store.putIfAbsent("x.tar", BYTES);
    LocationException full = assertThrows(LocationException.class,
        () -> provider(server.url()).create(StoreLocation.parse(PLACE)));
    assertEquals(LocationException.Problem.NOT_EMPTY, full.problem());
    LocationException noUrl = assertThrows(LocationException.class,
        () -> provider("not a url").open(StoreLocation.parse(PLACE)));
    assertEquals(LocationException.Problem.SETTING, noUrl.problem());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "s3:bucket", "s3://", "s3:///x", "s3://b", "s3://bucket//x", "s3://bucket/a/../b",
    "s3://bucket/./a", "s3://bucket/x?y", "s3://bucket/x#y", "s3://user@bucket/x"})
  void locationsThatAreNoneAreTold(String text) {
    LocationException told = assertThrows(LocationException.class,
        () -> S3Location.parse(StoreLocation.parse(text)));
    assertEquals(LocationException.Problem.MALFORMED, told.problem());
    assertEquals("s3://BUCKET/PREFIX", told.detail());
  }

  @Test
  void locationsAreTakenApart() throws IOException {
    assertEquals(new S3Location("my-bucket", "", "s3://my-bucket/"),
        S3Location.parse(StoreLocation.parse("s3://my-bucket/")));
    assertEquals(new S3Location("my-bucket", "a b/c/", "S3://my-bucket/a b/c"),
        S3Location.parse(StoreLocation.parse("S3://my-bucket/a b/c")));
  }
}
