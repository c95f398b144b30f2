package dura.band.store.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An S3 server in memory, on loopback, with one bucket named `bucket`; keeps conditions, pages its
/// lists, and misbehaves when told to. Signatures are not looked at.
final class FakeS3 implements Closeable {
  /// Names in a page of a list.
  static final int PAGE = 7;
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

  /// How requests go wrong.
  enum Trouble {
    NONE, NO_ANSWER, IGNORES_CONDITIONS, CUTS_BODIES, ALTERS_UPLOADS, LIES_ABOUT_ETAGS,
    IGNORES_RANGES, ENDLESS_LIST
  }

  /// An answer to every request.
  record Refusal(int status, String code, Map<String, String> headers) {}

  private final NavigableMap<String, byte[]> objects = new TreeMap<>();
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger requests = new AtomicInteger();
  volatile Trouble trouble = Trouble.NONE;
  volatile @Nullable Refusal refusal;

  FakeS3() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  int requests() {
    return requests.get();
  }

  synchronized void put(String key, byte[] bytes) {
    objects.put(key, bytes);
  }

  synchronized boolean has(String key) {
    return objects.containsKey(key);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      byte[] body = exchange.getRequestBody().readAllBytes();
      Refusal refused = refusal;
      if (trouble == Trouble.NO_ANSWER) {
        Thread.sleep(60_000);
      } else if (refused != null) {
        refused.headers().forEach(exchange.getResponseHeaders()::set);
        error(exchange, refused.status(), refused.code());
      } else {
        answer(exchange, body);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange, byte[] body) throws IOException {
    String[] path = exchange.getRequestURI().getPath().substring(1).split("/", 2);
    if (!path[0].equals("bucket")) {
      error(exchange, 404, "NoSuchBucket");
    } else if (path.length == 1 || path[1].isEmpty()) {
      list(exchange);
    } else {
      switch (exchange.getRequestMethod()) {
        case "PUT" -> put(exchange, path[1], body);
        case "GET", "HEAD" -> get(exchange, path[1]);
        case "DELETE" -> {
          synchronized (this) {
            objects.remove(path[1]);
          }
          exchange.sendResponseHeaders(204, -1);
        }
        default -> error(exchange, 501, "NotImplemented");
      }
    }
  }

  private void put(HttpExchange exchange, String key, byte[] body) throws IOException {
    String claimed = exchange.getRequestHeaders().getFirst("Content-MD5");
    if (claimed != null && !claimed.equals(Base64.getEncoder().encodeToString(md5(body)))) {
      error(exchange, 400, "BadDigest");
      return;
    }
    boolean conditional = exchange.getRequestHeaders().containsKey("If-None-Match")
        && trouble != Trouble.IGNORES_CONDITIONS;
    byte[] kept = body.clone();
    if (trouble == Trouble.ALTERS_UPLOADS && kept.length > 0) {
      kept[0] ^= 1;
    }
    boolean taken;
    synchronized (this) {
      taken = conditional && objects.containsKey(key);
      if (!taken) {
        objects.put(key, kept);
      }
    }
    if (taken) {
      error(exchange, 412, "PreconditionFailed");
      return;
    }
    byte[] tagged = trouble == Trouble.LIES_ABOUT_ETAGS ? new byte[] {1} : kept;
    exchange.getResponseHeaders().set("ETag", "\"" + HexFormat.of().formatHex(md5(tagged)) + "\"");
    exchange.sendResponseHeaders(200, -1);
  }

  private void get(HttpExchange exchange, String key) throws IOException {
    byte[] bytes;
    synchronized (this) {
      bytes = objects.get(key);
    }
    if (bytes == null) {
      error(exchange, 404, "NoSuchKey");
      return;
    }
    boolean head = exchange.getRequestMethod().equals("HEAD");
    String range = exchange.getRequestHeaders().getFirst("Range");
    int status = 200;
    if (range != null && trouble != Trouble.IGNORES_RANGES) {
      Matcher parts = RANGE.matcher(range);
      if (!parts.matches() || Long.parseLong(parts.group(1)) >= bytes.length) {
        error(exchange, 416, "InvalidRange");
        return;
      }
      int from = Integer.parseInt(parts.group(1));
      int to = (int) Math.min(Long.parseLong(parts.group(2)) + 1, bytes.length);
      exchange.getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + bytes.length);
      bytes = Arrays.copyOfRange(bytes, from, to);
      status = 206;
    }
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(bytes.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    int sent = trouble == Trouble.CUTS_BODIES ? bytes.length / 2 : bytes.length;
    exchange.getResponseBody().write(bytes, 0, sent);
  }

  private static Map<String, String> query(HttpExchange exchange) {
    var query = new TreeMap<String, String>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String part : raw == null ? new String[0] : raw.split("&", -1)) {
      String[] pair = part.split("=", 2);
      query.put(pair[0],
          pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  private void list(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange);
    String prefix = query.getOrDefault("prefix", "");
    String after = query.getOrDefault("continuation-token", "");
    var names = new TreeSet<String>();
    var lengths = new TreeMap<String, Integer>();
    synchronized (this) {
      objects.tailMap(prefix).forEach((key, bytes) -> {
        if (key.startsWith(prefix)) {
          int end = query.containsKey("delimiter") ? key.indexOf('/', prefix.length()) : -1;
          names.add(end < 0 ? key : key.substring(0, end + 1));
          lengths.put(key, bytes.length);
        }
      });
    }
    var page = names.tailSet(after, false).stream().limit(PAGE).toList();
    boolean more = !page.isEmpty() && names.higher(page.getLast()) != null;
    var xml = new StringBuilder("<ListBucketResult>");
    if (trouble == Trouble.ENDLESS_LIST) {
      xml.append("<IsTruncated>true</IsTruncated>")
          .append("<NextContinuationToken>again</NextContinuationToken>");
    } else {
      xml.append("<IsTruncated>").append(more).append("</IsTruncated>");
      if (more) {
        xml.append("<NextContinuationToken>")
            .append(page.getLast())
            .append("</NextContinuationToken>");
      }
    }
    for (String name : page) {
      xml.append(name.endsWith("/") && !lengths.containsKey(name)
          ? "<CommonPrefixes><Prefix>" + name + "</Prefix></CommonPrefixes>"
          : "<Contents><Key>" + name + "</Key><Size>" + lengths.get(name)
              + "</Size></Contents>");
    }
    send(exchange, 200, xml.append("</ListBucketResult>").toString());
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      send(exchange, status,
          "<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>");
    }
  }

  private static void send(HttpExchange exchange, int status, String xml) throws IOException {
    byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static byte[] md5(byte[] bytes) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
