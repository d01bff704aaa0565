using System.Net.WebSockets;
using System.Text;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Places.Tests;

/// <summary>A session of exec that says what a test wants: text on stdout and stderr, then an exit code.</summary>
internal sealed record ScriptedSession(string Output, string Error, int ExitCode)
{
    private const string Protocol = "v5.channel.k8s.io";

    /// <summary>The connection is closed before the exit code is told.</summary>
    public bool Breaks { get; init; }

    /// <summary>Answers the request.</summary>
    public async Task PlayAsync(ReceivedRequest request, Answering answer)
    {
        using WebSocket socket = await ServerSocket.AcceptAsync(request, answer, Protocol);
        string status = ExitCode == 0
            ? """{"metadata":{},"status":"Success"}"""
            : $$$"""{"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"{{{ExitCode}}}"}]}}""";
        foreach ((byte channel, string text) in ((byte, string)[])[(1, Output), (2, Error), .. Breaks ? [] : ((byte, string)[])[(3, status)]])
            await socket.SendAsync((byte[])[channel, .. Encoding.UTF8.GetBytes(text)], WebSocketMessageType.Binary, true, answer.Stop);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", answer.Stop);
        answer.Break();
    }
}
