using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.EndToEnd.Tests;

/// <summary>
/// An API server with one pod, whose container is a process of this machine. What is executed in the pod runs here, with its streams on the
/// WebSocket as a kubelet does it: when the client is gone, the program's stdin ends, and nothing else happens to it.
/// </summary>
internal sealed class LocalPod : IAsyncDisposable
{
    private const string PodPath = "/api/v1/namespaces/shop/pods/cart-1", Protocol = "v5.channel.k8s.io";

    private readonly int _target;
    private readonly TestServer _server;
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-local-pod-").FullName;
    private readonly ConcurrentQueue<Process> _executed = new();
    private string _ephemeral = "";

    /// <summary>Starts the server.</summary>
    /// <param name="target">The process that plays the container's first.</param>
    public LocalPod(int target)
    {
        _target = target;
        _server = new TestServer(AnswerAsync);
        File.WriteAllText(
            KubeConfig,
            $$$"""
              {"apiVersion":"v1","kind":"Config","current-context":"c","clusters":[{"name":"c","cluster":{"server":"{{{_server.Address}}}"}}],
               "users":[{"name":"u","user":{}}],"contexts":[{"name":"c","context":{"cluster":"c","user":"u","namespace":"shop"}}]}
              """);
    }

    /// <summary>The file that leads to it.</summary>
    public string KubeConfig => Path.Combine(_folder, "kubeconfig");

    /// <summary>What was executed in the pod.</summary>
    public IReadOnlyList<Process> Executed => [.. _executed];

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        foreach (Process process in _executed)
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task AnswerAsync(ReceivedRequest request, Answering answer)
    {
        switch (request.Method, request.Path)
        {
            case ("PATCH", $"{PodPath}/ephemeralcontainers"):
                _ephemeral = request.Body[(request.Body.IndexOf('[') + 1)..request.Body.LastIndexOf(']')];
                await answer.JsonAsync("{}");
                return;
            case ("GET", PodPath):
                await answer.JsonAsync(Pod());
                return;
            case ("GET", $"{PodPath}/exec"):
                string[] words = System.Web.HttpUtility.ParseQueryString(request.Target[request.Target.IndexOf('?')..]).GetValues("command")!;
                await RunAsync([.. words.Skip(1).Select(word => word == "pid:1" ? $"pid:{_target}" : word)], request, answer);
                return;
            default:
                await answer.JsonAsync("""{"kind":"Status","status":"Failure","message":"not here","reason":"NotFound","code":404}""", 404);
                return;
        }
    }

    private string Pod()
    {
        string name = _ephemeral.Length > 0 ? System.Text.Json.JsonDocument.Parse(_ephemeral).RootElement.GetProperty("name").GetString()! : "";
        string state = _ephemeral.Length > 0 ? $$$$"""{"name":"{{{{name}}}}","state":{"running":{}}}""" : "";
        return $$$"""
            {"metadata":{"name":"cart-1","namespace":"shop"},
             "spec":{"nodeName":"n1","securityContext":{"runAsUser":0,"runAsGroup":0},"containers":[{"name":"app"}],"ephemeralContainers":[{{{_ephemeral}}}]},
             "status":{"phase":"Running","containerStatuses":[{"name":"app","state":{"running":{}},"containerID":"containerd://abc"}],
                       "ephemeralContainerStatuses":[{{{state}}}]}}
            """;
    }

    private async Task RunAsync(string[] arguments, ReceivedRequest request, Answering answer)
    {
        Process process = Process.Start(new ProcessStartInfo(SondeProgram.Words[0], [.. SondeProgram.Words.Skip(1), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _executed.Enqueue(process);
        using WebSocket socket = await ServerSocket.AcceptAsync(request, answer, Protocol);
        using var sending = new SemaphoreSlim(1);
        Task input = FeedAsync(socket, process, answer.Stop);
        await Task.WhenAll(SendAsync(1, process.StandardOutput.BaseStream), SendAsync(2, process.StandardError.BaseStream));
        await process.WaitForExitAsync(answer.Stop);
        string status = process.ExitCode == 0
            ? """{"metadata":{},"status":"Success"}"""
            : string.Create(CultureInfo.InvariantCulture, $$$"""{"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"{{{process.ExitCode}}}"}]}}""");
        await SendAsync(3, new MemoryStream(Encoding.UTF8.GetBytes(status)));
        if (socket.State == WebSocketState.Open)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", answer.Stop);
        await input;
        answer.Break();

        async Task SendAsync(byte channel, Stream from)
        {
            byte[] buffer = new byte[16 << 10];
            int read;
            while ((read = await from.ReadAsync(buffer, answer.Stop)) > 0)
            {
                await sending.WaitAsync(answer.Stop);
                try
                {
                    if (socket.State == WebSocketState.Open)
                        await socket.SendAsync((byte[])[channel, .. buffer[..read]], WebSocketMessageType.Binary, true, answer.Stop);
                }
                catch (Exception e) when (e is WebSocketException or IOException)
                {
                    // The client is gone: what the program prints is read and lost, as a runtime does it.
                }
                finally
                {
                    sending.Release();
                }
            }
        }
    }

    /// <summary>Passes on what the client sends to stdin, until it says no more or is gone.</summary>
    private static async Task FeedAsync(WebSocket socket, Process process, CancellationToken stop)
    {
        byte[] buffer = new byte[16 << 10];
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), stop);
                if (part.MessageType == WebSocketMessageType.Close)
                    break;
                if (part.Count > 1 && buffer[0] == 0)
                {
                    await process.StandardInput.BaseStream.WriteAsync(buffer.AsMemory(1, part.Count - 1), stop);
                    await process.StandardInput.BaseStream.FlushAsync(stop);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException)
        {
            // Killed, or the program has ended.
        }

        process.StandardInput.Close();
    }
}
