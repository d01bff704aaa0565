using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace Sonde.Kubernetes.Tests.Server;

/// <summary>The server's end of a WebSocket.</summary>
internal static class ServerSocket
{
    // RFC 6455, section 1.3.
    private const string Salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Answers the request for one.</summary>
    public static async Task<WebSocket> AcceptAsync(ReceivedRequest request, Answering answer, string protocol)
    {
#pragma warning disable CA5350 // the handshake of WebSockets is made so
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(request.Header("Sec-WebSocket-Key") + Salt)));
#pragma warning restore CA5350
        await answer.RawAsync(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n");
        return WebSocket.CreateFromStream(answer.Stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = protocol });
    }
}
