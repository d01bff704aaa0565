namespace Sonde.Diagnosis.Tests.Rules;

/// <summary>Pieces of pods for tests.</summary>
internal static class Pods
{
    /// <summary>A spec on node n1 with one container <c>app</c>.</summary>
    public static string Spec(string fields = "", string image = "registry.example/app:1", string pod = "") =>
        $$"""{"nodeName":"n1"{{Comma(pod)}},"containers":[{"name":"app","image":"{{image}}"{{Comma(fields)}}}]}""";

    /// <summary>A status in which <c>app</c> waits.</summary>
    public static string Waiting(string reason, string message) => $$"""
        {"phase":"Pending","conditions":[{"type":"Ready","status":"False"}],
         "containerStatuses":[{"name":"app","ready":false,"restartCount":0,"state":{"waiting":{"reason":"{{reason}}","message":"{{Quoted(message)}}"} } }]}
        """;

    /// <summary>A status in which <c>app</c> is in back-off after an end.</summary>
    public static string Crashed(int exitCode, string reason = "Error", int seconds = 2, int restarts = 6, string message = "") => $$"""
        {"phase":"Running","conditions":[{"type":"Ready","status":"False"}],
         "containerStatuses":[{"name":"app","ready":false,"restartCount":{{restarts}},"started":false,
          "state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 5m0s"} },
          "lastState":{"terminated":{"exitCode":{{exitCode}},"reason":"{{reason}}","message":"{{Quoted(message)}}",
           "startedAt":"2026-01-02T11:58:00Z","finishedAt":"2026-01-02T11:{{After(seconds)}}Z"} } }]}
        """;

    /// <summary>A status in which <c>app</c> runs and is ready; <paramref name="restarts"/> once upon a time.</summary>
    public static string Ready(int restarts = 0) => $$"""
        {"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-02T11:10:00Z"}],
         "containerStatuses":[{"name":"app","ready":true,"restartCount":{{restarts}},"state":{"running":{"startedAt":"2026-01-02T11:05:00Z"} }
          {{(restarts > 0 ? Past : "")}} }]}
        """;

    private const string Past = """
        ,"lastState":{"terminated":{"exitCode":1,"reason":"Error","startedAt":"2026-01-02T11:04:00Z","finishedAt":"2026-01-02T11:04:30Z"}}
        """;

    /// <summary>A status in which <c>app</c> runs and is not ready.</summary>
    public static string NotReady { get; } = """
        {"phase":"Running","conditions":[{"type":"Ready","status":"False"}],
         "containerStatuses":[{"name":"app","ready":false,"restartCount":0,"state":{"running":{"startedAt":"2026-01-02T11:00:05Z"}}}]}
        """;

    private static string Quoted(string text) => text.Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string After(int seconds) => $"{58 + (seconds / 60)}:{seconds % 60:00}";

    private static string Comma(string fields) => fields.Length == 0 ? "" : "," + fields;
}
