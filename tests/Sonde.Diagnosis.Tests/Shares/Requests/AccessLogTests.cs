using Sonde.Diagnosis.Shares.Requests;

namespace Sonde.Diagnosis.Tests.Shares.Requests;

/// <summary>Lines as the programs write them, and what they tell.</summary>
public sealed class AccessLogTests
{
    [Theory]
    // Method path status host client upstream backend.
    [InlineData("""10.244.0.1 - - [20/Nov/2026 13:57:20] "GET /healthz HTTP/1.1" 200 -""", "GET /healthz 200 - 10.244.0.1 - -")]
    [InlineData("""203.0.113.9 - frank [10/Oct/2026:13:55:36 -0700] "GET /a/17?x=1 HTTP/1.0" 500 2326 "http://www.example.com/" "Mozilla/4.08 [en] (Win98; I ;Nav)" """, "GET /a/* 500 - 203.0.113.9 - -")]
    [InlineData("""203.0.113.9 - - [10/Oct/2026:13:55:36 +0000] "POST /pay HTTP/2.0" 502 150 "-" "curl/8.5" 120 0.003 [shop-cart-80] [] 10.244.1.5:8080 150 0.003 502 5f3a""", "POST /pay 502 - 203.0.113.9 10.244.1.5 shop-cart-80")]
    [InlineData("""203.0.113.9 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 503 190 "-" "curl/8.5" 73 0.000 [shop-cart-80] [] - - - - 5f3a""", "GET / 503 - 203.0.113.9 - shop-cart-80")]
    [InlineData("""203.0.113.9 - - [10/Oct/2026:13:55:36 +0000] "GET /x HTTP/1.1" 504 12 "-" "Go-http-client/1.1" 7 "web@kubernetes" "http://10.244.2.9:80" 30001ms""", "GET /x 504 - 203.0.113.9 10.244.2.9 web@kubernetes")]
    [InlineData("""[2026-04-15T20:17:00.310Z] "POST /api/v1/locations HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "nsq2http" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "locations" "tcp://10.0.2.1:80" """, "POST /api/v1/locations 204 locations 10.0.35.28 10.0.2.1 -")]
    [InlineData("""[2026-11-25T21:26:18.409Z] "GET /status/418 HTTP/1.1" 503 UF upstream_reset "-" "refused" 0 135 4 - "-" "curl/7.73.0" "84961386" "httpbin:8000" "127.0.0.6:80" outbound|8000||httpbin.foo.svc.cluster.local 10.44.1.27:37652 10.44.1.23:80 - default""", "GET /status/* 503 httpbin - 127.0.0.6 outbound|8000||httpbin.foo.svc.cluster.local")]
    [InlineData("""{"start_time":"2026-01-02T12:00:00Z","method":"GET","path":"/a?b","response_code":503,"authority":"shop.example","upstream_host":"10.0.0.7:80","upstream_cluster":"c","downstream_remote_address":"10.9.9.9:5123"}""", "GET /a 503 shop.example 10.9.9.9 10.0.0.7 c")]
    [InlineData("""{"level":"info","ts":1767355200.5,"request":{"remote_ip":"10.1.1.1","method":"get","host":"a.example:443","uri":"/x/0123456789abcdef"},"status":500}""", "GET /x/* 500 a.example 10.1.1.1 - -")]
    [InlineData("""{"time":"02/Jan/2026:12:00:00 +0000","request":"PUT /o/1/ HTTP/1.1","status":"502","upstream_addr":"10.0.0.1:80, 10.0.0.2:80"}""", "PUT /o/*/ 502 - - 10.0.0.2 -")]
    [InlineData("""2026-01-02T12:00:00Z INFO {"http":{"request":{"method":"GET"},"response":{"status_code":500}},"url":{"path":"/p"}}""", "GET /p 500 - - - -")]
    public void A_line_tells_its_request(string line, string told)
    {
        LoggedRequest one = Assert.Single(AccessLog.Read([line.TrimEnd()]));
        static string Or(string text) => text.Length == 0 ? "-" : text;
        Assert.Equal(told, $"{one.Method} {one.Path} {one.Status} {Or(one.Host)} {Or(one.Client)} {Or(one.Upstream)} {Or(one.Backend)}");
    }

    [Theory]
    [InlineData("10.0.0.1 - - [x] \"GET /a HTTP/1.1\" 777 1")]
    [InlineData("10.0.0.1 - - [10/Oct/2026:13:55:36 +0000] \"GET /healthz HTTP/1.1\" 500 2 \"-\" \"kube-probe/1.36\"")]
    [InlineData("""{"status":"error","path":"/etc/x"}""")]
    [InlineData("""{"status":500,"message":"no request"}""")]
    [InlineData("""{"status":500,"path":"/x" """)]
    [InlineData("GET /a 500")]
    [InlineData("")]
    public void Another_line_tells_none(string line) => Assert.Empty(AccessLog.Read([line]));

    [Fact]
    public void Each_server_that_nginx_tried_is_a_request_of_its_own()
    {
        const string Line = """1.2.3.4 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 9 "-" "-" 1 0.1 [s-a-80] [] 10.0.0.1:80, 10.0.0.2:80 0, 9 0.050, 0.050 502, 200 id""";
        Assert.Equal([("10.0.0.1", 502), ("10.0.0.2", 200)], AccessLog.Read([Line]).Select(one => (one.Upstream, one.Status)));
    }

    [Fact]
    public void Times_of_all_formats_are_times()
    {
        string[] lines =
        [
            """1.1.1.1 - - [02/Jan/2026:13:00:00 +0100] "GET / HTTP/1.1" 200 -""", """1.1.1.1 - - [02/Jan/2026 12:00:00] "GET / HTTP/1.1" 200 -""",
            """[2026-01-02T12:00:00.000Z] "GET / HTTP/2" 200 -""", """{"ts":1767355200,"path":"/","status":200}""", """{"time":1767355200000,"path":"/","status":200}""",
        ];
        Assert.All(AccessLog.Read(lines), one => Assert.Equal(new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero), one.Time));
    }
}
