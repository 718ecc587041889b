// From the patient's code to the settlement. Java 11, nothing else:
//   YIBAO_URL=… CLIENT_ID=… CLIENT_SECRET=… java FirstSettlement.java
// A real system reads JSON with its own library; amounts stay text or BigDecimal, never double.

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class FirstSettlement {
    static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    static final String BASE = System.getenv("YIBAO_URL");
    static String token;

    public static void main(String[] arguments) throws Exception {
        token = text(login(), "access_token");
        String run = UUID.randomUUID().toString().substring(0, 8);
        String now = OffsetDateTime.now(ZoneOffset.ofHours(8))
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX"));
        String person = System.getenv("PERSON");
        if (person == null) {
            person = text(call("GET", "/api/v1/sandbox/people/", null, null), "key");
        }
        String code = text(call("POST", "/api/v1/sandbox/people/" + person + "/code/", "{}",
                "code-" + run), "code");
        String scan = text(call("POST", "/api/v1/scans/",
                "{\"medium\":\"code\",\"code\":\"" + code + "\",\"business_type\":\"01301\","
                + "\"terminal\":\"T01\",\"operator\":{\"id\":\"0007\",\"name\":\"收费员\"}}",
                "scan-" + run), "scan_id");
        String visit = "/api/v1/visits/" + text(call("POST", "/api/v1/visits/",
                "{\"scan_id\":\"" + scan + "\",\"med_type\":\"11\",\"ipt_otp_no\":\"M" + run
                + "\",\"begntime\":\"" + now + "\",\"remote\":\"none\"}", "visit-" + run), "visit_id");
        call("POST", visit + "/fees/",
                "{\"items\":[{\"feedetl_sn\":\"1\",\"med_list_codg\":\"XA02BCA001A001007037\","
                + "\"medins_list_codg\":\"1001\",\"medins_list_name\":\"奥美拉唑肠溶胶囊\","
                + "\"cnt\":\"2\",\"pric\":\"18.60\",\"det_item_fee_sumamt\":\"37.20\","
                + "\"fee_ocur_time\":\"" + now + "\"}]}", "fees-" + run);
        String quote = call("POST", visit + "/quotes/", "{\"acct_used_flag\":\"1\"}", "quote-" + run);
        String settled = call("POST", visit + "/settlements/",
                "{\"quote_id\":\"" + text(quote, "quote_id") + "\",\"psn_part_amt\":\""
                + text(quote, "psn_part_amt") + "\",\"psn_cash_pay\":\"" + text(quote, "psn_cash_pay")
                + "\",\"cash_method\":\"cash\"}", "settle-" + run);
        System.out.println("结算 " + text(settled, "setl_id") + " 现金 " + text(settled, "psn_cash_pay"));
    }

    static String login() throws IOException, InterruptedException {
        String pair = System.getenv("CLIENT_ID") + ":" + System.getenv("CLIENT_SECRET");
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return answer(HttpRequest.newBuilder(URI.create(BASE + "/oauth/token/"))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")).build());
    }

    /** One call; when no answer comes the same key is sent again, so that it happens once. */
    static String call(String method, String path, String body, String key)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(BASE + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        for (int tries = 1; ; tries++) {
            try {
                return answer(request.build());
            } catch (IOException lost) {
                if (key == null || tries == 4) {
                    throw lost;
                }
                Thread.sleep(1000L << tries);
            }
        }
    }

    static String answer(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /** The first member of this name. */
    static String text(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json.replace("\": \"", "\":\""));
        if (!found.find()) {
            throw new IllegalStateException(name + " is missing in " + json);
        }
        return found.group(1);
    }
}
