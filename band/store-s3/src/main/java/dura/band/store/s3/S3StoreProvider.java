package dura.band.store.s3;

import dura.band.store.LocationException;
import dura.band.store.Store;
import dura.band.store.StoreLocation;
import dura.band.store.StoreProvider;
import dura.band.store.StoreSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/// Opens `s3://BUCKET/PREFIX` with the standard AWS chain of credentials, at AWS or where
/// `AWS_ENDPOINT_URL_S3` (or `AWS_ENDPOINT_URL`) says, then with the bucket in the path. The bucket
/// must be there; a prefix is, as soon as something is below it, so any prefix can be opened.
public final class S3StoreProvider implements StoreProvider {
  private static final Duration CONNECTING = Duration.ofSeconds(30);

  private final Map<String, String> environment;
  private final ClientTweak tweak;

  /// Changes what tests cannot set in the environment of a process.
  interface ClientTweak {
    void to(S3ClientBuilder builder);
  }

  /// For the environment of this process.
  public S3StoreProvider() {
    this(System.getenv(), _ -> {});
  }

  S3StoreProvider(Map<String, String> environment, ClientTweak tweak) {
    this.environment = Map.copyOf(environment);
    this.tweak = tweak;
  }

  @Override
  public String scheme() {
    return "s3";
  }

  @Override
  public Store open(StoreLocation location) throws IOException {
    return openStore(location);
  }

  @Override
  public Store create(StoreLocation location) throws IOException {
    S3Store store = openStore(location);
    boolean empty = false;
    try {
      empty = store.list("").isEmpty();
    } finally {
      if (!empty) {
        store.close();
      }
    }
    if (!empty) {
      throw new LocationException(LocationException.Problem.NOT_EMPTY, location.text());
    }
    return store;
  }

  private S3Store openStore(StoreLocation location) throws IOException {
    S3Location place = S3Location.parse(location);
    Optional<String> endpoint =
        variable("AWS_ENDPOINT_URL_S3").or(() -> variable("AWS_ENDPOINT_URL"));
    S3Client client;
    try {
      client = client(endpoint);
    } catch (SdkException failure) {
      throw S3Failures.told(location.text(), failure);
    } catch (IllegalArgumentException | NullPointerException noUrl) {
      var told = new LocationException(LocationException.Problem.SETTING, "AWS_ENDPOINT_URL_S3",
          endpoint.orElse(""));
      told.initCause(noUrl);
      throw told;
    }
    var store = new S3Store(client, place,
        endpoint.isPresent() ? ConditionalPuts.toBeProbed() : ConditionalPuts.known());
    boolean reached = false;
    try {
      store.requireReachable();
      reached = true;
      return store;
    } finally {
      if (!reached) {
        store.close();
      }
    }
  }

  /// Retries are not the library's: they stand before the store.
  private S3Client client(Optional<String> endpoint) throws LocationException {
    S3ClientBuilder builder = S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder()
            .connectionTimeout(CONNECTING)
            .socketTimeout(StoreSettings.of(environment).silence()))
        .overrideConfiguration(all -> all.retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .region(region())
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    if (endpoint.isPresent()) {
      builder.endpointOverride(URI.create(endpoint.get()))
          .forcePathStyle(true)
          .serviceConfiguration(service -> service.chunkedEncodingEnabled(false));
    } else {
      builder.crossRegionAccessEnabled(true);
    }
    tweak.to(builder);
    return builder.build();
  }

  /// Where none is named, AWS itself tells the region of a bucket, and others need none.
  private Region region() {
    Optional<String> named =
        variable("AWS_REGION").or(() -> variable("AWS_DEFAULT_REGION"));
    if (named.isPresent()) {
      return Region.of(named.get());
    }
    try {
      return new AwsProfileRegionProvider().getRegion();
    } catch (SdkClientException noneInTheProfile) {
      return Region.US_EAST_1;
    }
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty());
  }
}
