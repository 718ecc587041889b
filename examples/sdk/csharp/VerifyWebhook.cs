// Is this message ours? Verify the raw bytes before you parse them.

using System.Security.Cryptography;
using System.Text;

public static class VerifyWebhook
{
    public static bool IsOurs(string secret, string id, string stamp, string signatures, byte[] body)
    {
        var age = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(stamp);
        if (Math.Abs(age) > 300) return false;
        using var mac = new HMACSHA256(Convert.FromBase64String(secret.Replace("whsec_", "")));
        var signed = Encoding.UTF8.GetBytes($"{id}.{stamp}.").Concat(body).ToArray();
        var wanted = Encoding.UTF8.GetBytes("v1," + Convert.ToBase64String(mac.ComputeHash(signed)));
        return signatures.Split(' ').Any(given =>  // two for a day after a change of secret
            CryptographicOperations.FixedTimeEquals(wanted, Encoding.UTF8.GetBytes(given)));
    }
}
