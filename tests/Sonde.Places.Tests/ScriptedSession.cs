using System.Net.WebSockets;
using System.Text;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Places.Tests;

/// <summary>A session of exec that says what a test wants: text on stdout and stderr, then an exit code.</summary>
internal sealed record ScriptedSession(string Output, string Error, int ExitCode)
{
    private const string Protocol = "v5.channel.k8s.io";

    /// <summary>What a server says of a container that is not there yet.</summary>
    public static ScriptedSession TooEarly { get; } = new("", "", 0) { Refusal = """{"status":"Failure","message":"container not found (\"sonde-1\")","reason":"InternalError","code":500}""" };

    /// <summary>The status instead of an exit code; null for that.</summary>
    public string? Refusal { get; init; }

    /// <summary>Answers the request.</summary>
    public async Task PlayAsync(ReceivedRequest request, Answering answer)
    {
        using WebSocket socket = await ServerSocket.AcceptAsync(request, answer, Protocol);
        string status = Refusal ?? (ExitCode == 0
            ? """{"metadata":{},"status":"Success"}"""
            : $$$"""{"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"{{{ExitCode}}}"}]}}""");
        foreach ((byte channel, string text) in ((byte, string)[])[(1, Output), (2, Error), (3, status)])
            await socket.SendAsync((byte[])[channel, .. Encoding.UTF8.GetBytes(text)], WebSocketMessageType.Binary, true, answer.Stop);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", answer.Stop);
        answer.Break();
    }
}
