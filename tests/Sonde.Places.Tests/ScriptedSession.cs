using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Places.Tests;

/// <summary>A session of exec that says what a test wants: text on stdout and stderr, then an exit code.</summary>
internal sealed record ScriptedSession(string Output, string Error, int ExitCode)
{
    // RFC 6455, section 1.3.
    private const string Salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", Protocol = "v5.channel.k8s.io";

    /// <summary>Answers the request.</summary>
    public async Task PlayAsync(ReceivedRequest request, Answering answer)
    {
#pragma warning disable CA5350 // the handshake of WebSockets is made so
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(request.Header("Sec-WebSocket-Key") + Salt)));
#pragma warning restore CA5350
        await answer.RawAsync(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {Protocol}\r\n\r\n");
        using WebSocket socket = WebSocket.CreateFromStream(answer.Stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = Protocol });
        string status = ExitCode == 0
            ? """{"metadata":{},"status":"Success"}"""
            : $$$"""{"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"{{{ExitCode}}}"}]}}""";
        foreach ((byte channel, string text) in ((byte, string)[])[(1, Output), (2, Error), (3, status)])
            await socket.SendAsync((byte[])[channel, .. Encoding.UTF8.GetBytes(text)], WebSocketMessageType.Binary, true, answer.Stop);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", answer.Stop);
        answer.Break();
    }
}
