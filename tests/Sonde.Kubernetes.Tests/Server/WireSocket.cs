using System.Net.WebSockets;
using System.Text.Json;

namespace Sonde.Kubernetes.Tests.Server;

/// <summary>
/// Plays the server's side of a recorded WebSocket: sends its frames, and waits for the client's where the recording has them. What the
/// client sends is kept, so that a test can compare.
/// </summary>
internal sealed class WireSocket(string recording)
{
    private readonly JsonElement[] _frames = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Wire", recording + ".jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Payloads of the client's messages, channel first.</summary>
    public List<byte[]> Sent { get; } = [];

    /// <summary>Payloads of the client's messages in the recording.</summary>
    public IEnumerable<byte[]> Recorded =>
        Frames("client").Where(frame => frame.Number("opcode") == 2).Select(Payload);

    /// <summary>What the request of the recording asked for.</summary>
    public string Target => _frames.Single(frame => frame.Text("type") == "request").Text("target")!;

    /// <summary>Answers a request with the recorded conversation.</summary>
    /// <param name="request">The request.</param>
    /// <param name="answer">Where to answer.</param>
    /// <param name="until">How many frames of the recording to play before the connection is cut; null for all.</param>
    public async Task PlayAsync(ReceivedRequest request, Answering answer, int? until = null)
    {
        string protocol = _frames.Single(frame => frame.Text("type") == "response").Object("headers")!.Value.Text("Sec-WebSocket-Protocol")!;
        using WebSocket socket = await ServerSocket.AcceptAsync(request, answer, protocol);
        byte[] buffer = new byte[64 << 10];
        foreach (JsonElement frame in _frames.Where(frame => frame.Text("type") == "ws").Take(until ?? int.MaxValue))
        {
            bool isServer = frame.Text("dir") == "server", isClose = frame.Number("opcode") == 8;
            if (isServer && isClose)
                await CloseAsync(socket, answer.Stop);
            else if (isServer)
                await socket.SendAsync(Payload(frame), WebSocketMessageType.Binary, frame.IsTrue("fin"), answer.Stop);
            else if (!isClose)
                await ReceiveAsync(socket, buffer, answer.Stop);
        }

        answer.Break();
    }

    /// <summary>Says that it is over; a client that is gone already does not hear it.</summary>
    private static async Task CloseAsync(WebSocket socket, CancellationToken stop)
    {
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", stop);
        }
        catch (WebSocketException) when (socket.State == WebSocketState.Aborted)
        {
            // The client went first, without waiting for the answer.
        }
    }

    private async Task ReceiveAsync(WebSocket socket, byte[] buffer, CancellationToken stop)
    {
        ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), stop);
        if (part.MessageType != WebSocketMessageType.Close)
            Sent.Add(buffer[..part.Count]);
    }

    private IEnumerable<JsonElement> Frames(string direction) =>
        _frames.Where(frame => frame.Text("type") == "ws" && frame.Text("dir") == direction);

    private static byte[] Payload(JsonElement frame) =>
        [.. frame.Number("channel") is { } channel ? (byte[])[(byte)channel] : [], .. Convert.FromBase64String(frame.Text("base64") ?? "")];
}
