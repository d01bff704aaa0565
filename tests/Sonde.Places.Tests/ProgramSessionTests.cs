using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Sessions;
using Sonde.Kubernetes.Tests.Server;
using Sonde.Places.Programs;

namespace Sonde.Places.Tests;

/// <summary>Programs of an image of the user's: joined by attach for their stdin, read from their log, ended as the cluster says.</summary>
public sealed class ProgramSessionTests
{
    private const string Pod = "/api/v1/namespaces/shop/pods/cart-1";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly ConcurrentQueue<byte[]> _typed = new();
    private readonly TaskCompletionSource _inputEnded = new();
    private bool _hasEnded;

    [Fact]
    public async Task A_program_gets_what_is_typed_and_all_it_prints_and_its_exit_code_come_back()
    {
        (int code, string output) = await JoinAsync("1 + 2\n");

        Assert.Equal((7, "3\nbye\n"), (code, output));
        // Channel 0 is stdin, 255 says that a channel ends (v5.channel.k8s.io).
        Assert.Equal(["\01 + 2\n", "\u00ff\0"], _typed.Select(Encoding.Latin1.GetString));
    }

    [Fact]
    public async Task A_program_that_has_ended_before_one_joins_keeps_its_words_and_its_exit_code()
    {
        _hasEnded = true;

        (int code, string output) = await JoinAsync("");

        Assert.Equal((7, "3\nbye\n"), (code, output));
        Assert.Empty(_typed);
    }

    private async Task<(int Code, string Output)> JoinAsync(string input)
    {
        await using TestServer server = new(AnswerAsync);
        using KubernetesClient client = server.Client();
        using var output = new MemoryStream();
        int code = await new ProgramSession(client, new SessionTarget("shop", "cart-1", "debug"))
            .JoinAsync(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, Cancel);
        return (code, Encoding.UTF8.GetString(output.ToArray()));
    }

    private async Task AnswerAsync(ReceivedRequest request, Answering answer)
    {
        switch (request.Path)
        {
            case $"{Pod}/attach" when _hasEnded:
                await answer.JsonAsync("""{"kind":"Status","status":"Failure","message":"container debug not found","reason":"NotFound","code":404}""", 404);
                return;
            case $"{Pod}/attach":
                await ListenAsync(request, answer);
                return;
            case $"{Pod}/log":
                await answer.BeginAsync("text/plain");
                await answer.ChunkAsync("3\n");
                if (!_hasEnded)
                    await _inputEnded.Task.WaitAsync(answer.Stop);
                await answer.ChunkAsync("bye\n");
                await answer.EndAsync();
                return;
            default:
                await answer.JsonAsync("""{"status":{"ephemeralContainerStatuses":[{"name":"debug","state":{"terminated":{"exitCode":7}}}]}}""");
                return;
        }
    }

    private async Task ListenAsync(ReceivedRequest request, Answering answer)
    {
        using WebSocket socket = await ServerSocket.AcceptAsync(request, answer, "v5.channel.k8s.io");
        byte[] buffer = new byte[1024];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), answer.Stop) is { MessageType: not WebSocketMessageType.Close } part)
            {
                _typed.Enqueue(buffer[..part.Count]);
                if (buffer[0] == byte.MaxValue)
                    _inputEnded.SetResult();
            }
        }
        catch (WebSocketException)
        {
            // The client has all it wants.
        }

        answer.Break();
    }
}
