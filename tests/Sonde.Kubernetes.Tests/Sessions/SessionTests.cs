using System.Text;
using Sonde.Kubernetes.Sessions;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Kubernetes.Tests.Sessions;

/// <summary>Sessions against conversations that were recorded from a real API server.</summary>
public sealed class SessionTests
{
    private const SessionStreams Both = SessionStreams.Output | SessionStreams.Error;

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly SessionTarget Shell = new("wire-demo", "shell", "shell");

    [Fact]
    public async Task Exec_carries_input_output_errors_the_end_of_input_and_the_exit_code()
    {
        WireSocket wire = new("exec-v5");
        await using TestServer server = new((request, answer) => wire.PlayAsync(request, answer));
        using KubernetesClient client = server.Client();

        await using ContainerSession session = await client.Sessions.ExecAsync(
            Shell, ["sh", "-c", "echo hello; read -r a; echo \"you said $a\"; echo problem >&2; cat; exit 3"], SessionStreams.Input | Both, Cancel);
        Assert.True(session.CanEndInput);
        var read = ReadAllAsync(session);
        await session.WriteAsync("hi there\n"u8.ToArray(), Cancel);
        await session.WriteAsync("last line without newline"u8.ToArray(), Cancel);
        await session.EndInputAsync(Cancel);
        (string output, string error) = await read;

        Assert.Equal("hello\nyou said hi there\nlast line without newline", output);
        Assert.Equal("problem\n", error);
        Assert.Equal(3, session.ExitCode);
        Assert.Equal(wire.Recorded, wire.Sent);
        ReceivedRequest request = Assert.Single(server.Requests);
        Assert.Equal(Parameters(wire.Target), Parameters(request.Target));
        Assert.Equal("*/*", request.Header("Accept"));
        Assert.Equal("v5.channel.k8s.io, v4.channel.k8s.io", request.Header("Sec-WebSocket-Protocol"));
    }

    [Fact]
    public async Task A_server_that_knows_only_v4_runs_the_program_and_cannot_end_input()
    {
        WireSocket wire = new("exec-v4");
        await using TestServer server = new((request, answer) => wire.PlayAsync(request, answer));
        using KubernetesClient client = server.Client();

        await using ContainerSession session = await client.Sessions.ExecAsync(Shell, ["sh"], SessionStreams.Input | Both, Cancel);
        await session.WriteAsync("hi there\n"u8.ToArray(), Cancel);
        (string output, string error) = await ReadAllAsync(session);

        Assert.False(session.CanEndInput);
        await Assert.ThrowsAsync<NotSupportedException>(async () => await session.EndInputAsync(Cancel));
        Assert.Equal(("hello\nyou said hi there\n", "problem\n"), (output, error));
        Assert.NotEqual(0, session.ExitCode);
    }

    [Fact]
    public async Task Success_is_exit_code_0()
    {
        (string output, ContainerSession session) = await PlayAsync("exec-negotiation");

        Assert.Equal(("", 0), (output, session.ExitCode));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_said_in_the_runtimes_words()
    {
        (_, ContainerSession session) = await PlayAsync("exec-not-found");

        KubernetesException error = Assert.Throws<KubernetesException>(() => session.ExitCode);

        Assert.StartsWith("cannot run sh in pod wire-demo/shell, container shell: Internal error occurred", error.Message, StringComparison.Ordinal);
        Assert.Contains("stat /no/such/bin: no such file or directory", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_pod_that_does_not_exist_is_an_answer_like_any_other()
    {
        await using TestServer server = TestServer.Replaying("exec-forbidden");
        using KubernetesClient client = server.Client();

        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(
            () => client.Sessions.ExecAsync(Shell with { Pod = "ghost" }, ["true"], Both, Cancel));

        Assert.Equal(KubernetesError.NotFound, error.Error);
        Assert.Equal("cannot run true in pod wire-demo/ghost, container shell: pods \"ghost\" not found (404)", error.Message);
    }

    [Fact]
    public async Task Large_output_comes_whole_however_the_server_cuts_it()
    {
        (string output, ContainerSession session) = await PlayAsync("exec-large-output");

        Assert.Equal(200_000, output.Length);
        Assert.Equal(0, session.ExitCode);
    }

    [Fact]
    public async Task A_terminal_is_resized_as_kubectl_does()
    {
        WireSocket wire = new("exec-tty");
        await using TestServer server = new((request, answer) => wire.PlayAsync(request, answer));
        using KubernetesClient client = server.Client();

        await using ContainerSession session = await client.Sessions.ExecAsync(
            Shell, ["sh"], SessionStreams.Input | SessionStreams.Output | SessionStreams.Terminal, Cancel);
        await session.ResizeAsync(100, 30, Cancel);
        await session.WriteAsync("stty size; exit 4\n"u8.ToArray(), Cancel);
        (string output, _) = await ReadAllAsync(session);

        Assert.Contains("30 100\r\n", output, StringComparison.Ordinal);
        Assert.Equal(4, session.ExitCode);
        Assert.Equal(wire.Recorded, wire.Sent);
    }

    [Fact]
    public async Task Attach_leaves_when_the_client_does()
    {
        WireSocket wire = new("attach-v5");
        await using TestServer server = new((request, answer) => wire.PlayAsync(request, answer));
        using KubernetesClient client = server.Client();

        await using (ContainerSession session = await client.Sessions.AttachAsync(Shell, SessionStreams.Input | Both, Cancel))
        {
            await session.WriteAsync("one\n"u8.ToArray(), Cancel);
            Assert.Equal("got: one\n", Encoding.UTF8.GetString((await session.ReadAsync(Cancel))!.Value.Bytes.Span));
            await session.WriteAsync("two\n"u8.ToArray(), Cancel);
            Assert.Equal("got: two\n", Encoding.UTF8.GetString((await session.ReadAsync(Cancel))!.Value.Bytes.Span));
        }

        Assert.Equal(wire.Recorded, wire.Sent);
        Assert.Equal("/api/v1/namespaces/wire-demo/pods/shell/attach", server.Requests.Single().Path);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_connection_that_breaks_off_is_an_error_and_no_exit_code(int frames)
    {
        WireSocket wire = new("exec-large-output");
        await using TestServer server = new((request, answer) => wire.PlayAsync(request, answer, frames));
        using KubernetesClient client = server.Client();
        await using ContainerSession session = await client.Sessions.ExecAsync(Shell, ["cat"], Both, Cancel);

        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(async () =>
        {
            await ReadAllAsync(session);
            _ = session.ExitCode;
        });

        Assert.StartsWith("cannot run cat in pod wire-demo/shell, container shell any longer: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_switch_is_told()
    {
        await using TestServer server = new((_, answer) => answer.JsonAsync("{}"));
        using KubernetesClient client = server.Client();

        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(() => client.Sessions.ExecAsync(Shell, ["true"], Both, Cancel));

        Assert.Equal(KubernetesError.Protocol, error.Error);
        Assert.Contains("does not switch to v5.channel.k8s.io or v4.channel.k8s.io", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_is_a_stream()
    {
        WireSocket wire = new("portforward-v4-channels");
        await using TestServer server = new((request, answer) => wire.PlayAsync(request, answer));
        using KubernetesClient client = server.Client();

        await using Stream port = await client.Sessions.ConnectAsync("wire-demo", "web-f7d4b6d7f-cd9f8", 80, Cancel);
        await port.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray(), Cancel);
        using var reader = new StreamReader(port);
        string answered = await reader.ReadToEndAsync(Cancel);

        Assert.StartsWith("HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n", answered, StringComparison.Ordinal);
        Assert.Equal(wire.Recorded, wire.Sent);
        Assert.Equal(wire.Target, server.Requests.Single().Target);
    }

    private static async Task<(string Output, ContainerSession Session)> PlayAsync(string recording)
    {
        WireSocket wire = new(recording);
        await using TestServer server = new((request, answer) => wire.PlayAsync(request, answer));
        using KubernetesClient client = server.Client();
        await using ContainerSession session = await client.Sessions.ExecAsync(Shell, ["sh"], Both, Cancel);
        return ((await ReadAllAsync(session)).Output, session);
    }

    private static async Task<(string Output, string Error)> ReadAllAsync(ContainerSession session)
    {
        using MemoryStream output = new(), error = new();
        while (await session.ReadAsync(Cancel) is { } part)
            (part.Channel == SessionChannel.Output ? output : error).Write(part.Bytes.Span);
        return (Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }

    private static IEnumerable<string> Parameters(string target) =>
        target.Split('?')[1].Split('&').Where(parameter => parameter != "tty=false");
}
