// From the patient's code to the settlement. .NET 6 or later, nothing else:
//   YIBAO_URL=… CLIENT_ID=… CLIENT_SECRET=… dotnet run
// Amounts stay string or decimal, never double.

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

var baseUrl = Environment.GetEnvironmentVariable("YIBAO_URL")!.TrimEnd('/');
using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };

var pair = $"{Environment.GetEnvironmentVariable("CLIENT_ID")}:{Environment.GetEnvironmentVariable("CLIENT_SECRET")}";
http.DefaultRequestHeaders.Authorization =
    new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials" });
var login = await Read(await http.PostAsync($"{baseUrl}/oauth/token/", form));
http.DefaultRequestHeaders.Authorization =
    new AuthenticationHeaderValue("Bearer", login.GetProperty("access_token").GetString());

var run = Guid.NewGuid().ToString("N")[..12];
var now = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-ddTHH:mm:sszzz");
var people = await Call(HttpMethod.Get, "/api/v1/sandbox/people/");
var person = Environment.GetEnvironmentVariable("PERSON")
    ?? people.GetProperty("results")[0].GetProperty("key").GetString();
var shown = await Call(HttpMethod.Post, $"/api/v1/sandbox/people/{person}/code/", new { }, $"code-{run}");
var scan = await Call(HttpMethod.Post, "/api/v1/scans/", new
{
    medium = "code", code = shown.GetProperty("code").GetString(), business_type = "01301",
    terminal = "T01", @operator = new { id = "0007", name = "收费员" },
}, $"scan-{run}");
var visit = await Call(HttpMethod.Post, "/api/v1/visits/", new
{
    scan_id = scan.GetProperty("scan_id").GetString(), med_type = "11", ipt_otp_no = $"M{run}",
    begntime = now, remote = "none",
}, $"visit-{run}");
var place = $"/api/v1/visits/{visit.GetProperty("visit_id").GetString()}";
await Call(HttpMethod.Post, $"{place}/fees/", new
{
    items = new[] { new {
        feedetl_sn = "1", med_list_codg = "XA02BCA001A001007037", medins_list_codg = "1001",
        medins_list_name = "奥美拉唑肠溶胶囊", cnt = "2", pric = "18.60",
        det_item_fee_sumamt = "37.20", fee_ocur_time = now,
    } },
}, $"fees-{run}");
var quote = await Call(HttpMethod.Post, $"{place}/quotes/", new { acct_used_flag = "1" }, $"quote-{run}");
var shares = quote.GetProperty("setlinfo");
var settled = await Call(HttpMethod.Post, $"{place}/settlements/", new
{
    quote_id = quote.GetProperty("quote_id").GetString(),
    psn_part_amt = shares.GetProperty("psn_part_amt").GetString(),
    psn_cash_pay = shares.GetProperty("psn_cash_pay").GetString(),
    cash_method = "cash",
}, $"settle-{run}");
Console.WriteLine($"结算 {settled.GetProperty("setl_id").GetString()}");

// One call; when no answer comes the same key is sent again, so that it happens once.
async Task<JsonElement> Call(HttpMethod method, string path, object? body = null, string? key = null)
{
    for (var tries = 1; ; tries++)
    {
        using var request = new HttpRequestMessage(method, baseUrl + path);
        if (body != null)
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        if (key != null) request.Headers.Add("Idempotency-Key", key);
        try { return await Read(await http.SendAsync(request)); }
        catch (Exception lost) when (lost is TaskCanceledException or HttpRequestException { StatusCode: null })
        {
            if (key == null || tries == 4) throw;
            await Task.Delay(TimeSpan.FromSeconds(1 << tries));
        }
    }
}

static async Task<JsonElement> Read(HttpResponseMessage answer)
{
    var text = await answer.Content.ReadAsStringAsync();
    if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{(int)answer.StatusCode} {text}");
    return JsonDocument.Parse(text).RootElement;
}
