// Is this message ours? Reads the raw body from standard input; exit code 0 says yes.
//   WEBHOOK_SECRET=whsec_… WEBHOOK_ID=… WEBHOOK_TIMESTAMP=… WEBHOOK_SIGNATURE=… \
//       java VerifyWebhook.java < body

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class VerifyWebhook {
    public static void main(String[] arguments) throws Exception {
        System.exit(isOurs(System.getenv("WEBHOOK_SECRET"), System.getenv("WEBHOOK_ID"),
                System.getenv("WEBHOOK_TIMESTAMP"), System.getenv("WEBHOOK_SIGNATURE"),
                System.in.readAllBytes()) ? 0 : 1);
    }

    static boolean isOurs(String secret, String id, String stamp, String signatures, byte[] body)
            throws Exception {
        if (Math.abs(System.currentTimeMillis() / 1000 - Long.parseLong(stamp)) > 300) {
            return false;
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] key = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update((id + "." + stamp + ".").getBytes(StandardCharsets.UTF_8));
        String wanted = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        for (String given : signatures.split(" ")) {  // two for a day after a change of secret
            if (MessageDigest.isEqual(wanted.getBytes(), given.getBytes())) {
                return true;
            }
        }
        return false;
    }
}
