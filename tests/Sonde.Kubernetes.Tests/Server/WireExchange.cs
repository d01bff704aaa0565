using System.Text.Json;

namespace Sonde.Kubernetes.Tests.Server;

/// <summary>One request with its answer, out of a recording under <c>Wire/</c>.</summary>
internal sealed record WireExchange(string Method, string Target, int Status, string ContentType)
{
    public string? Body { get; private set; }

    public List<string> Chunks { get; } = [];

    public bool ServerEnded { get; private set; }

    public static IReadOnlyList<WireExchange> Load(string recording)
    {
        List<WireExchange> exchanges = [];
        (string Method, string Target) request = ("", "");
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Wire", recording + ".jsonl")))
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement e = json.RootElement;
            switch (e.Text("type"))
            {
                case "request":
                    request = (e.Text("method")!, e.Text("target")!);
                    break;
                case "response":
                    exchanges.Add(new WireExchange(
                        request.Method, request.Target, (int)e.Number("status")!, e.Object("headers")?.Text("Content-Type") ?? ""));
                    break;
                case "body":
                    exchanges[^1].Body = e.Text("text");
                    break;
                case "chunk":
                    exchanges[^1].Chunks.Add(e.Text("text")!);
                    break;
                case "end":
                    exchanges[^1].ServerEnded = true;
                    break;
            }
        }

        return exchanges;
    }
}
